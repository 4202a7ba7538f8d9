"""The text of a new file: a commented stand-off, by itself or on a theatre, or a copy of a shipped file."""

from __future__ import annotations

import math
import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from blinkfirst.errors import OptionError, Place, hinted, nearest
from blinkfirst.files.text import read_text_file
from blinkfirst.scenario.library import (
    EDITOR_LINE,
    SCHEMA_FILE,
    find_theatre,
    shipped_files,
    shipped_theatres,
)
from blinkfirst.scenario.loading import load_theatre
from blinkfirst.scenario.nodes import child
from blinkfirst.scenario.scenario import Actor, Move, NatureEvent, Scenario, VariableRules
from blinkfirst.scenario.versions import NEWEST
from blinkfirst.scenario.yaml_trees import BYTES_LIMIT

MOST_STATES = 1_000
"""A starter on a theatre leaves its variables so many states at most, and freezes the rest."""

_WIDTH = 100
_EDITOR = re.compile(rf"^{re.escape(EDITOR_LINE)}\S*$", re.M)
_EXTENDS = re.compile(r"^extends: *([\w./-]+)", re.M)


def own_starter(file: Path) -> str:
    """Return a small stand-off that explains itself, for a file of that name."""
    text = Path(__file__).with_name("starter.yaml").read_text(encoding="utf-8")
    return re.sub(r"FILE {2,}", lambda found: f"{file.name}  ".ljust(len(found[0])), text)


def theatre_starter(name: str, file: Path, first_day: date) -> str:
    """Return a scenario on a theatre that changes nothing of it yet, with what can be chosen in comments.

    The variables that fewest moves and events change are frozen, so that the world is small.

    Raises `ScenarioError` when there is no such theatre, or something is wrong with it.
    """
    theatre, *_ = load_theatre(find_theatre(name, file.parent, Place("--theatre")))
    parts = (_head(theatre, name, file, first_day), _world(theatre), _frozen(theatre), _ending(theatre))
    return "".join(f"{line}\n" for part in parts for line in part)


def copied(name: str, file: Path) -> str:
    """Return the text of a shipped file, comments included, for a file of another name or place.

    Raises `OptionError` when no shipped file has that name, or the copy would extend itself.
    """
    known = {**shipped_theatres(), **shipped_files()}
    if name not in known:
        message = f"copy: no shipped file is named {name!r}; `blinkfirst list` shows them"
        raise OptionError(hinted(message, nearest(name, known)))
    text = read_text_file(known[name], BYTES_LIMIT)
    extended = _EXTENDS.search(text)
    if extended is not None and extended[1] == file.stem:
        raise OptionError(f"copy: {name} extends {file.stem}, which {file} would hide; choose another name")
    return _EDITOR.sub(f"{EDITOR_LINE}{SCHEMA_FILE}", text)


def _head(theatre: Scenario, name: str, file: Path, first_day: date) -> Iterator[str]:
    yield f"{EDITOR_LINE}{SCHEMA_FILE}"
    yield f"# A scenario on the theatre {name}: {theatre.title}."
    yield "# It says only what is different from the theatre. Change what is below, then"
    yield f"#     blinkfirst check {file.name}"
    yield f"#     blinkfirst run {file.name}"
    yield f"# and for all that can be changed: blinkfirst numbers {file.name}, blinkfirst docs language."
    yield from _listed("Who decides, and what each can do", map(_menu, theatre.rules.actors))
    yield f"blinkfirst: {NEWEST}"
    yield "title: My own scenario"
    yield f"theatre: {name}"
    yield from _lens(theatre.lenses)
    yield f"{f'start: {first_day}':<30} # the first day"
    yield f"{'horizon: 6':<30} # months until it is over"


def _listed(title: str, items: Iterator[str]) -> Iterator[str]:
    yield f"# {title}:"
    for item in items:
        yield from textwrap.wrap(
            item, _WIDTH, initial_indent="#   ", subsequent_indent="#     ", break_on_hyphens=False
        )


def _menu(actor: Actor) -> str:
    return f"{actor.name}: {', '.join(move.name for move in actor.moves)}"


