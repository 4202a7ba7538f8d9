"""Which works does a scenario cite, and where? `sources`."""
