"""Many runs at once: the agents' kernels, their tables, and the stages of a stand-off."""
