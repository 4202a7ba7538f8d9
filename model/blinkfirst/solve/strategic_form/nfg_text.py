"""A game in Gambit's strategic format (``.nfg``), as text: the one writer of it."""

from __future__ import annotations

from blinkfirst.decimals import plain_decimal
from blinkfirst.game.strategic_form import StrategicForm


def nfg_text(form: StrategicForm, comment: str = "") -> str:
    """Write a game as text of Gambit's strategic format, payoff by payoff.

    Payoffs are plain decimals that read back as the very same numbers. Those of a cell stand together; the
    first player's strategy changes fastest from cell to cell, and a line holds one round of it.

    Names are written as they are, with a backslash before quotes and backslashes, as Gambit writes them.
    pygambit 17.0.0b2 reads a backslash in a name as several and refuses names with line breaks or idle white
    space; `blinkfirst.exchange.nfg.write_nfg` tidies white space before.

    Source
    ------
    [Savani2025] for the format. Departure: none.
    """
    cells = form.payoffs.transpose(range(form.n_players, -1, -1))
    rounds = cells.reshape(-1, form.counts[0], form.n_players).tolist()
    return "\n".join(
        [
            f"NFG 1 R {escaped(form.title)} {_braced(form.players)}",
            "{ " + " ".join(_braced(names) for names in form.strategies) + " }",
            escaped(comment),
            "",
            *("  ".join(map(_cell, cells)) for cells in rounds),
            "",
        ]
    )


def escaped(text: str) -> str:
    r"""Text in double quotes, with a backslash before quotes and backslashes inside.

    Examples
    --------
    >>> print(escaped('the "red" line'))
    "the \"red\" line"
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _cell(payoffs: list[float]) -> str:
    return " ".join(plain_decimal(number).removesuffix(".0") for number in payoffs)


def _braced(names: tuple[str, ...]) -> str:
    return "{ " + " ".join(map(escaped, names)) + " }"
