"""Files on disk: text read up to a bound, tables with the place of every cell, files that appear whole or
not at all.
"""
