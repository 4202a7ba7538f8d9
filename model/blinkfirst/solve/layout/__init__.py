"""How a game is laid out in memory for the kernels, and what is remembered of it."""
