"""The ways of solving a scenario, one function each: from the scenario to whom the way names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from blinkfirst.agents.frequencies import Frequencies
from blinkfirst.agents.minds import MINDS
from blinkfirst.agents.minds.assignment import engine_plays
from blinkfirst.agents.runs import simulate
from blinkfirst.agents.runs_mesa import play_many
from blinkfirst.compile.scenario import Compiled
from blinkfirst.errors import GameError, SolverError
from blinkfirst.game.commitments import Player
from blinkfirst.game.equilibrium import Equilibrium
from blinkfirst.game.forecast import NOBODY, Forecast, median_months
from blinkfirst.game.game import FloatArray
from blinkfirst.game.graph_model import SEQ
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.questions.commit.answer import Commitments, commitments_of
from blinkfirst.questions.commit.players import players_of
from blinkfirst.questions.concepts.records import (
    AGENTS,
    COIN_TOSS,
    COMMITMENTS,
    GRAPH,
    HIERARCHY,
    LEARNING,
    LEVELS,
    LOGIT,
    PERFECT,
    SHARPER,
    Answer,
    Asked,
    Way,
    leaders,
)
from blinkfirst.questions.run.outlook import SAME_TOLERANCE
from blinkfirst.scenario.calendar import date_of
from blinkfirst.solve.graph_model.first_blinks import blink_moves_the_world, graph_blinks
from blinkfirst.solve.graph_model.from_game import graph_model_of
from blinkfirst.solve.graph_model.stability import stability
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.baseline import anybody_errs, coin_toss, with_precision, without_error
from blinkfirst.solve.standoff.forecast import forecast
from blinkfirst.solve.standoff.level_k import cognitive_hierarchy, deepest_level, level_k, poisson_shares
from blinkfirst.solve.standoff.ties_met import chance_of_tie

NO_ERROR = "every actor tosses coins or never errs"
MOST_MESA_RUNS = 200  # of minds that the compiled engine does not play


def coin_toss_way(compiled: Compiled) -> Way:
    """Everybody tosses coins."""
    way = Way(COIN_TOSS, "coin toss", "nobody weighs anything: a baseline", counted=False)
    return _solved(way, coin_toss(compiled.standoff))


def sharper_way(compiled: Compiled) -> Way:
    """The logit forecast with everybody's precision doubled."""
    way = Way(SHARPER, "precision x2", "as the logit forecast, errors rarer")
    if not anybody_errs(compiled.standoff):
        return replace(way, missing=f"{NO_ERROR}, so no precision can be doubled")
    return _solved(way, with_precision(compiled.standoff, 2.0))


def perfect_way(compiled: Compiled) -> Way:
    """The subgame-perfect path; says whether it passes ties."""
    standoff = without_error(compiled.standoff)
    policy = backward_induction(standoff)
    tied = chance_of_tie(standoff, policy)
    notes = []
    if tied > SAME_TOLERANCE:
        notes.append(
            f"with probability {tied:.3f} somebody has to choose between equally good moves before anybody "
            "has blinked; such ties are split evenly, another rule may give another answer"
        )
    errs = anybody_errs(compiled.standoff)
    if not errs:
        notes.append(f"the logit forecast itself, as {NO_ERROR}; so it does not count twice")
    way = Way(PERFECT, "subgame-perfect", "all foresee all, nobody errs", errs, notes=tuple(notes))
    return _played(way, standoff, policy)


def level_way(compiled: Compiled, asked: Asked, level: int) -> Way:
    """Everybody is of one level of reasoning and takes the others to be one below."""
    believed = "toss coins" if level == 1 else f"be of level {level - 1}"
    way = Way(LEVELS, f"level {level}", f"each takes the others to {believed}; {_errors(asked)}")
    standoff = _answering(compiled, asked)
    return _or_missing(way, lambda: _played(way, standoff, level_k(standoff, level)))


