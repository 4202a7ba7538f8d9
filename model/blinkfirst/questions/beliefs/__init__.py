"""Would giving way pay, whatever is believed of the others? `beliefs`."""
