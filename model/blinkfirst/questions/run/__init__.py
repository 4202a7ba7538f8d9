"""Who blinks first? `run`, and the ledger of arguments behind it, `arguments`."""
