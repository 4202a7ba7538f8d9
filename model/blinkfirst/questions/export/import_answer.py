"""Games of other programs, read as strategic forms."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from blinkfirst.errors import GameError, OptionError, Place, ScenarioError, TooLargeError
from blinkfirst.files.text import shown

if TYPE_CHECKING:
    from blinkfirst.game.strategic_form import StrategicForm

_TREES = (".efg",)
_STRATEGIC = (".nfg", *_TREES)  # what a tree can be turned into is said by whoever reads it
_TABLES = (".csv", ".txt")
_SHEETS = (".xlsx", ".xls", ".ods", ".dta", ".tsv")


class ImportedGame(NamedTuple):
    """A game, and what is to be said about it."""

    form: StrategicForm
    summary: str


def imported(file: Path, start: str | None) -> ImportedGame:
    """Read a strategic form of Gambit or a table of sgamesolver.

    Parameters
    ----------
    start : of a table with several states: the one in which the game begins.

    Raises
    ------
    OptionError
        When the file's ending is none of theirs, or has no states to begin in.
    ScenarioError
        With what is wrong in the file, line and column.
    """
    ending = file.suffix.lower()
    if ending in _STRATEGIC:
        if start is not None:
            raise OptionError(f"--start: of tables with several states only, and {file} is a strategic form")
        return _from_nfg(file)
    if ending in _TABLES:
        return _from_table(file, start)
    if ending in _SHEETS:
        raise OptionError(f"{file}: expected a table as .csv; save it with commas between the columns")
    raise OptionError(
        f"{file}: expected a strategic form of Gambit (.nfg) or a table of sgamesolver (.csv), got "
        f"{f'the ending {file.suffix}' if file.suffix else 'no ending'}"
    )


def _from_nfg(file: Path) -> ImportedGame:
    from blinkfirst.exchange.nfg import read_nfg

    form, comment = read_nfg(file)
    return ImportedGame(form if form.title else replace(form, title=file.stem), comment)


def _from_table(file: Path, start: str | None) -> ImportedGame:
    from blinkfirst.exchange.sgame.stationary_strategies import decision_states, stationary_form
    from blinkfirst.exchange.sgame.table_reading import read_sgame_table

    game = read_sgame_table(file)
    try:
        form = stationary_form(game, start)
    except TooLargeError:
        raise
    except GameError as error:
        raise ScenarioError.at(Place(shown(file)), str(error)) from error
    if start is None and len(game.states) == 1:
        return ImportedGame(form, "")
    begin = start or (decision_states(game) or game.states)[0]
    return ImportedGame(
        form,
        f"What to do in each state, once and for all; payoffs are discounted sums from the state {begin} on.",
    )
