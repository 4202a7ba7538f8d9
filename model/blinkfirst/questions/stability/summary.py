"""The stability of a scenario's states in sentences: a summary, and notes on the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from blinkfirst.game.game import flow
from blinkfirst.game.graph_model import CONCEPTS, SEQ
from blinkfirst.questions.stability.answer import FLOWS, ScenarioStability
from blinkfirst.questions.stability.ranks import spelled_state
from blinkfirst.report.amounts import counted
from blinkfirst.solve.graph_model.from_game import TIE_TOLERANCE

TIED_SHOWN = 2


def sentences(one: ScenarioStability) -> Iterator[str]:
    """Say whether the state lasts, who would leave it, and how many states last."""
    what = "The start" if one.state == one.start else "This state"
    lasting = [c for c in CONCEPTS if one.found.equilibria(c)[one.state]]
    if len(lasting) == len(CONCEPTS):
        yield f"{what} lasts under all four concepts: nobody can improve on it alone."
    elif lasting:
        yield f"{what} lasts under {joined(lasting)}: somebody could improve on it, but counter-moves deter."
    else:
        yield f"{what} does not last under any of the four concepts."
    for leaving, concepts in _leaving(one).items():
        yield f"  {joined(concepts)}: {joined(leaving)} would leave it."
    strongest = one.found.Nash.all(axis=1)
    rest = int((one.found.equilibria(SEQ) & ~strongest).sum())
    yield (
        f"Of {counted(one.game.n_states, 'state')}, {int(strongest.sum()):,} would last because nobody can "
        f"improve on them (Nash), {f'{rest:,}' if rest else 'none'} more because credible counter-moves "
        "deter (SEQ)."
    )


def _leaving(one: ScenarioStability) -> dict[tuple[str, ...], list[str]]:
    """Group the concepts under which the same actors would leave the state."""
    found: dict[tuple[str, ...], list[str]] = {}
    for concept in CONCEPTS:
        stable = one.found.stable(concept)[one.state]
        leaving = tuple(name for name, stays in zip(one.game.actors, stable, strict=True) if not stays)
        if leaving:
            found.setdefault(leaving, []).append(concept)
    return found


def notes_of(one: ScenarioStability) -> list[str]:
    """Name what a Graph Model ignores in this game, and ties that decide much."""
    game, said = one.game, []
    lumps = game.payoffs.weights[game.payoffs.lump_columns]
    if one.preferences == FLOWS and lumps.any():
        said.append(
            f"{np.count_nonzero(lumps)} payoffs of moves themselves (`when`) are ignored: a Graph Model "
            "ranks states"
        )
    for actor, name in enumerate(one.model.actors):
        if np.ptp(one.model.ranks[:, actor]) == 0 and game.n_states > 1:
            said.append(f"{name} ranks all states alike, so every state is stable for it")
        elif one.preferences != FLOWS:
            said += _ties(one, actor)
    if game.nature_rate.size:
        said.append("nature's events are ignored: they are no actor's moves")
    if (np.diff(game.outcome_offset) > 1).any():
        said.append("a move with several outcomes counts as a move to each of them")
    if one.preferences == FLOWS and one.tolerance != TIE_TOLERANCE:
        flows = np.ptp(flow(game), axis=0)
        widest = ", ".join(f"{a} {w:.3g}" for a, w in zip(game.actors, flows, strict=True))
        said.append(f"flows within {one.tolerance:g} utils a month are ties (best less worst: {widest})")
    return said


def _ties(one: ScenarioStability, actor: int) -> list[str]:
    """Name the largest tie among written ranks, if there is one."""
    ranks, counts = np.unique(one.model.ranks[:, actor], return_counts=True)
    tied = int((counts > 1).sum())
    if not tied:
        return []
    largest = int(ranks[np.argmax(counts)])
    alike = np.flatnonzero(one.model.ranks[:, actor] == largest)
    named = "; ".join(spelled_state(one.game, int(state)) for state in alike[:TIED_SHOWN])
    more = f" and {alike.size - TIED_SHOWN:,} more" if alike.size > TIED_SHOWN else ""
    others = f" ({tied - 1:,} more of its ranks are shared)" if tied > 1 else ""
    return [f"{one.model.actors[actor]} ranks alike, at {largest}: {named}{more}{others}"]


def joined(names: Iterable[str], word: str = "and") -> str:
    """Join names with commas, and a word before the last."""
    listed = list(names)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} {word} {listed[-1]}"
