"""Texts that YAML cannot read: what is said about each slip, where, and what was probably meant."""

# ruff: noqa: E501  messages stand in full
from __future__ import annotations

import pytest

from blinkfirst.errors import ScenarioError
from blinkfirst.scenario.yaml_trees import read_text

GAS = """\
blinkfirst: 1
title: The gas dispute
world:
  gas: {levels: [cut, flowing], start: cut}   # two levels
actors:
  Seller:
    position: No gas before the funds
    tempo: 0.5   # a month
    moves:
      wait: {}
      open:
        means: Let the gas flow
        then: {gas: flowing}
questions:
  - Seller blinks before Buyer
  - Seller opens
"""

CASES = [
    # a colon inside a sentence
    ("title: The gas dispute", "title: Gas: a dispute", 'f:2:11: a colon inside a text begins a new entry; put the text in quotes | title: "Gas: a dispute"'),
    ("means: Let the gas flow", 'means: Don\'t "cut" it: open', "f:12:30: a colon inside a text begins a new entry; put the text in quotes | means: 'Don''t \"cut\" it: open'"),
    ("  - Seller opens", "  - {name: Gas: open, ask: Seller opens}", 'f:16:15: a colon inside a text begins a new entry; put the text in quotes | name: "Gas: open"'),
    ("tempo: 0.5   #", "tempo: 0.5; patience: 0.9 #", "f:8:25: two entries in one line; each goes in a line of its own"),
    # tabs and indents
    ("    position", "\tposition", "f:7:1: a tab in the indent; YAML is indented by spaces: put spaces in its place"),
    ("    position", "  \tposition", "f:7:3: a tab in the indent; YAML is indented by spaces: put spaces in its place"),
    ("    tempo", "   tempo", "f:8:4: wrong indent: 3 spaces, where lines above have 2 (line 6: `Seller`) or 4 (line 7: `position`)"),
    ("    tempo", "      tempo", "f:8:7: wrong indent: 6 spaces, where lines above have 4 (line 7: `position`)"),
    ("actors:", " actors:", "f:5:2: wrong indent: 1 space, where lines above have 0 (line 3: `world`) or 2 (line 4: `gas`)"),
    # quotation marks
    ("title: The", 'title: "The', 'f:2:8: the quotation mark is never closed | title: "The gas dispute"'),
    ("title: The gas dispute", "title: 'The gas' dispute'", "f:2:17: the text goes on after its closing quotation mark; put quotes round the whole of it | title: \"The gas' dispute\""),
    ("title: The gas", 'title: "The gas"', "f:2:17: the text goes on after its closing quotation mark; put quotes round the whole of it | title: '\"The gas\" dispute'"),
    ("position: No gas before the funds", 'position: "No gas\n    summary: "Yes', "f:7:15: the quotation mark is closed only in line 8; close it where its text ends"),
    ("title: The gas dispute", 'title: "The \\gas"', "f:2:12: a backslash in double quotes begins a code; write it twice, or put the text in single quotes"),
    ("title: The gas dispute", 'title: "\\ud800"', "f:2:10: a backslash in double quotes begins a code; write it twice, or put the text in single quotes"),
    # brackets
    ("[cut, flowing]", "[cut, flowing", "f:4:17: the bracket '[' is never closed"),
    ("start: cut}", "start: cut", "f:4:8: the bracket '{' is never closed"),
    ("[cut, flowing],", "[cut, flowing]", "f:4:32: expected a comma before 'start:', or a closing '}'"),
    # texts that begin with a mark of YAML
    ("means: Let", "means: @Let", "f:12:16: a text that begins with '@' needs quotes | means: \"@Let the gas flow\""),
    ("means: Let", "means: *Let*", "f:12:16: a text that begins with '*' needs quotes | means: \"*Let* the gas flow\""),
    ("means: Let", "means: [sic]", "f:12:16: a text that begins with '[' needs quotes | means: \"[sic] the gas flow\""),
    ("means: Let", "means: > Let", "f:12:16: a text that begins with '>' needs quotes | means: \"> Let the gas flow\""),
    ("means: Let", "means: && Let", "f:12:16: a text that begins with '&' needs quotes | means: \"&& Let the gas flow\""),
    ("tempo: 0.5 ", "tempo: %50 ", "f:8:12: a text that begins with '%' needs quotes | tempo: \"%50\""),
    ("questions:\n  - Seller blinks before Buyer", "questions: - Seller opens", "f:14:12: a `-` that begins a list goes in the next line; a text that begins with `-` needs quotes"),
    # colons and dashes that are missing
    ("title: The", "title:The", "f:2:7: expected a space after the colon | title: The gas dispute"),
    ("gas: {levels", "gas:{levels", "f:4:7: expected a space after the colon | gas: {levels: [cut, flowing], start: cut}   # two levels"),
    ("title: The", "title The", "f:2:6: expected a colon after the key 'title' | title: The gas dispute"),
    ("  Seller:", "  Seller", "f:6:9: expected a colon after the key 'Seller' | Seller:"),
    ("tempo: 0.5   # a month", "tempo = 0.5", "f:8:11: expected a colon after the key, got `=` | tempo: 0.5"),
    ("  - Seller blinks before Buyer\n  - Seller opens", "  -Seller opens\n  - {ask: Seller opens}", "f:15:3: expected `- ` before an item of a list, with a space after the dash | - Seller opens"),
    # whole files
    ("actors:", "---\nactors:", "f:5:1: a second document begins here, and a file holds one; take the line of dashes out"),
    ("title: The", "title: The\x07", "f:2:11: the character U+0007 has no place in a text file; take it out"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), CASES)
def test_a_slip_is_told_in_plain_words(old: str, new: str, expected: str) -> None:
    assert GAS.count(old) >= 1
    with pytest.raises(ScenarioError) as caught:
        read_text(GAS.replace(old, new, 1), "f")
    (problem,) = caught.value.problems
    said = str(problem.place) + ": " + problem.message.removeprefix("not valid YAML: ")
    assert (said + f" | {problem.suggestion}" if problem.suggestion else said) == expected
    assert problem.message.startswith("not valid YAML: ")


def test_the_text_itself_is_sound() -> None:
    read_text(GAS, "f")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a: b: c", ["a: b: c", "    ^"]),
        ("a:\n\tb: 1", ["\\tb: 1", "^"]),
        ("가: 나: 다", ["가: 나: 다", "      ^"]),  # letters two columns wide
        ("a: \x1b[31m x: y", ["a: \\x1b[31m x: y", "   ^"]),  # codes a terminal would obey
        ("a: 'b", ["a: 'b", "   ^"]),
    ],
)
def test_the_line_is_shown_with_a_caret(text: str, shown: list[str]) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_text(text, "f")
    assert caught.value.problems[0].excerpt.split("\n") == shown
    assert f"\n    {shown[0]}\n    {shown[1]}" in str(caught.value)


def test_of_a_long_line_the_part_round_the_place_is_shown() -> None:
    with pytest.raises(ScenarioError) as caught:
        read_text(f"a: {'b' * 5_000}: c", "f")
    line, caret = caught.value.problems[0].excerpt.split("\n")
    assert len(line) <= 100
    assert line[len(caret) - 1] == ":"


def test_what_no_rule_knows_keeps_the_words_of_the_reader() -> None:
    with pytest.raises(ScenarioError) as caught:
        read_text("%YAML 9.9\n---\na: 1", "f")
    assert str(caught.value.problems[0]).startswith("f:1:1: not valid YAML: ")
