"""Two scenarios side by side: what each change does, by this road and by hand."""

# ruff: noqa: E501  the written worlds stand in full
from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blinkfirst.compile.questions import answer_of, watch_of
from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.errors import OptionError
from blinkfirst.questions.compare import answer as comparison_module
from blinkfirst.questions.compare import swaps
from blinkfirst.questions.compare.answer import Comparison, compare
from blinkfirst.questions.compare.facts import heads_of
from blinkfirst.questions.compare.outcomes import month_of_first_blink, outcome_number
from blinkfirst.questions.compare.tables import object_of, tables_of
from blinkfirst.scenario.loading import changed
from blinkfirst.scenario.nodes import Node, deepest
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.standoff.backward_answers import backward_answers, first_blink_watches
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast
from blinkfirst.study.threads import workers
from worlds.two_houses import TWO_HOUSES, edited, scenario_from

BASE = scenario_from()
OLD, NEW = changed(BASE, {}, "old"), changed(BASE, {}, "new")
WIDER = edited("{old: -0.15, new: [-0.2, -0.1, 0]}", "{old: -0.15, new: [-0.6, -0.4, 0]}")
# nobody weighs anything, so what the actors get is linear in weights and in what the weights multiply
TOSSED = TWO_HOUSES.replace("precision: 2", "precision: 0").replace("precision: exact", "precision: 0")


def numbers(comparison: Comparison, scenario: Scenario) -> list[float | None]:
    """All outcomes of a scenario by the plain road: compiled by itself, solved, asked."""
    compiled = compile_scenario(scenario)
    questions = [q.ask for q in scenario.questions]
    exact = forecast(compiled.standoff, backward_induction(compiled.standoff), [watch_of(a, compiled) for a in questions])
    degrees = {
        "first blink": exact.first_blinkers,
        "first soft blink": exact.first_soft_blinkers,
        "first hard blink": exact.first_hard_blinkers,
    }
    answers = {
        q.name: answer_of(q.ask, float(a)) for q, a in zip(scenario.questions, exact.answers, strict=True)
    }
    found: list[float | None] = []
    for outcome in comparison.outcomes:
        if outcome.kind in degrees:
            found.append(degrees[outcome.kind].get(outcome.who, 0.0))
        elif outcome.kind == "question":
            found.append(answers[outcome.who])
        elif outcome.kind == "value":
            found.append(float(exact.values[exact.actors.index(outcome.who)]))
        else:
            found.append(month_of_first_blink(exact))
    return found


def assert_close(found: float | None, expected: float | None) -> None:
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        assert math.isclose(found, expected, rel_tol=1e-12, abs_tol=1e-12)


def effects(comparison: Comparison, number: int) -> dict[str, tuple[float | None, float | None]]:
    found = {swap.change.name: comparison.effect(swap, number) for swap in comparison.swaps}
    return {name: (effect.made_first, effect.made_last) for name, effect in found.items()}


def settings_of(comparison: Comparison, change: str, newer: bool) -> dict[str, Any]:
    """What to put after ``--set`` to make a change by hand, or to take it back."""
    swap = next(swap for swap in comparison.swaps if swap.change.name == change)
    return {d.path: d.new if newer else d.old for d in swap.change.differences}


