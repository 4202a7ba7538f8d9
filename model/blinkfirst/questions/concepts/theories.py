"""The solution concepts, one function each: from the compiled scenario to whom the concept names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from blinkfirst.agents.frequencies import Frequencies
from blinkfirst.agents.minds import MINDS
from blinkfirst.agents.minds.assignment import engine_plays
from blinkfirst.agents.runs import simulate
from blinkfirst.agents.runs_mesa import play_many
from blinkfirst.compile.commitments import players_of
from blinkfirst.compile.scenario import Compiled
from blinkfirst.errors import GameError, SolverError
from blinkfirst.game.commitments import Player
from blinkfirst.game.equilibrium import Equilibrium
from blinkfirst.game.forecast import NOBODY, SAME_CHANCE, Forecast, median_months
from blinkfirst.game.game import FloatArray
from blinkfirst.game.graph_model import SEQ
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.questions.commit.answer import Commitments, commitments_of
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
    ConceptAnswer,
    ConceptOptions,
    SolutionConcept,
    leaders,
)
from blinkfirst.report.condition import strain_warnings
from blinkfirst.scenario.calendar import date_of
from blinkfirst.solve.graph_model.first_blinks import blink_moves_the_world, graph_blinks
from blinkfirst.solve.graph_model.from_game import graph_model_of
from blinkfirst.solve.graph_model.stability import stability
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.condition import strain_of
from blinkfirst.solve.standoff.forecast import forecast
from blinkfirst.solve.standoff.level_k import cognitive_hierarchy, deepest_level, level_k, poisson_shares
from blinkfirst.solve.standoff.precision import (
    anybody_errs,
    chance_of_tie,
    coin_toss,
    with_precision,
    without_error,
)

NO_ERROR = "every actor tosses coins or never errs"
MOST_MESA_RUNS = 200  # of minds that the compiled engine does not play


def coin_toss_concept(compiled: Compiled) -> SolutionConcept:
    """Every choice is a coin toss."""
    concept = SolutionConcept(COIN_TOSS, "coin toss", "nobody weighs anything: a baseline", counted=False)
    return _solved(concept, coin_toss(compiled.standoff))


def sharper_concept(compiled: Compiled) -> SolutionConcept:
    """The logit forecast with everybody's precision doubled."""
    concept = SolutionConcept(SHARPER, "precision x2", "as the logit forecast, errors rarer")
    if not anybody_errs(compiled.standoff):
        return replace(concept, missing=f"{NO_ERROR}, so no precision can be doubled")
    return _solved(concept, with_precision(compiled.standoff, 2.0))


def perfect_concept(compiled: Compiled) -> SolutionConcept:
    """The subgame-perfect path, with a note when it passes ties."""
    standoff = without_error(compiled.standoff)
    policy = backward_induction(standoff)
    tied = chance_of_tie(standoff, policy)
    notes = []
    if tied > SAME_CHANCE:
        notes.append(
            f"with probability {tied:.3f} somebody has to choose between equally good moves before anybody "
            "has blinked; ties are split evenly, another rule may give another answer"
        )
    errs = anybody_errs(compiled.standoff)
    if not errs:
        notes.append(f"the logit forecast itself, as {NO_ERROR}; so it is not counted twice")
    concept = SolutionConcept(
        PERFECT, "subgame-perfect", "perfect foresight, no errors", errs, notes=tuple(notes)
    )
    return _played(concept, standoff, policy)


def level_concept(compiled: Compiled, options: ConceptOptions, level: int) -> SolutionConcept:
    """Everybody is of one level of reasoning and believes that the others are one below."""
    believed = "toss coins" if level == 1 else f"are of level {level - 1}"
    concept = SolutionConcept(
        LEVELS, f"level {level}", f"each believes that the others {believed}; {_errors(options)}"
    )
    standoff = _answering(compiled, options)
    return _or_missing(concept, lambda: _played(concept, standoff, level_k(standoff, level)))


