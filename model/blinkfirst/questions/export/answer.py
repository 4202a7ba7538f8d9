"""Formats that ``blinkfirst export`` writes, one function each; files that ``import`` reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from blinkfirst.errors import GameError, OptionError, Place, ScenarioError, TooLargeError
from blinkfirst.files.text import shown
from blinkfirst.report.words import counted, form_size

if TYPE_CHECKING:
    from blinkfirst.exchange.policy_chain import PolicyChain
    from blinkfirst.game.standoff import Standoff
    from blinkfirst.game.strategic_form import StrategicForm


@dataclass(frozen=True)
class ExportRequest:
    """A stand-off, the file to write it to, and options of the formats.

    Attributes
    ----------
    most : how many nodes, states or commands there may be; the format's own limit when ``None``.
    scaled : of a tree or a table, whether logit at lambda = 1 is to be the scenario's answer.
    whole : of a chain, whether it goes on after the first blink.
    """

    standoff: Standoff
    path: Path
    most: int | None
    scaled: bool
    whole: bool


@dataclass(frozen=True)
class MatrixExportRequest:
    """A matrix as strategic form, the summary in its file, and the file to write it to."""

    form: StrategicForm
    summary: str
    path: Path


@dataclass(frozen=True)
class ExportFormat:
    """A format: its meaning, functions that write it, its options, and whether it needs a solution."""

    means: str
    write: Callable[[ExportRequest], str] | None = None
    options: tuple[str, ...] = ()
    write_matrix: Callable[[MatrixExportRequest], str] | None = None
    solves: bool = False


def _npz(request: ExportRequest) -> str:
    from blinkfirst.exchange.npz import write_npz

    standoff = request.standoff
    write_npz(request.path, standoff)
    return (
        f"{request.path}: {standoff.opening.n_states:,} states, {standoff.opening.n_edges:,} edges, "
        f"{counted(len(standoff.course), 'stretch', 'stretches')}"
    )


def _efg(request: ExportRequest) -> str:
    from blinkfirst.exchange.efg import write_efg
    from blinkfirst.exchange.game_tree import MOST_NODES, unrolled

    tree = unrolled(request.standoff, request.scaled, request.most or MOST_NODES)
    write_efg(request.path, tree)
    return f"{request.path}: {len(tree.nodes):,} nodes, {len(tree.decisions):,} of them decisions"


def _drn(request: ExportRequest) -> str:
    from blinkfirst.exchange.explicit_chains import write_drn

    chain = _chain(request)
    write_drn(request.path, chain)
    return f"{request.path}: {chain.n_states:,} states, {chain.target.size:,} transitions"


def _prism(request: ExportRequest) -> str:
    from blinkfirst.exchange.explicit_chains import write_prism

    chain = _chain(request)
    written = ", ".join(str(path) for path in write_prism(request.path, chain))
    return f"{written}: {chain.n_states:,} states, {chain.target.size:,} transitions"


def _chain(request: ExportRequest) -> PolicyChain:
    from blinkfirst.exchange.policy_chain import MOST_STATES, policy_chain
    from blinkfirst.solve.standoff.backward_induction import backward_induction

    return policy_chain(
        request.standoff, backward_induction(request.standoff), request.whole, request.most or MOST_STATES
    )


def _prism_game(request: ExportRequest) -> str:
    from blinkfirst.exchange.prism_game import MOST_COMMANDS, write_prism_game

    commands = write_prism_game(request.path, request.standoff, request.most or MOST_COMMANDS)
    return f"{request.path}: {commands:,} commands"


def _sgame_table(request: ExportRequest) -> str:
    from blinkfirst.exchange.sgame_table import write_sgame_table
    from blinkfirst.exchange.stochastic_standoff import MOST_ROWS, stochastic_standoff

    found = stochastic_standoff(request.standoff, request.scaled, request.most or MOST_ROWS)
    write_sgame_table(request.path, found.game)
    openings = [f"  {opening.state}: {opening.chance:.6g}" for opening in found.openings]
    size = f"{found.game.n_states:,} states, {len(found.game.payoffs):,} rows"
    return "\n".join([f"{request.path}: {size}; the game begins, with these probabilities, in", *openings])


def _one_shot_table(request: MatrixExportRequest) -> str:
    from blinkfirst.exchange.sgame_table import write_sgame_table
    from blinkfirst.exchange.stochastic_game import one_shot

    write_sgame_table(request.path, one_shot(request.form))
    return f"{request.path}: 1 state, {request.form.n_profiles:,} rows"


def _nfg(request: MatrixExportRequest) -> str:
    from blinkfirst.exchange.nfg import write_nfg

    write_nfg(request.path, request.form, request.summary)
    return f"{request.path}: {form_size(request.form)}"


FORMATS = {
    "npz": ExportFormat("the compiled game as NumPy arrays", _npz),
    "efg": ExportFormat("the tree of all histories, for Gambit", _efg, ("limit", "scaled")),
    "drn": ExportFormat("the chain of everybody's choices, for Storm", _drn, ("limit", "whole"), solves=True),
    "prism": ExportFormat("the same in PRISM's explicit files", _prism, ("limit", "whole"), solves=True),
    "prism-game": ExportFormat("the game as a turn-based model of PRISM-games", _prism_game, ("limit",)),
    "sgame-table": ExportFormat(
        "a stochastic game as a table, for sgamesolver", _sgame_table, ("limit", "scaled"), _one_shot_table
    ),
    "nfg": ExportFormat("a matrix in strategic form, for Gambit", write_matrix=_nfg),
}


_TREES = (".efg",)
_STRATEGIC = (".nfg", *_TREES)  # what a tree can be turned into is said by whoever reads it
_TABLES = (".csv", ".txt")
_SHEETS = (".xlsx", ".xls", ".ods", ".dta", ".tsv")


class ImportedGame(NamedTuple):
    """A game, and what is to be said about it."""

    form: StrategicForm
    summary: str


def imported(file: Path, start: str | None) -> ImportedGame:
    """Read a strategic form of Gambit or a table of sgamesolver, which begins in the state ``start``.

    Raises `OptionError` when the file's ending is none of theirs, or has no states to begin in. Raises
    `ScenarioError` with what is wrong in the file, line and column.
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
    from blinkfirst.exchange.sgame_table import read_sgame_table
    from blinkfirst.exchange.stationary_strategies import decision_states, stationary_form

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
