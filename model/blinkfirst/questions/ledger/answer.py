"""Scores of a ledger's forecasts: Brier, logarithmic, reliability, with intervals and the share of voids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from blinkfirst.game.game import FloatArray
from blinkfirst.record.ledger import VOID, YES, Ledger, LedgerForecast
from blinkfirst.record.scores.cluster_bootstrap import Bootstrap, ScoreEstimate, bootstrap
from blinkfirst.record.scores.mixing import UNIFORM_SHARE
from blinkfirst.record.scores.reliability import (
    BoolArray,
    Reliability,
    log_losses,
    reliability,
    squared_errors,
)
from blinkfirst.report.answer import Answer

COIN = "always 50 %"
RULES = {"Brier": squared_errors, "logarithmic": log_losses}
"""Scores by name; the logarithmic one is of probabilities mixed with 2 % of a half."""


@dataclass(frozen=True)
class RuleScore:
    """The forecasts of a ledger by one score, the smaller the better.

    Attributes
    ----------
    rule : one of `RULES`.
    mean : of the forecasts.
    coin : of saying 50 % each time.
    difference : of the two; below 0 where the forecasts are better.
    """

    rule: str
    mean: ScoreEstimate
    coin: float
    difference: ScoreEstimate


@dataclass(frozen=True, repr=False)
class LedgerScores(Answer, headline="forecasts"):
    """The forecasts of a ledger, what came of them, and their scores.

    Attributes
    ----------
    name : the folder's.
    ledger : all that is written there.
    today : a forecast that is open and was to be decided before is overdue.
    """

    name: str
    ledger: Ledger
    today: date
    scenario: None = None

    @property
    def subject(self) -> str:
        """The folder's name."""
        return self.name

    @property
    def resolved(self) -> tuple[LedgerForecast, ...]:
        """Forecasts whose question was answered by yes or no."""
        return tuple(f for f in self.ledger.forecasts.values() if self.outcome(f) not in ("", VOID))

    @property
    def void(self) -> tuple[LedgerForecast, ...]:
        """Forecasts whose question has no answer."""
        return tuple(f for f in self.ledger.forecasts.values() if self.outcome(f) == VOID)

    @property
    def open(self) -> tuple[LedgerForecast, ...]:
        """Forecasts that nothing was written of yet."""
        return tuple(f for f in self.ledger.forecasts.values() if not self.outcome(f))

    @property
    def overdue(self) -> tuple[LedgerForecast, ...]:
        """Those among the open ones that were to be decided before today."""
        return tuple(f for f in self.open if f.by < self.today)

    @property
    def dated_back(self) -> tuple[LedgerForecast, ...]:
        """Forecasts that were written down after the day they are of."""
        return tuple(f for f in self.ledger.forecasts.values() if f.written > f.made)

    @property
    def void_share(self) -> float | None:
        """The share of voids among the forecasts that are closed; ``None`` while none is."""
        closed = len(self.void) + len(self.resolved)
        return len(self.void) / closed if closed else None

    def outcome(self, entry: LedgerForecast) -> str:
        """Return how a forecast was resolved; empty while it is open."""
        found = self.ledger.resolutions.get(entry.name)
        return "" if found is None else found.outcome

    @cached_property
    def said(self) -> FloatArray:
        """Probabilities of the resolved forecasts."""
        return np.array([f.chance for f in self.resolved], dtype=np.float64)

    @cached_property
    def came(self) -> BoolArray:
        """Answers to the resolved forecasts; true for yes."""
        return np.array([self.outcome(f) == YES for f in self.resolved], dtype=np.bool_)

    @cached_property
    def reliability(self) -> Reliability | None:
        """Comparison of what was said with what came; ``None`` without a resolved forecast."""
        return reliability(self.said, self.came) if len(self.said) else None

    @cached_property
    def scores(self) -> tuple[RuleScore, ...]:
        """The mean score by each rule; none without a resolved forecast."""
        if not len(self.said):
            return ()
        found = bootstrap(self._columns(), [f.cluster for f in self.resolved])
        return tuple(_rule_score(rule, found, 2 * k) for k, rule in enumerate(RULES))

    def _columns(self) -> FloatArray:
        """Return the scores of each forecast and of a half in turn, shape (forecasts, 2 x rules)."""
        half = np.full(len(self.said), 0.5)
        mixed = (1.0 - UNIFORM_SHARE) * self.said + UNIFORM_SHARE / 2.0
        given = {"Brier": self.said, "logarithmic": mixed}
        columns = [score(p, self.came) for rule, score in RULES.items() for p in (given[rule], half)]
        return np.column_stack(columns)


def _rule_score(rule: str, found: Bootstrap, column: int) -> RuleScore:
    return RuleScore(
        rule, found.estimate(column), float(found.means[column + 1]), found.difference(column, column + 1)
    )
