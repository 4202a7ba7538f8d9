"""Changes that can be made by themselves, and the outcomes each leads to in either of two scenarios."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields, is_dataclass, replace
from threading import Lock
from typing import Any

import numpy as np

from blinkfirst.compile.questions import answer_of, watch_of
from blinkfirst.compile.scenario import Compiled, compile_like, compile_scenario
from blinkfirst.errors import BlinkFirstError, ScenarioError
from blinkfirst.game.game import Game, flow, lump
from blinkfirst.game.standoff import Standoff, Stretch
from blinkfirst.game.watch import Watch
from blinkfirst.questions.compare.outcomes import ComparedOutcome, Measured, measured
from blinkfirst.scenario.differences import Difference, taken_over
from blinkfirst.scenario.expressions import words_of
from blinkfirst.scenario.loading import scenario_of
from blinkfirst.scenario.nodes import Node, Path, dotted
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.settings import planted
from blinkfirst.solve.hidden_resolve.any_standoff import forecast_anyhow
from blinkfirst.solve.standoff.condition import strain_where_solved

# so many entries are named; of more only the number
_NAMED = 3


@dataclass(frozen=True)
class Change:
    """Differences that are made together.

    Attributes
    ----------
    entries : the parts of the scenario they belong to, such as ``arguments.haste-penalty``.
    differences : in the order of the file.
    """

    entries: tuple[str, ...]
    differences: tuple[Difference, ...]

    @property
    def name(self) -> str:
        """The entries in a word; the path itself where there is just one."""
        if len(self.differences) == 1:
            return self.differences[0].path
        named = " + ".join(self.entries[:_NAMED])
        more = len(self.entries) - _NAMED
        return f"{named} + {more} more" if more > 0 else named


def changes_of(found: Sequence[Difference]) -> tuple[Change, ...]:
    """Return one change per argument, parameter, variable, event, move, and number of an actor."""
    groups: dict[str, list[Difference]] = {}
    for difference in found:
        groups.setdefault(_entry(difference.steps), []).append(difference)
    return tuple(Change((entry,), tuple(group)) for entry, group in groups.items())


def _entry(steps: Path) -> str:
    if steps[0] != "actors":
        return dotted(steps[:2])
    return dotted(steps[:4] if steps[2:3] == ("moves",) else steps[:3])


@dataclass(frozen=True)
class EvaluatedScenario:
    """One of the two scenarios, without any change.

    Attributes
    ----------
    tree : its payoff-relevant part, with the questions in common.
    compiled, watches : the game and the compiled questions.
    outcomes : of its forecast.
    strain : how far rounding may move its choices, as `strain_of` has it.
    """

    tree: Node
    compiled: Compiled
    watches: tuple[Watch, ...]
    outcomes: Measured
    strain: float


@dataclass(frozen=True)
class SwapResult:
    """The outcomes of a scenario with a change in it; or ``problem``, the reason why it has none."""

    outcomes: Measured
    problem: str = ""


@dataclass(frozen=True)
class Swap:
    """A change made in either scenario.

    Attributes
    ----------
    change : what is changed.
    first : the first scenario with nothing but this as in the second one.
    second : the second scenario with nothing but this as in the first one.
    """

    change: Change
    first: SwapResult
    second: SwapResult

    @property
    def stands_alone(self) -> bool:
        """True when the change can be made by itself in both."""
        return not self.first.problem and not self.second.problem


class Evaluator:
    """Evaluates scenarios; what several of them share is compiled once, by one thread at a time."""

    def __init__(self, outcomes: Sequence[ComparedOutcome]) -> None:
        self.outcomes = tuple(outcomes)
        self._compiling = Lock()
        self._known: Compiled | None = None

    def evaluated(self, name: str, tree: Node, asked: Sequence[str]) -> EvaluatedScenario:
        """Evaluate a scenario without any change.

        Parameters
        ----------
        tree : its payoff-relevant part.
        asked : the questions, as it asks them.
        """
        questions = [{"name": str(number), "ask": text} for number, text in enumerate(asked)]
        assert isinstance(tree.value, dict)
        tree = replace(tree, value={**tree.value, "questions": planted(questions, tree.place)})
        compiled, watches = self._compiled(scenario_of(tree, name, try_changes=False))
        standoff = compiled.standoff
        strain = 0.0 if standoff.beliefs is not None else strain_where_solved(standoff)
        return EvaluatedScenario(tree, compiled, watches, self._outcomes(compiled, watches), strain)

    def with_change(self, base: EvaluatedScenario, tree: Node, other: EvaluatedScenario) -> SwapResult:
        """Evaluate a scenario with a change in it.

        Parameters
        ----------
        base, other : the scenario without the change, and the one the change is taken from. A game equal to
            that of one of them is not solved again.
        """
        try:
            compiled, watches = self._compiled(_loaded(tree, base.compiled.scenario.name))
            for end in (base, other):
                alike = same_watches(watches, end.watches)
                if alike and same_standoff(compiled.standoff, end.compiled.standoff):
                    return SwapResult(end.outcomes)
            return SwapResult(self._outcomes(compiled, watches))
        except ScenarioError as error:
            return SwapResult((), "; ".join(map(str, error.problems)))
        except BlinkFirstError as error:
            return SwapResult((), str(error))

    def _compiled(self, scenario: Scenario) -> tuple[Compiled, tuple[Watch, ...]]:
        with self._compiling:
            known = self._known
            compiled = compile_scenario(scenario) if known is None else compile_like(known, scenario)
            self._known = known or compiled
            return compiled, tuple(watch_of(question.ask, compiled) for question in scenario.questions)

    def _outcomes(self, compiled: Compiled, watches: Sequence[Watch]) -> Measured:
        exact = forecast_anyhow(compiled.standoff, watches)
        answered = {
            question.name: answer_of(question.ask, float(answer))
            for question, answer in zip(compiled.scenario.questions, exact.answers, strict=True)
        }
        asked = sum(outcome.kind == "question" for outcome in self.outcomes)
        return measured(self.outcomes, exact, [answered.get(str(number)) for number in range(asked)])


def _loaded(tree: Node, name: str) -> Scenario:
    """Load a changed tree; questions that cannot be asked there, of a later date say, are dropped."""
    try:
        return scenario_of(tree, name, try_changes=False)
    except ScenarioError as error:
        wrong = {tuple(problem.path.split(".")[:2]) for problem in error.problems}
        if any(path[0] != "questions" for path in wrong):
            raise
    assert isinstance(tree.value, dict)
    questions = tree.value["questions"]
    assert isinstance(questions.value, list)
    kept = [q for number, q in enumerate(questions.value) if ("questions", str(number)) not in wrong]
    tree = replace(tree, value={**tree.value, "questions": replace(questions, value=kept)})
    return scenario_of(tree, name, try_changes=False)


def swap_all(
    evaluator: Evaluator,
    first: EvaluatedScenario,
    second: EvaluatedScenario,
    changes: Sequence[Change],
    pool: Executor,
    progress: Callable[[int, int], None],
) -> tuple[Swap, ...]:
    """Make every change by itself in either scenario.

    A change that cannot be made alone is made together with those that bring the names it speaks of; what
    still cannot be, together with everything else that cannot.

    Parameters
    ----------
    changes : all that differs; made together they turn one scenario into the other.
    progress : called with the number of scenarios evaluated, and of all.

    Returns
    -------
    Every change once, by itself or in a group, in the order given. One that cannot be made in any company
    bears the problem.
    """
    counted = _Counted(progress)

    def tried(some: Sequence[Change]) -> list[Swap]:
        counted.expect(2 * len(some))
        tasks = [
            (base, taken_over(base.tree, other.tree, change.differences), other)
            for change in some
            for base, other in ((first, second), (second, first))
        ]
        met = list(pool.map(lambda task: counted.done(evaluator.with_change(*task)), tasks))
        return [Swap(change, *met[2 * k : 2 * k + 2]) for k, change in enumerate(some)]

    swaps = tried(changes)
    failing = [number for number, swap in enumerate(swaps) if not swap.stands_alone]
    groups = joined(changes, failing)
    gathered = {number for group in groups for number in group}
    alone = [swap for number, swap in enumerate(swaps) if number not in gathered]
    grouped = [together([changes[number] for number in group]) for group in groups]
    # a failing change that nothing belongs to has been tried already
    again = tried([change for change, group in zip(grouped, groups, strict=True) if len(group) > 1])
    again += [swaps[group[0]] for group in groups if len(group) == 1]
    left = [swap for swap in again if not swap.stands_alone]
    alone += [swap for swap in again if swap.stands_alone]
    if len(left) > 1:
        left = tried([together([swap.change for swap in left])])
    order = {difference: n for n, change in enumerate(changes) for difference in change.entries}
    return tuple(sorted([*alone, *left], key=lambda swap: min(order[e] for e in swap.change.entries)))


def joined(changes: Sequence[Change], failing: Collection[int]) -> tuple[tuple[int, ...], ...]:
    """Return groups of changes that can only be made together, by number; each has one that fails alone.

    A change that speaks of a name belongs with the one that brings the name. What speaks of a name that only
    the other scenario has cannot be made alone, so looking from that side is enough.
    """
    brought = [set(_brought(change)) for change in changes]
    mentioned = [set(_mentioned(change)) for change in changes]
    group = {number: {number} for number in failing}
    for number in failing:
        for other in range(len(changes)):
            if brought[other] & mentioned[number]:
                merged = group.get(number, {number}) | group.get(other, {other})
                group.update(dict.fromkeys(merged, merged))
    return tuple(dict.fromkeys(tuple(sorted(members)) for members in group.values()))


def together(changes: Sequence[Change]) -> Change:
    """Return several changes as one."""
    entries = tuple(entry for change in changes for entry in change.entries)
    return Change(entries, tuple(d for change in changes for d in change.differences))


def _brought(change: Change) -> Iterator[str]:
    """Yield the names that a change declares, or takes away: variables, levels, parameters, actors, moves."""
    for difference in change.differences:
        steps = difference.steps
        whole = len(steps) == 2 and steps[0] in ("world", "parameters", "actors")
        if whole or (len(steps) == 4 and steps[2] == "moves"):
            yield str(steps[-1])
        if steps[0] == "world":
            yield from set(_levels(difference.old)) ^ set(_levels(difference.new))


def _levels(value: Any) -> list[str]:
    levels = value.get("levels") if isinstance(value, dict) else value
    return [str(level) for level in levels] if isinstance(levels, list) else []


def _mentioned(change: Change) -> Iterator[str]:
    for difference in change.differences:
        yield from (*_words(difference.old), *_words(difference.new))


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from words_of(key)
            yield from _words(below)
    elif isinstance(value, list):
        for below in value:
            yield from _words(below)
    elif isinstance(value, str):
        yield from words_of(value)


class _Counted:
    def __init__(self, progress: Callable[[int, int], None]) -> None:
        self._progress = progress
        self._turn = Lock()
        self._done = self._expected = 0

    def expect(self, more: int) -> None:
        self._expected += more

    def done(self, found: SwapResult) -> SwapResult:
        with self._turn:
            self._done += 1
            self._progress(self._done, self._expected)
        return found


# what things are called, and what other arrays say as well; everything else decides what comes of a game
_NAMES: dict[type, set[str]] = {
    Standoff: {"name", "title", "start"},
    Stretch: {"event"},
    Game: {"moves", "variables", "nature", "states", "edge_state", "nature_event", "payoffs"},
}


def same_standoff(one: Standoff, other: Standoff) -> bool:
    """Return whether two stand-offs have the same clock and the same games at the same ticks.

    A weight that applies in no reachable state and to no move makes no difference, nor does a date.
    """
    return _same(one, other)


def same_watches(some: Sequence[Watch], others: Sequence[Watch]) -> bool:
    """Return whether two sets of compiled questions look for the same things in the same places."""
    return _same(tuple(some), tuple(others))


def _same(one: Any, other: Any) -> bool:
    if one is other:
        return True
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if not is_dataclass(one):
        return np.array_equal(one, other)
    names = [f.name for f in fields(one) if f.name not in _NAMES.get(type(one), ())]
    alike = all(_same(getattr(one, name), getattr(other, name)) for name in names)
    if alike and isinstance(one, Game):
        return np.array_equal(flow(one), flow(other)) and np.array_equal(lump(one), lump(other))
    return alike