# --- an effect is what `run --set` would show


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (OLD, NEW),
        (OLD, changed(BASE, {"parameters.fuss": 0.1, "actors.US.tempo": 1.5}, {"old": 0.2, "new": 0.8})),
        (NEW, changed(NEW, {"world.heat": "top", "arguments.many.strength": 2, "horizon": 5, "freeze": ["flag"]})),
        (OLD, changed(OLD, {"start": "2020-01-15", "afterwards": 3, "actors.US.patience": 0.5})),
    ],
    ids=["lenses", "a mixture", "levels", "the clock"],
)  # fmt: skip
def test_an_effect_is_what_setting_by_hand_gives(first: Scenario, second: Scenario) -> None:
    comparison = compare(first, second)
    ends = numbers(comparison, first), numbers(comparison, second)
    for number in range(len(comparison.outcomes)):
        assert_close(comparison.first_outcomes[number], ends[0][number])
        assert_close(comparison.second_outcomes[number], ends[1][number])
    for swap in comparison.swaps:
        assert swap.stands_alone
        name = swap.change.name
        one = numbers(comparison, changed(first, settings_of(comparison, name, newer=True)))
        other = numbers(comparison, changed(second, settings_of(comparison, name, newer=False)))
        for number in range(len(comparison.outcomes)):
            effect = comparison.effect(swap, number)
            was, now = ends[0][number], one[number]
            assert was is not None and now is not None
            assert_close(effect.made_first, now - was)
            was, now = other[number], ends[1][number]
            assert was is not None and now is not None
            assert_close(effect.made_last, now - was)


def test_outcomes_are_those_of_the_backward_pass() -> None:
    comparison = compare(OLD, NEW)
    standoff = compile_scenario(NEW).standoff
    chances = backward_answers(standoff, first_blink_watches(standoff))
    kinds = ("first blink", "first soft blink", "first hard blink")
    found = [
        value
        for kind in kinds
        for outcome, value in zip(comparison.outcomes, comparison.second_outcomes, strict=True)
        if outcome.kind == kind and outcome.who != "nobody"
    ]
    assert found == pytest.approx(list(chances), abs=1e-12)


# --- laws


KNOBS: dict[str, tuple[Any, ...]] = {
    "parameters.fuss": (0.5, 0.1),
    "actors.US.precision": (2, 5),
    "actors.CN.patience": (0.9, 0.6),
    "arguments.fear.weight": (0.4, -0.3),
    "arguments.many.terms.a.weight": (-0.1, 0.3),
    "world.heat": ("mid", "low", "high"),
    "nature.vote.rate": (0.3, 0.05),
    "afterwards": (12, 3),
}
SHORT = edited("horizon: 6", "horizon: 2", edited("questions:", "questions:\n  - count CN carries"))


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """The two houses with some knobs turned, under one of the lenses."""
    turned = {path: draw(st.sampled_from(values)) for path, values in KNOBS.items()}
    return changed(scenario_from(SHORT), turned, draw(st.sampled_from(["old", "new"])))


@settings(max_examples=12)
@given(scenarios(), scenarios())
def test_seen_from_the_other_side_every_sign_is_turned(first: Scenario, second: Scenario) -> None:
    there, back = compare(first, second), compare(second, first)
    assert [s.change.name for s in there.swaps] == [s.change.name for s in back.swaps]
    for number in range(len(there.outcomes)):
        forward, backward = there.difference(number), back.difference(number)
        assert forward is not None and backward is not None and forward == -backward
        mirrored = {
            name: (None if last is None else -last, None if first is None else -first)
            for name, (first, last) in effects(back, number).items()
        }
        assert effects(there, number) == mirrored


@settings(max_examples=12)
@given(scenarios(), scenarios())
def test_one_change_is_the_whole_and_two_make_it_up(first: Scenario, second: Scenario) -> None:
    comparison = compare(first, second)
    if len(comparison.swaps) > 2:
        some = [d for swap in comparison.swaps[:2] for d in swap.change.differences]
        comparison = compare(first, changed(first, {d.path: d.new for d in some}))
    for number in range(len(comparison.outcomes)):
        whole = comparison.difference(number)
        assert whole is not None
        found = list(effects(comparison, number).values())
        if len(found) == 1:
            assert found == [(whole, whole)]
        if len(found) == 2:
            for one, other in (found, found[::-1]):
                assert one[0] is not None and other[1] is not None
                assert_close(one[0] + other[1], whole)
            assert_close(comparison.left_over(number).mean, 0.0)


