"""Conflicts whose stability is known, as Graph Models."""

from __future__ import annotations

from worlds.graph_models import both_ways, model_of

# Y: keeps silent. Worst is to keep silent alone, best to talk alone; both silent beats both talking
DILEMMA = ("NN", "YN", "NY", "YY")
FIRST_MOVES, SECOND_MOVES = both_ways([(0, 1), (2, 3)]), both_ways([(0, 2), (1, 3)])
# Syria and Iraq over the water of the Euphrates
EUPHRATES = ("NNN", "YNN", "NYN", "NNY", "YNY", "NYY")
SYRIA, IRAQ = (6, 3, 5, 2, 1, 4), (3, 6, 1, 5, 2, 4)
# Syria releases water (Y..) or escalates (.Y.), not both; it may go from any of its three ways to any other
SYRIA_MOVES = both_ways([(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)])
IRAQ_MOVES = both_ways([(0, 3), (1, 4), (2, 5)])

PRISONERS = model_of([FIRST_MOVES, SECOND_MOVES], [(2, 1, 4, 3), (2, 4, 1, 3)])
SYRIA_IRAQ = model_of([SYRIA_MOVES, IRAQ_MOVES], [SYRIA, IRAQ], ("Syria", "Iraq"))
DILEMMA_EQUILIBRIA = {"Nash": {"NN"}, "GMR": {"NN", "YY"}, "SMR": {"NN", "YY"}, "SEQ": {"NN", "YY"}}
EUPHRATES_EQUILIBRIA = {"Nash": {"NYY"}, "GMR": {"NNN", "NYY"}, "SMR": {"NYY"}, "SEQ": {"NYY"}}