def _lens(lenses: Mapping[str, str]) -> Iterator[str]:
    if not lenses:
        return
    first, *others = lenses
    yield from _listed("Whose reading", (f"{lens}: {title}" for lens, title in lenses.items()))
    if others:
        yield f"# or shares of several: {{{first}: 0.5, {others[0]}: 0.5}}"
    yield f"lens: {first}"


def _world(theatre: Scenario) -> Iterator[str]:
    yield ""
    yield "world:                         # levels of the first day; without its line, as the theatre has it"
    for variable in theatre.rules.variables:
        levels, setting = ", ".join(variable.levels), f"  {variable.name}: {variable.start}"
        line = f"{setting:<30} # {levels}"
        yield from _comment(variable.means, "  ")
        yield from [line] if len(line) <= _WIDTH else [*_comment(levels, "  "), setting]


def _comment(text: str, indent: str) -> list[str]:
    begin = f"{indent}# "
    return textwrap.wrap(text, _WIDTH, initial_indent=begin, subsequent_indent=begin, break_on_hyphens=False)


def _frozen(theatre: Scenario) -> Iterator[str]:
    changes = _changes(theatre)
    free = _busiest([v for v in theatre.rules.variables if changes[v.name]], changes)
    frozen = [v.name for v in theatre.rules.variables if changes[v.name] and v.name not in free]
    yield ""
    if not frozen:
        yield "# freeze: [NAME, NAME]        # variables that no move and no event changes"
        return
    yield from _comment(
        f"Variables that no move and no event changes; those that do change are {', '.join(free)}. Take out "
        "those that your question needs: `check` says how many states there are then; more take longer.",
        "",
    )
    yield from textwrap.wrap(
        f"freeze: [{', '.join(frozen)}]", _WIDTH, subsequent_indent="  ", break_on_hyphens=False
    )


def _changes(theatre: Scenario) -> Counter[str]:
    """Count the moves and events that change each variable."""
    moves = (move for actor in theatre.rules.actors for move in actor.moves)
    doers: list[Move | NatureEvent] = [*moves, *theatre.rules.nature]
    return Counter(
        name
        for doer in doers
        for name in {effect.variable for outcome in doer.outcomes for effect in outcome.effects}
    )


def _busiest(variables: Sequence[VariableRules], changes: Counter[str]) -> list[str]:
    """Return the variables that most moves and events change, as many as `MOST_STATES` has room for."""
    free: list[VariableRules] = []
    for variable in sorted(variables, key=lambda v: -changes[v.name]):
        if math.prod(len(v.levels) for v in (*free, variable)) <= MOST_STATES:
            free.append(variable)
    return [variable.name for variable in free]


def _types(theatre: Scenario) -> Iterator[str]:
    """Yield how types are switched on and off, where the theatre has some."""
    nodes = child(theatre.composed, "actors")
    actors = nodes.value if nodes is not None and isinstance(nodes.value, dict) else {}
    typed = [
        name
        for name, actor in actors.items()
        if (types := child(actor, "types")) is not None and isinstance(types.value, dict)
    ]
    if typed:
        used = [actor.name for actor in theatre.rules.actors if actor.types is not None]
        title = f"Private types, in the game now those of {', '.join(used) or 'nobody'}"
        yield from _listed(title, iter([", ".join(typed)]))
        yield f"{f'# beliefs: {{about: [{typed[0]}]}}':<30} # or none"


def _ending(theatre: Scenario) -> Iterator[str]:
    actors = theatre.rules.actors
    able = [a.name for a in actors if any(m.soft is not None or m.hard is not None for m in a.moves)]
    some = theatre.rules.variables[0]
    yield ""
    yield "# Any number of the theatre can be changed:"
    yield f"# actors: {{{actors[0].name}: {{precision: 8}}}}"
    yield from _types(theatre)
    yield "# What happens on a day, foreseen or a surprise:"
    yield "# events:"
    event = f"name: What happens, foreseen: false, set: {{world.{some.name}: {some.levels[-1]}}}"
    yield f"#   - {{on: YYYY-MM-DD, {event}}}"
    yield ""
    yield "questions:                     # what else you want to know; each gets a probability"
    if len(able) > 1:
        yield f"  - {able[0]} blinks before {able[1]}"
    yield "  - nobody blinks"
