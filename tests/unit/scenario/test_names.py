"""Names in any script: read, set and exported; refused where they look like another one."""

from __future__ import annotations

import json
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pytest

from blinkfirst.exchange.identifiers import identifiers
from blinkfirst.report.labels import Labels
from blinkfirst.scenario.expressions import is_name
from blinkfirst.scenario.loading import load
from surface.command import blinkfirst
from worlds.two_houses import TWO_HOUSES, edited, problems_in, scenario_from, written

# an actor in Hangul, one in Arabic, a variable in Thai with a letter that Python spells otherwise, moves in
# Devanagari with an inner hyphen, levels in Cyrillic
OTHER_SCRIPTS = {
    "CN": "대한민국", "US": "إيران", "heat": "ทำ", "press": "दबाव-डालना", "near-embargo": "почти-эмбарго",
    "fuss": "шум", "loss": "損失",
}  # fmt: skip


def in_other_scripts(text: str = TWO_HOUSES) -> str:
    text = text.replace("presses", "press")
    for plain, name in OTHER_SCRIPTS.items():
        text = text.replace(plain, name)
    return text


def test_a_world_in_other_scripts_is_the_same_game(tmp_path: Path) -> None:
    plain = written(tmp_path, "plain.yaml", TWO_HOUSES)
    other = written(tmp_path, "other.yaml", in_other_scripts())
    found = {}
    for path in (plain, other):
        done = blinkfirst("run", path, "--json", "--runs", 20)
        assert done.status == 0, done.err
        found[path] = json.loads(done.out)["first_blink"]
    assert list(found[other].values()) == list(found[plain].values())
    assert list(found[other]) == [OTHER_SCRIPTS.get(name, name) for name in found[plain]]


def test_settings_and_options_know_names_however_they_are_composed(tmp_path: Path) -> None:
    path = written(tmp_path, "other.yaml", in_other_scripts())
    apart = normalize("NFD", "대한민국")
    assert apart != "대한민국"
    done = blinkfirst("show", path, "--set", f"actors.{apart}.precision=7", "--set", "parameters.шум=0.25")
    assert (done.status, done.err) == (0, "")
    changed = load(written(tmp_path, "changed.yaml", done.out))
    assert [actor.precision for actor in changed.rules.actors if actor.name == "대한민국"] == [7]
    assert changed.rules.parameters["шум"].value == 0.25
    done = blinkfirst("explain", path, "--where", "ทำ > low and docket == tighten")
    assert done.status == 0, done.err
    done = blinkfirst("run", path, "--set", "actors.대한민극.precision=7")
    assert done.status == 2 and "did you mean: 대한민국" in done.err


def test_a_file_in_decomposed_letters_is_the_same(tmp_path: Path) -> None:
    apart = load(written(tmp_path, "apart.yaml", normalize("NFD", in_other_scripts())))
    assert apart.rules == scenario_from(in_other_scripts()).rules


@pytest.mark.parametrize("ending", ["efg", "drn", "prism", "csv", "npz", "tra"])
def test_exports_know_names_of_any_script(ending: str, tmp_path: Path) -> None:
    path = written(tmp_path, "other.yaml", in_other_scripts())
    done = blinkfirst("export", path, "-o", tmp_path / f"x.{ending}", "--ticks", 1)
    assert done.status == 0, done.err
    made = tmp_path / f"x.{'lab' if ending == 'tra' else ending}"
    if ending == "npz":
        assert np.load(made)["actors"].tolist() == ["إيران", "대한민국"]
    elif ending in ("efg", "csv"):
        assert "대한민국" in made.read_text(encoding="utf-8")
    elif ending == "prism":
        assert "// uB300uD55CuBBFCuAD6D stands for 대한민국" in made.read_text(encoding="utf-8").splitlines()
    else:
        assert "uB300uD55CuBBFCuAD6D_blinks_first" in made.read_text(encoding="utf-8")


def test_identifiers_of_other_tools_say_what_they_were() -> None:
    found = identifiers(["조선", "U", "U", "x-é", "a\u2212b"])
    assert found == ["uC870uC120", "U_2", "U_3", "x_e", "a_b"]


