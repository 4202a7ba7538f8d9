"""Numbers that are left free: their priors, their bounds, and what cannot be one."""

# ruff: noqa: E501  messages stand in full
from __future__ import annotations

import numpy as np
import pytest

from blinkfirst.errors import OptionError
from blinkfirst.record.free_numbers import (
    SURE,
    FreeNumber,
    changes_at,
    free_numbers,
    overlay_values,
)
from worlds.two_houses import edited, scenario_from

LENSES = ("old", "new")


def free(*over: str, taken: tuple[str, ...] = ()) -> tuple[FreeNumber, ...]:
    scenario = scenario_from(edited("    precision: exact", "    precision: 3"))
    return free_numbers(scenario, over, LENSES, taken)


def test_one_factor_for_all_actors_and_one_for_each() -> None:
    (common,) = free("precision")
    assert common.paths == ("actors.US.precision", "actors.CN.precision")
    assert common.values(1.0) == pytest.approx((4.0, 6.0))
    assert [one.values(-1.0) for one in free("precisions")] == [pytest.approx((1.0,)), pytest.approx((1.5,))]


def test_a_range_is_a_90_per_cent_interval_at_width_1() -> None:
    (new,) = free("arguments.loss.weight")  # the other lens gives no range, and stays as it is
    assert new.paths == ("arguments.loss.weight.new",) and new.written == (-0.1,)
    assert [new.values(side * SURE)[0] for side in (-1, 1)] == pytest.approx([-0.2, 0.0])


def test_parameters_keep_to_their_range() -> None:
    (old, new) = free("parameters.hawk-noise")
    assert new.paths == ("parameters.hawk-noise.value.new",)
    assert old.values(9.0) == (1.0,) and old.values(-9.0) == (0.0,)
    low, high = old.bounds
    assert old.values(low) == pytest.approx((0.0,)) and old.values(high) == pytest.approx((1.0,))


def test_a_point_changes_what_its_lens_reads() -> None:
    numbers = free("precision", "parameters.hawk-noise")
    point = np.array([1.0, 0.0, 0.0])
    assert changes_at(numbers, point, "old") == pytest.approx(
        {"actors.US.precision": 4.0, "actors.CN.precision": 6.0, "parameters.hawk-noise.value.old": 0.2}
    )
    both = changes_at(numbers, point, {"old": 0.5, "new": 0.5})
    assert set(both) == {path for one in numbers for path in one.paths}
    assert overlay_values(numbers, np.array([1 / 3, 0.0, 0.0]))["actors.US.precision"] == 2.5198


@pytest.mark.parametrize(
    ("over", "taken", "message"),
    [
        (["precison"], (), "did you mean: precision"),
        (["arguments.los.weight"], (), "did you mean: arguments.loss.weight"),
        (["parameters.fuss"], (), "has no range"),
        (["arguments.fear.weight"], (), "has no range"),
        (["world.heat"], (), "has no range"),
        (["parameters.hawk-noise"], ("parameters.hawk-noise",), "set case by case by the rules of the record"),
        (["precision", "actors.US.precision"], (), "actors.US.precision would be free twice"),
    ],
)
def test_what_cannot_be_left_free(over: list[str], taken: tuple[str, ...], message: str) -> None:
    with pytest.raises(OptionError) as caught:
        free(*over, taken=taken)
    assert message in caught.value.for_command


def test_a_precision_that_is_exact_has_no_factor() -> None:
    with pytest.raises(OptionError, match="expected finite numbers above 0"):
        free_numbers(scenario_from(), ["precision"], LENSES)
