"""Layout of games in memory for the kernels, and the memo of it."""
