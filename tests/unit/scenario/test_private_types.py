"""Private types as they are written: what they come to, what is refused, and how they are switched off."""

# ruff: noqa: E501  messages stand in full
from __future__ import annotations

from pathlib import Path

import pytest

from blinkfirst.errors import ScenarioError
from blinkfirst.scenario.loading import changed, load, rules_after
from blinkfirst.scenario.overlays import read_overlay
from blinkfirst.scenario.private_types import BLINKS, BeliefGrid, PrivateTypes
from blinkfirst.scenario.scenario import Scenario
from worlds.two_houses import TWO_HOUSES, edited, problems_in, scenario_from
from worlds.typed_houses import TYPED_HOUSES, typed, with_events


def _types(scenario: Scenario) -> dict[str, PrivateTypes | None]:
    return {actor.name: actor.types for actor in scenario.rules.actors}


def test_types_are_read_under_the_lens_in_force() -> None:
    types = _types(scenario_from(TYPED_HOUSES))["US"]
    assert types is not None
    assert types.names == ("dealer", "hawk") and types.labels == ("Dealer", "")
    assert (types.low, types.prior, types.high) == pytest.approx((0.3, 0.35, 0.45))  # half and half
    assert types.lens == "new" and types.because == ("fear",)
    assert types.precision == 2.0  # 1.5 + fuss
    assert [(w.argument, w.term, w.kind, w.value) for w in types.weights] == [
        ("fear", "", "times", 2.0), ("many", "a", "weight", -0.3),
    ]  # fmt: skip
    other = _types(scenario_from(TYPED_HOUSES))["CN"]
    assert other is not None and other.never == (BLINKS,) and other.precision is None


def test_a_payoff_knows_what_it_weighs_under_the_lens_of_a_type() -> None:
    terms = {(a.name, t.name): t for a in scenario_from(TYPED_HOUSES).rules.arguments for t in a.terms}
    assert terms["loss", ""].weight == pytest.approx(-0.125)
    assert dict(terms["loss", ""].by_lens) == {"new": -0.1}
    assert dict(terms["fear", ""].by_lens) == {"new": 0.4}
    plain = {(a.name, t.name): t for a in scenario_from().rules.arguments for t in a.terms}
    assert all(term.by_lens == () for term in plain.values())


def test_a_grid_is_as_written_or_as_many_nodes_as_the_axes_bear() -> None:
    assert scenario_from(TYPED_HOUSES).grid == BeliefGrid(7, 3.0)
    assert scenario_from(typed("beliefs: {nodes: 7, reach: 3}\n", "")).grid == BeliefGrid(11, 4.0)
    assert scenario_from().grid is None


@pytest.mark.parametrize(
    ("settings", "left"),
    [
        ({"beliefs": "none"}, []),
        ({"beliefs.about": []}, []),
        ({"beliefs": {"about": ["CN"]}}, ["CN"]),
        ({"actors.US.types": "none"}, ["CN"]),
        ({"actors.US.types": "none", "actors.CN.types": "none"}, []),
    ],
)
def test_types_are_switched_off_by_actor_or_altogether(settings: dict[str, object], left: list[str]) -> None:
    found = load(TYPED_HOUSES, settings)
    assert [name for name, types in _types(found).items() if types is not None] == left
    assert (found.grid is not None) == bool(left)


def test_switching_off_leaves_the_rules_of_a_scenario_without_types() -> None:
    plain = load(edited("precision: exact", "precision: 3"))
    off = load(TYPED_HOUSES, {"beliefs": "none"})
    assert off.rules.actors == plain.rules.actors and off.grid is None