@pytest.mark.parametrize("scenario", [OLD, BASE])
def test_a_scenario_beside_itself_differs_in_nothing(scenario: Scenario) -> None:
    comparison = compare(scenario, scenario)
    assert comparison.swaps == () and comparison.idle == ()
    assert all(comparison.difference(n) in (0.0, None) for n in range(len(comparison.outcomes)))


def value_of_us(comparison: Comparison) -> int:
    return outcome_number(comparison.first, comparison.second, "value of US")


def test_additive_changes_leave_nothing_over() -> None:
    """With coin tosses what US gets is linear in its weights, so no weight minds another."""
    first = changed(scenario_from(TOSSED), {}, "old")
    turned = {"arguments.fear.weight": 1.4, "arguments.many.terms.a.weight": 0.7, "arguments.loss.strength": 3}
    comparison = compare(first, changed(first, turned))
    number = value_of_us(comparison)
    found = effects(comparison, number)
    assert len(found) == 3
    for made_first, made_last in found.values():
        assert made_first is not None and abs(made_first) > 1e-3
        assert_close(made_first, made_last)
    left = comparison.left_over(number)
    assert_close(left.made_first, 0.0)
    assert_close(left.made_last, 0.0)
    blinks = comparison.explained
    assert all(effect == (0.0, 0.0) for effect in effects(comparison, blinks).values())


def product(names: str, factors: Mapping[str, int]) -> Scenario:
    """Coin tosses and an argument worth a product of parameters, nothing else for US."""
    text = TOSSED[: TOSSED.index("arguments:")] + TOSSED[TOSSED.index("questions:") :]
    text = edited("  fuss: 0.5\n", "  fuss: 0.5\n" + "".join(f"  {n}: {v}\n" for n, v in factors.items()), text)
    worth = f"arguments:\n  p: {{claim: C, assumption: A, for: US, while: 'true', worth: {names}, weight: 1}}\n"
    text = edited(", because: [loss]", "", text)
    return changed(scenario_from(edited("questions:\n", worth + "questions:\n", text)), {}, "old")


def test_a_product_of_two_is_shared_out_by_the_means() -> None:
    first, second = product("a * b", {"a": 1, "b": 1}), product("a * b", {"a": 2, "b": 2})
    comparison = compare(first, second)
    number = value_of_us(comparison)
    unit = comparison.first_outcomes[number]
    assert unit is not None and unit > 0
    for made_first, made_last in effects(comparison, number).values():  # 2 - 1 and 4 - 2
        assert_close(made_first, unit)
        assert_close(made_last, 2 * unit)
    left = comparison.left_over(number)  # 3 - 2, 3 - 4
    assert_close(left.made_first, unit)
    assert_close(left.made_last, -unit)
    assert_close(left.mean, 0.0)


def test_three_that_act_together_leave_the_means_short() -> None:
    first = product("a * b * c", {"a": 1, "b": 1, "c": 1})
    comparison = compare(first, product("a * b * c", {"a": 2, "b": 2, "c": 2}))
    number = value_of_us(comparison)
    unit = comparison.first_outcomes[number]
    assert unit is not None
    assert_close(comparison.difference(number), 7 * unit)
    added, left = comparison.added_up(number, comparison.swaps), comparison.left_over(number)
    for end, expected in ((added.made_first, 3), (added.made_last, 12), (added.mean, 7.5), (left.mean, -0.5)):
        assert_close(end, expected * unit)


# --- changes that need each other


BOILING = edited(
    "levels: [low, mid, high, top]",
    "levels: [low, mid, high, top, boil]",
    edited("when: heat < top", "when: heat < boil", edited("rate: fuss, then: {heat: -1}", "rate: fuss if heat == boil else 0.2, then: {heat: -1}")),
)  # fmt: skip


