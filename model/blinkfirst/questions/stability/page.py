"""The stability of a scenario's states as a page in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from blinkfirst.game.graph_model import CONCEPTS, GMR, SEQ, SMR
from blinkfirst.questions.stability.answer import FLOWS, ScenarioStability
from blinkfirst.report.amounts import counted
from blinkfirst.report.layout import plain_table, titled
from blinkfirst.solve.graph_model.from_game import edges_between
from blinkfirst.solve.graph_model.reasons import Improvement, Step

LISTED_STATES = 12  # up to so many different equilibria are listed, more are counted by levels
IMPROVEMENTS_SHOWN = 3
CAN_LAST = {
    "Nash": "no move of anybody leads to what it prefers",
    "GMR": "the others could answer every improvement",
    "SMR": "and the one answered has no way out",
    "SEQ": "the others could, by moves that they gain by",
}


def print_stability(console: Console, one: ScenarioStability) -> None:
    """Print which states are equilibria, and for whom and why the state asked about is stable."""
    for part in _parts(one):
        console.print(part)
        console.print()


def _parts(one: ScenarioStability) -> Iterator[RenderableType]:
    yield _heading(one)
    yield _counts(one)
    everywhere = np.logical_or.reduce([one.found.equilibria(concept) for concept in CONCEPTS])
    if everywhere.any() and not one.found.Nash.all():
        yield _listed(one) if everywhere.sum() <= LISTED_STATES else _by_level(one)
    yield _state(one)
    yield titled("Why", Group(*(_why(one, actor) for actor in range(one.game.n_actors))))
    yield titled("In short", Text("\n".join(in_short(one))))


def _heading(one: ScenarioStability) -> RenderableType:
    scenario, game = one.scenario, one.game
    lens = f"lens {scenario.lens_text}" if scenario.lens_text else "no lens"
    lines = [Text.assemble((scenario.title, "bold"), f" ({scenario.name}, {lens})")]
    moves = sum(int(moves.target.size) for moves in one.model.moves)
    lines.append(
        Text(
            f"{counted(game.n_states, 'state')}, {counted(len(game.actors), 'actor')}, "
            f"{counted(moves, 'unilateral move')}"
        )
    )
    if one.stretches > 1:
        opened = f", opened by: {one.event}" if one.event else ""
        lines.append(
            Text(f"Stretch {one.stretch} of {one.stretches}, {one.first_day} to {one.end}{opened}")
        )
    source = "what a state is worth while it lasts" if one.preferences == FLOWS else one.preferences
    classes = ", ".join(
        f"{name} {np.unique(one.model.ranks[:, k]).size:,}" for k, name in enumerate(game.actors)
    )
    lines.append(Text(f"Preferences: {source}; different ranks: {classes}"))
    lines += [Text(f"Note: {note}.", style="dim") for note in one.notes]
    return Group(*lines)


def _counts(one: ScenarioStability) -> RenderableType:
    table = plain_table("", "equilibria", *one.game.actors)
    table.add_column("a state lasts where")
    for concept in CONCEPTS:
        stable = [f"{int(n):,}" for n in one.found.stable(concept).sum(axis=0)]
        table.add_row(concept, f"{one.found.equilibria(concept).sum():,}", *stable, CAN_LAST[concept])
    return titled("How many states are stable: for everybody, and for each actor", table)


def _listed(one: ScenarioStability) -> RenderableType:
    masks = {concept: one.found.equilibria(concept) for concept in CONCEPTS}
    table = plain_table("state", *CONCEPTS)
    for state in np.flatnonzero(np.logical_or.reduce(list(masks.values()))):
        marks = ["yes" if mask[state] else "" for mask in masks.values()]
        table.add_row(_world(one, int(state)), *marks)
    return titled("The equilibria", table)


def _by_level(one: ScenarioStability) -> RenderableType:
    """Counts by level: where the equilibria lie when there are too many to list."""
    table = plain_table("variable", "level", "states", *CONCEPTS, left=2)
    masks = [one.found.equilibria(concept) for concept in CONCEPTS]
    for index in one.varying:
        variable, column = one.game.variables[index], one.game.states[:, index]
        name = variable.name
        for number, level in enumerate(variable.levels):
            here = column == number
            if here.any():
                table.add_row(name, level, f"{here.sum():,}", *(f"{(mask & here).sum():,}" for mask in masks))
                name = ""
    return titled("Where the equilibria lie: how many have each level", table)


def _state(one: ScenarioStability) -> RenderableType:
    table = plain_table("", *CONCEPTS, "place")
    for actor, name in enumerate(one.game.actors):
        own = one.model.ranks[:, actor]
        marks = ["stable" if one.found.stable(c)[one.state, actor] else "-" for c in CONCEPTS]
        above = int(np.unique(own[own > own[one.state]]).size)
        place = f"{above + 1} of {np.unique(own).size}"
        table.add_row(name, *marks, place)
    everybody = ["yes" if one.found.equilibria(c)[one.state] else "-" for c in CONCEPTS]
    table.add_row("equilibrium", *everybody, "")
    what = "The start" if one.state == one.start else "The state asked about"
    said = Text("place 1 is the best", style="dim")
    return titled(f"{what}: for whom is it stable?", Group(Text(_world(one, one.state)), table, said))


def _world(one: ScenarioStability, state: int) -> str:
    labels = one.game.state_labels(state)
    names = [one.game.variables[k].name for k in one.varying] or list(labels)
    return ", ".join(f"{name} {labels[name]}" for name in names)


def _why(one: ScenarioStability, actor: int) -> RenderableType:
    """One actor's paragraph."""
    name, reasons = one.game.actors[actor], one.reasons[actor]
    lines: list[RenderableType] = [Text.assemble((name, "bold"), f": {_verdict(one, actor)}")]
    for reason in reasons[:IMPROVEMENTS_SHOWN]:
        lines.append(_indented(_improvement(one, actor, reason), 2))
        lines += [_indented(line, 4) for line in _answers(one, actor, reason)]
    if len(reasons) > IMPROVEMENTS_SHOWN:
        more = counted(len(reasons) - IMPROVEMENTS_SHOWN, "more improvement")
        lines.append(_indented(f"{more} (--json has them all)", 2))
    return Group(*lines)


