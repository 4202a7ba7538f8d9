"""Two scenarios compared: what they assume, what they come to, and what each change of assumption does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from blinkfirst.errors import OptionError, hinted, nearest
from blinkfirst.questions.compare.changes import changes_of
from blinkfirst.questions.compare.outcomes import (
    CommonQuestion,
    Measured,
    Outcome,
    common_questions,
    outcomes_of,
)
from blinkfirst.questions.compare.payoff_relevant import payoff_relevant
from blinkfirst.questions.compare.swaps import Stage, Swap, swapped
from blinkfirst.scenario.differences import Difference, differences
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.threads import workers

# of these the one that differs most is explained when nobody names one
_HEADLINES = ("first blink", "question")


@dataclass(frozen=True)
class Effect:
    """What something does to an outcome; ``None`` where that cannot be said.

    Attributes
    ----------
    made_first : f(first scenario with only this change) - f(first scenario).
    made_last : f(second scenario) - f(second scenario without this change).
    """

    made_first: float | None
    made_last: float | None

    @property
    def mean(self) -> float | None:
        """The mean of both ends."""
        if self.made_first is None or self.made_last is None:
            return None
        return (self.made_first + self.made_last) / 2

    @property
    def size(self) -> float:
        """How large it is, for ranking: the mean, or the end that is known."""
        known = [abs(end) for end in (self.made_first, self.made_last) if end is not None]
        return abs(self.mean) if self.mean is not None else max(known, default=0.0)


@dataclass(frozen=True)
class Comparison:
    """Two scenarios side by side.

    Attributes
    ----------
    first, second : as they were loaded.
    questions : those in common.
    outcomes : what is compared; all tuples of numbers go along with it.
    first_outcomes, second_outcomes : what each comes to.
    swaps : every change of assumption, in the order of the file.
    idle : differences that no outcome depends on.
    """

    first: Scenario
    second: Scenario
    questions: tuple[CommonQuestion, ...]
    outcomes: tuple[Outcome, ...]
    first_outcomes: Measured
    second_outcomes: Measured
    swaps: tuple[Swap, ...]
    idle: tuple[Difference, ...]

    def difference(self, number: int) -> float | None:
        """An outcome of the second scenario minus that of the first."""
        return _minus(self.second_outcomes[number], self.first_outcomes[number])

    def effect(self, swap: Swap, number: int) -> Effect:
        """What a change does to an outcome.

        Nothing can be said about a question that the two ask in different words: it changes as well.
        """
        if not self._asked_alike(number):
            return Effect(None, None)
        one = swap.first.outcomes[number] if not swap.first.problem else None
        other = swap.second.outcomes[number] if not swap.second.problem else None
        return Effect(
            _minus(one, self.first_outcomes[number]), _minus(self.second_outcomes[number], other)
        )

    def added_up(self, number: int, swaps: Sequence[Swap]) -> Effect:
        """The effects of several changes on an outcome added up, as far as they are known."""
        effects = [self.effect(swap, number) for swap in swaps]
        return Effect(_sum(e.made_first for e in effects), _sum(e.made_last for e in effects))

    def left_over(self, number: int) -> Effect:
        """What the effects of all changes, added up, leave of the whole difference: the work of changes that
        act together.
        """
        added, whole = self.added_up(number, self.swaps), self.difference(number)
        return Effect(_minus(whole, added.made_first), _minus(whole, added.made_last))

    def ranked(self, number: int) -> tuple[Swap, ...]:
        """The changes, those with the largest effect on an outcome first."""
        return tuple(sorted(self.swaps, key=lambda swap: -self.effect(swap, number).size))

    @property
    def headline(self) -> int:
        """The outcome to explain when nobody names one: of first blinkers and questions, the one whose
        probability differs most.
        """
        numbers = [
            n for n, o in enumerate(self.outcomes) if o.kind in _HEADLINES and o.unit == "probability"
        ]
        explained = [n for n in numbers if self._asked_alike(n)]
        return max(explained, key=lambda n: abs(self.difference(n) or 0.0))

    def asked(self, number: int) -> CommonQuestion | None:
        """The question behind an outcome; ``None`` when it is no answer."""
        if self.outcomes[number].kind != "question":
            return None
        before = sum(outcome.kind == "question" for outcome in self.outcomes[:number])
        return self.questions[before]

    def _asked_alike(self, number: int) -> bool:
        question = self.asked(number)
        return question is None or question.alike


def outcome_named(first: Scenario, second: Scenario, name: str) -> int:
    """Return the number of an outcome in the comparison of two scenarios, by its name.

    Raises
    ------
    OptionError
        When there is none of that name, or it is a question that the two ask in different words.
    """
    questions = common_questions(first, second)
    names = [outcome.name for outcome in outcomes_of(first, second, questions)]
    folded = [known.casefold() for known in names]
    if name.casefold() not in folded:
        message = f"--outcome: unknown outcome {name!r}; expected one of: {'; '.join(dict.fromkeys(names))}"
        raise OptionError(hinted(message, nearest(name, names)))
    for question in questions:
        if question.name == names[folded.index(name.casefold())] and not question.alike:
            message = (
                f"--outcome: the two ask {name!r} in different words, so its difference is not one of "
                f"assumptions alone: {question.first!r} and {question.second!r}"
            )
            raise OptionError(message)
    return folded.index(name.casefold())


def compared(
    first: Scenario, second: Scenario, progress: Callable[[int, int], None] = lambda done, expected: None
) -> Comparison:
    """Compare two scenarios: everything that differs, all outcomes, and each change swapped by itself.

    Parameters
    ----------
    first, second : the effects are those of going from the first to the second.
    progress : told how many scenarios with a swapped change have been played, of how many.

    Raises
    ------
    ScenarioError
        When one of the two cannot be compiled.
    """
    questions = common_questions(first, second)
    outcomes = outcomes_of(first, second, questions)
    stage, ends = Stage(outcomes), (payoff_relevant(first), payoff_relevant(second))
    with workers() as pool:
        one = stage.played(first.name, ends[0], [q.first for q in questions])
        other = stage.played(second.name, ends[1], [q.second for q in questions])
        essential = [d for d in differences(*ends) if d.kind == "assumption"]
        swaps = swapped(stage, one, other, changes_of(essential), pool, progress)
    return Comparison(
        first=first,
        second=second,
        questions=questions,
        outcomes=outcomes,
        first_outcomes=one.outcomes,
        second_outcomes=other.outcomes,
        swaps=swaps,
        idle=_idle(first, second, essential),
    )


def _idle(first: Scenario, second: Scenario, essential: Iterable[Difference]) -> tuple[Difference, ...]:
    """Return what differs in the files but not in what is essential; the lens in use stands elsewhere."""
    told = [difference.steps for difference in essential]

    def covered(difference: Difference) -> bool:
        return any(
            all(a == b for a, b in zip(steps, difference.steps, strict=False)) for steps in told
        )

    found = differences(first.composed, second.composed)
    return tuple(d for d in found if d.path != "lens" and not (d.kind == "assumption" and covered(d)))


def _minus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def _sum(numbers: Iterable[float | None]) -> float:
    return sum(number for number in numbers if number is not None)
