"""Games in strategic form as Gambit keeps them in files (``.nfg``)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

from blinkfirst.errors import Place, Problem, ScenarioError
from blinkfirst.exchange.identifiers import numbered, tidy
from blinkfirst.files.text import TABLE_BYTES, read_text_file, shown
from blinkfirst.files.writing import mark_of, write_lines
from blinkfirst.game.game import FloatArray
from blinkfirst.game.strategic_form import MOST_PLAYERS, StrategicForm
from blinkfirst.solve.strategic_form.gambit import nfg_text

_DECIMAL = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\Z", re.ASCII)
_RATIONAL = re.compile(r"[-+]?\d{1,4000}/\d{1,4000}\Z", re.ASCII)
_COUNT = re.compile(r"\d{1,9}\Z", re.ASCII)
_PIECE = re.compile(r"\s+|\"(?:[^\"\\]|\\.)*\"|[{},]|[^\s{},\"]+", re.DOTALL)
_ESCAPED = re.compile(r"\\([\"\\])")
_TREE_ADVICE = (
    "a game tree (.efg), which is not read here; turn it into a strategic form with pygambit: "
    'open("game.nfg", "w").write(pygambit.read_efg("game.efg").to_nfg())'
)
_MARK = f"({mark_of('nfg')})"  # at the end of the comment

Item = TypeVar("Item")


class NfgGame(NamedTuple):
    """A game and the comment in its file."""

    form: StrategicForm
    comment: str


class Token(NamedTuple):
    """A piece of a file: what it says, and where it begins, line and column counted from 1.

    ``kind`` is ``text``, ``word``, ``{``, ``}``, ``,`` or ``the end of the file``.
    """

    kind: str
    says: str
    line: int
    column: int

    def place(self, file: str) -> Place:
        """Return where the piece begins."""
        return Place(file, self.line, self.column)

    def __str__(self) -> str:
        """As an error message names it."""
        says = self.says if len(self.says) <= 40 else f"{self.says[:40]}..."
        if self.kind in ("text", "word"):
            return f'the text "{says}"' if self.kind == "text" else says
        return self.kind if len(self.kind) > 1 else repr(self.kind)


def write_nfg(path: Path, form: StrategicForm, comment: str = "") -> None:
    """Write a game for Gambit, as `nfg_text`; StoreError when it cannot be written."""
    marked = " ".join([*comment.split(), _MARK])
    write_lines(path, nfg_text(_tidied(form), marked).splitlines())


def read_nfg(path: Path, notices: list[Problem] | None = None) -> NfgGame:
    """Read a game that Gambit, or `write_nfg`, has written.

    Both versions of the format are read, payoff by payoff and by outcomes, with strategies by name or by
    number. Decimals and rational numbers such as 1/3 become the nearest doubles. White space in names counts
    as one blank; players, and strategies of a player, without a name are called by their number, and those
    of one name are numbered.

    Parameters
    ----------
    notices : when given, a warning for every name that was told apart from another is added to it.

    Raises
    ------
    ScenarioError
        At the first thing that is wrong, with line and column.

    Source
    ------
    [Savani2025] for the format. Departure: what has no name is called by its number alone.
    """
    return nfg_game(read_text_file(path, TABLE_BYTES), shown(path), notices)


def nfg_game(text: str, file: str, notices: list[Problem] | None = None) -> NfgGame:
    """Return the game in the text of a file, as `read_nfg`, with its errors."""
    reader = _Reader(text, file)
    game = reader.game()
    if notices is not None:
        notices += reader.notices
    return game


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.notices: list[Problem] = []
        self._tokens: Iterator[Token] = tokens(text, file)
        self.next = next(self._tokens)

    def game(self) -> NfgGame:
        self._prologue()
        title = self._take("text", "the title of the game in quotes").says
        players = self._names("the players", "player")
        strategies = self._strategies(players)
        comment = self._take("text", "a comment").says if self.next.kind == "text" else ""
        comment = comment.removesuffix(_MARK).rstrip()
        counts = tuple(len(names) for names in strategies)
        cells = self._by_outcome(players, counts) if self.next.kind == "{" else self._payoffs(counts)
        payoffs = cells.reshape(*reversed(counts), len(counts)).transpose(range(len(counts), -1, -1))
        return NfgGame(StrategicForm(" ".join(title.split()), players, strategies, payoffs), comment)

    # --- tokens

    def _wrong(self, expected: str, token: Token | None = None) -> ScenarioError:
        found = token or self.next
        return ScenarioError.at(found.place(self.file), f"expected {expected}, got {found}")

    def _advance(self) -> Token:
        token = self.next
        self.next = next(self._tokens, token)
        return token

    def _take(self, kind: str, expected: str) -> Token:
        if self.next.kind != kind:
            raise self._wrong(expected)
        return self._advance()

    def _list(self, of: str, item: Callable[[], Item]) -> list[Item]:
        self._take("{", f"{{ and {of}")
        found = []
        while self.next.kind != "}":
            if self.next.kind == "the end of the file":
                raise self._wrong(f"}} behind {of}")
            found.append(item())
        self._advance()
        return found

    # --- the prologue

    def _prologue(self) -> None:
        first = self.next
        if first.says == "EFG":
            message = f"expected a strategic form, which begins with NFG, got {_TREE_ADVICE}"
            raise ScenarioError.at(first.place(self.file), message)
        if first.kind != "word" or first.says != "NFG":
            raise self._wrong("NFG, with which Gambit's strategic forms begin")
        self._advance()
        if self.next.says != "1":
            raise self._wrong("version 1, the only one of the format")
        self._advance()
        if self.next.says not in ("R", "D"):
            raise self._wrong("R (rational numbers) or D (decimals)")
        self._advance()

    def _names(self, of: str, one: str) -> tuple[str, ...]:
        opening = self.next
        labels = self._list(of, lambda: self._take("text", f"a name in quotes, or }} behind {of}"))
        if not labels:
            raise ScenarioError.at(opening.place(self.file), f"{of}: expected at least one, got none")
        if one == "player" and len(labels) > MOST_PLAYERS:
            message = f"expected at most {MOST_PLAYERS} players, got {len(labels):,}"
            raise ScenarioError.at(opening.place(self.file), message)
        written = [" ".join(label.says.split()) or str(k) for k, label in enumerate(labels, start=1)]
        names = numbered(written)
        same: dict[str, list[int]] = {}
        for index, name in enumerate(written):
            same.setdefault(name, []).append(index)
        for name, places in same.items():
            if len(places) > 1:
                called = ", ".join(names[index] for index in places[:_SHOWN])
                more = f" and {len(places) - _SHOWN:,} more" if len(places) > _SHOWN else ""
                message = f"{of}: {len(places):,} are called {name!r}; they become {called}{more}"
                place = labels[places[0]].place(self.file)
                self.notices.append(Problem(place, "", message, severity="warning"))
        return tuple(names)

    def _strategies(self, players: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        opening = self._take("{", "{ and the strategies of every player, or how many there are")
        if self.next.kind == "word":
            found = self._counted(len(players))
        else:
            found = []
            while self.next.kind == "{":
                whose = players[len(found)] if len(found) < len(players) else f"player {len(found) + 1}"
                found.append(self._names(f"the strategies of {whose}", "strategy"))
        if self.next.kind != "}":
            raise self._wrong("} behind the strategies")
        self._advance()
        if len(found) != len(players):
            message = f"expected strategies of {len(players)} players, {', '.join(players)}, got {len(found)}"
            raise ScenarioError.at(opening.place(self.file), message)
        return tuple(found)

    def _counted(self, players: int) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = []
        while self.next.kind == "word":
            if not _COUNT.match(self.next.says) or int(self.next.says) == 0:
                raise self._wrong("a number of strategies, at least 1")
            if int(self.next.says) > _MOST_STRATEGIES:
                raise self._wrong(f"at most {_MOST_STRATEGIES:,} strategies of a player")
            count = int(self._advance().says)
            # those of players that are not there are counted and not named, which could fill the memory
            found.append(tuple(map(str, range(1, count + 1))) if len(found) < players else ())
        return found

    # --- the body

    def _payoffs(self, counts: Sequence[int]) -> FloatArray:
        """Payoffs cell by cell, shape (N, P)."""
        what = f"{len(counts)} payoffs in each of {_product(counts)} cells"
        found = self._body(math.prod(counts) * len(counts), "payoffs", what, self._number)
        return np.array(found).reshape(-1, len(counts))

    def _by_outcome(self, players: tuple[str, ...], counts: Sequence[int]) -> FloatArray:
        """Payoffs of the outcome of every cell, shape (N, P); outcome 0 pays nothing."""
        outcomes = [[0.0] * len(players), *self._list("the outcomes", lambda: self._outcome(players))]

        def index() -> int:
            token = self._take("word", f"the number of an outcome, 0 to {len(outcomes) - 1}")
            if not _COUNT.match(token.says) or int(token.says) >= len(outcomes):
                raise self._wrong(f"the number of an outcome, 0 to {len(outcomes) - 1}", token)
            return int(token.says)

        what = f"one for each of {_product(counts)} cells"
        chosen = self._body(math.prod(counts), "outcomes", what, index)
        payoffs: FloatArray = np.array(outcomes)[np.array(chosen)]
        return payoffs

    def _outcome(self, players: tuple[str, ...]) -> list[float]:
        opening = self._take("{", "{, the name of an outcome and its payoffs, or } behind the outcomes")
        self._take("text", "the name of an outcome in quotes")
        payoffs: list[float] = []
        while self.next.kind == "word":
            payoffs.append(self._number())
            if self.next.kind == ",":
                self._advance()
                if self.next.kind not in ("word", "}"):
                    raise self._wrong("a payoff, or } behind the comma")
        if self.next.kind != "}":
            raise self._wrong("a payoff, or } behind the outcome")
        self._advance()
        if len(payoffs) != len(players):
            message = f"expected {len(players)} payoffs, one for each player, got {len(payoffs)}"
            raise ScenarioError.at(opening.place(self.file), message)
        return payoffs

    def _body(self, expected: int, things: str, what: str, item: Callable[[], Item]) -> list[Item]:
        wanted = f"{expected:,} {things} ({what})"
        found: list[Item] = []
        while self.next.kind != "the end of the file":
            if self.next.kind == ",":
                raise self._wrong(f"{things} separated by white space alone")
            if len(found) == expected:
                # what is still to come counts the end of the file, but not the one at hand
                surplus, behind = self.next, sum(1 for _ in self._tokens)
                message = f"expected {wanted}, got {behind:,} more from here on"
                raise ScenarioError.at(surplus.place(self.file), message)
            found.append(item())
        if len(found) < expected:
            message = f"expected {wanted}, got {len(found):,}"
            raise ScenarioError.at(self.next.place(self.file), message)
        return found

    def _number(self) -> float:
        token = self._take("word", "a payoff such as 2, -0.5 or 1/3")
        if _RATIONAL.match(token.says):
            over, below = token.says.split("/")
            try:
                number = float(Fraction(int(over), int(below)))
            except (ZeroDivisionError, OverflowError):
                number = math.nan
        elif _DECIMAL.match(token.says):
            number = float(token.says)
        else:
            raise self._wrong("a payoff such as 2, -0.5 or 1/3", token)
        if not math.isfinite(number):
            raise self._wrong("a finite payoff", token)
        return number


_MOST_STRATEGIES = 100_000
_SHOWN = 5  # of the names that same ones become


def _product(counts: Sequence[int]) -> str:
    return " x ".join(map(str, counts))


def _tidied(form: StrategicForm) -> StrategicForm:
    players, strategies = tuple(tidy(form.players)), tuple(tuple(tidy(own)) for own in form.strategies)
    return replace(form, title=" ".join(form.title.split()), players=players, strategies=strategies)


def tokens(text: str, file: str) -> Iterator[Token]:
    r"""Cut a file into tokens; the last one is the end of the file.

    White space separates and means nothing else, line breaks included. In quoted text ``\"`` is a quote and
    ``\\`` a backslash, as Gambit writes them; a backslash before anything else is itself.

    Raises `ScenarioError` when a quoted text does not end.
    """
    at, line, begin = 0, 1, 0
    while at < len(text):
        piece = _PIECE.match(text, at)
        if piece is None:  # the one thing that matches nothing is a quote without its partner
            message = "a quoted text begins here and does not end; expected a closing quote"
            raise ScenarioError.at(Place(file, line, at - begin + 1), message)
        found = piece[0]
        if not found.isspace():
            yield _token(found, line, at - begin + 1)
        breaks = found.count("\n")
        if breaks:
            line, begin = line + breaks, at + found.rfind("\n") + 1
        at = piece.end()
    yield Token("the end of the file", "", line, at - begin + 1)


def _token(found: str, line: int, column: int) -> Token:
    if found[0] == '"':
        return Token("text", _ESCAPED.sub(r"\1", found[1:-1]), line, column)
    if found in ("{", "}", ","):
        return Token(found, found, line, column)
    return Token("word", found, line, column)