def hierarchy_concept(compiled: Compiled, options: ConceptOptions) -> SolutionConcept:
    """The cognitive hierarchy: a depth of reasoning is drawn at every decision."""
    depth = f"cognitive hierarchy: depth drawn again at each decision, {options.tau:g} steps on average"
    concept = SolutionConcept(HIERARCHY, "hierarchy", f"{depth}; {_errors(options)}")
    standoff = _answering(compiled, options)
    tossed = poisson_shares(options.tau, deepest_level(options.tau))[0]
    note = f"{100 * tossed:.0f} % of all decisions are of level 0, a coin toss"
    concept = replace(concept, notes=(f"{note}; over many decisions that adds up",))
    return _or_missing(
        concept, lambda: _played(concept, standoff, cognitive_hierarchy(standoff, options.tau))
    )


def _answering(compiled: Compiled, options: ConceptOptions) -> Standoff:
    return without_error(compiled.standoff) if options.best_replies else compiled.standoff


def _errors(options: ConceptOptions) -> str:
    return "no errors" if options.best_replies else "errors by precision"


def _or_missing(concept: SolutionConcept, ask: Callable[[], SolutionConcept]) -> SolutionConcept:
    try:
        return ask()
    except (GameError, SolverError) as error:
        return replace(concept, missing=error.for_command)


def _solved(concept: SolutionConcept, standoff: Standoff) -> SolutionConcept:
    return _played(concept, standoff, backward_induction(standoff))


def _played(concept: SolutionConcept, standoff: Standoff, policy: Policy) -> SolutionConcept:
    return replace(concept, answers=(_answer(forecast(standoff, policy)),))


def _answer(exact: Forecast) -> ConceptAnswer:
    first = exact.first_blink_by_actor
    months = median_months(exact.first_blink.sum(axis=(1, 2)), exact.tick_months)
    return ConceptAnswer("", leaders(exact.actors, first), first, None if np.isnan(months) else months)


def logit_concepts(compiled: Compiled, options: ConceptOptions) -> tuple[SolutionConcept, ...]:
    """The exact forecast and, by the same policy, agents; the policy, large as it is, is released."""
    standoff = compiled.standoff
    policy = backward_induction(standoff)
    exact = _answer(forecast(standoff, policy))
    assumes, told = "perfect foresight; errors by precision", strain_warnings(strain_of(standoff, policy))
    concepts = [SolutionConcept(LOGIT, "logit forecast", assumes, answers=(exact,), notes=told)]
    if AGENTS in options.keys:
        concepts.append(_agents(compiled, policy, options, exact))
    if LEARNING in options.keys:
        concepts += [_learning(standoff, policy, options, name) for name in learning_minds()]
    return tuple(concepts)


def learning_minds() -> tuple[str, ...]:
    """Return the registered minds with a memory, in order; there may be none."""
    return tuple(name for name, mind in MINDS.items() if mind.memory > 0)


def _agents(
    compiled: Compiled, policy: Policy, options: ConceptOptions, exact: ConceptAnswer
) -> SolutionConcept:
    found = simulate(compiled.standoff, policy, options.runs, options.seed)
    answer = _sampled(found)
    return SolutionConcept(
        AGENTS,
        "agents",
        f"the logit forecast played out {options.runs:,} times (seed {options.seed}): a check on it",
        counted=False,
        answers=(answer,),
        notes=tuple(_outside(found.actors, answer, exact)),
    )


def _learning(standoff: Standoff, policy: Policy, options: ConceptOptions, mind: str) -> SolutionConcept:
    minds = dict.fromkeys(standoff.opening.actors, mind)
    by_engine = engine_plays(minds)
    runs = options.runs if by_engine else min(options.runs, MOST_MESA_RUNS)
    found = (simulate if by_engine else play_many)(standoff, policy, runs, options.seed, minds)
    said = f"all have the mind {mind!r}, played {runs:,} times (seed {options.seed})"
    return SolutionConcept(LEARNING, f"agents, {mind}", said, answers=(_sampled(found),))


