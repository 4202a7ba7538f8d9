"""Were the forecasts that were written down any good? `ledger`."""
