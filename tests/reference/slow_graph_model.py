"""The Graph Model by its definitions, with sets of states and one question at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

Moves = Mapping[int, Set[int]]  # by state, where one actor can go
Ranks = Sequence[int]  # by state, higher is better


def improvements(moves: Moves, ranks: Ranks, state: int) -> set[int]:
    """The states an actor can move to and prefers."""
    return {there for there in moves.get(state, set()) if ranks[there] > ranks[state]}


def coalition_reach(moves: Mapping[int, Moves], state: int) -> set[int]:
    """Every state that some actors bring about by legal sequences: add to the list until nothing is new.

    Beside each state stands who may have moved last: from there, one of the others goes on.
    """
    last: dict[int, set[int]] = {}
    for actor, his in moves.items():
        for there in his.get(state, set()):
            last.setdefault(there, set()).add(actor)
    grown = True
    while grown:
        grown = False
        for here in list(last):
            for actor, his in moves.items():
                if last[here] == {actor}:
                    continue
                for there in his.get(here, set()):
                    if actor not in last.setdefault(there, set()):
                        last[there].add(actor)
                        grown = True
    return set(last)


def stable(concept: str, moves: Sequence[Moves], ranks: Sequence[Ranks], state: int, actor: int) -> bool:
    """Whether a state is stable for an actor."""
    own = ranks[actor]
    others = {k: moves[k] for k in range(len(moves)) if k != actor}
    if concept == "SEQ":
        others = {
            k: {here: improvements(his, ranks[k], here) for here in his} for k, his in others.items()
        }
    for better in improvements(moves[actor], own, state):
        if concept == "Nash":
            return False
        sanctions = {there for there in coalition_reach(others, better) if own[there] <= own[state]}
        if concept == "SMR":
            ways = moves[actor]
            sanctions = {s for s in sanctions if all(own[out] <= own[state] for out in ways.get(s, set()))}
        if not sanctions:
            return False
    return True
