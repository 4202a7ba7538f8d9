"""Everything one run of a scenario finds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from blinkfirst.game.forecast import Forecast
from blinkfirst.game.hidden_resolve import HiddenForecast
from blinkfirst.game.leader import Leader, leader_of, survives
from blinkfirst.game.patience_price import PatiencePrice
from blinkfirst.game.standoff import Standoff
from blinkfirst.record.base_rates import BaseRates
from blinkfirst.report.answer import Answer
from blinkfirst.report.condition import condition_object
from blinkfirst.scenario.scenario import SMALLEST_DIFFERENCE, Claim, Scenario
from blinkfirst.solve.standoff.certified import CertifiedForecast
from blinkfirst.solve.standoff.condition import Trust
from blinkfirst.study.store.tables import FIRST_BLINKERS
from blinkfirst.sums import even_sums

if TYPE_CHECKING:  # agents bring a large library along
    from blinkfirst.questions.run.agents import SampleRuns

FOLLOWS, FOLLOWS_NOT = "follows", "does not follow"
NO_DIFFERENCE, UNDECIDED = "makes no difference", "is undecided"


@dataclass(frozen=True)
class QuestionAnswer:
    """A question and its answer: a probability, or an expected count where the question counts."""

    name: str
    ask: str
    counts: bool
    answer: float


@dataclass(frozen=True)
class LensVerdict:
    """Verdict on a claim under one lens.

    Attributes
    ----------
    lens : name; empty in a theatre without lenses.
    role : ``"author"``, ``"rival"`` or empty.
    before : the answer without the change; ``None`` for a claim that compares nothing.
    answer : the answer (after the change).
    smallest : the difference that a margin has to exceed to count as one.
    """

    lens: str
    role: str
    before: float | None
    answer: float
    expect: str
    smallest: float = SMALLEST_DIFFERENCE

    @property
    def margin(self) -> float:
        """By how much the answer lies on the expected side: against one half, or against the answer without
        the change.
        """
        against = 0.5 if self.before is None else self.before
        return self.answer - against if self.expect in ("likely", "higher") else against - self.answer

    @property
    def follows(self) -> bool:
        """True when the conclusion follows from the arguments as coded."""
        return self.verdict == FOLLOWS

    @property
    def verdict(self) -> str:
        """The conclusion ``follows`` or ``does not follow``.

        Where the margin, to either side, does not exceed the smallest difference, a change ``makes no
        difference``, and what is expected to be likely or unlikely ``is undecided``.
        """
        if abs(self.margin) <= self.smallest:
            return UNDECIDED if self.before is None else NO_DIFFERENCE
        return FOLLOWS if self.margin > 0 else FOLLOWS_NOT


@dataclass(frozen=True)
class ClaimAnswer:
    """A claim with its verdict under every lens, the author's first."""

    claim: Claim
    verdicts: tuple[LensVerdict, ...]


@dataclass(frozen=True)
class Reason:
    """Contribution of one argument to the difference in value between two moves, utils."""

    argument: str
    utils: float


@dataclass(frozen=True)
class DecisiveChoice:
    """The likeliest first blink of an actor, when it most likely comes, and why it mostly does not (or does).

    Attributes
    ----------
    actor, move, instead : the blink, and the likeliest move that is none.
    degree : ``soft`` or ``hard``.
    day, world : when and in which state.
    probability, instead_probability : chances of the two at such an initiative.
    difference : Q(blink) - Q(instead), utils; the sum of all reasons.
    reasons : by argument, largest first in size.
    blinks_alike, days_alike : how many of its blinks that day, and how many days, are as likely; 1 for the
        only one.
    instead_alike : other moves that are none and as likely as ``instead``.
    type : of the actor, where it has private types; empty otherwise.
    """

    actor: str
    move: str
    instead: str
    degree: str
    day: date
    world: Mapping[str, str]
    probability: float
    instead_probability: float
    difference: float
    reasons: tuple[Reason, ...]
    blinks_alike: int = 1
    days_alike: int = 1
    instead_alike: tuple[str, ...] = ()
    type: str = ""


class Patience(NamedTuple):
    """The prices of patience of all actors, in their order, known for their first types.

    Attributes
    ----------
    prices : empty where there are none.
    refused : the reason why there are none.
    """

    prices: tuple[PatiencePrice, ...]
    refused: str = ""


class Reading(NamedTuple):
    """Chances of blinking first under a lens that is not in force, by actor, and ``nobody``."""

    lens: str
    first_blink: Mapping[str, float]


@dataclass(frozen=True)
class PooledReading:
    """One of the readings of a pool, solved under its own lens.

    Attributes
    ----------
    scenario : under the lens.
    share : of the pool.
    standoff, forecast, trust, coin_toss, sharper, decisive, hidden, patience : of this reading, as of an
        `Outlook`.
    """

    scenario: Scenario
    share: float
    standoff: Standoff
    forecast: Forecast
    trust: Trust
    coin_toss: Mapping[str, float]
    sharper: Mapping[str, float]
    decisive: tuple[DecisiveChoice, ...]
    hidden: HiddenForecast | None = None
    patience: Patience | None = None

    @property
    def lens(self) -> str:
        """The lens that it is read with."""
        return self.scenario.lens_text

    @property
    def first_blink(self) -> dict[str, float]:
        """Chances of blinking first in this reading, by actor, and ``nobody``."""
        return self.forecast.first_blinkers


