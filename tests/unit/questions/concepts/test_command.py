"""``blinkfirst solve`` of a stand-off: page, JSON, CSV, figure, complaints."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from conftest import KOREA, SHIPPED
from surface.command import blinkfirst

STANDOFF = "textbook/two-sided-standoff"
WITHOUT_ERROR_SOMEBODY = ("korea-1/2017-unity", "korea-1/2018-tacit-double-freeze")
QUICK = ("--only", "coin-toss,exact,levels", "--levels", "1")


def test_the_page() -> None:
    done = blinkfirst("solve", STANDOFF, *QUICK)
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "A stand-off between two, with a deadline (textbook/two-sided-standoff, no lens)"
    rows = {line[:15].strip(): line[15:].split() for line in lines[3:8]}
    assert rows["logit forecast"] == ["74*", "21", "5.2", "3.0", "0"]
    assert rows["coin toss"] == ["50*", "50*", "0.1", "1.5", "29"]
    assert list(rows) == ["", "coin toss", "logit forecast", "subgame-perfect", "level 1"]
    assert "Do they agree?" in lines
    said = "The answer does not depend on error: where nobody errs, East still leads, with 99.2 %."
    assert said in " ".join(done.out.split())


def test_json_and_csv_say_the_same() -> None:
    told = json.loads(blinkfirst("solve", STANDOFF, *QUICK, "--json").out)
    rows = list(csv.DictReader(io.StringIO(blinkfirst("solve", STANDOFF, *QUICK, "--csv").out)))
    assert [way["key"] for way in told["ways"]] == ["coin-toss", "logit", "exact", "levels"]
    assert len(rows) == 4 * 3
    chances = {(row["key"], row["who"]): float(row["first_blink"]) for row in rows}
    for way in told["ways"]:
        for who, chance in way["answers"][0]["first_blink"].items():
            assert chances[way["key"], who] == chance
    (verdict,) = (asked for asked in [" ".join(told["verdict"])] if asked)
    assert verdict in " ".join(blinkfirst("solve", STANDOFF, *QUICK).out.split())


def test_settings_lens_and_levels_reach_the_answer() -> None:
    plain = json.loads(blinkfirst("solve", STANDOFF, "--only", "logit", "--json").out)
    steady = json.loads(
        blinkfirst(
            "solve", STANDOFF, "--only", "logit", "--set", "actors.East.precision=0", "--json"
        ).out
    )  # fmt: skip
    assert plain["ways"][0]["answers"] != steady["ways"][0]["answers"]
    deep = json.loads(blinkfirst("solve", STANDOFF, "--only", "levels", "--levels", "5", "--json").out)
    assert [way["name"] for way in deep["ways"]][1:] == [f"level {k}" for k in range(1, 6)]


def test_the_same_seed_gives_the_same_bytes_however_many_threads() -> None:
    words = ("solve", STANDOFF, "--runs", "500", "--seed", "0", "--json")
    one, two = blinkfirst(*words, "--jobs", "1"), blinkfirst(*words, "--jobs", "2")
    assert one.status == 0
    assert one.out == two.out
    assert blinkfirst("solve", STANDOFF, "--runs", "500", "--seed", "2", "--json").out != one.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--json", "--csv"), "--json, --csv: expected one of them, got both"),
        (("--only", "level"), "did you mean: levels"),
        (("--only", ","), "--only: expected CONCEPT,CONCEPT,..., got ','"),
        (("--skip", "logit"), "--skip: all others are compared with logit"),
        (("--levels", "99"), "--levels: level of reasoning 99: expected 0 to 20"),
        (("--tau", "nan"), "--tau: tau nan: expected a number >= 0"),
        (("--search",), "--search: for matrices only, and this is a stand-off"),
        (("--search", "--gambit"), "--gambit, --search: expected one of them, got both"),
        (("--runs", "0"), "--runs: expected at least 1, got 0"),
        (("--figure", "here.txt"), "--figure: expected a name that ends in"),
    ],
)
def test_what_cannot_be_asked_is_refused(words: tuple[str, ...], message: str) -> None:
    done = blinkfirst("solve", STANDOFF, *words)
    assert (done.status, done.out) == (2, "")
    assert message in done.err
    assert "Traceback" not in done.err


def test_options_of_stand_offs_are_refused_for_a_matrix() -> None:
    done = blinkfirst("solve", "textbook/chicken", "--skip", "graph")
    assert (done.status, done.out) == (2, "")
    assert "--skip: for stand-offs only, and this is a matrix" in done.err


def test_depths_of_reasoning_that_cannot_be_are_bad_options_of_a_matrix_too() -> None:
    for option, value in (("--tau", "nan"), ("--tau", "1e9"), ("--levels", "99")):
        done = blinkfirst("solve", "textbook/chicken", option, value)
        assert done.status == 2 and done.err.startswith(f"{option}: ")


def test_a_matrix_too_large_to_list_all_equilibria_can_be_searched(tmp_path: Path) -> None:
    """Coordination with traps: pure equilibria on the diagonal, as every table of this kind has them."""
    names = [f"s{k:02}" for k in range(14)]
    cells = [[[k + 1, k + 1] if k == j else [-1, -1] for j in range(14)] for k in range(14)]
    file = tmp_path / "large.yaml"
    sides = {name: {"strategies": names} for name in ("Row", "Column")}
    game = {"blinkfirst": 1, "kind": "matrix", "title": "Large", "assumption": "made up", "players": sides}
    file.write_text(json.dumps({**game, "table": cells}), encoding="utf-8")

    refused = blinkfirst("solve", file)
    assert (refused.status, refused.out) == (2, "")
    assert "14 x 14 strategies: 40,116,599 systems" in refused.err and "solve --search" in refused.err

    done = blinkfirst("solve", file, "--search", "--json")
    assert (done.status, done.err) == (0, "")
    found = json.loads(done.out)
    assert not found["equilibria"]["complete"]
    pure = [one["mixtures"] for one in found["equilibria"]["found"] if one["pure"]]
    assert [{side: max(own, key=own.get) for side, own in one.items()} for one in pure] == [
        {"Row": name, "Column": name} for name in names
    ]


def test_the_figure(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    done = blinkfirst("solve", STANDOFF, "--only", "logit", "--figure", tmp_path / "errors.svg")
    assert (done.status, done.err) == (0, "")
    text = (tmp_path / "errors.svg").read_text(encoding="utf-8")
    assert text.startswith("<?xml")
    assert not (tmp_path / "errors.png").exists()


def test_without_error_there_is_no_figure(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    done = blinkfirst("solve", "textbook/centipede", "--only", "logit", "--figure", tmp_path / "errors.svg")
    assert (done.status, done.out) == (2, "")
    assert "no precision to multiply" in done.err


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_stand_off_has_its_answers(name: str) -> None:
    done = blinkfirst("solve", name, "--json", "--set", "beliefs=none")  # others know no types
    assert done.status == 0, done.err
    told = json.loads(done.out)
    names = [*told["actors"], "nobody"]
    by_key = {way["key"]: way for way in told["ways"]}
    for way in told["ways"]:
        assert bool(way["answers"]) != bool(way["missing"])
        for answer in way["answers"]:
            assert answer["named"]
            assert set(answer["named"]) <= set(names)
            if answer["first_blink"] is not None:
                assert sum(answer["first_blink"].values()) == pytest.approx(1.0, abs=1e-9)
                assert min(answer["first_blink"].values()) > -1e-12
    if name in KOREA:  # as the page on many answers says
        nobody = by_key["exact"]["answers"][0]["first_blink"]["nobody"]
        assert (nobody >= 0.9995) == (name not in WITHOUT_ERROR_SOMEBODY), nobody
    (agents,), (exact,) = by_key["agents"]["answers"], by_key["logit"]["answers"]
    assert agents["apart"] < 0.03
    for who in names:  # 95 % of intervals hold; none is missed by as much as its own length
        low, high, chance = agents["low"][who], agents["high"][who], exact["first_blink"][who]
        assert low - (high - low) <= chance <= high + (high - low)
    assert told["verdict"]
