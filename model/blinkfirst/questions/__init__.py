"""The questions one can ask, a folder each: answer < tables < page, figure < command.

Whoever looks for a verb of the command line finds all of it in the folder of that name. An answer is a record
and the function that finds it; it knows nothing of how it is shown. Questions see each other only along one
line, which `tests/surface/test_floors.py` holds.
"""
