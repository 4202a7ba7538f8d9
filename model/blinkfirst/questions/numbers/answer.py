"""Every number of a scenario: where it is written, its range, who says so, and what it touches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from blinkfirst.compile.numbers import KINDS, Number, numbers_of
from blinkfirst.compile.scenario import histories
from blinkfirst.errors import OptionError, hinted, nearest
from blinkfirst.report.answer import Answer
from blinkfirst.scenario.loading import check_one_reading, rules_after
from blinkfirst.scenario.scenario import Scenario


@dataclass(frozen=True, repr=False)
class NumberList(Answer, headline="numbers"):
    """Numbers of a scenario under the lens or mixture in force, in the order of its files."""

    scenario: Scenario
    numbers: tuple[Number, ...]

    def to_arrow(self) -> Any:
        """Return the list as a ``pyarrow.Table``."""
        return self.table("numbers").to_arrow()

    def to_pandas(self) -> Any:
        """Return the list as a ``pandas.DataFrame``."""
        return self.table("numbers").to_pandas()


def numbers(scenario: Scenario, kind: str | Sequence[str] = ()) -> NumberList:
    """List the numbers of a scenario; nothing is compiled.

    Parameters
    ----------
    kind : one or more of ``weight``, ``strength``, ``worth``, ``parameter``, ``precision``, ``patience``,
        ``tempo``, ``prior``, ``type precision``, ``type weight``, ``type factor``, ``belief grid``, ``rate``,
        ``chance``, ``shift``, ``start level``, ``lens share``, ``horizon``, ``window``, ``tick`` and
        ``afterwards``; all by default.

    Raises
    ------
    OptionError
        When there is no such kind.
    ScenarioError
        When its lens is a pool.
    """
    check_one_reading(scenario)
    wanted = [known_kind(one) for one in ([kind] if isinstance(kind, str) else kind)]
    rules = [rules_after(scenario, happened) for happened in histories(scenario)]
    found = numbers_of(scenario, rules).rows
    return NumberList(scenario, tuple(one for one in found if not wanted or one.kind in wanted))


def known_kind(text: str) -> str:
    """Return the kind that a word names; ``start-level`` is one word for ``start level``.

    Raises `OptionError` when there is none.
    """
    kind = text.strip().replace("-", " ")
    if kind not in KINDS:
        message = f"--kind: unknown kind {text!r}; expected one of: {', '.join(KINDS)}"
        raise OptionError(hinted(message, nearest(kind, KINDS)))
    return kind
