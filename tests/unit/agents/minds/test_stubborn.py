"""The mind that never blinks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from blinkfirst.agents.minds.mind import Occasion
from blinkfirst.agents.minds.stubborn import Stubborn
from blinkfirst.agents.runs_mesa import play, play_many
from blinkfirst.game.game import HARD, NO_BLINK, SOFT
from blinkfirst.game.policy import Policy
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast
from worlds.crisis import Crisis, duel


def mixed(sigma: Sequence[float], blinks: Sequence[int], leads: Sequence[int]) -> list[float]:
    """What the stubborn do on a menu in state 0, each move of which leads to one state."""
    standoff = duel(1.0)
    count = len(sigma)
    game = replace(
        standoff.opening,
        edge_offset=np.array([0, *[count] * (standoff.opening.n_states * standoff.opening.n_actors)]),
        edge_state=np.zeros(count, dtype=np.int64),
        edge_blink=np.array(blinks),
        outcome_offset=np.arange(count + 1),
        outcome_state=np.array(leads),
    )
    mind = Stubborn(standoff, backward_induction(standoff), 0)
    return list(mind.mix(Occasion(0, game, 0, range(count), np.array(sigma))))


def test_without_blinks_it_is_strategic() -> None:
    assert mixed([0.2, 0.8], [NO_BLINK, NO_BLINK], [0, 1]) == [0.2, 0.8]


def test_other_moves_keep_their_odds() -> None:
    assert mixed([0.25, 0.5, 0.25], [NO_BLINK, HARD, NO_BLINK], [0, 1, 1]) == [0.5, 0.0, 0.5]


def test_where_sigma_only_blinks_it_holds() -> None:
    assert mixed([0.0, 0.0, 1.0], [NO_BLINK, NO_BLINK, SOFT], [1, 0, 1]) == [0.0, 1.0, 0.0]


def test_where_sigma_only_blinks_and_holding_is_one_it_takes_the_first_other_move() -> None:
    assert mixed([0.0, 1.0, 0.0, 0.0], [SOFT, HARD, NO_BLINK, NO_BLINK], [0, 1, 1, 1]) == [0.0, 0.0, 1.0, 0.0]


def test_where_everything_is_a_blink_it_holds() -> None:
    assert mixed([0.5, 0.25, 0.25], [HARD, SOFT, HARD], [1, 0, 0]) == [0.0, 1.0, 0.0]


def test_one_stubborn_side_meets_the_forecast_of_its_plan() -> None:
    """Playing stubborn is playing sigma given that one does not blink."""
    standoff = duel(3.0)
    policy = backward_induction(standoff)
    firm = _left_never_yields(policy)
    exact = forecast(standoff, firm)
    assert [play(standoff, policy, 9, r, {"Left": "stubborn"}).log for r in range(30)] == [
        play(standoff, firm, 9, r).log for r in range(30)
    ]
    found = play_many(standoff, policy, 3000, 9, {"Left": "stubborn"})
    assert found.minds == ("stubborn", "strategic")
    assert found.first_blinks[0] == 0
    chance = exact.first_blink_by_actor[1]
    assert abs(found.first_blinks[1] / 3000 - chance) <= 4 * np.sqrt(chance * (1 - chance) / 3000)


def _left_never_yields(policy: Policy) -> Policy:
    plan = policy.plans[0]
    stretch = plan.stretches[0]
    choice = stretch.choice.copy()
    choice[:, :2] = [1.0, 0.0]
    return replace(policy, plans=(replace(plan, stretches=(replace(stretch, choice=choice),)),))


def test_silence_may_force_the_stubborn(crisis: Crisis) -> None:
    """South's hold is a soft blink while heat is high, but there are other moves: it never has to."""
    for replicate in range(40):
        log = play(crisis.standoff, crisis.policy, 2, replicate, {"South": "stubborn"}).log
        assert all(entry.blink == NO_BLINK for entry in log if entry.actor == "South")
