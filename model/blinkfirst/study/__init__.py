"""Questions that take many cases: claims under every lens, sweeps, knock-outs."""
