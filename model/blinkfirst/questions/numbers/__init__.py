"""Which numbers does a scenario stand on? `numbers`."""
