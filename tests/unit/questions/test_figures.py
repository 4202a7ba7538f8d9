"""Pictures of every command that draws: panels told and drawn alike, bars that say what the tables say."""

from __future__ import annotations

import math
from functools import cache
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

import pytest

import blinkfirst as bf
from blinkfirst.questions.commit.figure import chances_in, hand_bars, profiles_drawn, pure_equilibria
from blinkfirst.questions.compare.figure import chances_of, effect_bars
from blinkfirst.questions.explain.figure import move_bars, reason_bars
from blinkfirst.questions.stability.figure import count_bars
from surface.command import blinkfirst

TWO = "textbook/two-sided-standoff"
OTHER = "textbook/volunteers-dilemma"
SVG = "{http://www.w3.org/2000/svg}"
WORDS = {
    "explain": (TWO,),
    "compare": (TWO, "--change", "actors.East.precision=1"),
    "commit": (TWO,),
    "stability": (TWO,),
}


@cache
def scenario(name: str) -> bf.Scenario:
    return bf.load(name)


@pytest.mark.parametrize("command", WORDS)
def test_every_panel_is_told_and_drawn(command: str, tmp_path: Path) -> None:
    told = import_module(f"blinkfirst.questions.{command}.command").PANELS
    assert list(import_module(f"blinkfirst.questions.{command}.figure").PANELS) == list(told)
    for panel in told:
        path = tmp_path / f"{panel}.svg"
        done = blinkfirst(command, *WORDS[command], "--figure", path, "--panel", panel, "--json")
        assert (done.status, done.err) == (0, "")
        root = ElementTree.parse(path).getroot()
        words = "\n".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
        assert f"Made from {TWO}" in words
        assert len(root.findtext(f"{SVG}desc") or "") > 40


@pytest.mark.parametrize("command", WORDS)
def test_the_whole_figure_is_written(command: str, tmp_path: Path) -> None:
    path = tmp_path / "all.png"
    assert blinkfirst(command, *WORDS[command], "--figure", path).status == 0
    assert path.read_bytes().startswith(b"\x89PNG")


def test_moves_and_reasons_of_explain_are_those_of_its_tables() -> None:
    found = bf.explain(scenario(TWO))
    lengths = [bar.length for bar in move_bars(found) if bar.length is not None]
    assert sorted(lengths) == sorted(float(str(row[2])) for row in found.table("moves").rows)
    for choice in found.choices:
        values = sorted(choice.explanation.values)
        heads = [bar.label for bar in reason_bars(found) if bar.length is None]
        assert any(choice.actor in head and f"{values[-1] - values[-2]:+.2f}" in head for head in heads)


def test_effects_of_compare_lie_between_their_ends_and_the_whole_is_last() -> None:
    found = bf.compare(scenario(TWO), bf.changed(scenario(TWO), {"actors.East.precision": 1}))
    bars = effect_bars(found)
    assert [bar.label for bar in bars] == [*found.effects, "the whole difference"]
    assert bars[-1].length == found.difference(found.explained)
    first, second = (bf.run(one).first_blink for one in (found.first, found.second))
    for name, pair in chances_of(found).items():
        assert pair == pytest.approx((first[name], second[name]))


def test_the_commitment_table_is_that_of_its_table() -> None:
    found = bf.commit(scenario(TWO))
    told = {(*row[1:3], row[3]): row[5] for row in found.table("profiles").rows}
    for profile in profiles_drawn(found):
        for name, chance in chances_in(found, profile).items():
            assert chance == told[(*found.form.profile_names(profile), name)]
    assert len(profiles_drawn(found)) == found.form.n_profiles
    assert all(profile in profiles_drawn(found) for profile in pure_equilibria(found))
    gains = [row[3] for row in found.table("tied_hands").rows if row[0] == row[2]]
    assert [bar.length for bar in hand_bars(found) if bar.length is not None] == gains


def test_of_many_profiles_those_are_drawn_in_which_one_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    found = bf.commit(scenario(TWO))
    assert len(profiles_drawn(found)) == 9
    monkeypatch.setattr("blinkfirst.questions.commit.figure.PROFILES_DRAWN", 7)
    drawn = profiles_drawn(found)
    free = [[posture.free for posture in player.postures] for player in found.outcomes.players]
    for profile in drawn:
        bound = sum(not free[k][posture] for k, posture in enumerate(profile))
        assert bound <= 1 or profile in pure_equilibria(found)
    assert 5 <= len(drawn) <= 7
    assert found.figure("table").heading.title


def test_counts_of_stability_are_those_of_its_table() -> None:
    found = bf.stability(scenario(OTHER))
    table = found.table("stability")
    states = found.game.n_states
    for concept in ("Nash", "GMR", "SMR", "SEQ"):
        column = table.columns.index(f"{concept}_stable")
        actor = table.columns.index("actor")
        for name in found.game.actors:
            share = sum(bool(row[column]) for row in table.rows if row[actor] == name) / states
            assert any(
                bar.label == f"for {name}" and math.isclose(bar.length or 0.0, share)
                for bar in count_bars(found)
            )


def test_two_sweeps_have_no_picture(tmp_path: Path) -> None:
    for name in ("one", "two"):
        done = blinkfirst("sweep", TWO, "actors.East.precision=1,2", "--out", tmp_path / name)
        assert done.status == 0
    done = blinkfirst("compare", tmp_path / "one", tmp_path / "two", "--figure", tmp_path / "f.png")
    assert done.status == 2 and "--figure: two sweeps are compared as they are" in done.err


def test_labels_stand_for_names() -> None:
    labels = {"actors.East.label": "Ost", "actors.East.moves.yield.label": "weichen"}
    shown = bf.changed(scenario(TWO), labels)
    heads = [bar.label for bar in (*move_bars(bf.explain(shown)), *reason_bars(bf.explain(shown)))]
    assert "Ost" in heads and any("rather than weichen" in head for head in heads)
    assert any(bar.label == "for Ost" for bar in count_bars(bf.stability(shown)))
