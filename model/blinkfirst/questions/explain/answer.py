"""One choice taken apart, for every actor asked about, on a day and in a state of the world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from blinkfirst.compile.questions import states_where
from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.errors import OptionError, Place, hinted, nearest
from blinkfirst.game.forecast import likeliest
from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.game.policy import Policy
from blinkfirst.report.answer import Answer
from blinkfirst.report.labels import Labels
from blinkfirst.scenario.calendar import date_of, parse_date, tick_of
from blinkfirst.scenario.expressions import CONDITION, ExpressionError, parse
from blinkfirst.scenario.scenario import ParsedExpression, Scenario
from blinkfirst.solve.hidden_resolve.backward import solve_hidden
from blinkfirst.solve.hidden_resolve.explanation import explain_hidden_choice, whereabouts
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.condition import strain_of
from blinkfirst.solve.standoff.explanation import ChoiceExplanation, explain_choice, with_whole_plan
from blinkfirst.solve.standoff.forecast import state_distribution


@dataclass(frozen=True)
class ExplainedChoice:
    """A choice with its place in time and world.

    Attributes
    ----------
    actor, day, world : who, when, in which state.
    probability : of that state on that day.
    explanation : moves, their chances, values and splits.
    states_alike : how many states of that day are as likely, this one included.
    type : of the actor, whose choice it is; empty for an actor of one type.
    believed : what is believed there of each typed actor: the probability of its second type.
    after : what is believed of this actor after each of its moves; empty for an actor of one type.
    """

    actor: str
    day: date
    world: Mapping[str, str]
    probability: float
    explanation: ChoiceExplanation
    states_alike: int = 1
    type: str = ""
    believed: Mapping[str, float] = field(default_factory=dict)
    after: tuple[float, ...] = ()


def whose(labels: Labels, choice: ExplainedChoice) -> str:
    """Return the name of the actor of a choice, with its type where it has types."""
    return labels.actor(choice.actor) + (f", if it is of the type {choice.type}" if choice.type else "")


@dataclass(frozen=True, repr=False)
class Explanation(Answer, headline="split"):
    """The choices of some actors on one day, in one state of the world.

    Attributes
    ----------
    strain : how far rounding may move choices, as `strain_of` has it.
    asked : the day asked for, where initiatives come on none such and those of the nearest are explained.
    """

    scenario: Scenario
    choices: tuple[ExplainedChoice, ...]
    strain: float = 0.0
    asked: date | None = None


def explain(
    scenario: Scenario, actor: str | Sequence[str] = (), on: str | None = None, where: str | None = None
) -> Explanation:
    """Explain why actors choose as they do: each move's probability, and its value split by argument.

    Parameters
    ----------
    actor : name or names; all actors by default.
    on : day as YYYY-MM-DD; the start by default.
    where : condition that the state meets, as ``docket == report``; the likeliest such state is taken.

    Raises
    ------
    ScenarioError
        When the scenario cannot be compiled.
    OptionError
        As `explained_choices`.
    """
    compiled = compile_scenario(scenario)
    actors = [actor] if isinstance(actor, str) else actor
    if compiled.standoff.beliefs is not None:
        choices = tuple(_hidden_choices(compiled, actors, on, where))
        strain = 0.0
    else:
        policy = backward_induction(compiled.standoff)
        choices = tuple(explained_choices(compiled, policy, actors, on, where))
        strain = strain_of(compiled.standoff, policy)
    asked = None if on is None or date.fromisoformat(on) == choices[0].day else date.fromisoformat(on)
    return Explanation(scenario, choices, strain, asked)


def _hidden_choices(
    compiled: Compiled, actors: Sequence[str], day: str | None, where: str | None
) -> Iterator[ExplainedChoice]:
    """Explain the choices of every type of some actors, at what is believed on average; as below."""
    standoff, names = compiled.standoff, compiled.standoff.opening.actors
    _check_actors(actors, names)
    tick = _tick(compiled, day)
    policy = solve_hidden(standoff)
    found = whereabouts(standoff, policy, tick)
    game = standoff.course[found.stretch].game
    today = date_of(standoff.start, tick, standoff.tick_months)
    states = _likeliest_states(compiled, found.stretch, found.probabilities, where, today)
    state = int(states[0])
    beliefs = found.beliefs[state]
    believed = {names[one.actor]: float(b) for one, b in zip(standoff.typed, beliefs, strict=True)}
    types = {one.actor: one.types for one in standoff.typed}
    for name in actors or names:
        actor = names.index(name)
        for kind, explanation, after in explain_hidden_choice(standoff, policy, tick, state, actor, beliefs):
            yield ExplainedChoice(
                actor=name,
                day=today,
                world=game.state_labels(state),
                probability=float(found.probabilities[state]),
                explanation=explanation,
                states_alike=states.size,
                type=types[actor][kind] if actor in types else "",
                believed=believed,
                after=tuple(map(float, after)) if actor in types else (),
            )


def explained_choices(
    compiled: Compiled,
    policy: Policy,
    actors: Sequence[str] = (),
    day: str | None = None,
    where: str | None = None,
) -> list[ExplainedChoice]:
    """Explain the choice of some actors (all when none are named) in the likeliest state on a day.

    Raises `OptionError` when an actor, the day or the condition is wrong, or no state that can occur on that
    day meets the condition.
    """
    standoff, names = compiled.standoff, compiled.standoff.opening.actors
    _check_actors(actors, names)
    tick = _tick(compiled, day)
    stretch, probabilities = state_distribution(standoff, policy, tick)
    game = standoff.course[stretch].game
    today = date_of(standoff.start, tick, standoff.tick_months)
    states = _likeliest_states(compiled, stretch, probabilities, where, today)
    state = int(states[0])
    whole = with_whole_plan(standoff, policy, tick)
    return [
        ExplainedChoice(
            actor=name,
            day=today,
            world=game.state_labels(state),
            probability=float(probabilities[state]),
            explanation=explain_choice(standoff, whole, tick, state, names.index(name)),
            states_alike=states.size,
        )
        for name in (actors or names)
    ]


def _check_actors(actors: Sequence[str], names: Sequence[str]) -> None:
    for name in actors:
        if name not in names:
            message = f"--actor: unknown actor {name!r}; this scenario has: {', '.join(names)}"
            raise OptionError(hinted(message, nearest(name, names)))


def _tick(compiled: Compiled, day: str | None) -> int:
    standoff = compiled.standoff
    if day is None:
        return 0
    last = date_of(standoff.start, standoff.ticks - 1, standoff.tick_months)
    try:
        asked = parse_date(day)
    except ValueError as error:
        raise OptionError(f"--on: {error}") from None
    if not standoff.start <= asked <= last:
        raise OptionError(
            f"--on: expected a date from {standoff.start} to {last} (the last initiatives), got {asked}"
        )
    return min(tick_of(standoff.start, asked, standoff.tick_months), standoff.ticks - 1)


def _likeliest_states(
    compiled: Compiled, stretch: int, probabilities: FloatArray, where: str | None, day: date
) -> IntArray:
    game, rules = compiled.standoff.course[stretch].game, compiled.course_rules[stretch]
    meets = np.ones(game.n_states, dtype=np.bool_)
    if where is not None:
        try:
            condition = parse(where, rules.vocabulary, CONDITION)
            written = ParsedExpression(condition, where, "", Place("--where"))
            meets = states_where(written, game.states, rules)
        except ExpressionError as error:
            message = f"--where: column {error.offset + 1}: {error.message}"
            raise OptionError(hinted(message, error.suggestion)) from None
    weight = np.where(meets, probabilities, 0.0)
    if weight.max() <= 0:
        raise OptionError(f"--where: no state that can occur on that day meets {where!r}")
    return likeliest(weight)
