"""Games played once, as written: a table of payoffs, each a cited argument."""
