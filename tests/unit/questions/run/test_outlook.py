"""From a forecast to what is said about it: who, when, whether a claim follows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.forecast import Forecast, median_months
from blinkfirst.questions.run.outlook import LensVerdict
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast
from worlds.two_houses import scenario_from


@pytest.fixture(scope="module")
def found() -> Forecast:
    standoff = compile_scenario(scenario_from()).standoff
    return forecast(standoff, backward_induction(standoff))


def with_blinks(found: Forecast, first_blink: list[float]) -> Forecast:
    """The forecast with other first blinks, all by the first deed and soft, one number a tick."""
    blinks = np.zeros((len(first_blink), len(found.deeds), 2))
    blinks[:, 0, 0] = first_blink
    return replace(found, first_blink=blinks, tick_months=0.5)


def test_nobody_is_never_less_than_nobody(found: Forecast) -> None:
    """Rounding used to leave -0.0 % on the page."""
    over = with_blinks(found, [0.1] * 10)
    over.first_blink[0, 0, 0] += 1e-15
    assert over.first_blinkers["nobody"] == 0.0


def test_hazards_are_those_of_the_months(found: Forecast) -> None:
    hazard = with_blinks(found, [0.1, 0.1, 0.2, 0.2, 0.0, 0.0, 0.4]).hazard
    assert hazard.tolist() == pytest.approx([0.2, 0.5, 0.0, 1.0])


def test_hazards_after_everybody_has_blinked_are_none_and_not_noise(found: Forecast) -> None:
    hazard = with_blinks(found, [0.1 * 3, 0.7, 1e-17, 1e-17, 0.0]).hazard
    assert hazard.tolist() == pytest.approx([1.0, 0.0, 0.0])


def test_the_median_counts_those_that_come() -> None:
    assert median_months(np.array([0.1, 0.1, 0.2, 0.0]), 0.5) == 1.0
    assert np.isnan(median_months(np.zeros(4), 0.5))


@pytest.mark.parametrize(
    ("expect", "before", "answer", "margin", "follows"),
    [
        ("likely", None, 0.6, 0.1, True), ("likely", None, 0.5, 0.0, False),
        ("unlikely", None, 0.6, -0.1, False), ("unlikely", None, 0.4, 0.1, True),
        ("higher", 0.2, 0.3, 0.1, True), ("lower", 0.2, 0.3, -0.1, False),
        ("lower", 0.2, 0.2 - 1e-12, 1e-12, False), ("higher", 3.0, 3.5, 0.5, True),
        ("higher", 0.2, 0.2099, 0.0099, False), ("higher", 0.2, 0.2101, 0.0101, True),
    ],
)  # fmt: skip
def test_verdicts(expect: str, before: float | None, answer: float, margin: float, follows: bool) -> None:
    verdict = LensVerdict("old", "author", before, answer, expect)
    assert verdict.margin == pytest.approx(margin)
    assert verdict.follows is follows


@pytest.mark.parametrize(
    ("answer", "smallest", "verdict"),
    [
        (0.3, 0.01, "follows"), (0.205, 0.01, "makes no difference"), (0.195, 0.01, "makes no difference"),
        (0.1, 0.01, "does not follow"), (0.3, 0.2, "makes no difference"), (0.205, 0.0, "follows"),
        (0.2, 0.0, "makes no difference"),
    ],
)  # fmt: skip
def test_a_margin_counts_beyond_the_smallest_difference(answer: float, smallest: float, verdict: str) -> None:
    assert LensVerdict("old", "author", 0.2, answer, "higher", smallest).verdict == verdict


def test_what_is_neither_likely_nor_unlikely_is_undecided() -> None:
    assert LensVerdict("old", "author", None, 0.505, "likely").verdict == "is undecided"
    assert LensVerdict("old", "author", None, 0.505, "likely", smallest=0.001).verdict == "follows"