def test_a_level_and_what_speaks_of_it_go_together() -> None:
    first, second = changed(BASE, {}, "old"), changed(scenario_from(BOILING), {"actors.US.precision": 1}, "old")
    comparison = compare(first, second)
    names = [swap.change.name for swap in comparison.swaps]
    assert names == ["world.heat + actors.US.moves.press + nature.cool", "actors.US.precision"]
    assert all(swap.stands_alone for swap in comparison.swaps)
    alone = changed(second, {"actors.US.precision": 2})
    by_hand, before = numbers(comparison, alone), numbers(comparison, first)
    for number in range(len(comparison.outcomes)):
        was, now = before[number], by_hand[number]
        assert was is not None and now is not None
        assert_close(effects(comparison, number)[names[0]][0], now - was)


def test_groups_that_have_nothing_to_do_with_each_other_stay_apart() -> None:
    """Names hold the one together, trying the other."""
    first = changed(scenario_from(edited("tempo: 1\n", "tempo: 3\n")), {"tick": 0.2}, "old")
    second = changed(scenario_from(BOILING), {"actors.US.tempo": 1, "tick": 0.25}, "old")
    comparison = compare(second, first)
    assert [swap.change.name for swap in comparison.swaps] == [
        "tick + actors.US.tempo",
        "world.heat + actors.US.moves.press + nature.cool",
    ]
    assert all(swap.stands_alone for swap in comparison.swaps)


def test_changes_that_keep_one_another_possible_go_together() -> None:
    """Faster actors need a shorter tick: neither stands alone, and no name says so."""
    second = changed(OLD, {"actors.US.tempo": 6, "tick": 0.1, "parameters.fuss": 0.6})
    comparison = compare(OLD, second)
    assert [s.change.name for s in comparison.swaps] == ["tick + actors.US.tempo", "parameters.fuss"]
    assert all(swap.stands_alone for swap in comparison.swaps)


def test_whole_entries_can_be_swapped() -> None:
    second = changed(scenario_from(edited("  fear: {", "  dread: {")), {}, "old")
    comparison = compare(OLD, second)
    assert [s.change.name for s in comparison.swaps] == ["arguments.fear", "arguments.dread"]
    number = value_of_us(comparison)
    gone, come = (comparison.effect(swap, number) for swap in comparison.swaps)
    assert_close(comparison.difference(number), 0.0)
    knocked_out = numbers(comparison, changed(OLD, {"arguments.fear.strength": 0}))[number]
    before = comparison.first_outcomes[number]
    assert knocked_out is not None and before is not None and gone.made_first is not None
    assert_close(gone.made_first, knocked_out - before)
    assert_close(come.made_last, -(knocked_out - before))


def test_what_cannot_be_made_in_any_company_keeps_its_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    with_change = swaps.Evaluator.with_change

    def never_five(evaluator: swaps.Evaluator, base: Any, tree: Node, other: Any) -> swaps.SwapResult:
        horizon, _ = deepest(tree, ("horizon",))
        return swaps.SwapResult((), "no such year") if horizon.value == 5 else with_change(evaluator, base, tree, other)

    monkeypatch.setattr(swaps.Evaluator, "with_change", never_five)
    second = changed(OLD, {"horizon": 5, "parameters.fuss": 0.1, "actors.US.precision": 3})
    comparison = compare(OLD, second)
    # without any of the others the second scenario still has its horizon, so they cannot be taken back
    (swap,) = comparison.swaps
    assert swap.change.name == "horizon + parameters.fuss + actors.US.precision"
    assert (swap.first.problem, swap.second.problem) == ("no such year", "")
    number = comparison.explained
    effect = comparison.effect(swap, number)
    assert (effect.made_first, effect.mean) == (None, None)
    assert effect.made_last == comparison.difference(number)


# --- questions, actors, months


def test_the_month_of_a_first_blink_is_that_of_the_closed_form() -> None:
    """US alone, a coin toss at every initiative: the month of the first success, if there is one in time."""
    silent = edited("carry: {when: yielded == no-one", "carry: {when: yielded == CN", TOSSED)
    silent = edited("      press: {when: heat < top,", "      press: {when: false,", silent)
    scenario = changed(scenario_from(silent), {}, "old")
    number = outcome_number(scenario, scenario, "month of the first blink")
    q, ticks, tick = 0.25 * 0.5, 24, 0.25
    chances = [q * (1 - q) ** t for t in range(ticks)]
    expected = sum(tick * (t + 1) * chance for t, chance in enumerate(chances)) / sum(chances)
    assert_close(compare(scenario, scenario).first_outcomes[number], expected)


