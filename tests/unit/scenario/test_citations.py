"""Places in sources: spelled one way, refused with what was meant, the same in records, pages and JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from blinkfirst.scenario.citations import PinpointError, format_pinpoints, parse_pinpoint
from surface.command import blinkfirst
from worlds.two_houses import edited, scenario_from, written

CITES = "source: {brt: [2, 3]}"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("p. 12", "p. 12"), ("page 12", "p. 12"), ("p.12", "p. 12"), ("pp. 12-14", "pp. 12-14"),
        ("pp. 12 – 14", "pp. 12-14"), ("pages 9-11", "pp. 9-11"), ("paragraph 16", 16), ("¶16", 16),
        ("paras. 3-5", "paras. 3-5"), ("Art. 5, para. 2", "art. 5 para. 2"), ("article 41(2)", "art. 41(2)"),
        ("§ IV.B", "sec. IV.B"), ("sec. 3.1.2", "sec. 3.1.2"), ("l. 120-124", "lines 120-124"),
        ("line 40", "line 40"), ("op. 8", "op. para. 8"), ("OP8", "op. para. 8"),
        ("operative paragraph 8(b)", "op. para. 8(b)"), ("preambular para. 2", "pream. para. 2"),
        ("annex II para. 3", "annex II para. 3"), ("chapter 3, pp. 40-45", "ch. 3 pp. 40-45"),
        ("n. 4", "n. 4"),
    ],
)  # fmt: skip
def test_one_spelling(text: str, place: int | str) -> None:
    assert parse_pinpoint(text) == place
    assert format_pinpoints([parse_pinpoint(text)]) in (place, f"para. {place}")
    if isinstance(place, str):
        assert parse_pinpoint(place) == place


@pytest.mark.parametrize(
    "text", ["", "p.", "12-14", "see p. 4", "p. -3", "p. 3 4", "passim", "p. 9-7", "pp. 7-7"]
)
def test_no_place(text: str) -> None:
    with pytest.raises(PinpointError):
        parse_pinpoint(text)


def test_forms_of_a_place_are_the_same_citation() -> None:
    plain = scenario_from(edited(CITES, "source: {brt: [2, p. 12]}"))
    other = scenario_from(edited(CITES, "source: {brt: [paragraph 2, page 12]}"))
    assert plain.rules.arguments == other.rules.arguments
    assert plain.rules.arguments[1].source == {"brt": (2, "p. 12")}


def test_places_in_pages_and_json(tmp_path: Path) -> None:
    path = written(tmp_path, "two.yaml", edited(CITES, "source: {brt: [2, pages 12-14]}"))
    assert "brt para. 2, pp. 12-14" in blinkfirst("arguments", path).out
    ledger = json.loads(blinkfirst("arguments", path, "--json").out)
    assert ledger["fear"]["source"] == {"brt": [2, "pp. 12-14"]}
    assert "brt para. 2, pp. 12-14" in blinkfirst("numbers", path, "--csv").out
    assert "pages 12-14" in blinkfirst("show", path).out


def test_a_doi_without_its_address() -> None:
    text = edited("lens: old}", 'lens: old, doi: "https://doi.org/10.1017/S002", accessed: 2024-05-01}')
    assert scenario_from(text).sources["art"].doi == "10.1017/S002"
    assert scenario_from(text).sources["art"].accessed == "2024-05-01"
