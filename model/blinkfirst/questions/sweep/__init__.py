"""Over which range does it hold? `sweep`, `results`, `query`."""