def test_where_nobody_can_blink_there_is_no_month() -> None:
    first = edited("yield: {when: yielded == no-one", "yield: {when: yielded == US")
    first = edited("carry: {when: yielded == no-one", "carry: {when: yielded == CN", first)
    comparison = compare(changed(scenario_from(first), {}, "old"), OLD)
    number = outcome_number(comparison.first, comparison.second, "month of the first blink")
    assert comparison.first_outcomes[number] is None and comparison.difference(number) is None
    assert object_of(comparison)["outcomes"][number]["first"] is None


def test_a_question_beyond_the_horizon_of_a_swap_is_left_out() -> None:
    second = changed(scenario_from(edited("by 2020-03-01", "by 2020-02-01")), {}, "old")
    comparison = compare(changed(OLD, {}), second)
    hot = next(n for n, o in enumerate(comparison.outcomes) if o.who == "Hot")
    question = comparison.asked(hot)
    assert question is not None and not question.alike
    assert comparison.first_outcomes[hot] != comparison.second_outcomes[hot]
    with pytest.raises(OptionError, match="in different words"):
        outcome_number(comparison.first, comparison.second, "hot")


def test_a_swap_in_which_a_question_cannot_be_asked() -> None:
    """In the first scenario the question's date would lie beyond the second one's horizon."""
    text = edited("by 2020-03-01", "by 2020-05-01")
    first = changed(scenario_from(text), {}, "old")
    later = changed(scenario_from(edited("start: 2020-01-01", "start: 2020-04-01", text)), {"horizon": 3}, "old")
    comparison = compare(first, later)
    hot = next(n for n, o in enumerate(comparison.outcomes) if o.who == "Hot")
    found = effects(comparison, hot)
    assert set(found) == {"start", "horizon"}
    assert found["horizon"][0] is None  # 3 months from January do not reach May
    assert found["start"][0] is not None
    blink = outcome_number(comparison.first, comparison.second, "US blinks first")
    assert all(end is not None for ends in effects(comparison, blink).values() for end in ends)


def test_the_same_words_come_before_the_same_name() -> None:
    renamed = edited("- {name: Hot, ask:", "- {name: Too hot, ask:")
    renamed = edited("  - count US presses", "  - {name: Hot, ask: count US presses}", renamed)
    comparison = compare(OLD, changed(scenario_from(renamed), {}, "old"))
    told = [(q.name, q.first, q.second) for q in comparison.questions]
    assert told == [
        ("US blinks before CN blinks",) * 3,
        ("Hot", "heat == top by 2020-03-01", "heat == top by 2020-03-01"),
        ("count US presses",) * 3,
        ("nobody blinks",) * 3,
    ]


def test_an_actor_that_one_of_them_lacks_never_blinks_there() -> None:
    lone = TWO_HOUSES[: TWO_HOUSES.index("  CN:\n")] + TWO_HOUSES[TWO_HOUSES.index("nature:") :]
    for old, new in (
        ("for: [US, CN]", "for: US"),
        ("      b: {for: CN, when: mover == me, weight: -0.05}\n", ""),
        ("me == US and yielded == US or me == CN and yielded == CN", "yielded == US"),
        ("for: US, when: move == carry", "for: US, when: move == press"),
        ("  - US blinks before CN blinks\n", ""),
    ):
        lone = edited(old, new, lone)
    comparison = compare(OLD, changed(scenario_from(lone), {}, "old"))
    by_name = {o.name: n for n, o in enumerate(comparison.outcomes)}
    assert comparison.second_outcomes[by_name["CN blinks first"]] == 0.0
    assert "value of CN" not in by_name and "value of US" in by_name
    assert "actors.CN" in comparison.swaps[0].change.entries
    assert "arguments.loss" in comparison.swaps[0].change.entries


