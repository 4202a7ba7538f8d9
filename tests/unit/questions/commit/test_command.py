"""``blinkfirst commit``: the page, JSON, CSV, a folder; complaints."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from surface.command import blinkfirst

STANDOFF, SETTER, STORE = (
    f"textbook/{name}" for name in ("two-sided-standoff", "setter-and-veto", "chain-store")
)


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def test_the_page_of_two_players() -> None:
    done = blinkfirst("commit", STANDOFF)
    assert (done.status, done.err) == (0, "")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert "as the game goes -0.670, 0.891* 0.870, -0.604 -0.457, 0.402" in lines
    assert "99 %, 0 %, 1.4 % 0.5 %, 99.4 %, 0.1 % 74 %, 21 %, 5.2 %" in lines
    assert "East never blinks +1.250* -1.072 0 % 99 % 1.4 %" in lines
    assert "1. East never blinks; West blinks at the first chance" in lines
    assert "Nash equilibria of the commitments (all equilibria, no ties at" in done.out
    assert "East gains 1.250 utils by tying its hands: 'never blinks', at the cost of West (-1.072)." in lines


def test_ties_and_dominance_are_said() -> None:
    out = " ".join(blinkfirst("commit", STORE).out.split())
    assert "degenerate: payoffs are tied" in out
    assert "Rivals: 'never blinks', weakly, by 'as the game goes'" in out
    assert "Chain gains 12.000 utils by tying its hands: 'never blinks', at the cost of Rivals (-4" in out


def test_the_page_of_three_players_and_of_idle_postures() -> None:
    done = blinkfirst("commit", SETTER)
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert "left out: Nearer 'never blinks': takes nothing off any menu" in lines
    first = lines.index("never free free 0 % 0 % 0 % 100 %")
    assert lines[first + 1] == "-0.700 -0.200* -0.101*"
    assert "Farther has no commitment to make." in lines


def test_an_actor_that_is_no_player_is_among_those_who_pay() -> None:
    out = blinkfirst("commit", STANDOFF, "--actors", "East").out
    assert "not a player, plays as the game goes: West" in out
    assert "'never blinks', at the cost of West (-1.072)." in out
    assert "3 profiles, each solved exactly" in out


def test_json_csv_and_folder_say_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    found = json.loads(blinkfirst("commit", STANDOFF, "--json", "--out", folder).out)
    rows = list(csv.DictReader(io.StringIO(blinkfirst("commit", STANDOFF, "--csv").out)))
    assert len(rows) == 9 * 3 and len(found["profiles"]) == 9 and found["solved"] == 9
    for number, profile in enumerate(found["profiles"]):
        mine = rows[3 * number : 3 * number + 3]
        assert {row["actor"]: float(row["value"]) for row in mine[:2]} == profile["values"]
        assert {row["actor"]: float(row["first_blink"]) for row in mine} == profile["first_blink"]
        assert {player: mine[0][player] for player in ("East", "West")} == profile["postures"]
        assert profile["payoffs"] == profile["values"]  # each side is one actor
        assert mine[2]["actor"] == "nobody" and mine[2]["value"] == ""
        assert sum(profile["first_blink"].values()) == pytest.approx(1.0)
    assert rows_of(folder / "profiles.csv") == rows
    free = found["profiles"][-1]
    assert {k: free[k] for k in ("values", "first_blink")} == found["nobody_commits"]
    alone = {(one["player"], one["posture"]): one for one in found["tied_hands"]}
    east = alone["East", "never blinks"]
    worth = found["profiles"][2]["values"]["East"] - free["values"]["East"]
    assert east["value"] == east["gain"]["East"] == worth
    assert set(east["gain"]) == set(east["actor_gain"]) == {"East", "West"}
    equilibria = found["equilibria"]
    assert equilibria["complete"] and not equilibria["degenerate"] and len(equilibria["found"]) == 3
    assert equilibria["found"][0]["mixtures"]["East"]["never blinks"] == 1.0
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    names = [table["name"] for table in manifest["tables"]]
    assert names == ["profiles", "equilibria", "tied_hands", "dominated", "first_blinkers"]
    tied = rows_of(folder / "tied_hands.csv")
    assert float(tied[0]["gain"]) == east["value"] and tied[0]["who_gains"] == "East"


def test_dominated_postures_stand_in_the_tables(tmp_path: Path) -> None:
    found = json.loads(blinkfirst("commit", STORE, "--json", "--out", tmp_path / "kept").out)
    rows = rows_of(tmp_path / "kept" / "dominated.csv")
    told = [(one["player"], one["posture"], *one["by"], str(one["strictly"])) for one in found["dominated"]]
    assert [(r["player"], r["posture"], r["dominated_by"], r["strictly"]) for r in rows] == told != []


def test_own_postures_from_options_and_files(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("mute: {not: yield}\n", encoding="utf-8")
    one = blinkfirst("commit", STANDOFF, "--postures", path, "--csv")
    other = blinkfirst("commit", STANDOFF, "--posture", "mute: not yield", "--csv")
    assert one.out == other.out and one.out.count("\n") == 1 + 16 * 3
    options = ("--posture", "mute: not yield", "--strategy", "East=mute", "--json")
    chosen = blinkfirst("commit", STANDOFF, *options)
    assert [p["name"] for p in json.loads(chosen.out)["players"][0]["postures"]] == ["mute"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--json", "--csv"), "--json, --csv: expected one of them, got both"),
        (("--sides", "--actors", "East"), "--sides, --actors: expected one of them, got both"),
        (("--actors", "East,"), "--actors: expected ACTOR,ACTOR,..., got 'East,'"),
        (("--actors", "Est"), "did you mean: East"),
        (("--posture", "mute: not yeild"), "did you mean: yield"),
        (("--postures", "nowhere.yaml"), "nowhere.yaml: cannot be read"),
        (("--set", "actors.Est.precision=4"), "did you mean: East"),
    ],
)
def test_bad_input(options: tuple[str, ...], message: str) -> None:
    done = blinkfirst("commit", STANDOFF, *options)
    assert (done.status, done.out) == (2, "") and message in done.err


def test_too_many_profiles_end_it_before_anything_is_compiled() -> None:
    postures = [word for k in range(7) for word in ("--posture", f"own{k}: not yield")]
    done = blinkfirst("commit", "textbook/volunteers-dilemma", "--actors", "First,Second,Third,Fourth,Fifth")
    assert done.status == 0 and "shown are" in done.out
    extra = ("--posture", "mute: not object")
    done = blinkfirst("commit", "textbook/volunteers-dilemma", *extra)
    assert done.status == 2 and "4 x 4 x 4 x 4 x 4 = 1,024 profiles" in done.err
    assert blinkfirst("commit", STANDOFF, *postures).status == 0
