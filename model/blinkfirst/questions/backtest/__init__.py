"""How good were forecasts of this kind? `backtest`."""
