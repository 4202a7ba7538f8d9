"""Outcomes that are compared: first blinks and their month, values of actors, answers to common questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from blinkfirst.errors import OptionError, hinted, nearest
from blinkfirst.game.forecast import NOBODY, Forecast
from blinkfirst.scenario.questions import COUNT
from blinkfirst.scenario.scenario import Question, Scenario

Kind: TypeAlias = Literal["first blink", "first soft blink", "first hard blink", "month", "question", "value"]
# None: there is no such thing here, as the month of a blink that never comes
Measured: TypeAlias = tuple[float | None, ...]

FIRST_BLINK: Kind = "first blink"
# a first blink less likely than this has no month
NEVER = 1e-12


@dataclass(frozen=True)
class CommonQuestion:
    """A question that two scenarios ask: in the same words, or under the same name."""

    name: str
    first: str
    second: str
    counts: bool

    @property
    def alike(self) -> bool:
        """True when both ask it in the same words."""
        return self.first == self.second


@dataclass(frozen=True)
class ComparedOutcome:
    """A number by which scenarios are compared.

    Attributes
    ----------
    kind : what it is about. ``first soft blink`` is the first soft blink of all, whatever came before it.
    who : an actor or ``nobody``; the name of a question; empty for the month.
    unit : ``probability``, ``times``, ``months`` or ``utils``.
    """

    kind: Kind
    who: str
    unit: str

    @property
    def name(self) -> str:
        """Its name on pages, in tables and options."""
        first = "" if self.who == NOBODY else " first"
        match self.kind:
            case "first blink":
                return f"{self.who} blinks{first}"
            case "first soft blink":
                return f"{self.who} blinks soft{first}"
            case "first hard blink":
                return f"{self.who} blinks hard{first}"
            case "month":
                return "month of the first blink"
            case "question":
                return self.who
            case "value":
                return f"value of {self.who}"


def common_questions(first: Scenario, second: Scenario) -> tuple[CommonQuestion, ...]:
    """Return the questions that two scenarios have in common, in the order of the first.

    Those asked in the same words come together, whatever their names; then those of the same name.
    """
    pairs: dict[int, Question] = {}
    for spoken in (_asked, _named):
        rest = {spoken(q): q for q in second.questions if q not in pairs.values()}
        for number, question in enumerate(first.questions):
            if number not in pairs and spoken(question) in rest:
                pairs[number] = rest.pop(spoken(question))
    return tuple(
        CommonQuestion(one.name, _asked(one), _asked(pairs[number]), one.ask.form == COUNT)
        for number, one in enumerate(first.questions)
        if number in pairs and (one.ask.form == COUNT) == (pairs[number].ask.form == COUNT)
    )


def _asked(question: Question) -> str:
    return " ".join(question.ask.text.split())


def _named(question: Question) -> str:
    return question.name


def outcomes_of(
    first: Scenario, second: Scenario, questions: Sequence[CommonQuestion]
) -> tuple[ComparedOutcome, ...]:
    """Return the outcomes by which two scenarios can be compared, in the order of the page."""
    actors = list(dict.fromkeys(a.name for s in (first, second) for a in s.rules.actors))
    both = [name for name in actors if all(name in s.rules.menus for s in (first, second))]
    found = [ComparedOutcome("first blink", name, "probability") for name in (*actors, NOBODY)]
    found += [ComparedOutcome("question", q.name, "times" if q.counts else "probability") for q in questions]
    found.append(ComparedOutcome("month", "", "months"))
    found += [ComparedOutcome("value", name, "utils") for name in both]
    found += [ComparedOutcome("first soft blink", name, "probability") for name in (*actors, NOBODY)]
    found += [ComparedOutcome("first hard blink", name, "probability") for name in (*actors, NOBODY)]
    return tuple(found)


def outcome_number(first: Scenario, second: Scenario, name: str, argument: str = "outcome") -> int:
    """Return the number of an outcome in the comparison of two scenarios, by its name.

    Raises `OptionError` when there is none of that name, or it is a question that the two ask in different
    words.

    Parameters
    ----------
    argument : what errors call the name, as ``--outcome`` on the command line.
    """
    questions = common_questions(first, second)
    names = [outcome.name for outcome in outcomes_of(first, second, questions)]
    folded = [known.casefold() for known in names]
    if name.casefold() not in folded:
        message = f"{argument}: unknown outcome {name!r}; expected one of: {'; '.join(dict.fromkeys(names))}"
        raise OptionError(hinted(message, nearest(name, names)))
    for question in questions:
        if question.name == names[folded.index(name.casefold())] and not question.alike:
            message = (
                f"{argument}: the two ask {name!r} in different words, so its difference is not one of "
                f"assumptions alone: {question.first!r} and {question.second!r}"
            )
            raise OptionError(message)
    return folded.index(name.casefold())


def measured(
    outcomes: Sequence[ComparedOutcome], forecast: Forecast, answers: Sequence[float | None]
) -> Measured:
    """Return the outcomes of a forecast.

    Parameters
    ----------
    answers : to the questions among the outcomes, in their order; ``None`` where one cannot be asked.

    Returns
    -------
    One number per outcome. An actor that is not there blinks with probability 0.
    """
    chances = {
        "first blink": forecast.first_blinkers,
        "first soft blink": forecast.first_soft_blinkers,
        "first hard blink": forecast.first_hard_blinkers,
    }
    values = dict(zip(forecast.actors, map(float, forecast.values), strict=True))
    left = iter(answers)

    def numbers() -> Iterator[float | None]:
        for outcome in outcomes:
            if outcome.kind == "question":
                yield next(left)
            elif outcome.kind == "month":
                yield month_of_first_blink(forecast)
            elif outcome.kind == "value":
                yield values.get(outcome.who)
            else:
                yield chances[outcome.kind].get(outcome.who, 0.0)

    return tuple(numbers())


def month_of_first_blink(forecast: Forecast) -> float | None:
    """Return the month in which the first blink comes, given that one comes; ``None`` when none does.

    A blink counts at the end of its tick, so that one in the first tick of a quarter of a month comes in
    month 0.25.
    """
    by_tick = forecast.first_blink.sum(axis=(1, 2))
    total = float(by_tick.sum())
    if total < NEVER:
        return None
    months = np.arange(1, by_tick.size + 1) * forecast.tick_months
    return float(months @ by_tick) / total