@pytest.mark.parametrize(
    ("text", "well"),
    [
        ("US", True), ("대북-제재", True), ("ทำ", True), ("किताब", True), ("l·l", True), ("\u02beAmal", True),
        ("3rd", False), ("a b", False), ("a--b", False), ("-a", False), ("a-", False), ("", False),
        ("a\u200d", False), ("a\U00010600b", False), ("½", False),
    ],
)  # fmt: skip
def test_names(text: str, well: bool) -> None:
    assert is_name(text) is well


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "  flag: {levels: [up], start: up}",
            "  flag: {levels: [up], start: up}\n  hеat: {levels: [a], start: a}",
            "two.yaml:12:3: world.hеat: 'hеat' looks like 'heat' (world.heat), but is written "
            "with other letters (U+0435 CYRILLIC SMALL LETTER IE); choose another name",
        ),
        (
            "  flag: {levels: [up], start: up}",
            "  flag: {levels: [ＵＳ], start: ＵＳ}",
            "two.yaml:11:19: world.flag.levels.0: 'ＵＳ' looks like 'US' (actors.US), but is written "
            "with other letters (U+FF35 FULLWIDTH LATIN CAPITAL LETTER U); choose another name",
        ),
        (
            "  art: {title: A",
            "  аrt: {title: A, author: B, year: 2018}\n  art: {title: A",
            "two.yaml:17:3: sources.art: 'art' looks like 'аrt' (sources.аrt), but is written "
            "with other letters (U+0430 CYRILLIC SMALL LETTER A); choose another name",
        ),
        (
            "  flag: {levels: [up], start: up}",
            "  flag: {levels: [up], start: up}\n  \u200fflag: {levels: [a], start: a}",
            "two.yaml:12:3: world.\u200fflag: the direction mark U+200F has no place in a name; "
            "take it out",
        ),
        (
            "fear: {claim",
            "fe\u200ear: {claim",
            "two.yaml:49:3: arguments.fe\u200ear: the direction mark U+200E has no place in a name; "
            "take it out",
        ),
        (
            "when: move == carry",
            "when: move == \u200fcarry",
            "two.yaml:49:66: arguments.fear.when: the direction mark U+200F has no place in an "
            "expression; take it out",
        ),
        (
            "  flag: {levels: [up], start: up}",
            "  flag: {levels: [up\u2010to], start: up\u2010to}",
            "two.yaml:11:19: world.flag.levels.0: expected a name of letters, digits, '_' and inner '-', "
            "not beginning with a digit, got 'up\u2010to'\n    did you mean: up-to",
        ),
    ],
)  # fmt: skip
def test_names_that_only_look_different(old: str, new: str, said: str) -> None:
    assert said in problems_in(edited(old, new))


def test_text_that_turns_its_direction_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "two.yaml", edited("title: Two houses", "title: Two \u202ehouses"))
    done = blinkfirst("check", path)
    assert done.status == 2
    assert "two.yaml:2:12: the character U+202E has no place in a text file; take it out" in done.err


LABELLED = {
    "  heat: {levels: [low, mid, high, top], start: mid}":
        "  heat: {levels: [low, mid, high, top], start: mid, label: 긴장, labels: {top: 위기}}",
    "  US:\n    position": "  US:\n    label: 미국\n    position",
    "      yield: {when: yielded == no-one, then": "      yield: {label: 양보, when: yielded == no-one, then",
    "  fear: {claim: C": "  fear: {label: 두려움, claim: C",
}  # fmt: skip


def labelled() -> str:
    text = TWO_HOUSES
    for old, new in LABELLED.items():
        text = edited(old, new, text)
    return text


def test_labels_are_for_pages_only() -> None:
    plain, shown = scenario_from(), scenario_from(labelled())
    assert plain.rules == shown.rules  # the same game
    labels = Labels(shown)
    asked = [labels.actor("US"), labels.actor("CN"), labels.actor("nobody"), labels.move("US", "yield")]
    asked += [labels.move("US", "sit"), labels.variable("heat"), labels.level("heat", "top")]
    asked.append(labels.argument("fear"))
    assert asked == ["미국", "CN", "nobody", "양보", "sit", "긴장", "위기", "두려움"]
    assert labels.key_of("미국 chooses 양보: 두려움") == {"미국": "US", "양보": "yield", "두려움": "fear"}
    assert Labels(plain).as_object() == {}
    assert labels.as_object() == {
        "actors": {"US": "미국"}, "moves": {"US": {"yield": "양보"}}, "variables": {"heat": "긴장"},
        "levels": {"heat": {"top": "위기"}}, "arguments": {"fear": "두려움"},
    }  # fmt: skip


