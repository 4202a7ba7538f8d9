"""The pictures of a forecast: what is drawn is what the tables say, and what rests on error is hatched."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import numpy as np
import pytest
from matplotlib.collections import Collection
from matplotlib.text import Text

import blinkfirst as bf
from blinkfirst.errors import OptionError
from blinkfirst.game.leader import resting_on_error, survives
from blinkfirst.questions.run.blinkers import blinkers_by_lens
from blinkfirst.questions.run.command import PANELS as TOLD
from blinkfirst.questions.run.figure import (
    PANELS,
    decisive_bars,
    figure_of_several,
    first_blinks_by_date,
    worth_bars,
)
from blinkfirst.questions.run.move_chances import move_chances
from blinkfirst.questions.run.outlook import Outlook
from blinkfirst.questions.run.state_graph import state_graph
from surface.command import blinkfirst

TWO = "textbook/two-sided-standoff"
HOLD = "korea-1/2018-report-hold"


@cache
def outlook(name: str) -> Outlook:
    found = bf.run(bf.load(name))
    assert isinstance(found, Outlook)
    return found


def test_every_panel_is_told_and_drawn() -> None:
    assert list(PANELS) == list(TOLD)


@pytest.mark.parametrize("name", [TWO, HOLD])
def test_the_course_ends_at_the_chances_of_the_table(name: str) -> None:
    course = first_blinks_by_date(outlook(name))
    first = {row[0]: row[1] for row in outlook(name).table("first_blinkers").rows}
    assert dict(zip(course.names, course.chances[-1], strict=True)) == pytest.approx(first, abs=1e-12)
    assert (np.diff(course.chances[:, :-1], axis=0) >= 0.0).all()
    assert course.chances.sum(axis=1) == pytest.approx(1.0)
    scenario = outlook(name).scenario
    assert course.days[0] == scenario.start and len(course.days) == scenario.ticks + 1
    assert course.names[-1] == "nobody"


def test_bars_of_arguments_are_those_of_the_table_and_add_up() -> None:
    bars = worth_bars(outlook(HOLD))
    worths = {(row[0], row[1]): row[2] for row in outlook(HOLD).table("payoffs").rows}
    totals = {row[0]: row[4] for row in outlook(HOLD).table("first_blinkers").rows}
    actor, drawn = "", dict[str, list[float]]()
    for bar in bars:
        if bar.length is None:
            actor = bar.label.partition(":")[0]
        else:
            drawn.setdefault(actor, []).append(bar.length)
            argument = bar.label.partition(" (")[0]
            if not argument.endswith(" others"):
                assert bar.length == worths[actor, argument]
    assert {name: math.fsum(lengths) for name, lengths in drawn.items()} == pytest.approx(
        {name: totals[name] for name in drawn}
    )
    assert any("para. 16" in bar.label for bar in bars)


def test_bars_of_a_decisive_choice_add_up_to_its_difference() -> None:
    bars = decisive_bars(outlook(HOLD))
    heads = [k for k, bar in enumerate(bars) if bar.length is None]
    assert len(heads) == len(outlook(HOLD).decisive)
    for choice, (start, end) in zip(
        outlook(HOLD).decisive, zip(heads, [*heads[1:], len(bars)], strict=True), strict=True
    ):
        assert math.fsum(bar.length or 0.0 for bar in bars[start + 1 : end]) == pytest.approx(
            choice.difference
        )


def test_whoever_loses_half_or_the_lead_rests_on_error() -> None:
    first = {"A": 0.4, "B": 0.3, "C": 0.1, "nobody": 0.2}
    assert resting_on_error(first, {"A": 0.45, "B": 0.1, "C": 0.05, "nobody": 0.4}) == {"B"}
    assert resting_on_error(first, {"A": 0.3, "B": 0.4, "C": 0.1, "nobody": 0.2}) == {"A"}
    assert resting_on_error(first, first) == frozenset()
    assert resting_on_error(first, {**first, "B": math.nan}) == frozenset()
    for name in (TWO, HOLD):
        chances, sharper = outlook(name).first_blink, outlook(name).sharper
        resting = resting_on_error(chances, sharper)
        assert survives(chances, sharper) == resting.isdisjoint(outlook(name).leader.names)


def hatched(found: Outlook, panel: str) -> int:
    """Count the hatched areas of a picture."""
    areas = found.figure(panel).figure.findobj(Collection)
    return sum(area.get_hatch() is not None for area in areas if isinstance(area, Collection))


def test_what_rests_on_error_is_hatched_and_nothing_else() -> None:
    found = outlook(TWO)
    resting = resting_on_error(found.first_blink, found.sharper)
    assert resting == {"West"}
    assert hatched(found, "first") == 1
    assert hatched(replace(found, sharper=found.first_blink), "first") == 0


def test_moves_over_time_are_chances_and_start_where_explain_does() -> None:
    found = outlook(TWO)
    policy = bf.backward_induction(found.standoff)
    for one in move_chances(found.standoff, policy):
        assert one.chances.sum(axis=1) == pytest.approx(1.0)
        assert one.chances.shape == (one.months.size, len(one.moves))
        choice = bf.explain(found.scenario, one.actor).choices[0].explanation
        begun = dict(zip(one.moves, one.chances[0], strict=True))
        for move, chance in zip(choice.moves, choice.probabilities, strict=True):
            assert begun[move] == pytest.approx(chance)


@pytest.mark.parametrize("name", [TWO, HOLD])
def test_the_graph_agrees_with_the_forecast(name: str) -> None:
    found = outlook(name)
    graph = state_graph(found.standoff, bf.backward_induction(found.standoff), 10**6)
    horizon = found.scenario.ticks * found.scenario.tick_months
    assert math.fsum(node.months for node in graph.nodes) == pytest.approx(horizon)
    assert graph.share == pytest.approx(1.0) and len(graph.nodes) == graph.states
    assert graph.nodes[0].changed == {}
    # where probability is at the end: what has come in less what has gone out
    last = [float(k == 0) for k in range(len(graph.nodes))]
    for passage in graph.passages:
        last[passage.target] += passage.times
        last[passage.source] -= passage.times
    ends = {
        (variable, level): math.fsum(
            share for share, node in zip(last, graph.nodes, strict=True) if node.world[str(variable)] == level
        )
        for month, variable, level, _ in found.table("world").rows
        if month == horizon
    }
    told = {row[1:3]: row[3] for row in found.table("world").rows if row[0] == horizon}
    assert ends == pytest.approx(told, abs=1e-4)  # ways gone hardly ever are left out


def test_the_reading_of_its_own_lens_is_the_forecast() -> None:
    found = outlook(HOLD)
    by_lens = {one.label: one for one in blinkers_by_lens(found.scenario)}
    assert list(by_lens) == list(found.scenario.lenses)
    own = by_lens[found.scenario.lens_text]
    assert own.first == pytest.approx(found.first_blink) and own.sharper == pytest.approx(found.sharper)


def test_several_scenarios_make_one_picture() -> None:
    picture = figure_of_several([outlook(TWO), outlook(HOLD)])
    ticks = [label.get_text() for label in picture.figure.findobj() if hasattr(label, "get_text")]
    assert f"{TWO}, no lens" in ticks


def test_the_command_draws_what_is_asked_for(tmp_path: Path) -> None:
    done = blinkfirst("run", TWO, "--figure", tmp_path / "f.svg", "--panel", "first")
    assert (done.status, done.err) == (0, "")
    root = ElementTree.parse(tmp_path / "f.svg").getroot()
    words = " ".join("".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text"))
    assert "East 74 %" in words and "Who has blinked first by then?" in words and TWO in words


@pytest.mark.parametrize("ending", ["dot", "graphml"])
def test_the_command_writes_a_graph(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"states.{ending}"
    assert blinkfirst("run", TWO, "--figure", path).status == 0
    if ending == "graphml":
        assert nx.read_graphml(path).number_of_nodes() == 6
    assert "west-gave-way" in path.read_text(encoding="utf-8")
    assert blinkfirst("run", TWO, "--figure", path).status == 0  # its own file is replaced


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((TWO, "--panel", "hazard"), "--panel: a panel of which figure? Say --figure FILE"),
        ((TWO, "--figure", "f.png", "--panel", "hazzard"), "unknown panel 'hazzard'"),
        ((TWO, "--figure", "f.dot", "--panel", "hazard"), "f.dot is a graph, of the panel states only"),
        ((TWO, HOLD, "--figure", "f.png", "--panel", "hazard"), "several scenarios make one picture"),
        (("textbook/chicken", "--figure", "f.png"), "--figure: for stand-offs only"),
        ((TWO, "--figure", "f.gif"), "expected a name that ends in .png, .svg, .pdf, .dot, .graphml"),
    ],
)
def test_what_cannot_be_drawn_is_refused(words: tuple[str, ...], told: str) -> None:
    done = blinkfirst("run", *words)
    assert done.status == 2 and told in done.err


def test_an_answer_without_pictures_says_so() -> None:
    with pytest.raises(OptionError, match="there is no picture"):
        bf.numbers(bf.load(TWO)).figure()
    with pytest.raises(OptionError, match="unknown panel 'hazzard'"):
        outlook(TWO).figure("hazzard")


@pytest.mark.parametrize("panel", PANELS)
def test_what_rounding_leaves_unsure_is_not_drawn(panel: str) -> None:
    known = outlook(TWO)
    unsure = replace(known.trust, condition=replace(known.trust.condition, nobody=1.0))
    found = replace(known, forecast=known.forecast.unknown(), trust=unsure, decisive=())
    assert found.trust.is_unsure
    shown = found.figure(panel).figure.findobj(Text)
    words = "\n".join(text.get_text() for text in shown if isinstance(text, Text))
    assert "No probability is given" in words and "%" not in words


def test_an_actor_without_initiatives_has_no_bands() -> None:
    found = outlook("textbook/alternating-offers").figure("moves")
    words = [text.get_text() for text in found.figure.findobj(Text) if isinstance(text, Text)]
    assert "accept (hard blink) 100 %" in words
