"""One question, as many solutions as it takes: runs, sweeps, claims, comparisons, commitments."""
