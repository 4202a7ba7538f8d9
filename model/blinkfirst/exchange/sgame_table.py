"""Stochastic games as the tables of sgamesolver, in comma-separated values.

One row per action profile of a state::

    state,a_US,a_DPRK,u_US,u_DPRK,to_state
    delta,,,0.95,0.95,
    talks,press,hold,-1,0,"talks: 0.75, crisis: 0.25"
    talks,offer,hold,1,2,talks
    crisis,strike,fire,-10,-20,

``a_`` columns name the actions, ``u_`` columns hold the payoffs at once, ``to_state`` says where the profile
leads: to one state, to several with their chances, or nowhere, and then the game is over. Instead of
``to_state`` there may be a column ``phi_STATE`` with a chance for every state. The row ``delta`` holds the
players' discount factors. States, players and actions are numbered as they first appear.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import numpy as np

from blinkfirst.decimals import plain_decimal
from blinkfirst.errors import Place, Problem, ScenarioError, nearest
from blinkfirst.exchange.identifiers import distinct, tidy
from blinkfirst.exchange.stochastic_game import CHANCE_TOLERANCE, StochasticGame
from blinkfirst.files.csv_cells import NAMELESS, CsvCell, table_rows
from blinkfirst.files.text import TABLE_BYTES, read_text_file, shown
from blinkfirst.files.writing import write_lines
from blinkfirst.game.strategic_form import MOST_PLAYERS

DISCOUNTS = "delta"  # in the place of a state, in the row of discount factors
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\Z", re.ASCII)
_SHOWN = 3  # missing profiles that are named one by one


def write_sgame_table(path: Path, game: StochasticGame) -> None:
    """Write a game for sgamesolver. Numbers read back as they are.

    In names of states, marks that ``to_state`` reads become hyphens. StoreError when it cannot be written.

    Source
    ------
    [Eibelshauser2023] for the format. Departure: none.
    """
    write_lines(path, sgame_lines(game))


def sgame_lines(game: StochasticGame) -> Iterator[str]:
    """The lines of a table, header first."""
    players = tidy(game.players)
    states = distinct([DISCOUNTS, *(re.sub(r'[,:{}"]', "-", name) for name in tidy(game.states))])[1:]
    yield _line(["state", *(f"a_{name}" for name in players), *(f"u_{name}" for name in players), "to_state"])
    yield _line([DISCOUNTS, *("" for _ in players), *map(_written, game.discounts.tolist()), ""])
    row = 0
    for state, actions in zip(states, game.actions, strict=True):
        for profile in product(*map(tidy, actions)):
            entries = slice(game.offset[row], game.offset[row + 1])
            led = zip(game.target[entries].tolist(), game.probability[entries].tolist(), strict=True)
            pays = map(_written, game.payoffs[row].tolist())
            leads = _leads([(states[target], chance) for target, chance in led])
            yield _line([state, *profile, *pays, leads])
            row += 1


def _line(cells: Sequence[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(cells)
    return written.getvalue()


def _written(number: float) -> str:
    return plain_decimal(number).removesuffix(".0")


def _leads(led: Sequence[tuple[str, float]]) -> str:
    if len(led) == 1 and led[0][1] == 1.0:
        return led[0][0]
    return ", ".join(f"{state}: {_written(chance)}" for state, chance in led)


def read_sgame_table(path: Path) -> StochasticGame:
    """Read a table that sgamesolver reads.

    Raises `ScenarioError` with everything that is wrong, each with line and column.

    Source
    ------
    [Eibelshauser2023] for the format. Departures: white space round a cell counts for nothing; unknown
    columns, chances that add up to something else than one, and a state named twice in a ``to_state`` are
    refused, where sgamesolver passes over them.
    """
    return sgame_of(read_text_file(path, TABLE_BYTES), path)


def sgame_of(text: str, path: Path) -> StochasticGame:
    """Return the game in the text of a file, as `read_sgame_table`, with its errors."""
    return _TableReader(text, path).game()


@dataclass(frozen=True)
class _Columns:
    """The places of the columns in a row; ``to_state`` is -1 when there are ``phi_`` columns, ``chances``."""

    players: tuple[str, ...]
    state: int
    actions: tuple[int, ...]
    payoffs: tuple[int, ...]
    to_state: int
    chances: dict[str, int]


@dataclass
class _State:
    """Rows of a state, by their profile, and its actions as they first appear."""

    cell: CsvCell
    actions: list[dict[str, None]]
    rows: dict[tuple[str, ...], list[CsvCell]] = field(default_factory=dict)


class _TableReader:
    def __init__(self, text: str, path: Path) -> None:
        self.path, self.file = path, shown(path)
        self.problems: list[Problem] = []
        self.header, self.rows = table_rows(text, self.file)
        if not self.header:
            raise ScenarioError.at(Place(self.file, 1, 1), "expected a table, got an empty file")

    def game(self) -> StochasticGame:
        columns = self._columns()
        self._stop_if_wrong()
        discounts, states = self._states(columns)
        self._check_chance_columns(columns, states)
        payoffs, led = [], []
        for state in states.values():
            complete = self._check_complete(state)
            # of a few rows that name many actions each, the profiles would never be gone through
            rows = map(state.rows.__getitem__, product(*state.actions)) if complete else state.rows.values()
            for row in rows:
                payoffs.append([self._number(row[place], "a payoff") for place in columns.payoffs])
                led.append(self._led(columns, row, states))
        self._stop_if_wrong()
        numbers = {name: number for number, name in enumerate(states)}
        return StochasticGame(
            title=self.path.stem,
            players=columns.players,
            states=tuple(states),
            actions=tuple(tuple(tuple(own) for own in state.actions) for state in states.values()),
            payoffs=np.array(payoffs),
            offset=np.concatenate(([0], np.cumsum([len(found) for found in led]))),
            target=np.array([numbers[name] for found in led for name in found], dtype=np.int64),
            probability=np.array([share for found in led for share in found.values()]),
            discounts=np.array(discounts),
        )

    def _wrong(self, cell: CsvCell, message: str, suggestion: str = "") -> None:
        self.problems.append(Problem(cell.place(self.file), "", message, suggestion))

    def _stop_if_wrong(self) -> None:
        if self.problems:
            raise ScenarioError(sorted(self.problems, key=lambda p: (p.place.line, p.place.column)))

    # --- the header

    def _columns(self) -> _Columns:
        places: dict[str, int] = {}
        for place, cell in enumerate(self.header):
            if cell.text in places:
                self._wrong(cell, f"the column {cell.text!r} appears twice")
            places.setdefault(cell.text, place)
        kinds = {kind: _suffixes(places, kind) for kind in ("a_", "u_", "phi_")}
        self._check_names(places, kinds)
        self._check_players(kinds["a_"], kinds["u_"])
        self._stop_if_wrong()
        if len(kinds["a_"]) > MOST_PLAYERS:
            message = f"expected at most {MOST_PLAYERS} players, got {len(kinds['a_'])}"
            raise ScenarioError.at(Place(self.file, 1, 1), message)
        players = tuple(kinds["a_"])
        return _Columns(
            players=players,
            state=places["state"],
            actions=tuple(kinds["a_"].values()),
            payoffs=tuple(kinds["u_"][name] for name in players),
            to_state=places.get("to_state", -1),
            chances=kinds["phi_"],
        )

    def _check_names(self, places: dict[str, int], kinds: dict[str, dict[str, int]]) -> None:
        expected = ["state", *(name for name in places if name.startswith(("a_", "u_", "phi_"))), "to_state"]
        for name, place in places.items():
            if not name:
                self._wrong(self.header[place], NAMELESS)
            elif name not in expected or name in kinds:
                message = (
                    f"unknown column {name!r}; expected state, a_PLAYER and u_PLAYER for every player, and "
                    "to_state or phi_STATE for every state"
                )
                self._wrong(self.header[place], message, nearest(name, expected))
        if "state" not in places:
            self._wrong(self.header[0], "expected a column state, got none")
        if "to_state" in places and kinds["phi_"]:
            message = "expected to_state or phi_ columns, got both"
            self._wrong(self.header[places["to_state"]], message)
        if "to_state" not in places and not kinds["phi_"]:
            message = "expected a column to_state, or a column phi_STATE for every state, got neither"
            self._wrong(self.header[-1], message)

    def _check_players(self, actions: dict[str, int], payoffs: dict[str, int]) -> None:
        if not actions:
            self._wrong(self.header[0], "expected a column a_PLAYER for every player, got none")
        for mine, others, other in ((actions, payoffs, "u_"), (payoffs, actions, "a_")):
            for name in (name for name in mine if name and name not in others):
                message = f"player {name!r} has no column {other}{name}"
                self._wrong(self.header[mine[name]], message, nearest(name, others))

    # --- rows and states

    def _states(self, columns: _Columns) -> tuple[list[float], dict[str, _State]]:
        """Discount factors, and the states as they first appear."""
        discounts: list[float] | None = None
        states: dict[str, _State] = {}
        cells = len(self.header)
        for row in self.rows:
            if len(row) != cells:
                self._wrong(row[-1], f"expected {cells} cells as in the first line, got {len(row)}")
                continue
            cell = row[columns.state]
            if cell.text == DISCOUNTS:
                if discounts is not None:
                    self._wrong(cell, "a second row delta; expected one")
                discounts = [self._discount(row[place]) for place in columns.payoffs]
            elif not cell.text:
                self._wrong(cell, "expected the name of a state, or delta, got an empty cell")
            else:
                new = _State(cell, [{} for _ in columns.players])
                self._add(states.setdefault(cell.text, new), columns, row)
        if discounts is None:
            self._wrong(self.header[0], "no row delta; expected one with every player's discount factor")
        if not states:
            self._wrong(self.header[0], "no states; expected a row for every action profile of every state")
        return discounts or [], states

    def _add(self, state: _State, columns: _Columns, row: list[CsvCell]) -> None:
        profile = tuple(row[place].text for place in columns.actions)
        for name, place in zip(columns.players, columns.actions, strict=True):
            if not row[place].text:
                self._wrong(row[place], f"expected an action of {name}, got an empty cell")
        if profile in state.rows:
            before = state.rows[profile][columns.state].line
            message = f"state {state.cell.text}: ({', '.join(profile)}) is in line {before} already"
            self._wrong(row[columns.actions[0]], message)
            return
        state.rows[profile] = row
        for known, action in zip(state.actions, profile, strict=True):
            known.setdefault(action)

    def _check_complete(self, state: _State) -> bool:
        """Return whether every profile of a state has a row; report those that have none."""
        expected = math.prod(map(len, state.actions))
        missing = expected - len(state.rows)
        if not missing:
            return True
        gaps = (profile for profile in product(*state.actions) if profile not in state.rows)
        named = [f"({', '.join(profile)})" for _, profile in zip(range(_SHOWN), gaps, strict=False)]
        more = f" and {missing - len(named):,} more" if missing > len(named) else ""
        counts = " x ".join(str(len(own)) for own in state.actions)
        wanted = f"expected {expected:,} rows, one for every profile of {counts} actions"
        found = f"{len(state.rows):,}; there is none for {', '.join(named)}{more}"
        self._wrong(state.cell, f"state {state.cell.text}: {wanted}, got {found}")
        return False

    # --- numbers and chances

    def _number(self, cell: CsvCell, what: str) -> float:
        number = float(cell.text) if _NUMBER.match(cell.text) else math.nan
        if not math.isfinite(number):
            got = repr(cell.text) if cell.text else "an empty cell"
            self._wrong(cell, f"expected {what}, a finite number, got {got}")
        return number

    def _discount(self, cell: CsvCell) -> float:
        number = self._number(cell, "a discount factor")
        if number < 0.0 or number > 1.0:
            self._wrong(cell, f"expected a discount factor from 0 to 1, got {cell.text}")
        return number

    def _check_chance_columns(self, columns: _Columns, states: dict[str, _State]) -> None:
        for name in (name for name in columns.chances if name not in states):
            message = f"a column for the state {name!r}, which has no rows"
            self._wrong(self.header[columns.chances[name]], message, nearest(name, states))
        for name in states if columns.chances else ():
            if name not in columns.chances:
                self._wrong(self.header[-1], f"no column phi_{name} for the state {name}")

    def _led(self, columns: _Columns, row: list[CsvCell], states: dict[str, _State]) -> dict[str, float]:
        if columns.chances:
            cell = row[next(iter(columns.chances.values()))]
            found = {name: self._number(row[at], "a chance") for name, at in columns.chances.items()}
            found = {name: chance for name, chance in found.items() if chance != 0.0}
        else:
            cell = row[columns.to_state]
            found = self._to_state(cell, states)
        total = sum(found.values())
        if any(chance < 0.0 for chance in found.values()):
            self._wrong(cell, "expected chances of at least 0")
        elif found and abs(total - 1.0) > CHANCE_TOLERANCE:
            nothing = "0 everywhere" if columns.chances else "an empty cell"
            expected = f"expected chances that add up to 1, or {nothing} where the game ends"
            self._wrong(cell, f"{expected}, got {total:.12g}")
        return found

    def _to_state(self, cell: CsvCell, states: dict[str, _State]) -> dict[str, float]:
        text = cell.text
        if text.startswith("{") and text.endswith("}"):
            text = text[1:-1]
        parts = [part for part in text.split(",") if part.strip()]
        found: dict[str, float] = {}
        for part in parts:
            label, colon, chance = part.rpartition(":") if ":" in part else (part, "", "1")
            name = label.strip().strip('"').strip()
            if not colon and len(parts) > 1:
                self._wrong(cell, f"expected STATE: CHANCE, STATE: CHANCE, got {part.strip()!r}")
            elif name not in states:
                self._wrong(cell, f"leads to the state {name!r}, which has no rows", nearest(name, states))
            elif name in found:
                self._wrong(cell, f"leads to the state {name!r} twice; add the chances up")
            else:
                found[name] = self._number(cell._replace(text=chance.strip()), f"the chance of {name}")
        return found if len(found) == len(parts) else {}


def _suffixes(places: dict[str, int], kind: str) -> dict[str, int]:
    return {name.removeprefix(kind): place for name, place in places.items() if name.startswith(kind)}
