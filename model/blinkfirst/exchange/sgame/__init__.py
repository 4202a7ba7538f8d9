"""Stochastic games in the format of sgamesolver, written and read."""