@dataclass(frozen=True)
class OverRanges:
    """Stability of a forecast over the authors' own ranges of weights and private types: a
    quasi-random sample of them.

    Attributes
    ----------
    paths : the weights, and numbers of types, that have a range, from which each draw takes a value; where
        there are none, nothing is drawn.
    draws, seed : points of the scrambled Sobol sequence, and its seed.
    same_leader : draws in which the leader is the forecast's.
    lowest, highest : of the leader's probability over the draws.
    claims : draws in which each claim follows under its author's lens, in the order of the claims.
    """

    paths: tuple[str, ...]
    draws: int
    seed: int
    same_leader: int
    lowest: float
    highest: float
    claims: tuple[int, ...]


@dataclass(frozen=True, repr=False)
class Outlook(Answer, headline=FIRST_BLINKERS):
    """The forecast of a scenario with all that puts it into proportion.

    Attributes
    ----------
    scenario, standoff : what was asked; of a pool, the stand-off of its first reading.
    forecast : the exact answer; nan throughout where rounding leaves nothing sure.
    trust : how far it can be trusted: what rounding and a thousandth of a weight do to it.
    coin_toss : P(blinks first) by actor, and ``nobody``, when nobody weighs anything (all precisions 0): what
        choice noise alone adds up to.
    sharper : the same when everybody's precision is doubled: what is left when noise shrinks; nan where
        rounding leaves nothing sure.
    positions : what each actor declares at the start, by name.
    questions, claims, decisive : answers, verdicts and reasons.
    readings : who blinks first under the other lenses of the theatre; of a mixture, under each lens alone.
    errs : whether anybody chooses in error, so that sharper choice is another one.
    certified : the forecast in ball arithmetic, where that was asked for.
    ranges : stability over the authors' ranges, where that was asked for.
    base_rates : how often somebody gave way in the theatre's record, where it has one.
    runs : what agents did in many runs, where that was asked for.
    pool : the readings of a pool, in the order of its shares; empty without one. What follows from choices
        one by one, as payoffs and decisive arguments, is theirs: the pool itself has none.
    hidden : what is believed, and what happens by type, where some actor has private types; a pool's readings
        have their own.
    patience : prices of patience, where they were asked for; a pool's readings have their own.
    """

    scenario: Scenario
    standoff: Standoff
    forecast: Forecast
    trust: Trust
    coin_toss: Mapping[str, float]
    sharper: Mapping[str, float]
    positions: Mapping[str, str]
    questions: tuple[QuestionAnswer, ...]
    claims: tuple[ClaimAnswer, ...]
    decisive: tuple[DecisiveChoice, ...]
    readings: tuple[Reading, ...] = ()
    errs: bool = True
    certified: CertifiedForecast | None = None
    ranges: OverRanges | None = None
    base_rates: BaseRates | None = None
    runs: SampleRuns | None = None
    pool: tuple[PooledReading, ...] = ()
    hidden: HiddenForecast | None = None
    patience: Patience | None = None

    @property
    def learnt(self) -> dict[str, dict[str, float]]:
        """Shares of a pool's readings by Bayes' rule, by lens, after each way in which the quarrel can end:
        who blinks first, or ``nobody``; without what is surely not to happen.
        """
        if self.trust.is_unsure:
            return {}
        return {
            name: {one.lens: one.share * one.first_blink[name] / chance for one in self.pool}
            for name, chance in self.first_blink.items()
            if self.pool and chance > 0.0
        }

    @property
    def leader(self) -> Leader:
        """The likeliest of "this actor blinks first" and "nobody blinks"."""
        return leader_of(self.first_blink)

    @property
    def survives(self) -> bool | None:
        """True where the leader survives sharper choice; ``None`` where rounding leaves that unsure."""
        if self.trust.is_unsure or any(map(math.isnan, self.sharper.values())):
            return None
        return survives(self.first_blink, self.sharper)

    @property
    def first_blink_by_degree(self) -> tuple[dict[str, float], dict[str, float]]:
        """The parts of `first_blink` that are soft and hard, by actor."""
        actors, by_deed = self.forecast.actors, self.forecast.first_blink.sum(axis=0)
        owners = np.array([actor for actor, _ in self.forecast.deeds])
        parts = (even_sums(owners, by_deed[:, degree], len(actors)).tolist() for degree in (0, 1))
        soft, hard = (dict(zip(actors, part, strict=True)) for part in parts)
        return soft, hard

    @property
    def never_blinking(self) -> tuple[str, ...]:
        """Actors that nobody's choice, not even a coin toss, ever lets blink first."""
        return tuple(n for n in self.forecast.actors if self.first_blink[n] <= 0 and self.coin_toss[n] <= 0)

    def somebody_by(self, months: int) -> float | None:
        """P(somebody has blinked some months after the start); ``None`` beyond the horizon."""
        course = self.forecast.first_blink_course.sum(axis=1)
        tick = round(months / self.forecast.tick_months)
        return float(course[tick]) if tick < len(course) else None

    @property
    def certified_error(self) -> float | None:
        """The most by which a fast P(first blink) lies outside its bracket; ``None`` where one is missing."""
        if self.certified is None or self.trust.is_unsure:
            return None
        brackets = (*self.certified.first_blink, self.certified.nobody)
        pairs = zip(self.first_blink.values(), brackets, strict=True)
        return max(max(low - found, found - high, 0.0) for found, (low, high, *_) in pairs)

    @property
    def condition(self) -> dict[str, Any]:
        """The condition of the forecast, as ``--json`` has it."""
        return condition_object(self.trust)

    @property
    def first_blink(self) -> dict[str, float]:
        """Probability of blinking first, by actor, and that ``nobody`` blinks by the horizon."""
        return self.forecast.first_blinkers
