"""Is the Korea theatre what its ledger says, and does it find odd what has happened?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from blinkfirst.compile.questions import answer_of, watch_of
from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.scenario.library import shipped_folder
from blinkfirst.scenario.loading import load
from blinkfirst.scenario.overlays import read_overlay
from blinkfirst.scenario.questions import parse_question
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast
from blinkfirst.solve.standoff.precision import with_precision
from conftest import KOREA, Seen

Shipped = Callable[[str], Seen]

LEDGER = (Path(__file__).parent / "argument_ids.txt").read_text().split()
NOT_MODELLED = shipped_folder().parent / "docs" / "arguments-not-modelled.md"
LENSES = ("garrie-2018", "haggard-2022")


@pytest.mark.parametrize("name", KOREA)
def test_it_is_a_world_of_some_size(name: str, shipped: Shipped) -> None:
    seen = shipped(name)
    assert seen.ticks > 4
    assert seen.states > 100


def test_all_arguments_of_the_ledger_are_carried_or_listed() -> None:
    assert len(LEDGER) == len(set(LEDGER)) == 80
    carried = {argument.name for argument in load(KOREA[0]).rules.arguments}
    listed = NOT_MODELLED.read_text(encoding="utf-8")
    assert [name for name in LEDGER if name not in carried and f"`{name}`" not in listed] == []


def test_there_are_enough_scenarios_and_claims() -> None:
    scenarios = [load(name) for name in KOREA]
    assert len(scenarios) >= 10
    claims = [claim for scenario in scenarios for claim in scenario.claims]
    assert len(claims) >= 20
    assert {claim.lens for claim in claims} == set(LENSES)
    assert {lens for scenario in scenarios for lens in scenario.shares} == set(LENSES)


def answered(name: str, *asks: str, lens: str | None = None) -> list[float]:
    """Answers to questions that need not stand in the file."""
    compiled = compile_scenario(load(name, lens=lens))
    rules, standoff = compiled.scenario.rules, compiled.standoff
    parsed = [parse_question(ask, rules.vocabulary, rules.menus) for ask in asks]
    found = forecast(standoff, backward_induction(standoff), [watch_of(ask, compiled) for ask in parsed])
    return [answer_of(ask, float(p)) for ask, p in zip(parsed, found.answers, strict=True)]


def test_the_two_lenses_give_different_forecasts() -> None:
    asks = ("US blinks before China or Russia blinks", "nobody blinks", "lead == asia by 2019-09-28")
    found = [answered("2018-trilateral-revision", *asks, lens=lens) for lens in LENSES]
    assert max(abs(one - other) for one, other in zip(*found, strict=True)) > 0.02


# Three things that happened, and that the theatre must not find odd.


def test_2018_russia_holds_the_report_rather_than_china() -> None:
    russia, china = answered(
        "2018-report-hold",
        "Russia objects before China by 2018-11-30",
        "China objects before Russia by 2018-11-30",
    )
    assert russia > china


def test_2022_both_are_likely_to_object() -> None:
    assert min(answered("2022-double-veto", "China objects", "Russia objects")) > 0.5


def test_2017_tightening_is_likely() -> None:
    (tightened,) = answered("2017-unity", "sanctions > heavy by 2018-05-31")
    assert tightened > 0.5


# The second edition: stand-offs in which somebody has a reason to give way, and points that can be undone.

WITHOUT = sorted((shipped_folder().parent / "experiments" / "history" / "without").glob("*.yaml"))


@pytest.mark.parametrize(
    ("name", "lens"),
    [
        ("2017-unity", "garrie-2018"),
        ("2017-unity", "haggard-2022"),
        ("2018-tacit-double-freeze", "garrie-2018"),
        ("2018-report-hold", "garrie-2018"),
        ("2018-trilateral-revision", "garrie-2018"),
    ],
)
def test_somebody_gives_way_without_error(name: str, lens: str) -> None:
    standoff = with_precision(compile_scenario(load(name, lens=lens)).standoff, 4.0)
    found = forecast(standoff, backward_induction(standoff))
    assert found.first_blink.sum() > 0.3, "somebody gives way at four times the precision"


def test_every_point_can_be_taken_back() -> None:
    assert len(WITHOUT) == 6
    for path in WITHOUT:
        changed = compile_scenario(load("2018-tacit-double-freeze", read_overlay(path))).standoff
        assert 0 < forecast(changed, backward_induction(changed)).first_blink.sum() <= 1, path.name


# Private types: off in the theatre, on where waiting costs give somebody a reason.

TYPED = tuple(name for name in KOREA if load(name).grid is not None)


def taught(seen: Seen, actor: str, move: str) -> float:
    """By how much a move changes what others hold the second type for, on average."""
    assert seen.hidden is not None
    (reputation,) = (
        found
        for found, typed in zip(seen.hidden.reputations, typed_actors(seen), strict=True)
        if typed == actor
    )
    mover = seen.forecast.actors.index(actor)
    deed = [name for owner, name in seen.forecast.deeds if owner == mover].index(move)
    return float(reputation.after[deed] - reputation.before[deed])


def typed_actors(seen: Seen) -> list[str]:
    return [actor.name for actor in seen.scenario.rules.actors if actor.types is not None]


def test_types_are_off_unless_a_scenario_has_them_on() -> None:
    assert len(TYPED) == 5
    assert {name for name in KOREA if name.endswith(("-hidden", "-readings"))} == set(TYPED)
    everybody = load("2018-report-hold", {"beliefs": {"about": ["US", "China", "Russia"]}}).rules.actors
    assert [actor.name for actor in everybody if actor.types is not None] == ["US", "China", "Russia"]


@pytest.mark.parametrize("lens", LENSES)
def test_priors_and_factors_lie_within_their_ranges(lens: str) -> None:
    for about in (["US", "China", "Russia"], ["DPRK"]):
        for actor in load("2018-report-hold", {"beliefs": {"about": about}}, lens=lens).rules.actors:
            if actor.types is None:
                continue
            assert 0 < actor.types.low < actor.types.prior < actor.types.high < 1
            assert all(weight.low <= weight.value <= weight.high for weight in actor.types.weights)
            assert len(actor.types.because) >= 2
            assert all(actor.types.means)


@pytest.mark.parametrize(
    ("name", "actor", "move", "sign"),
    [
        ("2018-report-hold-hidden", "Russia", "block", -1),  # a shield holds the report, not the reluctant
        ("2018-forced-us-veto-hidden", "US", "veto", +1),  # and a hawk vetoes relief
        ("2018-forced-us-veto-hidden", "US", "ease", -1),
        ("2018-tacit-double-freeze-hidden", "US", "suspend", -1),
        ("2018-tacit-double-freeze-hidden", "DPRK", "freeze", -1),
        ("2018-tacit-double-freeze-hidden", "DPRK", "launch", +1),
        ("2019-hanoi-hidden", "US", "accept", -1),
        ("2018-trilateral-revision-readings", "US", "ease", -1),  # as the author of 2018 has it
        ("2018-trilateral-revision-readings", "US", "relent", +1),
    ],
)
def test_conduct_moves_beliefs(name: str, actor: str, move: str, sign: int, shipped: Shipped) -> None:
    assert sign * taught(shipped(name), actor, move) > 0.01


def test_a_moratorium_proves_the_bargainer(shipped: Shipped) -> None:
    seen = shipped("2018-tacit-double-freeze-hidden")
    assert seen.hidden is not None
    us, dprk = seen.hidden.reputations
    assert us.while_all_hold[-1] > 0.5 > us.while_all_hold[0], "who holds is taken for a hawk"
    (freeze,) = (n for n, (owner, move) in enumerate(seen.forecast.deeds) if move == "freeze")
    first = seen.forecast.deeds[freeze][0]
    place = [name for owner, name in seen.forecast.deeds if owner == first].index("freeze")
    assert dprk.after[place] == pytest.approx(0, abs=1e-12)
