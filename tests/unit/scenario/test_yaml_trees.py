"""YAML is read strictly, with places, and within bounds."""

# ruff: noqa: E501  messages stand in full
from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blinkfirst.errors import ScenarioError
from blinkfirst.scenario.nodes import Scalar, plain
from blinkfirst.scenario.yaml_trees import BYTES_LIMIT, read_file, read_option, read_text, scalar


def problems(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read_text(text, "f.yaml")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), ("false", False), ("null", None), ("~", None), ("", None),
        ("0", 0), ("-0", 0), ("7", 7), ("-12", -12), ("1000000000", 10**9),
        ("0.5", 0.5), (".5", 0.5), ("5.", 5.0), ("1e-3", 0.001), ("1E3", 1000.0), ("-1.5e2", -150.0), ("1e-400", 0.0),
    ],
)  # fmt: skip
def test_what_is_a_number_a_truth_or_nothing(text: str, value: Scalar) -> None:
    assert scalar(text) == value
    assert type(scalar(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "NO", "no", "No", "yes", "Yes", "on", "off", "On", "True", "TRUE", "False", "Null", "NULL", "None", "y", "n",
        "12:30", "1:2:3", "010", "-010", "00", "0x10", "0o17", "0b11", "1_000", "+1", "+.5", ".", "e3", ".e3",
        ".nan", ".NaN", ".inf", "-.inf", "nan", "inf", "-inf", "1e", "1e+", "1.2.3", "12/52", "2018-08-30", "<<", "=",
        "١٢", "１", "1 000", "--1",
    ],
)  # fmt: skip
def test_everything_else_stays_text(text: str) -> None:
    assert scalar(text) == text
    assert plain(read_text(f"a: {text}", "f.yaml")) == {"a": text}


@pytest.mark.parametrize(
    "text", ["1e400", "-1e400", "1e10", "1000000001", "-1000000001", "9" * 500, "1" + "0" * 5000]
)
def test_absurd_numbers_are_refused(text: str) -> None:
    (problem,) = problems(f"a: {text}")
    assert problem == f"f.yaml:1:4: a: expected a number of at most 1e+09 in size, got {text[:40]}"


def test_quotes_and_blocks_keep_text() -> None:
    node = read_text("a: '1'\nb: \"true\"\nc: |\n  12\nd: >-\n  1\n", "f.yaml")
    assert plain(node) == {"a": "1", "b": "true", "c": "12\n", "d": "1"}


def test_places_point_into_the_value() -> None:
    node = read_text("a:\n  b: [x, 'y']\n", "f.yaml")
    assert isinstance(node.value, dict)
    inner = node.value["a"].value
    assert isinstance(inner, dict)
    assert str(inner["b"].key) == "f.yaml:2:3"
    assert isinstance(inner["b"].value, list)
    assert [str(item.place) for item in inner["b"].value] == ["f.yaml:2:7", "f.yaml:2:11"]


def test_duplicate_keys_are_refused_with_both_places() -> None:
    text = "a: 1\nb: {c: 1, c: 2}\na: 3\n"
    assert problems(text) == [
        "f.yaml:2:11: b.c: duplicate key; it appears already in line 2",
        "f.yaml:3:1: a: duplicate key; it appears already in line 1",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: !!python/object:os.system {}", "f.yaml:1:4: a: expected a plain value, got the YAML tag "
         "'tag:yaml.org,2002:python/object:os.system'"),
        ("a: !!python/object/apply:os.getcwd []", "f.yaml:1:4: a: expected a plain value, got the YAML tag "
         "'tag:yaml.org,2002:python/object/apply:os.getcwd'"),
        ("a: !!int '3'", "f.yaml:1:4: a: expected a plain value, got the YAML tag 'tag:yaml.org,2002:int'"),
        ("a: !mine 3", "f.yaml:1:4: a: expected a plain value, got the YAML tag '!mine'"),
        ("", "f.yaml: expected a table, got an empty file"),
        ("# nothing\n\n", "f.yaml: expected a table, got an empty file"),
        ("a: &x [1, *x]", "f.yaml:1:11: the alias *x stands inside what it stands for"),
        ("a: &x {b: {c: *x}}", "f.yaml:1:15: the alias *x stands inside what it stands for"),
        ("[1, 2]: 3", "f.yaml:1:1: expected a name as key, got a list or a table"),
        ("[" * 41 + "]" * 41, "f.yaml:1:41: expected at most 40 levels of nesting, got more"),
        ("[" * 200_000, "f.yaml:1:41: expected at most 40 levels of nesting, got more"),
    ],
)  # fmt: skip
def test_what_is_no_scenario_text(text: str, problem: str) -> None:
    assert problems(text) == [problem]


