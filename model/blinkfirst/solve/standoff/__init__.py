"""A stand-off over time: backward induction, forecast, levels of reasoning, commitments."""
