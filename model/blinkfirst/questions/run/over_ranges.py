"""Stability over the ranges that authors hold defensible: weights and private types, all at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor

from blinkfirst.compile.scenario import Compiled
from blinkfirst.compile.variants import Variant, variants_of
from blinkfirst.game.forecast import pooled_chances
from blinkfirst.game.leader import Leader, leader_of
from blinkfirst.questions.run.claims import Answered, Request, answered, verdict
from blinkfirst.questions.run.outlook import OverRanges
from blinkfirst.scenario.nodes import Path
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.settings import full_path
from blinkfirst.study.design.ranges import WEIGHTS, own_ranges
from blinkfirst.study.design.sampling import SOBOL, Sample, Side


def over_ranges(
    compiled: Compiled,
    scenario: Scenario,
    leader: Leader,
    draws: int,
    seed: int,
    pool: Executor,
    say: Callable[[str], None],
) -> OverRanges:
    """Draw all weights and numbers of private types from their ranges, under every lens that is read, and
    forecast each time; not at all where none has a range.

    Raises `StudyError` when draws or seed are no good.

    Parameters
    ----------
    compiled : the scenario, or one of the readings of its pool.
    scenario : of the forecast.
    leader : of the forecast.
    draws : points of the scrambled Sobol sequence [Sobol1967], [Owen1998].
    say : called with what is being done.
    """
    sides = _sides(scenario)
    if not sides:
        return OverRanges((), draws, seed, draws, leader.chance, leader.chance, ())
    sample = Sample(sides, SOBOL, draws, seed)
    same, chances, follows = 0, [], [0] * len(scenario.claims)
    for number, row in enumerate(sample.rows(0, draws)):
        say(f"drawing from the ranges, {number:,} of {draws:,}")
        found = _drawn(compiled, scenario, dict(zip(sample.paths, row, strict=True)), pool)
        blinks = pooled_chances(list(found.first_blinks.values()), _shares(scenario))
        same += set(leader_of(blinks).names) == set(leader.names)
        chances += [blinks[name] for name in leader.names]
        answers = iter(found.answers)
        for k, claim in enumerate(scenario.claims):
            follows[k] += verdict(claim, claim.lens, answers).follows
    ends = min(chances), max(chances)
    return OverRanges(sample.paths, draws, seed, same, *ends, tuple(follows))


def _sides(scenario: Scenario) -> tuple[Side, ...]:
    """Return the ranges of weights and types under the lenses in force and those of claims' authors."""
    read = {*scenario.shares, *(claim.lens for claim in scenario.claims)}
    over = [WEIGHTS] if any(argument.terms for argument in scenario.rules.arguments) else []
    over += [f"actors.{actor.name}.types" for actor in scenario.rules.actors if actor.types is not None]
    return own_ranges(scenario, over, read).sides


def _shares(scenario: Scenario) -> list[float]:
    """Return the shares of the forecasts that are pooled; of one alone without a pool."""
    return list(scenario.shares.values()) if scenario.pooled else [1.0]


def _drawn(
    compiled: Compiled, scenario: Scenario, weights: Mapping[str, float], pool: Executor
) -> Answered:
    """Answer the claims under their authors' lenses, and find who blinks first, with some weights."""
    requests = [
        Request(_with(weights, variant), claim.ask)
        for claim in compiled.scenario.claims
        for variant in variants_of(claim, claim.lens)
    ]
    readings = [Variant(weights, lens) for lens in (scenario.shares if scenario.pooled else [None])]
    found = answered(compiled, requests, readings, pool)
    blinks = {key: found.first_blinks[key] for key in (one.key(compiled.scenario) for one in readings)}
    return found._replace(first_blinks=blinks)  # in the order of the shares


def _with(weights: Mapping[str, float], variant: Variant) -> Variant:
    """Return a variant under other weights; a weight that the variant itself sets stays as it sets it."""
    own = [full_path(tuple(path.split("."))) for path in variant.settings]
    kept = {path: w for path, w in weights.items() if not _is_set(full_path(tuple(path.split("."))), own)}
    return Variant({**kept, **variant.settings}, variant.lens, variant.asked_by)


def _is_set(path: Path, own: Collection[Path] | Sequence[Path]) -> bool:
    return any(path[: len(other)] == other or other[: len(path)] == path for other in own)
