"""Private types compiled: weights, precision and moves of the second, what is believed, what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from blinkfirst.compile.payoffs import weights_of
from blinkfirst.compile.scenario import compile_like, compile_readings, compile_scenario
from blinkfirst.compile.slips import slips_of
from blinkfirst.errors import GameError, ScenarioError
from blinkfirst.exchange.npz import exported
from blinkfirst.game.game import NO_BLINK, Game, SecondType
from blinkfirst.game.hidden_resolve import memory_needed
from blinkfirst.scenario.loading import changed, load
from blinkfirst.solve.standoff.backward_answers import backward_answers
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.level_k import level_k
from blinkfirst.solve.standoff.patience_price import patience_price
from blinkfirst.solve.standoff.precision import anybody_errs, coin_toss, with_precision
from unit.compile.test_reuse import assert_equal
from worlds.two_houses import edited, scenario_from
from worlds.typed_houses import TYPED_HOUSES, typed, with_events

PLAIN = edited("precision: exact", "precision: 3")
SINGLE = {"plain": {}, "firm": {"prior": 0.5, "never": "carry"}}


def _second(game: Game, actor: str) -> SecondType:
    index = game.actors.index(actor)
    return next(second for second in game.seconds if second.actor == index)


def _own_weights(game: Game, second: SecondType) -> dict[tuple[str, str], float]:
    pairs = zip(game.payoffs.columns, second.weights, strict=True)
    return {(c.argument, c.term): float(w) for c, w in pairs if c.actor == second.actor}


def test_a_second_type_weighs_with_its_lens_and_its_own_numbers() -> None:
    game = compile_scenario(scenario_from(TYPED_HOUSES)).standoff.opening
    hawk = _second(game, "US")
    assert hawk.precision == 2.0 and not hawk.barred.any()
    assert _own_weights(game, hawk) == {
        ("loss", ""): -0.1,  # of the lens new; the mixture has -0.125
        ("fear", ""): 0.8,  # twice 0.4
        ("many", "a"): -0.3,
    }
    others = np.array([column.actor != hawk.actor for column in game.payoffs.columns])
    assert (hawk.weights == game.payoffs.weights)[others].all()


def test_strength_multiplies_what_a_second_type_weighs() -> None:
    scenario = load(TYPED_HOUSES, {"arguments.fear.strength": 0.5, "arguments.many.strength": 2})
    game = compile_scenario(scenario).standoff.opening
    own = _own_weights(game, _second(game, "US"))
    assert (own["fear", ""], own["many", "a"]) == (0.4, -0.6)


def test_never_blinks_strikes_off_every_blink_of_the_actor_and_no_other_move() -> None:
    game = compile_scenario(scenario_from(TYPED_HOUSES)).standoff.opening
    shield = _second(game, "CN")
    assert shield.barred.any()
    mine = game.edge_actor == shield.actor
    assert (shield.barred == (mine & (game.edge_blink != NO_BLINK))).all()
    named = compile_scenario(scenario_from(typed("never: blinks", "never: carry"))).standoff.opening
    assert (_second(named, "CN").barred == shield.barred).all()


def test_beliefs_begin_with_the_prior_in_the_order_of_the_actors() -> None:
    beliefs = compile_scenario(scenario_from(TYPED_HOUSES)).standoff.beliefs
    assert beliefs is not None
    assert [(t.actor, t.types, round(t.prior, 12)) for t in beliefs.typed] == [
        (0, ("dealer", "hawk"), 0.35),
        (1, ("carrier", "shield"), 0.25),
    ]
    assert beliefs.nodes == (7, 7) and beliefs.reach == 3.0
    assert compile_scenario(scenario_from(PLAIN)).standoff.beliefs is None


def test_every_game_of_every_stretch_has_its_second_types() -> None:
    standoff = compile_scenario(load(with_events())).standoff
    stretches = [stretch for plan in standoff.plans for stretch in plan.stretches]
    assert len(stretches) > 4
    assert all([second.actor for second in s.game.seconds] == [0, 1] for s in stretches)
    before, after = stretches[0].game, stretches[1].game  # the thaw sets the hawk's precision
    assert _second(before, "US").precision == 2.0 and _second(after, "US").precision == 4.0
    last = standoff.course[-1].game
    assert _own_weights(last, _second(last, "US"))["fear", ""] == pytest.approx(3 * -0.5)


def test_a_lens_changes_what_a_type_has_of_the_lens_in_force_only() -> None:
    compiled = compile_scenario(scenario_from(TYPED_HOUSES))
    other = compiled.at({"lens": "old"}).standoff
    assert other.beliefs is not None and other.beliefs.typed[0].prior == 0.3
    assert _own_weights(other.opening, _second(other.opening, "US"))["loss", ""] == -0.1


def test_each_reading_of_a_pool_has_its_types() -> None:
    pool = {"pool": {"old": 0.25, "new": 0.75}}
    readings = compile_readings(load(TYPED_HOUSES, lens=pool))
    priors = [one.standoff.beliefs.typed[0].prior for one in readings if one.standoff.beliefs is not None]
    assert priors == [0.3, 0.4]
    assert_equal(readings[1].standoff, compile_scenario(load(TYPED_HOUSES, lens="new")).standoff)


@pytest.mark.parametrize("settings", [{"beliefs": "none"}, {"actors.US.types": "none"}, {"beliefs.nodes": 9}])
def test_beside_a_known_game_it_is_as_compiled_alone(settings: dict[str, object]) -> None:
    scenario = scenario_from(TYPED_HOUSES)
    new = changed(scenario, settings)
    assert_equal(compile_like(compile_scenario(scenario), new).standoff, compile_scenario(new).standoff)


def test_without_types_the_game_is_that_of_a_file_without_them() -> None:
    off = compile_scenario(load(TYPED_HOUSES, {"beliefs": "none"})).standoff
    assert_equal(off, compile_scenario(load(PLAIN)).standoff)
    scenario = scenario_from(TYPED_HOUSES)
    game = compile_scenario(scenario).standoff.opening
    assert_equal(replace(game, seconds=()), off.opening)
    assert (game.payoffs.weights == weights_of(scenario.rules)).all()


def test_a_hold_that_is_a_blink_cannot_be_struck_off() -> None:
    text = typed("wait: {}", "wait: {blink: {soft: heat == top}, idle: true}")
    with pytest.raises(ScenarioError) as caught:
        compile_scenario(load(text))
    (problem,) = caught.value.problems
    assert problem.path == "actors.CN.types.shield.never"
    assert problem.message.startswith("strikes off 'wait', the hold, which is a blink where docket=")


def test_more_beliefs_than_memory_are_refused_before_anything_begins() -> None:
    small = compile_scenario(load(TYPED_HOUSES)).standoff
    assert small.beliefs is not None
    # two tables of states x beliefs x (2 actors + 2 types + 2 chances) doubles
    assert memory_needed(small.opening, small.beliefs) == 2 * small.opening.n_states * 49 * 6 * 8
    with pytest.raises(ScenarioError) as caught:
        compile_scenario(load(TYPED_HOUSES, {"beliefs.nodes": 2001}))
    (problem,) = caught.value.problems
    assert (str(problem.place), problem.path) == ("settings", "beliefs.nodes")
    megabytes = 2 * small.opening.n_states * 2001**2 * 6 * 8 / 1e6
    assert f"2001 x 2001 = 4,004,001 beliefs x 6 values would take {megabytes:,.0f} MB" in problem.message
    assert "more than 2,000 MB; take fewer nodes, as `beliefs.nodes=7`" in problem.message
    assert "fewer actors with types, as `beliefs.about=[US]`" in problem.message


def test_types_that_nothing_depends_on_are_warned_of() -> None:
    def warnings(settings: dict[str, object]) -> list[str]:
        return [f"{w.path}: {w.message}" for w in slips_of(compile_scenario(load(TYPED_HOUSES, settings)))]

    assert not warnings({})
    gone = {"plain": {}, "other": {"prior": 0.5, "arguments": {"fear": {"times": 2}}}}
    alike = "other feels and does what plain does in every reachable state under this lens"
    (said,) = warnings({"actors.US.types": gone, "arguments.fear.strength": 0})
    assert said == f"actors.US.types.other: {alike}, so nothing depends on it"
    assert not warnings({"actors.US.types": gone})
    same = {"plain": {}, "other": {"prior": 0.5, "lens": "new"}}
    (said,) = warnings({"actors.US.types": same, "lens": "new"})
    assert "in every reachable state under this lens" in said
    # of a mover whose only other move is frozen away
    _, said = warnings({"actors.CN.types": SINGLE, "world.yielded": "US"})  # the first: no blink is left
    assert said == (
        "actors.CN.types.firm: CN never has a choice, so nobody learns its type and nothing depends on it"
    )


def test_no_solver_for_who_knows_everybody_takes_a_game_with_types() -> None:
    standoff = compile_scenario(load(TYPED_HOUSES)).standoff
    solvers = (
        backward_induction,
        lambda standoff: backward_answers(standoff, ()),
        lambda standoff: level_k(standoff, 1),
        lambda standoff: patience_price(standoff, ("sit", "wait"), 0),
        exported,
    )
    for solve in solvers:
        with pytest.raises(GameError, match="private types of US, CN, and this is answered only where"):
            solve(standoff)


def test_sharper_minds_are_sharper_in_both_types() -> None:
    standoff = compile_scenario(load(TYPED_HOUSES)).standoff
    doubled = with_precision(standoff, 2.0).opening
    assert doubled.precision.tolist() == [4.0, 6.0]
    assert [second.precision for second in doubled.seconds] == [4.0, 6.0]
    tossed = coin_toss(standoff)
    assert not anybody_errs(tossed) and anybody_errs(standoff)
