"""Runs of stand-offs in which something is hidden: the same in Mesa and engine, beliefs by Bayes' rule."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.interpolate import RegularGridInterpolator

import blinkfirst.solve.hidden_resolve.backward as backward
from blinkfirst.agents.engine import (
    play_logged,
    play_through,
    simulate_each,
    simulate_log,
    sizes_of,
    stages_of,
)
from blinkfirst.agents.event_log import EVENT, MOVE, LogEntry
from blinkfirst.agents.frequencies import Case, Playthrough
from blinkfirst.agents.minds.assignment import mind_names
from blinkfirst.agents.runs import logged_runs, matching_runs, simulate
from blinkfirst.agents.runs_mesa import logged_runs as logged_by_mesa
from blinkfirst.agents.runs_mesa import play, play_many
from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.errors import GameError, StudyError
from blinkfirst.game.game import NO_BLINK, FloatArray, Game
from blinkfirst.game.standoff import Standoff
from blinkfirst.rng import drawn_types, replicate_stream
from blinkfirst.scenario.loading import load
from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy, solve_hidden
from blinkfirst.solve.hidden_resolve.forecast import halved, hidden_forecast
from blinkfirst.solve.hidden_resolve.tables import columns_of
from worlds.crisis import duel
from worlds.omissions import FORGOTTEN
from worlds.random_games import eventful_standoff, random_game, watches_for
from worlds.typed import Second, finite, hidden_standoffs, typed

STANDARD_ERRORS = 4.0
LAST = 2**64 - 1


def same_runs(
    standoff: Standoff,
    policy: HiddenPolicy,
    seed: int,
    replicates: list[int],
    minds: dict[str, str] | None = None,
) -> list[Playthrough]:
    """Play the same runs in both, see that they are the same, bit for bit, and return them."""
    from blinkfirst.agents.mesa_model import StandoffModel

    model = StandoffModel(standoff, policy, replicate_stream(0, 0), minds, collect=False)
    runs = list(simulate_each(standoff, policy, seed, replicates, minds))
    for replicate, run in zip(replicates, runs, strict=True):
        model.restart(replicate_stream(seed, replicate))
        while model.running:
            model.step()
        assert run.log == tuple(model.log)
        assert run.beliefs.tolist() == model.held
        assert run.types == tuple(model.types)
        assert run.payoffs.tolist() == model.payoffs[: standoff.opening.n_actors].tolist()
        assert run.final_state == model.state
    return runs


def hidden_duel(nodes: int = 7) -> Standoff:
    """Left may never yield, Right errs less than it seems."""
    return typed(duel(2.0), Second(0, 0.3, nodes, never=True), Second(1, 0.2, nodes, precision=4.0))


def eventful(seed: int, nodes: int = 7) -> Standoff:
    """A random stand-off with a foreseen event and a surprise, in which two actors have types."""
    rng = np.random.default_rng(seed)
    games = [random_game(rng, 4, 3, precisions=(0.3, 1.0, 2.5)) for _ in range(1)]
    games += [replace(games[0], tempo=games[0].tempo * rng.random(games[0].tempo.shape)) for _ in range(2)]
    standoff = finite(eventful_standoff(rng, 12, games, [4, 8], [False, True]))
    seconds = (Second(a, 0.3, nodes, noise=seed, precision=2.5, some=True) for a in (0, 2))
    return typed(standoff, *seconds)


@settings(max_examples=25, deadline=None)
@given(
    standoff=hidden_standoffs(max_typed=3),
    seed=st.one_of(st.sampled_from([0, LAST]), st.integers(0, LAST)),
    replicate=st.one_of(st.sampled_from([0, LAST]), st.integers(0, LAST)),
    stubborn=st.booleans(),
)
def test_random_games_with_events_and_surprises(
    standoff: Standoff, seed: int, replicate: int, stubborn: bool
) -> None:
    minds = {"actor0": "stubborn"} if stubborn else None
    same_runs(standoff, solve_hidden(standoff), seed, [replicate, replicate // 2, replicate // 3], minds)


@pytest.mark.parametrize("minds", [{}, {"China": "stubborn"}])
def test_blinks_by_omission(minds: dict[str, str]) -> None:
    plain = compile_scenario(load(FORGOTTEN)).standoff
    standoff = typed(plain, Second(0, 0.4, never=True), Second(1, 0.2, times={"face": 3.0}))
    runs = same_runs(standoff, solve_hidden(standoff), 5, list(range(60)), minds)
    omitters = {entry.edge for run in runs for entry in run.log if entry.kind == MOVE}
    assert any(plain.opening.edge_actor[edge] >= plain.opening.n_actors for edge in omitters)


def test_values_found_anew_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    standoff = eventful(3)
    kept = simulate_log(standoff, solve_hidden(standoff), 1, 2)
    monkeypatch.setattr(backward, "KEPT_BYTES", 0)
    policy = solve_hidden(standoff)
    assert [run.log for run in same_runs(standoff, policy, 1, [2])] == [kept]


def test_a_run_does_not_depend_on_how_many_are_played() -> None:
    standoff = hidden_duel()
    policy = solve_hidden(standoff)
    stages, sizes = stages_of(standoff, policy, ("strategic", "strategic")), sizes_of(standoff, 0)
    found = play_logged(stages, sizes, 7, 10, 50)
    for replicate in (10, 33, 59):
        run, here = play_through(standoff, stages, 7, replicate), found.replicate == replicate
        assert run.beliefs.tolist() == found.beliefs[here].tolist()
        assert [entry.edge for entry in run.log] == found.edge[here].tolist()
        assert set(map(tuple, found.types[here].tolist())) <= {run.types}


def test_mesa_counts_what_the_engine_counts() -> None:
    standoff = eventful(5)
    policy, watches = solve_hidden(standoff), watches_for(np.random.default_rng(5), standoff)
    by_engine = simulate(standoff, policy, 300, 4, watches=watches)
    by_mesa = play_many(standoff, policy, 300, 4, watches=watches)
    assert by_engine.first_blink.tolist() == by_mesa.first_blink.tolist()
    assert by_engine.move_counts == by_mesa.move_counts
    assert by_engine.answers == by_mesa.answers
    assert by_engine.sample.log == by_mesa.sample.log
    for ours, theirs in zip(by_engine.types, by_mesa.types, strict=True):
        for one, other in zip(ours, theirs, strict=True):
            assert (one.actor, one.name, one.runs) == (other.actor, other.name, other.runs)
            assert one.first_blink.tolist() == other.first_blink.tolist()
            assert one.belief == pytest.approx(other.belief)
    for payoff, same in zip(by_engine.payoffs, by_mesa.payoffs, strict=True):
        assert payoff == pytest.approx(same)


def test_logs_of_many_runs_are_those_of_mesa() -> None:
    standoff = eventful(6)
    policy = solve_hidden(standoff)
    (ours,) = logged_runs(Case(standoff, policy), 30, 8)
    theirs = list(logged_by_mesa(Case(standoff, policy), 30, 8))
    for name, column in ours._asdict().items():
        assert column.tolist() == np.concatenate([getattr(run, name) for run in theirs]).tolist(), name
    watch = watches_for(np.random.default_rng(1), standoff)[2]
    case = Case(standoff, policy, [watch])
    assert len(list(matching_runs(case, 200, 8))) == round(
        200 * simulate(*case[:2], 200, 8, watches=[watch]).answers[0].value
    )


def test_types_are_drawn_from_a_stream_of_their_own() -> None:
    standoff = hidden_duel()
    policy = solve_hidden(standoff)
    for replicate in (0, 5, LAST):
        key = np.array([9, replicate], dtype=np.uint64)
        uniforms = np.random.Generator(np.random.Philox(key=key, counter=[0, 0, 2, 0])).random(2)
        expected = [int(u >= 1.0 - prior) for u, prior in zip(uniforms, (0.3, 0.2), strict=True)]
        assert drawn_types(replicate_stream(9, replicate), [0.3, 0.2]) == expected
        stages = stages_of(standoff, policy, ("strategic", "strategic"))
        assert list(play_through(standoff, stages, 9, replicate).types) == expected
    with pytest.raises(StudyError, match="expected that of a replicate, a Philox, got PCG64"):
        drawn_types(np.random.default_rng(0), [0.5])


# beliefs


def expected_posterior(
    policy: HiddenPolicy, game: Game, later: FloatArray, beliefs: list[float], entry: LogEntry
) -> tuple[int, float]:
    """What is believed of the mover after a move, found by damped iteration from worths in plain numpy."""
    lanes, standoff = policy.grid.lanes, policy.standoff
    mover = int(game.edge_actor[entry.edge])
    axis = int(lanes.axis[mover])
    if axis < 0:
        return axis, math.nan
    nodes = [lanes.belief[q, :n] for q, n in enumerate(lanes.nodes.tolist())]
    columns = columns_of(game)
    row = entry.before_state * game.n_movers + mover
    menu = range(int(game.edge_offset[row]), int(game.edge_offset[row + 1]))
    second = game.seconds[axis]
    games = [game, game.with_weights(second.weights)]
    precision = [float(game.precision[mover]), second.precision]

    def worth(kind: int, edge: int, about: list[float]) -> float:
        payoffs, column = games[kind].payoffs, columns.index((mover, kind))
        lumped = 0.0
        for k, c in enumerate(payoffs.lump_columns.tolist()):
            for n in range(int(payoffs.lump_offset[k]), int(payoffs.lump_offset[k + 1])):
                if payoffs.lump_edge[n] == edge and payoffs.columns[c].actor == mover:
                    lumped += float(payoffs.weights[c] * payoffs.lump_worth[n])
        for o in range(int(game.outcome_offset[edge]), int(game.outcome_offset[edge + 1])):
            values = later[game.outcome_state[o], : policy.grid.count, column].reshape(lanes.nodes)
            at = RegularGridInterpolator(nodes, values)(np.array([about]))[0]
            lumped += float(game.outcome_probability[o] * at)
        return lumped

    b = beliefs[axis]
    after = np.full(len(menu), b)
    barred = [bool(second.barred[edge]) for edge in menu]
    if not 0.0 < b < 1.0:
        return axis, 0.0 if barred[entry.edge - menu.start] else b
    for _ in range(400):
        u = np.full((2, len(menu)), -np.inf)
        for m, edge in enumerate(menu):
            about = list(beliefs)
            about[axis] = 0.0 if barred[m] else float(after[m])
            for kind in range(2 - barred[m]):
                u[kind, m] = precision[kind] * worth(kind, edge, about)
        sigma = np.exp(u - u.max(axis=1, keepdims=True))
        sigma /= sigma.sum(axis=1, keepdims=True)
        found = b * sigma[1] / ((1.0 - b) * sigma[0] + b * sigma[1])
        if np.abs(found - after).max() < 1e-13:
            break
        after = 0.5 * after + 0.5 * found
    assert standoff.beliefs is not None
    return axis, float(found[entry.edge - menu.start])


@pytest.mark.parametrize("seed", [1, 7, 11])
def test_beliefs_after_moves_are_those_of_bayes(seed: int) -> None:
    standoff = eventful(seed, nodes=5)
    policy = solve_hidden(standoff)
    later = [{tick.number: tick.later for tick in policy.ticks(span)} for span in standoff.played]
    learnt = 0
    for run in simulate_each(standoff, policy, seed, range(12)):
        assert standoff.beliefs is not None
        held, stretch = [typed.prior for typed in standoff.beliefs.typed], 0
        for entry, after in zip(run.log, run.beliefs.tolist(), strict=True):
            stretch += entry.kind == EVENT
            if entry.kind == MOVE:
                game = standoff.course[stretch].game
                axis, posterior = expected_posterior(policy, game, later[stretch][entry.tick], held, entry)
                if axis >= 0:
                    learnt += posterior != held[axis]
                    held[axis] = posterior
            assert after == pytest.approx(held, abs=1e-8)
            held = after
    assert learnt > 10


@pytest.mark.parametrize("standoff", [hidden_duel(), eventful(1), eventful(11)], ids=["duel", "1", "11"])
def test_beliefs_are_right_on_average(standoff: Standoff) -> None:
    """A martingale along runs; and of the runs in which a type is held for likely, so many have it."""
    runs, policy = 20_000, solve_hidden(standoff)
    (found,) = [
        play_logged(stages_of(standoff, policy, mind_names(standoff, {})), sizes_of(standoff, 0), 3, 0, runs)
    ]
    assert standoff.beliefs is not None
    for q, one in enumerate(standoff.beliefs.typed):
        for tick in (standoff.ticks // 3, standoff.ticks // 2, standoff.ticks):
            held, seen = np.full(runs, one.prior), found.tick < tick
            held[found.replicate[seen].astype(int)] = found.beliefs[seen, q]  # the last of a run is kept
            error = held.std() / math.sqrt(runs)
            assert abs(held.mean() - one.prior) <= STANDARD_ERRORS * error + 1e-12
        kinds = np.array(
            [
                drawn_types(replicate_stream(3, r), [t.prior for t in standoff.beliefs.typed])[q]
                for r in range(runs)
            ]
        )
        for low, high in ((0.0, 0.1), (0.1, 0.3), (0.3, 0.7), (0.7, 1.0)):
            here = (held >= low) & (held <= high)
            variance = (held[here] * (1.0 - held[here])).sum()
            assert abs((kinds[here] - held[here]).sum()) <= STANDARD_ERRORS * math.sqrt(variance) + 1e-9


# the forecast


def assert_agrees(standoff: Standoff, runs: int, seed: int) -> None:
    """Shares of runs are those of the forecast within 4 standard errors and the grid's stated error."""
    beliefs, policy = standoff.beliefs, solve_hidden(standoff)
    assert beliefs is not None
    exact = hidden_forecast(standoff, policy)
    half = replace(standoff, beliefs=halved(beliefs))
    coarse = hidden_forecast(half, solve_hidden(half))
    found = simulate(standoff, policy, runs, seed)

    def check(count: int, among: int, chance: float, other: float) -> None:
        clipped = min(max(chance, 0.0), 1.0)
        error = STANDARD_ERRORS * math.sqrt(clipped * (1.0 - clipped) / max(among, 1))
        assert abs(count - chance * among) <= (error + abs(chance - other)) * among + 1e-9 * among

    for actor, count in enumerate(found.first_blinks.tolist()):
        chances = [one.forecast.first_blink_by_actor[actor] for one in (exact, coarse)]
        check(count, runs, *map(float, chances))
    check(found.nobody, runs, exact.forecast.nobody, coarse.forecast.nobody)
    for by_type, given_exact, given_coarse in zip(found.types, exact.given, coarse.given, strict=True):
        for one, fine, rough in zip(by_type, given_exact, given_coarse, strict=True):
            for actor, count in enumerate(one.first_blink[:-1].tolist()):
                check(count, one.runs, *(float(f.first_blink_by_actor[actor]) for f in (fine, rough)))