def test_a_good_alias_unfolds() -> None:
    assert plain(read_text("a: &x [1, {b: 2}]\nc: *x\n", "f.yaml"))["c"] == [1, {"b": 2}]


def test_merge_keys_are_refused_once() -> None:
    said = "merge keys (`<<`) are not read: write out what they would bring, or use `extends`"
    assert problems("a: &x {b: 1}\nc: {<<: *x}\n") == [f"f.yaml:2:5: {said}"]
    assert problems("c:\n  <<: [1]\nd: {<<: 1}\nc: 2") == [f"f.yaml:2:3: {said} (and in 1 more places)"]
    assert plain(read_text("'<<': 1\nb: <<", "f.yaml")) == {"<<": 1, "b": "<<"}


def test_an_alias_bomb_is_refused_at_once() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    begin = time.perf_counter()
    (problem,) = problems("\n".join(lines))
    assert time.perf_counter() - begin < 1
    assert problem == "f.yaml:6:8: expected at most 100,000 values once aliases are unfolded, got more"


def test_aliases_cannot_smuggle_deep_nesting_in() -> None:
    """Thirty levels in an anchor, the next thirty round an alias of it, and so on: deep only once unfolded."""
    lines = ["a0: &a0 " + "[" * 30 + "]" * 30]
    lines += [f"a{k}: &a{k} " + "[" * 30 + f"*a{k - 1}" + "]" * 30 for k in range(1, 60)]
    (problem,) = problems("\n".join(lines))
    assert problem == "f.yaml:2:39: expected at most 40 levels of nesting, got more"


def test_many_aliases_of_a_small_thing_are_fine() -> None:
    text = "a: &a [1]\nb: [" + ", ".join(["*a"] * 1000) + "]\n"
    assert len(plain(read_text(text, "f.yaml"))["b"]) == 1000


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "latin.yaml").write_bytes(b"a: 1\nb: caf\xe9\n")
    (tmp_path / "huge.yaml").write_bytes(b"a: " + b"x" * BYTES_LIMIT)
    (tmp_path / "utf16.yaml").write_text("a: 1\n", encoding="utf-16")
    (tmp_path / "folder.yaml").mkdir()
    found = {}
    for name in ("latin", "huge", "utf16", "folder", "missing"):
        with pytest.raises(ScenarioError) as caught:
            read_file(Path(f"{name}.yaml"))
        (found[name],) = map(str, caught.value.problems)
    assert found == {
        "latin": "latin.yaml:2:7: expected UTF-8 text, got other bytes",
        "huge": "huge.yaml: expected at most 2,000,000 bytes, got 2,000,003",
        "utf16": "utf16.yaml:1:1: expected UTF-8 text, got UTF-16; save it as UTF-8",
        "folder": "folder.yaml: cannot be read: Is a directory",
        "missing": "missing.yaml: cannot be read: No such file or directory",
    }


def test_a_byte_order_mark_is_no_character(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert plain(read_file(path)) == {"a": 1, "b": 2}


def test_files_are_named_as_the_user_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, outside = tmp_path / "here", tmp_path / "there"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "x.yaml").write_text("a: 1\n")
    monkeypatch.chdir(inside)
    assert read_file(inside / "x.yaml").place.file == "x.yaml"
    assert read_file(outside / "x.yaml").place.file == str(outside / "x.yaml")


def test_option_values_are_yaml_in_one_line() -> None:
    assert plain(read_option("[a, 1, true]", "--set")) == ["a", 1, True]
    assert plain(read_option("  ", "--set")) == ""
    with pytest.raises(ScenarioError, match=r"^set: expected UTF-8 text, got other bytes") as caught:
        read_option("a\udcff", "--set")
    assert caught.value.for_command.startswith("--set: expected UTF-8 text")


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        read_text(text, "f.yaml")
    except ScenarioError as error:
        assert all(str(problem).startswith("f.yaml") for problem in error.problems)


@given(st.floats(min_value=-1e9, max_value=1e9))
def test_every_number_is_read_back_to_the_last_bit(number: float) -> None:
    assert scalar(repr(number)) == number
