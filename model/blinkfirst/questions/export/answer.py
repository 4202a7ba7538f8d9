"""Formats that ``blinkfirst export`` writes, one function each; files that ``import`` reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from blinkfirst.errors import (
    GameError,
    OptionError,
    Place,
    Problem,
    ScenarioError,
    TooLargeError,
    hinted,
    nearest,
)
from blinkfirst.files.text import TABLE_BYTES, read_text_file, shown
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
    """A format: its meaning, the endings of its files, functions that write it, its options, whether it needs
    a solution, and whether its files have room for a mark of who wrote them.
    """

    means: str
    endings: tuple[str, ...]
    write: Callable[[ExportRequest], str] | None = None
    options: tuple[str, ...] = ()
    write_matrix: Callable[[MatrixExportRequest], str] | None = None
    solves: bool = False
    marked: bool = True


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
    from blinkfirst.exchange.explicit_chains import all_labels_borne
    from blinkfirst.exchange.policy_chain import MOST_STATES, policy_chain
    from blinkfirst.solve.standoff.backward_induction import backward_induction

    policy = backward_induction(request.standoff)
    return all_labels_borne(
        policy_chain(request.standoff, policy, request.whole, request.most or MOST_STATES)
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


def outputs_of(form: str, path: Path) -> tuple[Path, ...]:
    """Return the files that an export to a path writes, so far as that is known before."""
    if form != "prism":
        return (path,)
    from blinkfirst.exchange.explicit_chains import prism_files

    return prism_files(path)


FORMATS = {
    "npz": ExportFormat("the compiled game as NumPy arrays", (".npz",), _npz),
    "efg": ExportFormat("the tree of all histories, for Gambit", (".efg",), _efg, ("limit", "scaled")),
    "drn": ExportFormat(
        "the chain of everybody's choices, for Storm", (".drn",), _drn, ("limit", "whole"), solves=True
    ),
    "prism": ExportFormat(
        "the same in PRISM's explicit files", (".sta", ".tra", ".lab"), _prism, ("limit", "whole"),
        solves=True, marked=False,
    ),
    "prism-game": ExportFormat(
        "the game as a turn-based model of PRISM-games", (".prism", ".smg"), _prism_game, ("limit",)
    ),
    "sgame-table": ExportFormat(
        "a stochastic game as a table, for sgamesolver", (".csv",), _sgame_table, ("limit", "scaled"),
        _one_shot_table, marked=False,
    ),
    "nfg": ExportFormat("a matrix in strategic form, for Gambit", (".nfg",), write_matrix=_nfg),
}  # fmt: skip
_BY_ENDING = {ending: name for name, form in FORMATS.items() for ending in form.endings}


def format_of(path: Path, asked: str | None, usual: str) -> str:
    """Return the format asked for, else that of the path's ending, else the usual one."""
    return asked or _BY_ENDING.get(path.suffix.lower(), usual)


def check_ending(path: Path, asked: str | None) -> None:
    """Refuse the ending of another format than the one asked for, and without one asked for, of none."""
    known = _BY_ENDING.get(path.suffix.lower())
    if asked is not None and known not in (None, asked):
        own = " or ".join(FORMATS[asked].endings)
        raise OptionError(
            f"--output: {path.name} has the ending of --format {known}, got --format {asked}; give it the "
            f"ending {own}, or leave out --format"
        )
    if asked is None and known is None and path.suffix:
        endings = ", ".join(f"{ending} ({name})" for ending, name in _BY_ENDING.items())
        near = nearest(path.suffix, _BY_ENDING)
        message = f"--output: no format has the ending {path.suffix}; expected one of {endings}, or --format"
        raise OptionError(hinted(message, path.with_suffix(near).name if near else ""))


_GAMBITS = ("NFG", "EFG")  # what a tree can be turned into is said by whoever reads it
_ENDINGS = (".nfg", ".efg")
_TABLES = (".csv", ".txt")
_SHEETS = (".xlsx", ".xls", ".ods", ".dta", ".tsv")
_COLUMN = re.compile(r"\s*\"?(state\b|(a|u|phi)_)")
_LANGUAGE = re.compile(r"^blinkfirst:", re.MULTILINE)
_LOOKED_AT = 10_000  # characters, in which a file says what it is
_OF_A_HEADER = re.compile(r"[,;\t]")


class ImportedGame(NamedTuple):
    """A game, its summary, and what was made of its names so that they can be told apart."""

    form: StrategicForm
    summary: str
    notices: tuple[Problem, ...] = ()


def imported(file: Path, start: str | None) -> ImportedGame:
    """Read a strategic form of Gambit or a table of sgamesolver, which begins in the state ``start``.

    The beginning of the file decides which of them it is, and its ending where that says nothing.

    Raises `OptionError` when the file is none of theirs, or has no states to begin in. Raises `ScenarioError`
    with what is wrong in the file, line and column.
    """
    text = read_text_file(file, TABLE_BYTES)
    first, ending = text.lstrip()[:_LOOKED_AT], file.suffix.lower()
    if first.startswith(_GAMBITS) or (ending in _ENDINGS and not _is_table(first)):
        if start is not None:
            raise OptionError(f"--start: of tables with several states only, and {file} is a strategic form")
        return _from_nfg(text, file)
    if _is_table(first) or ending in _TABLES:
        return _from_table(text, file, start)
    if ending in _SHEETS:
        raise OptionError(f"{file}: expected a table as .csv; save it with commas between the columns")
    if _LANGUAGE.search(first):
        raise OptionError(f"{file}: is a file of blinkfirst already; `check` and `run` take it as it is")
    raise OptionError(
        f"{file}: expected a strategic form of Gambit (.nfg) or a table of sgamesolver (.csv), got "
        f"{f'the ending {file.suffix}' if file.suffix else 'no ending'}"
    )


def _is_table(first: str) -> bool:
    """Say whether a text begins with the header of a table, however its columns are separated."""
    cells = _OF_A_HEADER.split(first.split("\n", 1)[0])
    return len(cells) > 1 and any(map(_COLUMN.match, cells))


def _from_nfg(text: str, file: Path) -> ImportedGame:
    from blinkfirst.exchange.nfg import nfg_game

    notices: list[Problem] = []
    form, comment = nfg_game(text, shown(file), notices)
    return ImportedGame(form if form.title else replace(form, title=file.stem), comment, tuple(notices))


def _from_table(text: str, file: Path, start: str | None) -> ImportedGame:
    from blinkfirst.exchange.sgame_table import sgame_of
    from blinkfirst.exchange.stationary_strategies import decision_states, stationary_form

    game = sgame_of(text, file)
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