@pytest.mark.parametrize(
    "standoff", [hidden_duel(11), eventful(1, 11), eventful(7, 11)], ids=["duel", "1", "7"]
)
def test_many_runs_come_to_the_forecast(standoff: Standoff) -> None:
    assert_agrees(standoff, 20_000, 11)


def test_payoffs_are_those_of_the_type_that_was_drawn() -> None:
    """Of a second type that is paid nothing, and of one that is paid as much as the first."""
    for times, lowered in ((0.0, True), (1.0, False)):
        plain = duel(2.0)
        arguments = {column.argument: times for column in plain.opening.payoffs.columns}
        standoff = typed(plain, Second(0, 0.5, times=arguments, precision=1.0))
        policy = solve_hidden(standoff)
        runs = list(simulate_each(standoff, policy, 3, range(40)))
        paid = [run.payoffs[0] for run in runs if run.types == (1,)]
        assert paid and all(value == 0.0 for value in paid) == lowered
        assert any(run.payoffs[0] != 0.0 for run in runs if run.types == (0,))


# minds


def test_a_stubborn_actor_is_read_as_if_it_were_none() -> None:
    standoff = hidden_duel()
    policy = solve_hidden(standoff)
    runs = same_runs(standoff, policy, 2, list(range(80)), {"Left": "stubborn"})
    assert not [e for run in runs for e in run.log if e.actor == "Left" and e.blink != NO_BLINK]
    holders = [run for run in runs if run.types[0] == 0 and len(run.log) > 4]
    assert holders and max(run.beliefs[-1, 0] for run in holders) > 0.6  # taken for one that never yields


def test_the_policy_is_that_of_the_standoff() -> None:
    policy = solve_hidden(hidden_duel())
    with pytest.raises(GameError, match="policy: expected the solution of this very stand-off"):
        play(hidden_duel(), policy, 0, 0)


def test_certainty_is_reached_and_kept() -> None:
    standoff = hidden_duel()
    stages = stages_of(standoff, solve_hidden(standoff), ("strategic", "strategic"))
    (found,) = [play_logged(stages, sizes_of(standoff, 0), 1, 0, 2000)]
    yielded = (found.edge >= 0) & (found.blink != NO_BLINK) & (standoff.opening.edge_actor[found.edge] == 0)
    assert yielded.any() and (found.beliefs[yielded, 0] == 0.0).all()
    assert np.isfinite(found.beliefs).all() and (found.beliefs >= 0.0).all() and (found.beliefs <= 1.0).all()
