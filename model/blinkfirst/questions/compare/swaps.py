"""Making one change at a time in either of two scenarios, and seeing what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from threading import Lock

from blinkfirst.compile.questions import answer_of, watch_of
from blinkfirst.compile.scenario import Compiled, compile_like, compile_scenario
from blinkfirst.errors import BlinkFirstError, ScenarioError
from blinkfirst.game.watch import Watch
from blinkfirst.questions.compare.changes import Change, joined, together
from blinkfirst.questions.compare.outcomes import Measured, Outcome, measured
from blinkfirst.questions.compare.same_game import same_standoff, same_watches
from blinkfirst.scenario.differences import taken_over
from blinkfirst.scenario.loading import scenario_of
from blinkfirst.scenario.nodes import Node
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.settings import planted
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast


@dataclass(frozen=True)
class Played:
    """One of the two scenarios, as it is.

    Attributes
    ----------
    tree : its essentials, with the questions in common.
    compiled, watches : the game, and what the questions look for.
    outcomes : what it comes to.
    """

    tree: Node
    compiled: Compiled
    watches: tuple[Watch, ...]
    outcomes: Measured


@dataclass(frozen=True)
class Varied:
    """What a scenario came to once something was changed in it; or ``problem``, why it cannot be played."""

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
    first: Varied
    second: Varied

    @property
    def stands_alone(self) -> bool:
        """Whether the change can be made by itself in both."""
        return not self.first.problem and not self.second.problem


class Stage:
    """Where scenarios are played; what several of them share is compiled once, by one thread at a time."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes = tuple(outcomes)
        self._compiling = Lock()
        self._known: Compiled | None = None

    def played(self, name: str, tree: Node, asked: Sequence[str]) -> Played:
        """Play a scenario as it is.

        Parameters
        ----------
        tree : its essentials.
        asked : the questions, as it asks them.
        """
        questions = [{"name": str(number), "ask": text} for number, text in enumerate(asked)]
        assert isinstance(tree.value, dict)
        tree = replace(tree, value={**tree.value, "questions": planted(questions, tree.place)})
        compiled, watches = self._compiled(scenario_of(tree, name, try_changes=False))
        return Played(tree, compiled, watches, self._outcomes(compiled, watches))

    def varied(self, base: Played, tree: Node, other: Played) -> Varied:
        """Play a scenario with a change in it.

        Parameters
        ----------
        base, other : the scenario without the change, and the one the change is taken from. What plays like
            one of them is not worked out again.
        """
        try:
            compiled, watches = self._compiled(_loaded(tree, base.compiled.scenario.name))
            for end in (base, other):
                alike = same_watches(watches, end.watches)
                if alike and same_standoff(compiled.standoff, end.compiled.standoff):
                    return Varied(end.outcomes)
            return Varied(self._outcomes(compiled, watches))
        except ScenarioError as error:
            return Varied((), "; ".join(map(str, error.problems)))
        except BlinkFirstError as error:
            return Varied((), str(error))

    def _compiled(self, scenario: Scenario) -> tuple[Compiled, tuple[Watch, ...]]:
        with self._compiling:
            known = self._known
            compiled = compile_scenario(scenario) if known is None else compile_like(known, scenario)
            self._known = known or compiled
            return compiled, tuple(watch_of(question.ask, compiled) for question in scenario.questions)

    def _outcomes(self, compiled: Compiled, watches: Sequence[Watch]) -> Measured:
        exact = forecast(compiled.standoff, backward_induction(compiled.standoff), watches)
        answered = {
            question.name: answer_of(question.ask, float(answer))
            for question, answer in zip(compiled.scenario.questions, exact.answers, strict=True)
        }
        asked = sum(outcome.kind == "question" for outcome in self.outcomes)
        return measured(self.outcomes, exact, [answered.get(str(number)) for number in range(asked)])


def _loaded(tree: Node, name: str) -> Scenario:
    """Load a changed tree; questions that cannot be asked there, of a later date say, are left out."""
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


def swapped(
    stage: Stage,
    first: Played,
    second: Played,
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
    progress : told how many scenarios have been played, of how many.

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
        met = list(pool.map(lambda task: counted.done(stage.varied(*task)), tasks))
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


class _Counted:
    """Counts what has been played, for a progress display."""

    def __init__(self, progress: Callable[[int, int], None]) -> None:
        self._progress = progress
        self._turn = Lock()
        self._done = self._expected = 0

    def expect(self, more: int) -> None:
        """Add to what there is to do."""
        self._expected += more

    def done(self, found: Varied) -> Varied:
        """Count one; hand it on."""
        with self._turn:
            self._done += 1
            self._progress(self._done, self._expected)
        return found
