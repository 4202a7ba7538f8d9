"""Slips: what is well formed and can be run, and was probably not meant. Each is a warning with its place.

What shows only in the reachable states is found after compiling, in `blinkfirst.compile.slips`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.expressions import RoleValue, parts_of
from blinkfirst.scenario.names import NOBODY
from blinkfirst.scenario.scenario import Rules, Term
from blinkfirst.scenario.schema import BeliefsEntry, BlinkEntry, MoveEntry, ScenarioFile
from blinkfirst.scenario.type_rules import actors_with_types


def warn_of_slips(diagnostics: Diagnostics, file: ScenarioFile, rules: Rules) -> None:
    """Record the slips that show in a checked scenario as it is written."""
    _warn_unused(diagnostics, file)
    _warn_of_odd_payoffs(diagnostics, rules)
    _warn_of_blinking_holds(diagnostics, file, rules)
    _warn_without_blinks(diagnostics, file)
    _warn_of_idle_lenses(diagnostics, file)
    _warn_of_levels(diagnostics, file)
    _warn_of_idle_beliefs(diagnostics, file)


def _warn_unused(diagnostics: Diagnostics, file: ScenarioFile) -> None:
    for name in file.parameters:
        if name not in diagnostics.used_parameters:
            diagnostics.warning(("parameters", name), "never used by any expression")


def _warn_of_odd_payoffs(diagnostics: Diagnostics, rules: Rules) -> None:
    for argument in rules.arguments:
        for term in argument.terms:
            if term.kind == "when" and not _names_a_move(term):
                message = (
                    "names neither `move` nor `mover`, so it pays at every move of everybody; for a payoff "
                    "every month while the world is so, write `while`"
                )
                diagnostics.warning(tuple(term.condition.path.split(".")), message)


def _names_a_move(term: Term) -> bool:
    parts = chain(parts_of(term.condition.expression), parts_of(term.worth.expression))
    return any(isinstance(part, RoleValue) and part.role in ("move", "mover") for part in parts)


def _warn_of_blinking_holds(diagnostics: Diagnostics, file: ScenarioFile, rules: Rules) -> None:
    for actor in rules.actors:
        hold = file.actors[actor.name].moves[actor.hold]
        if _blinks(hold) and not hold.idle:
            message = (
                f"{actor.name} blinks by doing nothing; a blink belongs to a move that gives something up; "
                "say `idle: true` beside it if it is meant"
            )
            diagnostics.warning(("actors", actor.name, "moves", actor.hold, "blink"), message)


def _warn_without_blinks(diagnostics: Diagnostics, file: ScenarioFile) -> None:
    omissions = any(event.blink for event in file.nature.values())
    if not omissions and not any(
        _blinks(move) for actor in file.actors.values() for move in actor.moves.values()
    ):
        message = "no move is a blink, so nobody can blink first; say `blink: soft` or `blink: hard` where a "
        diagnostics.warning(("actors",), f"{message}move gives the declared position up")


def _blinks(move: MoveEntry) -> bool:
    said = move.blink
    conditions = (said.soft, said.hard) if isinstance(said, BlinkEntry) else (said,)
    return any(condition not in (None, "false") for condition in conditions)


def _warn_of_idle_lenses(diagnostics: Diagnostics, file: ScenarioFile) -> None:
    """Warn of lenses that read every number as another does."""
    readings: dict[tuple[object, ...], str] = {}
    tables = list(_tables_by_lens(file))
    for lens in file.lenses if len(file.lenses) > 1 else ():
        reading = tuple(_frozen(table[lens]) for table in tables)
        twin = readings.setdefault(reading, lens)
        if twin != lens:
            message = f"reads every number as {twin!r} does, so it changes nothing"
            diagnostics.warning(("lenses", lens), message)


def _tables_by_lens(file: ScenarioFile) -> Iterator[dict[str, object]]:
    values: list[object] = [parameter.value for parameter in file.parameters.values()]
    for argument in file.arguments.values():
        values += [argument.weight, *(term.weight for term in (argument.terms or {}).values())]
    yield from (value for value in values if isinstance(value, dict))


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _warn_of_levels(diagnostics: Diagnostics, file: ScenarioFile) -> None:
    for name, variable in file.world.items():
        for index, level in enumerate(variable.levels or ()):
            if level == NOBODY:
                message = f"{NOBODY!r} is who blinks first when no actor does; say it otherwise, as 'none'"
                diagnostics.warning(("world", name, "levels", index), message)


def _warn_of_idle_beliefs(diagnostics: Diagnostics, file: ScenarioFile) -> None:
    if isinstance(file.beliefs, BeliefsEntry) and not actors_with_types(file):
        diagnostics.warning(("beliefs",), "nobody's types are in the game, so it changes nothing")