def hierarchy_way(compiled: Compiled, asked: Asked) -> Way:
    """Whoever decides has a depth of reasoning drawn anew."""
    depth = f"cognitive hierarchy: depth drawn anew at each decision, {asked.tau:g} steps on average"
    way = Way(HIERARCHY, "hierarchy", f"{depth}; {_errors(asked)}")
    standoff = _answering(compiled, asked)
    tossed = poisson_shares(asked.tau, deepest_level(asked.tau))[0]
    note = f"{100 * tossed:.0f} % of all decisions are of level 0, a coin toss"
    way = replace(way, notes=(f"{note}; over many decisions that adds up",))
    return _or_missing(way, lambda: _played(way, standoff, cognitive_hierarchy(standoff, asked.tau)))


def _answering(compiled: Compiled, asked: Asked) -> Standoff:
    return without_error(compiled.standoff) if asked.best_replies else compiled.standoff


def _errors(asked: Asked) -> str:
    return "nobody errs" if asked.best_replies else "errors by precision"


def _or_missing(way: Way, ask: Callable[[], Way]) -> Way:
    """The way with its answer, or with the reason why this scenario does not allow it."""
    try:
        return ask()
    except (GameError, SolverError) as error:
        return replace(way, missing=str(error))


def _solved(way: Way, standoff: Standoff) -> Way:
    return _played(way, standoff, backward_induction(standoff))


def _played(way: Way, standoff: Standoff, policy: Policy) -> Way:
    """What comes when everybody plays by a policy."""
    return replace(way, answers=(_answer(forecast(standoff, policy)),))


def _answer(exact: Forecast) -> Answer:
    first = exact.first_blink_by_actor
    months = median_months(exact.first_blink.sum(axis=(1, 2)), exact.tick_months)
    return Answer("", leaders(exact.actors, first), first, None if np.isnan(months) else months)


def logit_ways(compiled: Compiled, asked: Asked) -> tuple[Way, ...]:
    """The exact forecast and, by the same choices, agents; the choices, large as they are, are let go."""
    standoff = compiled.standoff
    policy = backward_induction(standoff)
    exact = _answer(forecast(standoff, policy))
    ways = [Way(LOGIT, "logit forecast", "all foresee all; errors by precision", answers=(exact,))]
    if AGENTS in asked.ways:
        ways.append(_agents(compiled, policy, asked, exact))
    if LEARNING in asked.ways:
        ways += [_learning(standoff, policy, asked, name) for name in learning_minds()]
    return tuple(ways)


def learning_minds() -> tuple[str, ...]:
    """Minds in the register that look back at what has happened, in its order; there may be none."""
    return tuple(name for name, mind in MINDS.items() if mind.memory > 0)


def _agents(compiled: Compiled, policy: Policy, asked: Asked, exact: Answer) -> Way:
    found = simulate(compiled.standoff, policy, asked.runs, asked.seed)
    answer = _sampled(found)
    return Way(
        AGENTS,
        "agents",
        f"the logit forecast played out {asked.runs:,} times (seed {asked.seed}): a check on it",
        counted=False,
        answers=(answer,),
        notes=tuple(_outside(found.actors, answer, exact)),
    )


def _learning(standoff: Standoff, policy: Policy, asked: Asked, mind: str) -> Way:
    minds = dict.fromkeys(standoff.opening.actors, mind)
    by_engine = engine_plays(minds)
    runs = asked.runs if by_engine else min(asked.runs, MOST_MESA_RUNS)
    found = (simulate if by_engine else play_many)(standoff, policy, runs, asked.seed, minds)
    said = f"all have the mind {mind!r}, played {runs:,} times (seed {asked.seed})"
    return Way(LEARNING, f"agents, {mind}", said, answers=(_sampled(found),))


def _sampled(found: Frequencies) -> Answer:
    estimates = (*found.first_blink_by_actor, found.nobody_blinks)
    first = np.array([estimate.value for estimate in estimates[:-1]])
    months = median_months(found.first_blink.sum(axis=(1, 2)), found.tick_months)
    return Answer(
        "",
        leaders(found.actors, first),
        first,
        None if np.isnan(months) else months,
        np.array([estimate.low for estimate in estimates]),
        np.array([estimate.high for estimate in estimates]),
    )


