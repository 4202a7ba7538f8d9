"""The house style: colours of actors, files of the right kind, text and description in an SVG."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.figure import Figure, SubFigure
from matplotlib.patches import Rectangle

from blinkfirst.errors import OptionError
from blinkfirst.report.charts import Band, bands, date_ticks, days_of, share_rows, spread_labels
from blinkfirst.report.drawing import (
    HATCH,
    NOBODY_MARK,
    Heading,
    Panel,
    Picture,
    area_of,
    composed,
    marks_of,
)
from conftest import KOREA, SHIPPED

SVG = "{http://www.w3.org/2000/svg}"
STARTS = {".png": b"\x89PNG\r\n", ".svg": b"<?xml", ".pdf": b"%PDF"}


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as for the contrast of text."""
    parts = np.array(list(bytes.fromhex(colour[1:]))) / 255.0
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def picture() -> Picture:
    """Return a picture of one panel with words in it."""

    def draw(part: SubFigure, word: str) -> None:
        part.subplots().set_title(word)

    panel: Panel[str] = Panel(draw, lambda _: 2.0, lambda _: ["a note"])
    return composed("R&D <first>", [[panel]], Heading("Who & why?", "a scenario", "Nobody < all."))


def test_an_actor_keeps_its_colour_whoever_else_plays() -> None:
    alone = marks_of(["DPRK"])["DPRK"]
    together = marks_of(["Ann", "Bea", "DPRK", "US", "nobody"])
    assert together["DPRK"] == alone
    assert together["nobody"] == NOBODY_MARK
    assert len({mark.colour for mark in together.values()}) == 5


def test_actors_are_told_apart_by_colour_or_dashes() -> None:
    marks = marks_of([f"a{k}" for k in range(20)])
    assert len({(mark.colour, str(mark.dashes)) for mark in marks.values()}) == 20


def test_words_in_an_actors_ink_can_be_read_on_white() -> None:
    for mark in marks_of([*"abcdefg", "nobody"]).values():
        assert 1.05 / (luminance(mark.ink) + 0.05) >= 4.5


def test_what_does_not_survive_is_hatched_and_paler() -> None:
    sharp, soft = area_of("#0072B2"), area_of("#0072B2", sharp=False)
    assert "hatch" not in sharp and soft["hatch"] == HATCH
    assert luminance(soft["facecolor"]) > luminance(sharp["facecolor"])


@pytest.mark.parametrize("ending", STARTS)
def test_a_picture_is_written_as_its_name_ends(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"picture{ending}"
    picture().save(path)
    assert path.read_bytes().startswith(STARTS[ending])
    before = path.read_bytes()
    picture().save(path)
    assert path.read_bytes() == before  # the same picture, the same bytes


def test_an_svg_has_title_description_and_text(tmp_path: Path) -> None:
    picture().save(tmp_path / "picture.svg")
    root = ElementTree.parse(tmp_path / "picture.svg").getroot()
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert root.findtext(f"{SVG}title") == "Who & why?"
    assert root.findtext(f"{SVG}desc") == "Nobody < all."
    words = ["".join(text.itertext()).strip() for text in root.iter(f"{SVG}text")]
    assert "R&D <first>" in words and "a scenario; a note" in words


def test_a_notebook_shows_an_svg() -> None:
    assert "<desc>" in picture()._repr_svg_()


def test_no_picture_of_another_ending(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="expected a name that ends in"):
        picture().save(tmp_path / "picture.gif")


def test_labels_keep_near_their_lines_and_off_one_another() -> None:
    placed = np.array(spread_labels(np.array([0.5, 0.5, 0.98, 0.99]), 0.1))
    assert (np.diff(np.sort(placed)) >= 0.1 - 1e-12).all() and placed.max() <= 1.0


def test_bands_add_up_and_bear_their_labels() -> None:
    axes = Figure().subplots()
    heights = np.array([[0.2, 0.8], [0.5, 0.5]])
    bands(axes, np.array([0.0, 1.0]), heights, [Band("a", "#000000"), Band("", "#FFFFFF", sharp=False)])
    low, high = axes.collections
    tops = [np.asarray(collection.get_paths()[0].vertices).max(axis=0)[1] for collection in (low, high)]
    assert tops == [0.5, 1.0]
    assert low.get_hatch() is None and high.get_hatch() == HATCH
    assert [text.get_text() for text in axes.texts] == ["a"]


def test_parts_of_a_bar_are_as_long_as_their_shares() -> None:
    axes = Figure().subplots()
    parts = [[Band("a", "#000000"), Band("b", "#FFFFFF", sharp=False)]]
    share_rows(axes, ["one"], np.array([[0.25, 0.75]]), parts)
    assert [bar.get_bbox().width for bar in axes.patches if isinstance(bar, Rectangle)] == [0.25, 0.75]
    assert [bar.get_hatch() for bar in axes.patches] == [None, HATCH]


def test_days_follow_the_calendar() -> None:
    assert days_of(date(2019, 1, 31), [0.0, 1.0, 2.0]) == [
        date(2019, 1, 31),
        date(2019, 2, 28),
        date(2019, 3, 31),
    ]


def test_the_actors_of_the_korea_theatre_have_colours_of_their_own() -> None:
    from blinkfirst import load

    marks = [marks_of(actor.name for actor in load(name).rules.actors) for name in KOREA[:3]]
    assert all(mark == marks[0] for mark in marks)
    assert len({mark.colour for mark in marks[0].values()}) == len(marks[0])
    assert set(KOREA) <= set(SHIPPED)


@pytest.mark.parametrize(
    ("first", "last", "most", "days"),
    [
        (date(2024, 1, 1), date(2024, 1, 5), 7, ["2024-01-01", "2024-01-05"]),
        (date(2024, 1, 1), date(2024, 2, 20), 7, ["2024-01-01", "2024-02-12"]),
        (date(2018, 8, 30), date(2020, 2, 29), 7, ["2018-10-01", "2020-01-01"]),
        (date(2020, 1, 1), date(2050, 1, 1), 4, ["2020-01-01", "2050-01-01"]),
        (date(2024, 1, 3), date(2024, 1, 3), 4, ["2024-01-03", "2024-01-03"]),
    ],
)
def test_dates_on_an_axis_are_few_and_even(first: date, last: date, most: int, days: list[str]) -> None:
    ticks = date_ticks(first, last, most)
    assert len(ticks) <= most and [str(ticks[0]), str(ticks[-1])] == days
    steps = np.diff([day.toordinal() for day in ticks])
    assert not steps.size or steps.max() <= 1.1 * steps.min()