def _indented(line: str, columns: int) -> Padding:
    return Padding(Text(line), (0, 0, 0, columns))


def _verdict(one: ScenarioStability, actor: int) -> str:
    if not one.model.moves[actor].reachable(one.state).size:
        return "stable; it cannot change the state"
    if not one.reasons[actor]:
        return "stable; nothing that it can bring about is better for it"
    stable = [c for c in CONCEPTS if one.found.stable(c)[one.state, actor]]
    if not stable:
        return "not stable under any of the four"
    unstable = [c for c in CONCEPTS if c not in stable]
    return f"stable under {_and(stable)}, not under {_or(unstable)}"


def _improvement(one: ScenarioStability, actor: int, reason: Improvement) -> str:
    way = _step(one, one.state, Step(actor, reason.state))
    return f"{one.game.actors[actor]} can {way}, which it prefers."


def _answers(one: ScenarioStability, actor: int, reason: Improvement) -> Iterator[str]:
    """Sentences on what the others can make of an improvement."""
    name = one.game.actors[actor]
    gmr, smr, seq = (reason.sanctions[concept] for concept in (GMR, SMR, SEQ))
    if not gmr:
        others = [other for other in one.game.actors if other != name]
        do = "does" if len(others) == 1 else "do"
        whatever = f"whatever {_or(others)} {do} next, " if others else ""
        yield f"No sanction deters it: {whatever}{name} is better off than before."
        return
    held = f"which leaves {name} no better off than before"
    if seq:
        gain = "all gain by their moves" if len(seq) > 1 else f"{one.game.actors[seq[0].actor]} gains by it"
        yield f"Deterred: {_way(one, reason.state, seq)}, {held}; {gain}."
    else:
        yield f"Could be answered: {_way(one, reason.state, gmr)}, {held}."
        yield "But no such answer is made of moves that whoever makes them gains by."
    if not smr:
        yield _way_out(one, actor, reason)
    elif smr != (seq or gmr):
        yield f"Without a way out: {_way(one, reason.state, smr)}; from there it can reach nothing better."
    else:
        yield f"From there {name} has no move to anything better."


def _way_out(one: ScenarioStability, actor: int, reason: Improvement) -> str:
    """How the actor undoes the answer; under SMR there is none without such a way."""
    name = one.game.actors[actor]
    answer = reason.sanctions[SEQ] or reason.sanctions[GMR]
    here = answer[-1].state
    own, ways = one.model.ranks[:, actor], one.model.moves[actor].reachable(here)
    best = Step(actor, int(ways[np.argmax(own[ways])]))
    return f"No answer is final: {name} could then {_step(one, here, best)}, and be better off after all."


def _way(one: ScenarioStability, here: int, steps: Sequence[Step]) -> str:
    told = []
    for step in steps:
        told.append(f"{one.game.actors[step.actor]} could {_step(one, here, step)}")
        here = step.state
    return ", then ".join(told)


def _step(one: ScenarioStability, here: int, step: Step) -> str:
    """A move in words: which, and what it changes."""
    game = one.game
    ways = [
        move if chance > 1 - 1e-12 else f"{move} (chance {chance:.0%})"
        for move, chance in edges_between(game, step.actor, here, step.state)
    ]
    before, after = game.state_labels(here), game.state_labels(step.state)
    changes = ", ".join(f"{k} {before[k]} -> {after[k]}" for k in after if after[k] != before[k])
    return f"{_or(ways)} [{changes}]"


def in_short(one: ScenarioStability) -> Iterator[str]:
    """Sentences for an analyst: does the state last, who would leave it, and where could the world rest."""
    what = "The start" if one.state == one.start else "This state"
    lasting = [c for c in CONCEPTS if one.found.equilibria(c)[one.state]]
    if len(lasting) == len(CONCEPTS):
        yield f"{what} lasts under all four concepts: nobody can improve on it alone."
    elif lasting:
        yield f"{what} lasts under {_and(lasting)}: held by what the others could answer, not by contentment."
    else:
        yield f"{what} does not last under any of the four concepts."
    for leaving, concepts in _leaving(one).items():
        yield f"  {_and(concepts)}: {_and(leaving)} would leave it."
    strongest = one.found.Nash.all(axis=1)
    nash = int(strongest.sum())
    rest = int((one.found.equilibria(SEQ) & ~strongest).sum())
    yield (
        f"Of {counted(one.game.n_states, 'state')}, {nash:,} would last by contentment alone (Nash), "
        f"{f'{rest:,}' if rest else 'none'} more because credible answers deter (SEQ)."
    )


def _leaving(one: ScenarioStability) -> dict[tuple[str, ...], list[str]]:
    """Who would leave the state, and under which concepts just they."""
    found: dict[tuple[str, ...], list[str]] = {}
    for concept in CONCEPTS:
        stable = one.found.stable(concept)[one.state]
        leaving = tuple(name for name, stays in zip(one.game.actors, stable, strict=True) if not stays)
        if leaving:
            found.setdefault(leaving, []).append(concept)
    return found


def _and(names: Iterable[str]) -> str:
    return _joined(names, "and")


def _or(names: Iterable[str]) -> str:
    return _joined(names, "or")


def _joined(names: Iterable[str], word: str) -> str:
    listed = list(names)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} {word} {listed[-1]}"