def _outside(actors: Sequence[str], sampled: Answer, exact: Answer) -> list[str]:
    """Name exact chances that the runs' intervals miss; about one in twenty does by luck."""
    assert sampled.low is not None and sampled.high is not None and exact.chances is not None
    missed = (exact.chances < sampled.low - SAME_TOLERANCE) | (exact.chances > sampled.high + SAME_TOLERANCE)
    names = (*actors, NOBODY)
    told = ", ".join(names[k] for k in np.flatnonzero(missed))
    said = f"the exact chance lies outside the runs' 95 % interval for {told}; one in twenty is by luck"
    return [said] if told else []


def commitments_way(compiled: Compiled, gambit: bool) -> Way:
    """The equilibria of the table in which sides bind themselves before the first day."""
    assumes = "sides may bind themselves beforehand; then as the logit forecast"
    way = Way(COMMITMENTS, "commitments", assumes)
    return _or_missing(way, lambda: _committed(way, compiled, gambit))


def _committed(way: Way, compiled: Compiled, gambit: bool) -> Way:
    found = commitments_of(compiled, players_of(compiled.scenario), gambit)
    if found.form.n_profiles == 1:
        return replace(way, missing="no side has a blink to bind itself to, or away from")
    equilibria = found.equilibria.equilibria
    if not equilibria:
        return replace(way, missing="no equilibrium of the commitments was found")
    answers = []
    for equilibrium in equilibria:
        first = found.expected_first_blinks(equilibrium.profile)
        answers.append(Answer(_bound(found, equilibrium), leaders(found.table.actors, first), first))
    notes = []
    if found.equilibria.degenerate:
        notes.append("payoffs of the commitments are tied, so there may be further equilibria beside these")
    elif not found.equilibria.complete:
        notes.append("there may be further equilibria of the commitments")
    return replace(way, answers=tuple(answers), notes=tuple(notes))


def _bound(found: Commitments, equilibrium: Equilibrium) -> str:
    """Say who commits to what in an equilibrium; who gives nothing up is not spoken of."""
    pairs = zip(found.table.players, equilibrium.profile, strict=True)
    said = [text for player, mixture in pairs if (text := _posture(player, mixture))]
    return "; ".join(said) or "nobody commits"


def _posture(player: Player, mixture: FloatArray) -> str:
    played = [(player.postures[int(k)], float(mixture[k])) for k in np.flatnonzero(mixture)]
    if len(played) == 1:
        return "" if played[0][0].free else f"{player.name} {played[0][0].name}"
    return f"{player.name} " + " or ".join(f"{posture.name} ({chance:.3f})" for posture, chance in played)


def graph_way(compiled: Compiled) -> Way:
    """Improvements that meet no sanction, followed from the start until somebody blinks."""
    assumes = "order of states only, no chances, no times; sanctions must be credible (SEQ)"
    way = Way(GRAPH, "Graph Model", assumes)
    standoff = compiled.standoff
    game = standoff.opening
    model = graph_model_of(game)
    alike = [name for k, name in enumerate(model.actors) if np.ptp(model.ranks[:, k]) == 0]
    if len(alike) == len(model.actors):
        return replace(way, missing="no state is worth more than another while it lasts; moves are what pays")
    if not blink_moves_the_world(game):
        return replace(way, missing="no blink changes the state of the world, and there are no other moves")
    found = graph_blinks(game, model, stability(model), SEQ, game.start)
    named = tuple(model.actors[k] for k in found.actors)
    if found.rests or not named:
        named = (*named, NOBODY)
    notes = []
    if alike:
        notes.append(f"all states are alike to {', '.join(alike)}, so nothing is an improvement to it")
    if len(standoff.course) > 1:
        first = standoff.course[1]
        day = date_of(standoff.start, first.first_tick, standoff.tick_months)
        notes.append(f"of the time before {first.event or 'the first dated event'} ({day})")
    if (game.payoffs.weights[game.payoffs.lump_columns] != 0).any():
        notes.append("payoffs of moves themselves (`when`) count for nothing")
    return replace(way, answers=(Answer("", named),), notes=tuple(notes))
