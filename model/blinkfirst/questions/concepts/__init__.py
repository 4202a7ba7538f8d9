"""Do other solution concepts agree? `solve`."""
