"""Pools: every probability of one is the mean by share of those of its readings, each solved by itself."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from blinkfirst.cli import cli
from blinkfirst.compile.questions import watch_of
from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.errors import OptionError, ScenarioError
from blinkfirst.game.forecast import Forecast
from blinkfirst.questions.run.agents import simulate
from blinkfirst.questions.run.answer import run
from blinkfirst.questions.run.outlook import Outlook
from blinkfirst.questions.run.tables import object_of
from blinkfirst.scenario.loading import changed
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast
from worlds.two_houses import scenario_from

TWO = scenario_from()
SHARES = {"old": 0.3, "new": 0.7}
LINEAR = ("first_blink", "first_soft", "first_hard", "move_counts", "initiatives", "answers")


def pool_of(shares: dict[str, float]) -> Outlook:
    return run(changed(TWO, {}, {"pool": shares}))


def alone(lens: str) -> Forecast:
    """Solve a reading by itself, with the questions and claims that a run asks."""
    compiled = compile_scenario(changed(TWO, {}, lens))
    asked = [q.ask for q in TWO.questions] + [c.ask for c in TWO.claims]
    watches = [watch_of(ask, compiled) for ask in {ask.text: ask for ask in asked}.values()]
    return forecast(compiled.standoff, backward_induction(compiled.standoff), watches)


@pytest.fixture(scope="module")
def pool() -> Outlook:
    return pool_of(SHARES)


def test_what_is_linear_is_the_mean_by_share(pool: Outlook) -> None:
    readings = {lens: alone(lens) for lens in SHARES}
    for name in LINEAR:
        mean = sum(share * getattr(readings[lens], name) for lens, share in SHARES.items())
        largest = max(1.0, float(mean.max()))
        assert np.abs(getattr(pool.forecast, name) - mean).max() <= 1e-15 * largest, name
    for k, levels in enumerate(pool.forecast.levels):
        mean = sum(share * readings[lens].levels[k] for lens, share in SHARES.items())
        assert np.abs(levels - mean).max() <= 1e-15
    for name, chance in pool.first_blink.items():
        mean = sum(share * readings[lens].first_blinkers[name] for lens, share in SHARES.items())
        assert chance == pytest.approx(mean, abs=1e-15)


def test_the_hazard_is_that_of_the_pooled_distribution(pool: Outlook) -> None:
    """A reading in which a blink was likelier counts less while none comes."""
    coming = sum(share * alone(lens).first_blink.sum(axis=(1, 2)) for lens, share in SHARES.items())
    ticks = pool.forecast.first_blink.shape[0]
    by_month = np.interp(
        [0.0, 1.0], np.arange(ticks + 1) * TWO.tick_months, np.concatenate([[0.0], np.cumsum(coming)])
    )
    assert pool.forecast.hazard[0] == pytest.approx(by_month[1] - by_month[0], abs=1e-15)


def test_baselines_questions_and_readings_are_pooled_too(pool: Outlook) -> None:
    each = {lens: run(changed(TWO, {}, lens)) for lens in SHARES}
    for name in pool.first_blink:
        for of in ("coin_toss", "sharper"):
            mean = sum(share * getattr(each[lens], of)[name] for lens, share in SHARES.items())
            assert getattr(pool, of)[name] == pytest.approx(mean, abs=1e-15)
    for k, question in enumerate(pool.questions):
        mean = sum(share * each[lens].questions[k].answer for lens, share in SHARES.items())
        assert question.answer == pytest.approx(mean, abs=1e-14)
    assert {r.lens: r.first_blink for r in pool.readings} == {n: each[n].first_blink for n in TWO.lenses}
    assert [one.decisive for one in pool.pool] == [each[lens].decisive for lens in SHARES]
    assert pool.claims == each["old"].claims
    assert pool.decisive == ()


def test_a_pool_is_no_mixture(pool: Outlook) -> None:
    mixture = run(changed(TWO, {}, SHARES))
    assert mixture.first_blink != pytest.approx(pool.first_blink, abs=1e-4)
    assert changed(TWO, {}, SHARES).sha256 != pool.scenario.sha256


def test_a_pool_of_which_one_reading_has_it_all_is_that_reading() -> None:
    whole, reading = pool_of({"old": 0.0, "new": 1.0}), run(changed(TWO, {}, "new"))
    assert whole.first_blink == reading.first_blink
    assert whole.sharper == reading.sharper
    assert whole.questions == reading.questions
    assert whole.trust.condition.worst == reading.trust.condition.worst


def test_shares_after_each_end_are_by_bayes(pool: Outlook) -> None:
    readings = {one.lens: one.first_blink for one in pool.pool}
    for name, shares in pool.learnt.items():
        assert sum(shares.values()) == pytest.approx(1.0, abs=1e-14)
        for lens, share in shares.items():
            expected = SHARES[lens] * readings[lens][name] / pool.first_blink[name]
            assert share == pytest.approx(expected, abs=1e-15)


def test_the_rounding_of_a_pool_is_at_most_the_mean_of_its_readings(pool: Outlook) -> None:
    mean = sum(one.share * one.trust.condition.worst for one in pool.pool)
    assert 0.0 < pool.trust.condition.worst <= mean * (1 + 1e-12)


def test_json_has_the_pool_and_each_reading(pool: Outlook) -> None:
    found = json.loads(json.dumps(object_of(pool), allow_nan=False))
    assert found["lens"] == {"pool": SHARES}
    assert [(one["lens"], one["share"]) for one in found["pool"]["readings"]] == [("old", 0.3), ("new", 0.7)]
    assert found["telling"] == []
    assert all(worth["value"] is None for worth in found["payoffs"].values())
    assert all(one["payoffs"]["US"]["value"] is not None for one in found["pool"]["readings"])
    assert found["summary_facts"]["pooled"]
    assert not found["summary_facts"]["mixture"]


def test_runs_draw_their_reading_and_converge_to_the_pool(pool: Outlook) -> None:
    runs = 20_000
    sample = simulate(pool.scenario, runs, seed=3)
    for name, estimate in sample.first_blink.items():
        chance = pool.first_blink[name]
        assert abs(estimate.value - chance) <= 4 * np.sqrt(chance * (1 - chance) / runs) + 1e-12, name
    assert sum(estimate.value for estimate in sample.first_blink.values()) == pytest.approx(1.0)


def test_a_run_of_a_pool_is_the_run_of_the_reading_it_drew(pool: Outlook) -> None:
    told = simulate(pool.scenario, 12, seed=5, stories=12).stories
    for lens in SHARES:
        same = simulate(changed(TWO, {}, lens), 12, seed=5, stories=12).stories
        drawn = [story for story in told if story.lines[0].endswith(f"drawn as right: {lens}")]
        assert drawn
        assert all(story.lines[1:] == same[story.run].lines for story in drawn)


def test_enlarging_the_number_of_runs_leaves_earlier_ones(pool: Outlook) -> None:
    few, many = (simulate(pool.scenario, runs, seed=1, stories=5).stories for runs in (5, 3000))
    assert few == many


def test_what_is_no_probability_is_refused_in_words(pool: Outlook) -> None:
    with pytest.raises(ScenarioError, match=r"choose lens old or lens new, or mix .* old=0\.3,new=0\.7"):
        compile_scenario(pool.scenario)
    with pytest.raises(OptionError, match="certify each of them, with lens old and lens new"):
        run(pool.scenario, certify=True)
    with pytest.raises(OptionError, match="moves is of one reading"):
        pool.figure("moves")


def test_ranges_are_drawn_under_every_reading(pool: Outlook) -> None:
    found = run(pool.scenario, ranges=4)
    assert found.ranges is not None
    assert found.ranges.draws == 4
    assert found.ranges.lowest <= found.ranges.highest


@pytest.fixture(scope="module")
def two_houses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from blinkfirst.scenario.yaml_trees import yaml_text

    path = tmp_path_factory.mktemp("pool") / "two-houses.yaml"
    path.write_text(yaml_text(TWO.composed), encoding="utf-8")
    return path


@pytest.mark.parametrize("verb", ["explain", "commit", "stability", "solve", "arguments", "numbers"])
def test_verbs_of_one_reading_say_what_to_choose(verb: str, two_houses: Path) -> None:
    found = CliRunner().invoke(cli, [verb, str(two_houses), "--lens", "pool:old,new"])
    assert isinstance(found.exception, ScenarioError)
    assert "choose --lens old or --lens new" in found.exception.for_command


def test_each_reading_has_its_own_prices_of_patience() -> None:
    asked = run(changed(TWO, {}, {"pool": SHARES}), patience=True)
    found = object_of(asked)
    assert "patience" not in found
    for one in found["pool"]["readings"]:
        alone = run(changed(TWO, {}, one["lens"]), patience=True)
        assert json.dumps(one["patience"]) == json.dumps(object_of(alone)["patience"])
        assert f"never to blink, read with {one['lens']}" in " ".join(str(asked).split())


def test_the_page_says_the_pool_first_and_each_reading_beside_it(two_houses: Path) -> None:
    found = CliRunner().invoke(cli, ["run", str(two_houses), "--lens", "pool:old=0.3,new=0.7"])
    assert found.exit_code == 0, found.output
    assert "lens: pool of 30% old + 70% new" in " ".join(found.stdout.split())
    assert "a pool has their mean by share" in " ".join(found.stdout.split())
    assert "Read with one lens alone, old says" in " ".join(found.stdout.split())
    assert found.stdout.index("Who blinks first?") < found.stdout.index("read with old")
