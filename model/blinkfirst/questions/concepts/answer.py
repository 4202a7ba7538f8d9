"""One scenario under many solution concepts, each asked who blinks first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.questions.concepts.records import (
    COIN_TOSS,
    COMMITMENTS,
    CONCEPTS,
    GRAPH,
    HIERARCHY,
    LEVELS,
    LEVELS_ASKED,
    PERFECT,
    RUNS,
    SEED,
    SHARPER,
    ConceptOptions,
    ConceptTable,
    SolutionConcept,
    check_options,
)
from blinkfirst.questions.concepts.theories import (
    coin_toss_concept,
    commitments_concept,
    graph_concept,
    hierarchy_concept,
    level_concept,
    logit_concepts,
    perfect_concept,
    sharper_concept,
)
from blinkfirst.scenario.loading import check_no_types
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.standoff.level_k import TAU
from blinkfirst.study.threads import workers


def concepts(
    scenario: Scenario,
    *,
    only: Sequence[str] = (),
    skip: Sequence[str] = (),
    levels: int = LEVELS_ASKED,
    tau: float = TAU,
    best_replies: bool = False,
    runs: int = RUNS,
    seed: int = SEED,
    gambit: bool = False,
    jobs: int | None = None,
) -> ConceptTable:
    """Ask all solution concepts who blinks first; arguments as `ConceptOptions`, errors as `concepts_of`."""
    options = ConceptOptions(tuple(only), tuple(skip), levels, tau, best_replies, runs, seed, gambit, jobs)
    check_options(options)
    check_no_types(scenario)
    return concepts_of(compile_scenario(scenario), options)


def concepts_of(
    compiled: Compiled, options: ConceptOptions, progress: Callable[[int, int, str], None] | None = None
) -> ConceptTable:
    """Ask every solution concept; those that do not depend on one another run side by side.

    Raises `OptionError` as `check_options`; when Gambit is options for and not installed. Raises `GameError`,
    `SolverError` when there is no logit forecast.

    Parameters
    ----------
    compiled : from `blinkfirst.compile.scenario.compile_scenario`; shared by all concepts.
    options : which concepts, and how.
    progress : called with how many parts of the work are done, of how many, and the name of the last one.

    Returns
    -------
    A concept that this scenario does not allow (levels without a horizon, say) is there with the reason.
    """
    check_options(options)
    parts = _parts(compiled, options)
    found: dict[str, tuple[SolutionConcept, ...]] = {}
    if progress is not None:
        progress(0, len(parts), "")

    def done(part: _Part, concepts: tuple[SolutionConcept, ...]) -> None:
        found[part.name] = concepts
        if progress is not None:
            progress(len(found), len(parts), part.name)

    with workers(options.jobs) as pool:
        waiting = [(part, pool.submit(part.ask)) for part in parts if not part.spreads]
        for part, future in waiting:
            done(part, future.result())
    for part in parts:
        if part.spreads:  # over threads of its own, so it waits until those of the others are idle
            done(part, part.ask())
    concepts = [concept for part in parts for concept in found[part.name]]
    concepts.sort(key=lambda concept: CONCEPTS.index(concept.key))  # those of one key stay as they are
    return ConceptTable(compiled.scenario, compiled.standoff.opening.actors, tuple(concepts))


class _Part(NamedTuple):
    """One concept, or several that share a solution; ``spreads``: over threads by itself."""

    name: str
    ask: Callable[[], tuple[SolutionConcept, ...]]
    spreads: bool = False


def _parts(compiled: Compiled, options: ConceptOptions) -> list[_Part]:
    parts = [
        _part(options, COIN_TOSS, "coin toss", partial(coin_toss_concept, compiled)),
        [_Part("logit forecast", partial(logit_concepts, compiled, options))],
        _part(options, SHARPER, "precision x2", partial(sharper_concept, compiled)),
        _part(options, PERFECT, "subgame-perfect", partial(perfect_concept, compiled)),
        *(
            _part(options, LEVELS, f"level {level}", partial(level_concept, compiled, options, level))
            for level in range(1, options.levels + 1)
        ),
        _part(options, HIERARCHY, "hierarchy", partial(hierarchy_concept, compiled, options)),
        _part(
            options, COMMITMENTS, "commitments", partial(commitments_concept, compiled, options.gambit), True
        ),
        _part(options, GRAPH, "Graph Model", partial(graph_concept, compiled)),
    ]
    return [part for several in parts for part in several]


def _part(
    options: ConceptOptions, key: str, name: str, ask: Callable[[], SolutionConcept], spreads: bool = False
) -> list[_Part]:
    return [_Part(name, lambda: (ask(),), spreads)] if key in options.keys else []
