"""Everything one run of a scenario finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from blinkfirst.game.forecast import NOBODY, SAME_CHANCE, Forecast
from blinkfirst.game.standoff import Standoff
from blinkfirst.report.answer import Answer
from blinkfirst.report.condition import condition_object
from blinkfirst.scenario.scenario import Claim, Scenario
from blinkfirst.solve.standoff.certified import CertifiedForecast
from blinkfirst.solve.standoff.condition import Trust


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
    """

    lens: str
    role: str
    before: float | None
    answer: float
    expect: str

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
        return self.margin > SAME_CHANCE


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
    """The moment at which an actor would most likely blink first, and why it mostly does not (or does).

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


def likeliest_blinkers(chances: Mapping[str, float]) -> list[str]:
    """Return the actor that most likely blinks first, several when they tie; none when nobody ever does."""
    actors = {name: chance for name, chance in chances.items() if name != NOBODY}
    most = max(actors.values(), default=0.0)
    return [name for name, chance in actors.items() if most > 0 and chance > most - SAME_CHANCE]


@dataclass(frozen=True, repr=False)
class Outlook(Answer):
    """The forecast of a scenario with all that puts it into proportion.

    Attributes
    ----------
    scenario, standoff : what was asked.
    forecast : the exact answer; nan throughout where rounding leaves nothing sure.
    trust : how far it can be trusted: what rounding and a thousandth of a weight do to it.
    coin_toss : P(blinks first) by actor, and ``nobody``, when nobody weighs anything (all precisions 0): what
        choice noise alone adds up to.
    sharper : the same when everybody's precision is doubled: what is left when noise shrinks; nan where
        rounding leaves nothing sure.
    positions : what each actor declares at the start, by name.
    questions, claims, decisive : answers, verdicts and reasons.
    certified : the forecast in ball arithmetic, where that was asked for.
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
    certified: CertifiedForecast | None = None

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