def _sampled(found: Frequencies) -> ConceptAnswer:
    estimates = (*found.first_blink_by_actor, found.nobody_blinks)
    first = np.array([estimate.value for estimate in estimates[:-1]])
    months = median_months(found.first_blink.sum(axis=(1, 2)), found.tick_months)
    return ConceptAnswer(
        "",
        leaders(found.actors, first),
        first,
        None if np.isnan(months) else months,
        np.array([estimate.low for estimate in estimates]),
        np.array([estimate.high for estimate in estimates]),
    )


def _outside(actors: Sequence[str], sampled: ConceptAnswer, exact: ConceptAnswer) -> list[str]:
    """Name exact chances that the runs' intervals miss; about one in twenty does by luck."""
    assert sampled.low is not None and sampled.high is not None and exact.chances is not None
    missed = (exact.chances < sampled.low - SAME_CHANCE) | (exact.chances > sampled.high + SAME_CHANCE)
    names = (*actors, NOBODY)
    told = ", ".join(names[k] for k in np.flatnonzero(missed))
    said = f"the exact chance lies outside the runs' 95 % interval for {told}; one in twenty is by luck"
    return [said] if told else []


def commitments_concept(compiled: Compiled, gambit: bool) -> SolutionConcept:
    """The equilibria of the game in which sides commit before the first day."""
    assumes = "sides may commit beforehand; then as the logit forecast"
    concept = SolutionConcept(COMMITMENTS, "commitments", assumes)
    return _or_missing(concept, lambda: _committed(concept, compiled, gambit))


def _committed(concept: SolutionConcept, compiled: Compiled, gambit: bool) -> SolutionConcept:
    found = commitments_of(compiled, players_of(compiled.scenario), gambit)
    if found.form.n_profiles == 1:
        return replace(concept, missing="no side has a blink to commit to, or to forgo")
    equilibria = found.equilibria.equilibria
    if not equilibria:
        return replace(concept, missing="no equilibrium of the commitments was found")
    answers = []
    for equilibrium in equilibria:
        first = found.expected_first_blinks(equilibrium.profile)
        answers.append(
            ConceptAnswer(_bound(found, equilibrium), leaders(found.outcomes.actors, first), first)
        )
    notes = []
    if found.equilibria.degenerate:
        notes.append("payoffs of the commitments are tied, so there may be further equilibria beside these")
    elif not found.equilibria.complete:
        notes.append("there may be further equilibria of the commitments")
    return replace(concept, answers=tuple(answers), notes=tuple(notes))


def _bound(found: Commitments, equilibrium: Equilibrium) -> str:
    """Say who commits to what in an equilibrium; those who give nothing up are left out."""
    pairs = zip(found.outcomes.players, equilibrium.profile, strict=True)
    said = [text for player, mixture in pairs if (text := _posture(player, mixture))]
    return "; ".join(said) or "nobody commits"


def _posture(player: Player, mixture: FloatArray) -> str:
    played = [(player.postures[int(k)], float(mixture[k])) for k in np.flatnonzero(mixture)]
    if len(played) == 1:
        return "" if played[0][0].free else f"{player.name} {played[0][0].name}"
    return f"{player.name} " + " or ".join(f"{posture.name} ({chance:.3f})" for posture, chance in played)


def graph_concept(compiled: Compiled) -> SolutionConcept:
    """Improvements that meet no credible counter-move, followed from the start until somebody blinks."""
    assumes = "order of states only, no probabilities, no times; counter-moves must be credible (SEQ)"
    concept = SolutionConcept(GRAPH, "Graph Model", assumes)
    standoff = compiled.standoff
    game = standoff.opening
    model = graph_model_of(game)
    alike = [name for k, name in enumerate(model.actors) if np.ptp(model.ranks[:, k]) == 0]
    if len(alike) == len(model.actors):
        return replace(concept, missing="no state is worth more than another while it lasts; only moves pay")
    if not blink_moves_the_world(game):
        return replace(
            concept, missing="no blink changes the state of the world, and there are no other moves"
        )
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
        notes.append(f"applies to the time before {first.event or 'the first dated event'} ({day})")
    if (game.payoffs.weights[game.payoffs.lump_columns] != 0).any():
        notes.append("payoffs of moves themselves (`when`) are ignored")
    return replace(concept, answers=(ConceptAnswer("", named),), notes=tuple(notes))
