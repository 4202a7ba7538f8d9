"""Two scenarios compared: assumptions, outcomes, and the effect of each change of assumption."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from blinkfirst.errors import OptionError
from blinkfirst.questions.compare.outcomes import (
    CommonQuestion,
    ComparedOutcome,
    Measured,
    common_questions,
    outcome_number,
    outcomes_of,
)
from blinkfirst.questions.compare.payoff_relevant import payoff_relevant
from blinkfirst.questions.compare.swaps import Evaluator, Swap, changes_of, swap_all
from blinkfirst.report.answer import Answer
from blinkfirst.scenario.differences import Difference, differences
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.study.threads import workers

# by default the one of these that differs most is explained
_HEADLINES = ("first blink", "question")


@dataclass(frozen=True)
class ChangeEffect:
    """The effect of one or more changes on an outcome; ``None`` where it is unknown.

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
        """Size for ranking: of the mean, or of the end that is known."""
        known = [abs(end) for end in (self.made_first, self.made_last) if end is not None]
        return abs(self.mean) if self.mean is not None else max(known, default=0.0)


@dataclass(frozen=True, repr=False)
class Comparison(Answer, headline="effects", of=("first", "second")):
    """Two scenarios side by side.

    Attributes
    ----------
    first, second : as they were loaded.
    questions : those in common.
    outcomes : what is compared; all tuples of numbers go along with it.
    first_outcomes, second_outcomes : the numbers of either scenario.
    swaps : every change of assumption, in the order of the file.
    idle : differences that no outcome depends on.
    explained : the number of the outcome whose difference is explained.
    strain : how far rounding may move choices in one of the two, as `strain_of` has it.
    """

    first: Scenario
    second: Scenario
    questions: tuple[CommonQuestion, ...]
    outcomes: tuple[ComparedOutcome, ...]
    first_outcomes: Measured
    second_outcomes: Measured
    swaps: tuple[Swap, ...]
    idle: tuple[Difference, ...]
    explained: int
    strain: float = 0.0

    @property
    def effects(self) -> dict[str, ChangeEffect]:
        """Effect of every change on the outcome explained, by the name of the change, largest first."""
        number = self.explained
        return {swap.change.name: self.effect(swap, number) for swap in self.ranked(number)}

    def difference(self, number: int) -> float | None:
        """An outcome of the second scenario minus that of the first."""
        return _minus(self.second_outcomes[number], self.first_outcomes[number])

    def effect(self, swap: Swap, number: int) -> ChangeEffect:
        """Effect of a change on an outcome.

        It is unknown for a question that the two ask in different words, which changes as well.
        """
        if not self.asked_alike(number):
            return ChangeEffect(None, None)
        one = swap.first.outcomes[number] if not swap.first.problem else None
        other = swap.second.outcomes[number] if not swap.second.problem else None
        return ChangeEffect(
            _minus(one, self.first_outcomes[number]), _minus(self.second_outcomes[number], other)
        )

    def added_up(self, number: int, swaps: Sequence[Swap]) -> ChangeEffect:
        """The effects of several changes on an outcome added up, as far as they are known."""
        effects = [self.effect(swap, number) for swap in swaps]
        return ChangeEffect(_sum(e.made_first for e in effects), _sum(e.made_last for e in effects))

    def left_over(self, number: int) -> ChangeEffect:
        """The part of the whole difference that the added effects leave over: the joint effect of changes."""
        added, whole = self.added_up(number, self.swaps), self.difference(number)
        return ChangeEffect(_minus(whole, added.made_first), _minus(whole, added.made_last))

    def ranked(self, number: int) -> tuple[Swap, ...]:
        """The changes, those with the largest effect on an outcome first."""
        return tuple(sorted(self.swaps, key=lambda swap: -self.effect(swap, number).size))

    def asked(self, number: int) -> CommonQuestion | None:
        """The question behind an outcome; ``None`` when it is no answer."""
        if self.outcomes[number].kind != "question":
            return None
        before = sum(outcome.kind == "question" for outcome in self.outcomes[:number])
        return self.questions[before]

    def asked_alike(self, number: int) -> bool:
        """Return whether both ask an outcome in the same words; so it is of all that are no questions."""
        question = self.asked(number)
        return question is None or question.alike


def compare(
    first: Scenario,
    second: Scenario,
    outcome: str | None = None,
    progress: Callable[[int, int], None] = lambda done, expected: None,
) -> Comparison:
    """Compare two scenarios: everything that differs, all outcomes, and each change swapped by itself.

    Parameters
    ----------
    first, second : the effects are those of going from the first to the second.
    outcome : name of the outcome to explain; by default the first blink or question whose probability
        differs most.
    progress : called with the number of scenarios with a swapped change that are done, and of all.

    Raises
    ------
    OptionError
        When there is no outcome of that name, or it is a question that the two ask in different words; when
        one of the two is read as a pool.
    ScenarioError
        When one of the two cannot be compiled.
    """
    _check_no_pool(first, second)
    wanted = None if outcome is None else outcome_number(first, second, outcome)
    questions = common_questions(first, second)
    outcomes = outcomes_of(first, second, questions)
    evaluator, ends = Evaluator(outcomes), (payoff_relevant(first), payoff_relevant(second))
    with workers() as pool:
        one = evaluator.evaluated(first.name, ends[0], [q.first for q in questions])
        other = evaluator.evaluated(second.name, ends[1], [q.second for q in questions])
        relevant = [d for d in differences(*ends) if d.kind == "assumption"]
        swaps = swap_all(evaluator, one, other, changes_of(relevant), pool, progress)
    found = Comparison(
        first=first,
        second=second,
        questions=questions,
        outcomes=outcomes,
        first_outcomes=one.outcomes,
        second_outcomes=other.outcomes,
        swaps=swaps,
        idle=_idle(first, second, relevant),
        explained=-1 if wanted is None else wanted,
        strain=max(one.strain, other.strain),
    )
    return found if wanted is not None else replace(found, explained=_headline(found))


def _check_no_pool(*scenarios: Scenario) -> None:
    for scenario in scenarios:
        if scenario.pooled:
            lenses = list(scenario.shares)
            message = (
                f"--lens: {scenario.name} is read as a pool, and a change of assumption is swapped in one "
                f"game; compare its readings, with --lens {' --lens '.join(lenses[:2])}, or set the pool "
                f"beside them: sweep {scenario.name} lens={','.join(lenses)},pool:{'+'.join(lenses)}"
            )
            raise OptionError(message)


def _headline(comparison: Comparison) -> int:
    numbers = [
        number
        for number, outcome in enumerate(comparison.outcomes)
        if outcome.kind in _HEADLINES and outcome.unit == "probability" and comparison.asked_alike(number)
    ]
    return max(numbers, key=lambda number: abs(comparison.difference(number) or 0.0))


def _idle(first: Scenario, second: Scenario, relevant: Iterable[Difference]) -> tuple[Difference, ...]:
    """Return the differences of the files that outcomes do not depend on; the lens is compared elsewhere."""
    reported = [difference.steps for difference in relevant]

    def covered(difference: Difference) -> bool:
        return any(all(a == b for a, b in zip(steps, difference.steps, strict=False)) for steps in reported)

    found = differences(first.composed, second.composed)
    return tuple(d for d in found if d.path != "lens" and not (d.kind == "assumption" and covered(d)))


def _minus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def _sum(numbers: Iterable[float | None]) -> float:
    return sum(number for number in numbers if number is not None)