def test_a_file_without_labels_is_composed_as_before(tmp_path: Path) -> None:
    shown = blinkfirst("show", written(tmp_path, "two.yaml", TWO_HOUSES)).out
    assert "label" not in shown
    assert "label: 미국" in blinkfirst("show", written(tmp_path, "labelled.yaml", labelled())).out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("labels: {top: 위기}", "labels: {tpo: 위기}", "unknown level 'tpo'; heat has: low, mid, high, top"),
        ("labels: {top: 위기}", "labels: {top: low}", "the label 'low' is what 'low' is shown as already"),
        ("label: 미국", "label: CN", "actors.US.label: the label 'CN' is what 'CN' is shown as already"),
        ("label: 미국", "label: СN", "actors.US.label: the label 'СN' is what 'CN' is shown as already"),
        ("label: 미국", 'label: "US\u200f"', "expected a label without the direction mark U+200F, got"),
        ("label: 미국", f"label: {'a' * 61}", "expected a label of one line and at most 60 characters, got"),
        ("label: 미국", "label: 5", "label: expected a label: what pages show in place of the name"),
    ],
)  # fmt: skip
def test_labels_that_cannot_be_told_apart_or_read(old: str, new: str, said: str) -> None:
    (problem,) = problems_in(edited(old, new, labelled()))
    assert said in problem


def test_pages_show_labels_and_a_key_of_them(tmp_path: Path) -> None:
    path = written(tmp_path, "labelled.yaml", labelled())
    page = blinkfirst("run", path).out
    assert "미국" in page and "양보 (soft)" in page
    assert "\nLabels: 미국 is US, 양보 is yield.\n" in page
    assert "Labels:" not in blinkfirst("run", written(tmp_path, "two.yaml", TWO_HOUSES)).out
    explained = blinkfirst("explain", path).out
    assert "docket tighten, 긴장 mid, yielded no-one" in explained and "sit rather than 양보" in explained
    assert "Labels: 미국 is US, 양보 is yield, 긴장 is heat." in explained
    assert "fear, 두려움  [brt para. 2, 3]" in blinkfirst("arguments", path).out


def test_sentences_have_labels_and_objects_names(tmp_path: Path) -> None:
    path = written(tmp_path, "labelled.yaml", labelled())
    found = json.loads(blinkfirst("run", path, "--json").out)
    assert list(found["first_blink"]) == ["US", "CN", "nobody"]
    assert "미국" in " ".join(found["summary"]) and "US" not in " ".join(found["summary"])
    assert found["labels"]["moves"] == {"US": {"yield": "양보"}}
    assert "미국" not in blinkfirst("run", path, "--csv").out


def test_a_figure_tells_which_letters_no_font_has(tmp_path: Path) -> None:
    path = written(tmp_path, "other.yaml", in_other_scripts())
    done = blinkfirst("run", path, "--figure", tmp_path / "x.png")
    assert done.status == 0
    assert done.err in ("", done.err.splitlines()[-1] + "\n")  # a line at most, on a machine without fonts
    assert not done.err or "boxes in the figure; an .svg keeps text" in done.err
    assert blinkfirst("run", path, "--figure", tmp_path / "x.svg").err == ""
    assert ">대한민국" in (tmp_path / "x.svg").read_text(encoding="utf-8")


def test_a_verb_of_another_script_takes_no_english_ending(tmp_path: Path) -> None:
    path = written(tmp_path, "other.yaml", in_other_scripts())
    story = blinkfirst("run", path, "--runs", 20).out
    assert "दबाव-डालना" in story and "दबावs" not in story and "दबावes" not in story
    text = in_other_scripts(edited("count US presses", "hm?"))
    done = blinkfirst("check", written(tmp_path, "bad.yaml", text))
    assert "a deed: إيران blinks, إيران दबाव-डालना, " in done.err
