"""Questions, compiled to labels on the edges and states of every stretch."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from blinkfirst.compile.evaluation import BoolArray, holds
from blinkfirst.compile.scenario import Compiled
from blinkfirst.compile.successors import view_of
from blinkfirst.errors import Problem, ScenarioError
from blinkfirst.game.game import HARD, SOFT, CodeArray, Game, IntArray
from blinkfirst.game.watch import COUNT, ON, REACH, Watch
from blinkfirst.scenario import questions
from blinkfirst.scenario.calendar import tick_of
from blinkfirst.scenario.expressions import Expression
from blinkfirst.scenario.questions import Deed, ParsedQuestion
from blinkfirst.scenario.scenario import ParsedExpression, Rules

WANTED, RIVAL = 1, 2


def watch_of(ask: ParsedQuestion, compiled: Compiled) -> Watch:
    """Return the watch that answers a question.

    ``nobody blinks`` is watched as somebody blinking; `answer_of` turns it round.
    """
    standoff = compiled.standoff
    deadline = standoff.ticks
    if ask.deadline is not None:
        deadline = min(max(tick_of(standoff.start, ask.deadline, standoff.tick_months), 1), standoff.ticks)
    kind = {questions.ON: ON, questions.COUNT: COUNT}.get(ask.form, REACH)
    edges, states = [], []
    for stretch, rules in zip(standoff.course, compiled.course_rules, strict=True):
        edges.append(_edge_class(ask, stretch.game, rules))
        states.append(_state_class(ask, stretch.game, rules))
    return Watch(kind, deadline, tuple(edges), tuple(states))


def check_questions(compiled: Compiled) -> None:
    """Refuse questions, claims and positions whose conditions have no value in some state.

    Raises `ScenarioError` with the first such problem of each.
    """
    scenario, problems = compiled.scenario, list[Problem]()
    asks = [q.ask for q in scenario.questions] + [claim.ask for claim in scenario.claims]
    checks: list[Callable[[], object]] = [partial(watch_of, ask, compiled) for ask in asks]
    checks.append(lambda: declared_positions(compiled))
    for check in checks:
        try:
            check()
        except ScenarioError as error:
            problems.extend(error.problems)
    if problems:
        raise ScenarioError(problems)


def declared_positions(compiled: Compiled) -> dict[str, str]:
    """Return what each actor declares in the first state; nothing where all its conditions fail."""
    game, rules = compiled.standoff.opening, compiled.course_rules[0]
    start = game.states[game.start : game.start + 1]
    declared: dict[str, str] = {}
    for actor in rules.actors:
        for position in actor.positions:
            if position.when is None or states_where(position.when, start, rules)[0]:
                declared[actor.name] = position.says
                break
    return declared


def answer_of(ask: ParsedQuestion, watched: float) -> float:
    """Return the answer to a question from what its watch gave."""
    return 1.0 - watched if ask.form == questions.NOBODY_BLINKS else watched


def _state_class(ask: ParsedQuestion, game: Game, rules: Rules) -> CodeArray:
    if ask.condition is None:
        return np.zeros(game.n_states, dtype=np.int8)
    return states_where(_written(ask, ask.condition), game.states, rules).astype(np.int8)


def _edge_class(ask: ParsedQuestion, game: Game, rules: Rules) -> CodeArray:
    label = np.zeros(game.n_edges, dtype=np.int8)
    if ask.rival is not None:
        label[_edges_of(ask, ask.rival, game, rules)] = RIVAL
    if ask.deed is not None:
        label[_edges_of(ask, ask.deed, game, rules)] = WANTED
    return label


def _edges_of(ask: ParsedQuestion, deed: Deed, game: Game, rules: Rules) -> IntArray:
    wanted = np.zeros(game.n_edges, dtype=np.bool_)
    for position, name in enumerate(deed.actors):
        actor = game.actors.index(name)
        by = game.edge_actor == actor
        if deed.moves is not None:
            by &= game.edge_move == game.moves[actor].index(deed.moves[position])
        else:
            by = (game.mover_actor[game.edge_actor] == actor) & _blinking(deed.degree, game)
        wanted |= by
    edges = np.flatnonzero(wanted)
    if deed.condition is None:
        return edges
    return edges[states_where(_written(ask, deed.condition), game.states[game.edge_state[edges]], rules)]


def _blinking(degree: str, game: Game) -> BoolArray:
    wanted = {"": (SOFT, HARD), "soft": (SOFT,), "hard": (HARD,)}[degree]
    return np.isin(game.edge_blink, wanted)


def _written(ask: ParsedQuestion, condition: Expression) -> ParsedExpression:
    return ParsedExpression(condition, ask.text, ask.path, ask.place)


def states_where(condition: ParsedExpression, states: IntArray, rules: Rules) -> BoolArray:
    """Return which states meet a condition, shape (n,).

    Raises `ScenarioError` when it depends on a number that is not finite somewhere.
    """
    return holds(condition, view_of(rules, states))
