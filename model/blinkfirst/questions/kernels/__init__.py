"""Compiled kernels on this machine: their place, their size, their removal."""
