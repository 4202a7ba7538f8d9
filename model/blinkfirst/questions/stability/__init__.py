"""Which states would last? `stability`: the Graph Model."""
