"""Pictures of sweeps: what is drawn is what the tables say; no folder for a picture only remains."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

import blinkfirst as bf
from blinkfirst.errors import OptionError
from blinkfirst.questions.sweep.answer import SweepAnswer
from blinkfirst.questions.sweep.figure import PANELS, phase_map, ranked_bars, suited_panels, swept_chances
from blinkfirst.questions.sweep.request import PANELS as TOLD
from surface.command import blinkfirst

TWO = "textbook/two-sided-standoff"
EAST, WEST = "actors.East.precision", "actors.West.precision"


@cache
def swept(*axes: str) -> SweepAnswer:
    return bf.sweep(bf.load(TWO), list(axes), jobs=1)


@cache
def sampled() -> SweepAnswer:
    return bf.sweep(bf.load(TWO), over=["weights"], sample="sobol", n=32, jobs=1)


def words_of(path: Path) -> str:
    root = ElementTree.parse(path).getroot()
    return "\n".join("".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text"))


def test_every_panel_is_told_and_drawn() -> None:
    assert list(PANELS) == list(TOLD)


def test_the_number_of_paths_chooses_the_panels() -> None:
    assert suited_panels(swept(f"{EAST}=1,2,4")) == ["lines"]
    assert suited_panels(swept(f"{EAST}=1,2,4", f"{WEST}=1,8")) == ["map"]
    assert suited_panels(swept(f"{EAST}=1,2,4", f"{WEST}=3")) == ["lines"]
    assert suited_panels(sampled()) == ["spread", "ranked"]
    with pytest.raises(OptionError, match="map needs a grid of two paths that vary; this sweep suits: lines"):
        swept(f"{EAST}=1,2,4").figure("map")


def test_lines_are_those_of_the_table() -> None:
    found = swept_chances(swept(f"{EAST}=1,2,4"))
    assert found.paths == (EAST,) and found.settings == ((1.0,), (2.0,), (4.0,))
    for (value,), chances in zip(found.settings, found.chances, strict=True):
        direct = bf.run(bf.changed(bf.load(TWO), {EAST: value})).first_blink
        assert dict(zip(found.names, chances, strict=True)) == pytest.approx(direct)
    swept(f"{EAST}=1,2,4").figure()


def test_the_map_shows_who_leads_in_each_case() -> None:
    across, up, cells = phase_map(swept_chances(swept(f"{EAST}=1,2,4", f"{WEST}=1,8")))
    assert (across, up) == ([1.0, 2.0, 4.0], [1.0, 8.0]) and len(cells) == 6
    for (column, row), (name, chance) in cells.items():
        one = bf.changed(bf.load(TWO), {EAST: across[column], WEST: up[row]})
        first = bf.run(one).first_blink
        assert first[name] == pytest.approx(chance) and chance == pytest.approx(max(first.values()))


def test_ranked_bars_are_shares_of_the_summary() -> None:
    found = sampled()
    shares = {share.share for spread in found.spreads.first_blinkers for share in spread.moves_with}
    lengths = [bar.length for bar in ranked_bars(found) if bar.length is not None]
    assert lengths and set(lengths) <= shares
    found.figure("spread")


def test_texts_are_rows() -> None:
    found = swept("world.quarrel=mild,costly")
    assert swept_chances(found).settings == (("mild",), ("costly",))
    assert found.figure("lines").heading.title.endswith("who blinks first?")


def test_the_command_draws_what_it_does_not_keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.setenv("TMPDIR", str(place))
    path = tmp_path / "lines.svg"
    plain = blinkfirst("sweep", TWO, f"{EAST}=1,2", "--csv")
    done = blinkfirst("sweep", TWO, f"{EAST}=1,2", "--figure", path, "--csv")
    assert (done.status, done.err, done.out) == (0, "", plain.out)
    assert EAST in words_of(path)
    assert not list(place.glob("blinkfirst-*"))


def test_another_table_may_be_printed_beside_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "lines.png"
    done = blinkfirst("sweep", TWO, f"{EAST}=1,2", "--table", "hazards", "--figure", path)
    assert done.status == 0 and "hazard" in done.out and path.exists()
    words = ("--outcomes", "hazards", "--table", "hazards", "--figure", path)
    refused = blinkfirst("sweep", TWO, f"{EAST}=1,2", *words)
    assert refused.status == 2 and "which --outcomes leaves out" in refused.err


def test_results_draws_a_sweep_and_says_how_to_draw_the_rest(tmp_path: Path) -> None:
    blinkfirst("sweep", TWO, f"{EAST}=1,2", f"{WEST}=1,2", "--out", tmp_path / "swept")
    path = tmp_path / "map.svg"
    assert blinkfirst("results", tmp_path / "swept", "--figure", path).status == 0
    assert "Who most likely blinks first" in words_of(path)
    blinkfirst("run", TWO, "--out", tmp_path / "run")
    refused = blinkfirst("results", tmp_path / "run", "--figure", path)
    assert refused.status == 2 and "draw it by: blinkfirst run" in refused.err