# --- the road there


def test_what_is_skipped_would_have_come_out_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    second = changed(NEW, {"arguments.many.terms.b.weight": -0.4, "world.heat": "top"})
    quick = compare(OLD, second)
    monkeypatch.setattr(swaps, "same_standoff", lambda one, other: False)
    thorough = compare(OLD, second)
    assert [(s.first, s.second) for s in quick.swaps] == [(s.first, s.second) for s in thorough.swaps]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_threads_changes_nothing(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = compare(OLD, NEW)
    monkeypatch.setattr(comparison_module, "workers", lambda: workers(count))
    again = compare(OLD, NEW)
    assert [(s.first, s.second) for s in again.swaps] == [(s.first, s.second) for s in expected.swaps]


def test_progress_counts_up_to_what_there_is_to_do() -> None:
    told: list[tuple[int, int]] = []
    compare(OLD, NEW, progress=lambda done, expected: told.append((done, expected)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


# --- as tables and JSON


def test_tables_and_object_tell_the_same() -> None:
    comparison = compare(OLD, changed(NEW, {"horizon": 5}))
    found = object_of(comparison)
    differing, outcomes, _, told = tables_of(comparison)
    assert [row[1] for row in differing.rows] == ["horizon", "parameters.hawk-noise", "arguments.loss.weight"]
    assert [row[0] for row in outcomes.rows] == [o["outcome"] for o in found["outcomes"]]
    by_pair = {(row[0], row[1], row[2]): row[4:] for row in told.rows}
    for change in found["changes"]:
        for effect in change["effects"]:
            assert by_pair[change["change"], effect["outcome"], effect["kind"]] == (
                effect["made_first"],
                effect["made_last"],
                effect["mean"],
            )
    sizes = [
        abs(e["mean"]) for c in found["changes"] for e in c["effects"] if e["outcome"] == found["explained"]
    ]
    assert sizes == sorted(sizes, reverse=True)
    for added in found["added_up"]:
        parts = [
            e["made_first"] for c in found["changes"] for e in c["effects"]
            if (e["outcome"], e["kind"]) == (added["outcome"], added["kind"])
        ]  # fmt: skip
        assert added["made_first"] == pytest.approx(sum(p for p in parts if p is not None), abs=1e-12)


def test_a_comparison_says_itself() -> None:
    comparison = compare(OLD, changed(NEW, {"horizon": 5}), "nobody blinks")
    assert comparison.outcomes[comparison.explained].name == "nobody blinks"
    sizes = [effect.size for effect in comparison.effects.values()]
    assert sizes == sorted(sizes, reverse=True) and len(sizes) == 3
    assert comparison.summary.startswith("nobody blinks: ") and next(iter(comparison.effects)) in comparison.summary
    assert [table.name for table in comparison.tables()] == ["differences", "outcomes", "first_blinkers", "effects"]
    assert "What explains it? nobody blinks" in str(comparison)
    assert len(repr(comparison)) < 2000
    assert compare(OLD, OLD).summary.endswith("Nothing differs that an outcome could depend on.")


def test_an_unknown_outcome_is_refused_by_its_argument() -> None:
    with pytest.raises(OptionError, match=r"^outcome: unknown outcome 'US blink first'; expected one of: "):
        compare(OLD, NEW, "US blink first")


def test_columns_are_headed_by_what_differs_in_one_scenario() -> None:
    assert heads_of(compare(OLD, changed(OLD, {"parameters.fuss": 0.25}))) == ("fuss=0.5", "fuss=0.25")
    assert heads_of(compare(OLD, OLD)) == ("first", "second")
    two = changed(OLD, {"parameters.fuss": 0.25, "horizon": 5})
    assert heads_of(compare(OLD, two)) == ("first", "second")
