"""How is a game played once? `run` and `solve` of a matrix."""
