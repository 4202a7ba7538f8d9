"""``blinkfirst stability``: the dilemma of two who may cheat, by flows and by ranks; events; complaints."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from surface.command import blinkfirst

DILEMMA = """\
blinkfirst: 1
title: Two who may cheat
start: 2024-01-01
horizon: 12
tick: 0.5
world:
  east: {levels: [keeps, cheats], start: keeps}
  west: {levels: [keeps, cheats], start: keeps}
actors:
  East:
    position: We keep our word
    tempo: 1
    patience: 0.9
    precision: 2
    moves:
      sit: {}
      turn: {then: {east: cheats if east == keeps else keeps}, blink: hard}
  West:
    position: We keep ours
    tempo: 1
    patience: 0.9
    precision: 2
    moves:
      sit: {}
      turn: {then: {west: cheats if west == keeps else keeps}, blink: hard}
arguments:
  temptation:
    claim: Who cheats gains one, whoever is cheated loses two.
    assumption: As in the textbook.
    terms:
      e-gain: {for: East, while: east == cheats, weight: 1}
      w-gain: {for: West, while: west == cheats, weight: 1}
      e-loss: {for: East, while: west == cheats, weight: -2}
      w-loss: {for: West, while: east == cheats, weight: -2}
"""
EVENTS = """\
events:
  - {on: 2024-04-01, name: A pact, foreseen: true, set: {arguments.temptation.strength: 0}}
  - on: 2024-07-01
    name: Quarrel
    foreseen: false
    set: {world.east: cheats, arguments.temptation.strength: 2}
