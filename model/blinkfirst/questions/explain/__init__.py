"""Why this move rather than that? `explain`."""
