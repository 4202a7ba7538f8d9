"""Who gains by tying its hands? `commit`."""
