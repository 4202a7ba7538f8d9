"""Stand-offs in which actors have private types: beliefs, signalling, reputations."""
