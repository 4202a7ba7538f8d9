"""Which numbers fit what happened best? `calibrate`."""
