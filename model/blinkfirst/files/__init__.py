"""Files on disk: text up to a bound, tables with places, files that appear whole or not at all."""
