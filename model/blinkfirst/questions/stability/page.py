"""The stability of a scenario's states as a page and in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from blinkfirst.game.game import flow
from blinkfirst.game.graph_model import CONCEPTS, GMR, SEQ, SMR
from blinkfirst.questions.stability.answer import FLOWS, ScenarioStability, spelled_state
from blinkfirst.report.document import Block, Document, Section, grid, prose, section, strong
from blinkfirst.report.layout import scenario_title
from blinkfirst.report.words import counted, joined
from blinkfirst.solve.graph_model.from_game import TIE_TOLERANCE, edges_between
from blinkfirst.solve.graph_model.stability import Improvement, Step

LISTED_STATES = 12  # up to so many different equilibria are listed, more are counted by levels
IMPROVEMENTS_SHOWN = 3
CAN_LAST = {
    "Nash": "nobody has an improvement",
    "GMR": "every improvement meets a counter-move",
    "SMR": "and there is no escape from it",
    "SEQ": "every improvement meets a credible one",
}


def document_of(one: ScenarioStability) -> Document:
    """Return which states are equilibria, and for whom and why the state asked about is stable."""
    heading = prose(*_heading(one), style="quiet")
    return Document(scenario_title(one.scenario), (heading,), tuple(_sections(one)))


def said_of(one: ScenarioStability) -> dict[str, list[str]]:
    """Return the notes."""
    return {"notes": notes_of(one)}


def _sections(one: ScenarioStability) -> Iterator[Section]:
    yield _counts(one)
    everywhere = np.logical_or.reduce([one.found.equilibria(concept) for concept in CONCEPTS])
    if everywhere.any() and not one.found.Nash.all():
        yield _listed(one) if everywhere.sum() <= LISTED_STATES else _by_level(one)
    yield _state(one)
    yield section("Why", *(block for actor in range(one.game.n_actors) for block in _why(one, actor)))
    yield section("In short", prose(*sentences_of(one)))


def _heading(one: ScenarioStability) -> Iterator[str]:
    game = one.game
    moves = sum(int(moves.target.size) for moves in one.model.moves)
    yield (
        f"{counted(game.n_states, 'state')}, {counted(len(game.actors), 'actor')}, "
        f"{counted(moves, 'unilateral move')}"
    )
    if one.stretches > 1:
        opened = f", opened by: {one.event}" if one.event else ""
        yield f"Stretch {one.stretch} of {one.stretches}, {one.first_day} to {one.end}{opened}"
    source = "what a state is worth while it lasts" if one.preferences == FLOWS else one.preferences
    classes = ", ".join(
        f"{name} {np.unique(one.model.ranks[:, k]).size:,}" for k, name in enumerate(game.actors)
    )
    yield f"Preferences: {source}; different ranks: {classes}"
    yield from (f"Note: {note}." for note in notes_of(one))


def _counts(one: ScenarioStability) -> Section:
    heads = ("", "equilibria", *one.game.actors, "a state lasts where")
    rows = []
    for concept in CONCEPTS:
        stable = [f"{int(n):,}" for n in one.found.stable(concept).sum(axis=0)]
        rows.append((concept, f"{one.found.equilibria(concept).sum():,}", *stable, CAN_LAST[concept]))
    title = "How many states are stable: for everybody, and for each actor"
    return section(title, grid(heads, rows, prose=[len(heads) - 1]))


def _listed(one: ScenarioStability) -> Section:
    masks = {concept: one.found.equilibria(concept) for concept in CONCEPTS}
    rows = [
        (_world(one, int(state)), *("yes" if mask[state] else "" for mask in masks.values()))
        for state in np.flatnonzero(np.logical_or.reduce(list(masks.values())))
    ]
    return section("The equilibria", grid(("state", *CONCEPTS), rows, prose=[0]))


def _by_level(one: ScenarioStability) -> Section:
    rows = []
    masks = [one.found.equilibria(concept) for concept in CONCEPTS]
    for index in one.varying:
        variable, column = one.game.variables[index], one.game.states[:, index]
        name = variable.name
        for number, level in enumerate(variable.levels):
            here = column == number
            if here.any():
                within = [here, *(mask & here for mask in masks)]
                rows.append((name, level, *(f"{states.sum():,}" for states in within)))
                name = ""
    table = grid(("variable", "level", "states", *CONCEPTS), rows, left=2)
    return section("Where the equilibria lie: how many have each level", table)


def _state(one: ScenarioStability) -> Section:
    rows = []
    for actor, name in enumerate(one.game.actors):
        own = one.model.ranks[:, actor]
        marks = ["stable" if one.found.stable(c)[one.state, actor] else "-" for c in CONCEPTS]
        above = int(np.unique(own[own > own[one.state]]).size)
        place = f"{above + 1} of {np.unique(own).size}"
        rows.append((name, *marks, place))
    everybody = ["yes" if one.found.equilibria(c)[one.state] else "-" for c in CONCEPTS]
    rows.append(("equilibrium", *everybody, ""))
    what = "The start" if one.state == one.start else "The state asked about"
    said = prose("place 1 is the best", style="quiet")
    table = grid(("", *CONCEPTS, "place"), rows)
    return section(f"{what}: for whom is it stable?", prose(_world(one, one.state)), table, said)


def _world(one: ScenarioStability, state: int) -> str:
    labels = one.game.state_labels(state)
    names = [one.game.variables[k].name for k in one.varying] or list(labels)
    return ", ".join(f"{name} {labels[name]}" for name in names)


def _why(one: ScenarioStability, actor: int) -> Iterator[Block]:
    name, reasons = one.game.actors[actor], one.reasons[actor]
    yield prose((strong(name), f": {_verdict(one, actor)}"))
    for reason in reasons[:IMPROVEMENTS_SHOWN]:
        yield prose(_improvement(one, actor, reason), indent=2)
        yield prose(*_answers(one, actor, reason), indent=4)
    if len(reasons) > IMPROVEMENTS_SHOWN:
        more = counted(len(reasons) - IMPROVEMENTS_SHOWN, "more improvement")
        yield prose(f"{more} (--json has them all)", indent=2)


def _verdict(one: ScenarioStability, actor: int) -> str:
    if not one.model.moves[actor].reachable(one.state).size:
        return "stable; it cannot change the state"
    if not one.reasons[actor]:
        return "stable; it has no improvement"
    stable = [c for c in CONCEPTS if one.found.stable(c)[one.state, actor]]
    if not stable:
        return "not stable under any of the four"
    unstable = [c for c in CONCEPTS if c not in stable]
    return f"stable under {joined(stable)}, not under {joined(unstable, 'or')}"


def _improvement(one: ScenarioStability, actor: int, reason: Improvement) -> str:
    way = _step(one, one.state, Step(actor, reason.state))
    return f"{one.game.actors[actor]} can {way}, which it prefers."


def _answers(one: ScenarioStability, actor: int, reason: Improvement) -> Iterator[str]:
    name = one.game.actors[actor]
    gmr, smr, seq = (reason.sanctions[concept] for concept in (GMR, SMR, SEQ))
    if not gmr:
        others = [other for other in one.game.actors if other != name]
        do = "does" if len(others) == 1 else "do"
        whatever = f"whatever {joined(others, 'or')} {do} next, " if others else ""
        yield f"No counter-move deters it: {whatever}{name} is better off than before."
        return
    held = f"which leaves {name} no better off than before"
    if seq:
        gain = "all gain by their moves" if len(seq) > 1 else f"{one.game.actors[seq[0].actor]} gains by it"
        yield f"Deterred: {_way(one, reason.state, seq)}, {held}; this is credible, as {gain}."
    else:
        yield f"Counter-move: {_way(one, reason.state, gmr)}, {held}."
        yield "None of these counter-moves is credible: in each, somebody moves against its own interest."
    if not smr:
        yield _way_out(one, actor, reason)
    elif smr != (seq or gmr):
        yield f"Without escape: {_way(one, reason.state, smr)}; from there it can reach nothing better."
    else:
        yield f"There is no escape: from there {name} has no move to anything better."


def _way_out(one: ScenarioStability, actor: int, reason: Improvement) -> str:
    """Say how the actor escapes from the counter-move; not stable under SMR, it can from every one."""
    name = one.game.actors[actor]
    answer = reason.sanctions[SEQ] or reason.sanctions[GMR]
    here = answer[-1].state
    own, ways = one.model.ranks[:, actor], one.model.moves[actor].reachable(here)
    best = Step(actor, int(ways[np.argmax(own[ways])]))
    return f"No counter-move holds: {name} could then {_step(one, here, best)}, and be better off after all."


def _way(one: ScenarioStability, here: int, steps: Sequence[Step]) -> str:
    told = []
    for step in steps:
        told.append(f"{one.game.actors[step.actor]} could {_step(one, here, step)}")
        here = step.state
    return ", then ".join(told)


def _step(one: ScenarioStability, here: int, step: Step) -> str:
    game = one.game
    ways = [
        move if chance > 1 - 1e-12 else f"{move} (chance {chance:.0%})"
        for move, chance in edges_between(game, step.actor, here, step.state)
    ]
    before, after = game.state_labels(here), game.state_labels(step.state)
    changes = ", ".join(f"{k} {before[k]} -> {after[k]}" for k in after if after[k] != before[k])
    return f"{joined(ways, 'or')} [{changes}]"


TIED_SHOWN = 2


def sentences_of(one: ScenarioStability) -> Iterator[str]:
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
        yield f"{joined(concepts)}: {joined(leaving)} would leave it."
    strongest = one.found.Nash.all(axis=1)
    rest = int((one.found.equilibria(SEQ) & ~strongest).sum())
    yield (
        f"Of {counted(one.game.n_states, 'state')}, {int(strongest.sum()):,} would last because nobody can "
        f"improve on them (Nash), {f'{rest:,}' if rest else 'none'} more because credible counter-moves "
        "deter (SEQ)."
    )


def _leaving(one: ScenarioStability) -> dict[tuple[str, ...], list[str]]:
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