"""
RANKS = """\
east,west,East,West
keeps,keeps,3,3
keeps,cheats,1,4
cheats,keeps,4,1
cheats,cheats,2,2
"""
CONCEPTS = ("Nash", "GMR", "SMR", "SEQ")


@pytest.fixture
def dilemma(tmp_path: Path) -> Path:
    path = tmp_path / "dilemma.yaml"
    path.write_text(DILEMMA, encoding="utf-8")
    return path


@pytest.fixture
def eventful(tmp_path: Path) -> Path:
    path = tmp_path / "eventful.yaml"
    path.write_text(DILEMMA + EVENTS, encoding="utf-8")
    return path


def ranks_file(folder: Path, text: str) -> Path:
    path = folder / "ranks.csv"
    path.write_text(text, encoding="utf-8")
    return path


def printed(*arguments: object) -> Any:
    done = blinkfirst("stability", *arguments, "--json")
    assert (done.status, done.err) == (0, "")
    return json.loads(done.out)


def words(*arguments: object) -> str:
    """The page without its line breaks."""
    return " ".join(blinkfirst(*arguments).out.split())


def complaint(*arguments: object) -> str:
    done = blinkfirst("stability", *arguments)
    assert (done.status, done.out) == (2, ""), done.out
    assert "Traceback" not in done.err
    return done.err


def equilibria(found: Any) -> dict[str, set[tuple[str, ...]]]:
    return {c: {tuple(state.values()) for state in found["equilibria"][c]} for c in CONCEPTS}


BOTH_CHEAT, BOTH_KEEP = ("cheats", "cheats"), ("keeps", "keeps")
KNOWN = {c: {BOTH_CHEAT} if c == "Nash" else {BOTH_CHEAT, BOTH_KEEP} for c in CONCEPTS}


def test_the_dilemma_by_flows_and_by_ranks(dilemma: Path, tmp_path: Path) -> None:
    found = printed(dilemma)
    assert equilibria(found) == KNOWN
    assert found["preferences"] == "flows" and found["rank_classes"] == {"East": 4, "West": 4}
    assert found["start"] == found["state"] == {"east": "keeps", "west": "keeps"}
    assert found["stable_for"]["East"] == {"Nash": False, "GMR": True, "SMR": True, "SEQ": True}
    (better,) = found["improvements"]["East"]
    assert better["state"] == {"east": "cheats", "west": "keeps"} and better["moves"] == {"turn": 1.0}
    answer = [{"actor": "West", "moves": {"turn": 1.0}, "state": {"east": "cheats", "west": "cheats"}}]
    assert better["sanctions"] == {"GMR": answer, "SMR": answer, "SEQ": answer} and better["escape"] is None
    path = ranks_file(tmp_path, RANKS)
    ranked = printed(dilemma, "--set", "arguments.temptation.strength=0", "--ranks", path)
    assert equilibria(ranked) == KNOWN and ranked["preferences"].endswith("ranks.csv")


def test_other_ranks_other_answers(dilemma: Path, tmp_path: Path) -> None:
    """Chicken: keeping is swerving; no answer by cheating is credible."""
    chicken = RANKS.replace("cheats,cheats,2,2", "cheats,cheats,0,0")
    found = printed(dilemma, "--ranks", ranks_file(tmp_path, chicken))
    one_cheats = {("keeps", "cheats"), ("cheats", "keeps")}
    assert equilibria(found) == {
        "Nash": one_cheats,
        "GMR": one_cheats | {BOTH_KEEP},
        "SMR": one_cheats | {BOTH_KEEP},
        "SEQ": one_cheats,
    }
    page = words("stability", dilemma, "--ranks", tmp_path / "ranks.csv")
    assert (
        "Counter-move: West could turn [west keeps -> cheats], which leaves East no better off than "
        "before." in page
    )
    assert "There is no escape: from there East has no move to anything better." in page
    assert (
        "None of these counter-moves is credible: in each, somebody moves against its own interest." in page
    )


def test_the_page_gives_reasons(dilemma: Path) -> None:
    page = words("stability", dilemma)
    assert "East: stable under GMR, SMR and SEQ, not under Nash" in page
    assert "East can turn [east keeps -> cheats], which it prefers." in page
    assert (
        "Deterred: West could turn [west keeps -> cheats], which leaves East no better off than before; "
        "this is credible, as West gains by it." in page
    )
    page = words("stability", dilemma, "--state", "east=cheats")
    assert "West: not stable under any of the four" in page
    assert "No counter-move deters it: whatever East does next, West is better off than before." in page
    assert "East: stable; it has no improvement" in page


def test_a_row_may_stand_for_many_states(dilemma: Path, tmp_path: Path) -> None:
    by_west = "west,East,West\nkeeps,2,1\ncheats,1,1\n"
    found = printed(dilemma, "--ranks", ranks_file(tmp_path, by_west))
    assert found["rank_classes"] == {"East": 2, "West": 1}
    assert len(found["equilibria"]["Nash"]) == 4, "nobody can do anything about what it cares for"
    assert "West ranks all states alike, so every state is stable for it" in found["notes"]
    assert "East ranks alike, at 1: east=keeps,west=cheats; east=cheats,west=cheats " \
        "(1 more of its ranks are shared)" in found["notes"]  # fmt: skip


def test_csv_has_a_row_per_state_and_actor(dilemma: Path) -> None:
    done = blinkfirst("stability", dilemma, "--csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert len(rows) == 8
    assert rows[0] == {
        "east": "keeps", "west": "keeps", "actor": "East", "rank": "3",
        "Nash_stable": "False", "GMR_stable": "True", "SMR_stable": "True", "SEQ_stable": "True",
        "Nash_equilibrium": "False", "GMR_equilibrium": "True", "SMR_equilibrium": "True",
        "SEQ_equilibrium": "True",
    }  # fmt: skip


def test_every_stretch_has_its_own_answer(eventful: Path) -> None:
    first, pact, quarrel = (printed(eventful, "--at", number) for number in (1, 2, 3))
    assert printed(eventful) == first and printed(eventful, "--at", "2024-05-15") == pact
    days = {"2024-01-01": first, "2024-03-31": pact, "2024-04-01": pact, "2024-12-16": quarrel}
    assert all(printed(eventful, "--at", day) == found for day, found in days.items())
    assert (first["event"], pact["event"], quarrel["event"]) == ("", "A pact", "Quarrel")
    assert (pact["first_day"], pact["end"]) == ("2024-04-01", "2024-07-01")
    assert equilibria(first) == KNOWN
    assert len(pact["equilibria"]["Nash"]) == 4, "nothing is worth anything"
    assert quarrel["start"] == {"east": "cheats", "west": "keeps"}
    assert "Stretch 2 of 3, 2024-04-01 to 2024-07-01, opened by: A pact" in blinkfirst(
        "stability", eventful, "--at", 2
    ).out


def test_ties_within_the_tolerance(dilemma: Path) -> None:
    found = printed(dilemma, "--tolerance", 1)
    assert found["rank_classes"] == {"East": 1, "West": 1}
    assert len(found["equilibria"]["Nash"]) == 4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RANKS.replace("3,3", "3,best"), "ranks.csv:2:15: West: expected a rank, a whole number"),
        (RANKS.replace("3,3", "3,"), "ranks.csv:2:15: West: expected a rank"),
        (RANKS.replace("keeps,cheats,1", "keeps,cheat,1"), "ranks.csv:3:7: west: unknown level 'cheat'"),
        (RANKS.replace("keeps,cheats,1", "keeps,cheat,1"), "did you mean: cheats"),
        (RANKS.replace("east,", "eats,"), "ranks.csv:1:1: unknown column 'eats'"),
        (RANKS.replace("East,West", "East,East"), "ranks.csv:1:16: the column 'East' appears twice"),
        (RANKS.replace("East,West", "East"), "expected a column of ranks for West, got none"),
        (RANKS.replace("3,3", "3"), "ranks.csv:2:13: expected 4 cells as in the header, got 3"),
        (RANKS.replace("cheats,cheats", "cheats,keeps"), "east=cheats,west=keeps once more; line 4 has"),
        (RANKS.replace("cheats,cheats,2,2\n", ""), "no row ranks the state east=cheats,west=cheats;"),
        (RANKS[:20], "no row ranks the state east=keeps,west=keeps and 3 others"),
        ("", "expected a header of variables and actors, got an empty file"),
        ("\ufeff" + RANKS.replace(",", ";"), "ranks.csv:1:1: expected columns separated by commas, got one"),
        (RANKS.replace(",", "\t"), "ranks.csv:1:1: expected columns separated by commas, got one"),
        ("," + RANKS.replace("\n", "\n0,").rstrip("0,"), "ranks.csv:1:1: a column without a name; where"),
    ],
)
def test_ranks_that_cannot_be_used(dilemma: Path, tmp_path: Path, text: str, said: str) -> None:
    assert said in complaint(dilemma, "--ranks", ranks_file(tmp_path, text))


def test_ranks_that_cannot_be_read(dilemma: Path, tmp_path: Path) -> None:
    assert "cannot be read" in complaint(dilemma, "--ranks", tmp_path / "none.csv")
    (tmp_path / "bytes.csv").write_bytes(b"east,west,East,West\n\xff\xfe,1\n")
    assert "bytes.csv:2:1: expected UTF-8 text" in complaint(dilemma, "--ranks", tmp_path / "bytes.csv")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--state", "east"), "--state: expected VARIABLE=LEVEL,VARIABLE=LEVEL, got 'east'"),
        (("--state", "eats=keeps"), "did you mean: east"),
        (("--state", "east=cheat"), "did you mean: cheats"),
        (("--state", "east=keeps,east=cheats"), "--state: east appears twice"),
        (("--at", "4"), "--at: expected a stretch from 1 to 3 or a date, got 4"),
        (("--at", "0"), "--at: expected a stretch from 1 to 3 or a date, got 0"),
        (("--at", "May"), "--at: expected a date as YYYY-MM-DD or a stretch from 1 to 3, got 'May'"),
        (("--at", "2030-01-01"), "--at: expected a date from 2024-01-01 to 2024-12-16, got 2030-01-01"),
        (("--tolerance", "-1"), "--tolerance: expected a number of at least 0"),
        (("--tolerance", "nan"), "--tolerance: expected a number of at least 0"),
        (("--json", "--csv"), "--json, --csv: expected one of them, got both"),
    ],
)
def test_options_that_cannot_be_used(eventful: Path, words: tuple[str, ...], said: str) -> None:
    assert said in complaint(eventful, *words)


def test_a_state_that_cannot_occur_is_said_to_be_so(tmp_path: Path) -> None:
    """West can cheat only where East does: alone it never happens."""
    path = tmp_path / "bound.yaml"
    path.write_text(
        DILEMMA.replace("turn: {then: {west", "turn: {when: east == cheats, then: {west")
        .replace("turn: {then: {east", "turn: {when: west == keeps, then: {east"),
        encoding="utf-8",
    )  # fmt: skip
    said = complaint(path, "--state", "west=cheats")
    assert "west=cheats cannot occur while all else is as at the start of the stretch; say more" in said
    assert "did you mean: east=cheats,west=cheats" in said
    assert "no state that can occur has east=keeps,west=cheats" in complaint(
        path, "--state", "east=keeps,west=cheats"
    )


def test_those_who_would_leave_under_several_concepts_are_named_once() -> None:
    printed = " ".join(blinkfirst("stability", "textbook/two-sided-standoff").out.split())
    assert " Nash, GMR, SMR and SEQ: East and West would leave it. " in printed
    assert printed.count("would leave it") == 1
    assert "none more because credible counter-moves deter" in printed