def test_a_theatre_holds_types_and_a_scenario_chooses(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("stage")
    off = TYPED_HOUSES.replace("beliefs: {nodes: 7, reach: 3}", "beliefs: none")
    (folder / "base.yaml").write_text(off)
    (folder / "top.yaml").write_text("blinkfirst: 3\ntitle: T\nextends: base\nbeliefs: {about: [CN]}\n")
    base, top = load(folder / "base.yaml"), load(folder / "top.yaml")
    assert _types(base) == {"US": None, "CN": None}
    assert [name for name, types in _types(top).items() if types] == ["CN"]


def test_types_can_be_set_for_who_has_none_and_the_grid_where_none_is_written() -> None:
    plain = edited("precision: exact", "precision: 3")
    types = {"soft": {}, "hard": {"prior": 0.2, "never": "yield"}}
    found = load(plain, {"actors.US.types": types, "beliefs.nodes": 19})
    assert found.grid == BeliefGrid(19, 4.0)
    us = _types(found)["US"]
    assert us is not None and us.names == ("soft", "hard")


def test_dated_events_change_the_second_type() -> None:
    scenario = load(with_events())
    later = {actor.name: actor.types for actor in rules_after(scenario, scenario.events).actors}
    assert later["US"] is not None and later["US"].precision == 4.0
    assert [weight.value for weight in later["US"].weights] == [3.0, -0.3]


def test_a_changed_number_reads_as_one_written_so() -> None:
    read = load(typed("never: blinks", "never: [carry]"))
    assert changed(load(TYPED_HOUSES), {"actors.CN.types.shield.never": ["carry"]}).rules == read.rules


CN, US = "actors.CN.types.shield", "actors.US.types.hawk"
PRIOR = "expected a probability above 0 and below 1"
SURE = "of a type that is sure nothing is hidden: write `types: none` instead"
SLIPS = [
    ("prior: 0.25", "prior: 0", [f"two.yaml:50:23: {CN}.prior: {PRIOR}, got 0; {SURE}"]),
    ("prior: 0.25", "prior: 1", [f"two.yaml:50:23: {CN}.prior: {PRIOR}, got 1; {SURE}"]),
    ("prior: 0.25", "prior: 1.5", [f"two.yaml:50:23: {CN}.prior: {PRIOR}, got 1.5"]),
    ("prior: 0.25, ", "", [f"two.yaml:50:7: {CN}.prior: missing; {PRIOR}"]),
    ("prior: 0.25", "prior: [0, 0.2, 0.4]", [f"two.yaml:50:23: {CN}.prior: {PRIOR}, got 0; {SURE}"]),
    (
        ", never: blinks",
        "",
        [f"two.yaml:50:7: {CN}: shield differs in nothing from carrier; say in what: another `lens`, other weights (`arguments`), another `precision`, or moves that it makes `never`"],
    ),
    ("never: blinks", "never: []", [f"two.yaml:50:36: {CN}.never: expected `blinks` or a move at least, got an empty list"]),
    (
        "never: blinks",
        "never: [cary]",
        [f"two.yaml:50:37: {CN}.never.0: unknown move 'cary'; CN has: wait, carry, or `blinks` for all of its blinks\n    did you mean: carry"],
    ),
    (
        "never: blinks",
        "never: wait",
        [f"two.yaml:50:36: {CN}.never: 'wait' is the hold, which cannot be struck off: it would leave nothing to do"],
    ),
    ("lens: new\n", "lens: neu\n", [f"two.yaml:35:15: {US}.lens: unknown lens 'neu'; this theatre has: new, old\n    did you mean: new"]),
    (
        "precision: 1.5 + fuss",
        "precision: exact",
        [f"two.yaml:37:20: {US}.precision: expected a number >= 0 (choice precision, 1/utils); `exact` has no place beside types: of who never errs each move would show the type, and choices by such signals have no logit equilibrium"],
    ),
    (
        "precision: 3",
        "precision: exact",
        ["two.yaml:44:16: actors.CN.precision: `exact` has no place beside types: of who never errs each move would show the type, and choices by such signals have no logit equilibrium; give a number, or switch types off with `beliefs: none`"],
    ),
    (
        "fear: {times: [0.5, 2, 3]}",
        "fear: {times: 2, weight: 1}",
        [f"two.yaml:36:21: {US}.arguments.fear: expected one of `times` or `weight`, got both"],
    ),
    (
        "fear: {times: [0.5, 2, 3]}",
        "fear: {}",
        [f"two.yaml:36:21: {US}.arguments.fear: expected one of `times` or `weight`, got neither"],
    ),
    (
        "fear: {times: [0.5, 2, 3]}",
        "feer: {times: 2}",
        [f"two.yaml:36:21: {US}.arguments.feer: unknown argument 'feer'; this theatre has: fear, loss, many\n    did you mean: fear"],
    ),
    (
        "{terms: {a: {weight: -0.3}}}",
        "{weight: 3}",
        [f"two.yaml:36:64: {US}.arguments.many.weight: this argument has several payoffs; expected `terms` with some of: a"],
    ),
    (
        "{terms: {a: {weight: -0.3}}}",
        "{terms: {b: {weight: 3}}}",
        [f"two.yaml:36:64: {US}.arguments.many.terms.b: no payoff of that name that US feels; it feels: a"],
    ),
    (
        "never: blinks}",
        "never: blinks, arguments: {fear: {times: 2}}}",
        [f"two.yaml:50:56: {CN}.arguments.fear: CN is paid nothing by 'fear', so there is no weight to change"],
    ),
    (
        "carrier: {}",
        "carrier: {prior: 0.5}",
        ["two.yaml:49:17: actors.CN.types.carrier.prior: carrier is the actor as written, with at most a label and `means`; what differs stands with shield"],
    ),
    (
        "carrier: {}\n",
        "carrier: {}\n      third: {}\n",
        ["two.yaml:48:5: actors.CN.types: expected two types, the actor as written and another, got 3: carrier, third, shield; tables of a file and of what it stands on are merged name by name"],
    ),
    (
        "horizon: 6",
        "horizon: none\nwindow: 6",
        ["two.yaml:4:10: horizon: types need a horizon: what is believed changes as long as anybody moves, and an endless game is solved for a world that stays; give months, or switch types off with `beliefs: none`"],
    ),
    *(
        (
            "nodes: 7",
            f"nodes: {nodes}",
            [f"two.yaml:51:18: beliefs.nodes: expected an odd number of at least 5 (0, the prior in the middle, 1, and as many on either side; 7, 11, 19 and 35 are each within the next), got {nodes}"],
        )
        for nodes in (1, 3, 8, -7)
    ),
    ("nodes: 7", "nodes: 7.5", ["two.yaml:51:18: beliefs.nodes: expected a whole number, got 7.5 (number)"]),
    ("reach: 3", "reach: 0", ["two.yaml:51:28: beliefs.reach: expected a number above 0, at most 20 (log-odds on either side of the prior), got 0"]),
    ("nodes: 7", "about: [US, JP]", ["two.yaml:51:23: beliefs.about.1: unknown actor 'JP'; this theatre has: CN, US"]),
    ("nodes: 7", "about: [US, US]", ["two.yaml:51:23: beliefs.about.1: US appears twice"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told"), SLIPS)
def test_slips_are_told_with_their_place(old: str, new: str, told: list[str]) -> None:
    assert problems_in(typed(old, new)) == told


def test_an_older_file_says_that_types_are_newer() -> None:
    with pytest.raises(ScenarioError) as caught:
        load(typed("blinkfirst: 3", "blinkfirst: 2"))
    newer = "came with version 3 of the language; write `blinkfirst: 3` at the top of this file"
    assert [(p.path, p.message) for p in caught.value.problems] == [
        ("actors.US.types", newer), ("actors.CN.types", newer), ("beliefs", newer),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "number", "told"),
    [
        ("precision", 2, True),  # as the actor's own
        ("precision", 2.5, False),
        ("arguments", {"fear": {"times": 1}}, True),
        ("arguments", {"fear": {"weight": 0.4}}, True),
        ("arguments", {"fear": {"weight": 0.5}}, False),
        ("arguments", {}, True),
        ("never", ["press"], False),
        ("lens", "new", False),
    ],
)
def test_types_that_differ_in_nothing_are_refused_whatever_is_written(
    name: str, number: object, told: bool
) -> None:
    plain = edited("precision: exact", "precision: 3")
    settings = {"actors.US.types": {"one": {}, "other": {"prior": 0.5, name: number}}}
    if not told:
        load(plain, settings)
        return
    with pytest.raises(ScenarioError, match="other differs in nothing from one"):
        load(plain, settings)


def test_what_is_knocked_out_later_may_be_the_only_difference() -> None:
    plain = edited("precision: exact", "precision: 3")
    types = {"one": {}, "other": {"prior": 0.5, "arguments": {"fear": {"times": 2}}}}
    load(plain, {"actors.US.types": types, "arguments.fear.strength": 0})


def test_four_actors_with_types_are_one_too_many() -> None:
    text = TYPED_HOUSES
    for name in ("JP", "KR"):
        block = f"  {name}:\n    position: No\n    tempo: 0.1\n    patience: 1\n    precision: 1\n    moves: {{rest: {{}}, go: {{then: {{heat: 1}}}}}}\n    types: {{a: {{}}, b: {{prior: 0.5, never: go}}}}\n"
        text = edited("beliefs: {nodes: 7, reach: 3}\n", block + "beliefs: {nodes: 7, reach: 3}\n", text)
    assert problems_in(text)[0].endswith(
        "actors.KR.types: expected at most 3 actors with types at once, got 4: US, CN, JP, KR; choose with `beliefs: {about: [US, CN, JP]}`"
    )
    assert not problems_in(text.replace("nodes: 7", "nodes: 7, about: [US, JP, KR]"))


@pytest.mark.parametrize("path", ["actors.US.types.hawk.prior", "actors.US.types.hawk", "actors.US.types"])
def test_no_event_changes_a_prior(path: str) -> None:
    event = f"events: [{{on: 2020-03-01, name: E, foreseen: true, set: {{{path}: 0.5}}}}]\nquestions:"
    told = problems_in(edited("questions:", event, TYPED_HOUSES))
    assert "cannot change in the middle of a run: beliefs begin with the prior" in told[0]


def test_a_grid_without_types_is_a_warning() -> None:
    (warning,) = load(TWO_HOUSES, {"beliefs.nodes": 7}).warnings
    assert warning.message == "nobody's types are in the game, so it changes nothing"


def test_an_overlay_changes_numbers_of_a_type_or_switches_types_off(tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text(
        "actors:\n  US: {types: {hawk: {prior: 0.4, arguments: {fear: {times: 1.5}}}}}\n  CN: {types: none}\n"
        "beliefs: {nodes: 19}\n"
    )
    found = load(TYPED_HOUSES, read_overlay(tmp_path / "more.yaml"))
    us = _types(found)["US"]
    assert us is not None and us.prior == 0.4 and us.weights[0].value == 1.5
    assert _types(found)["CN"] is None and found.grid == BeliefGrid(19, 3.0)
    (tmp_path / "off.yaml").write_text("beliefs: none\n")
    assert load(TYPED_HOUSES, read_overlay(tmp_path / "off.yaml")).grid is None
