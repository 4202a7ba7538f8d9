"""Matrix files: what they say, what is refused and where, what can be set."""

# ruff: noqa: E501  messages stand in full

from __future__ import annotations

from pathlib import Path

import pytest

from blinkfirst.errors import ScenarioError
from blinkfirst.scenario.library import kind_of
from blinkfirst.scenario.loading import load, load_matrix
from blinkfirst.scenario.matrix import Matrix
from blinkfirst.scenario.matrix_rules import PAYOFFS_LIMIT, PLAYERS_LIMIT
from blinkfirst.scenario.yaml_trees import yaml_text

GOOD = """\
blinkfirst: 1
kind: matrix
title: Two houses
sources:
  art: {title: A, author: B, year: 2018}
players:
  US: {strategies: {hold: Stay, yield: Go}, blinks: yield, precision: 2 * fuss}
  CN: {strategies: [wait, carry], means: The other}
parameters: {fuss: 0.5, cost: {value: -3, low: -5, high: 0}}
payoffs:
  - {profile: [yield, wait], pays: [-1, 1], source: {art: [1, 2]}}
  - {profile: [hold, carry], pays: [1, "max(cost, -2)"], assumption: Guess}
  - {profile: [hold, wait], pays: [cost, cost / 2], source: {art: 3}, says: "Nobody moves"}
  - {profile: [yield, carry], pays: [0, 0], source: {art: 0}}
"""
TABLE = """\
blinkfirst: 1
kind: matrix
title: Three
assumption: from a program
players:
  A: {strategies: [a, b]}
  B: {strategies: [x]}
  C: {strategies: [u, v, w]}
table:
  - - [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
  - - [[10, 11, 12], [13, 14, 15], [16, 17, 18]]
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def loaded(text: str, **settings: object) -> Matrix:
    path = Path("m.yaml")
    path.write_text(text, encoding="utf-8")
    return load_matrix(path, {key.replace("__", "."): value for key, value in settings.items()})


def problems(text: str, settings: dict[str, object] | None = None) -> list[str]:
    path = Path("m.yaml")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_matrix(path, settings)
    return str(caught.value).splitlines()[:-1]


def edited(old: str, new: str, text: str = GOOD) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def test_a_matrix_in_order(here: Path) -> None:
    matrix = loaded(GOOD)
    us, cn = matrix.players
    assert (us.name, us.strategies, us.blinks, us.precision) == ("US", ("hold", "yield"), ("yield",), 1.0)
    assert us.meanings == {"hold": "Stay", "yield": "Go"} and cn.means == "The other"
    assert (cn.strategies, cn.blinks, cn.precision) == (("wait", "carry"), (), 1.0)
    assert [cell.profile for cell in matrix.cells] == [
        ("hold", "wait"), ("hold", "carry"), ("yield", "wait"), ("yield", "carry"),
    ]  # fmt: skip
    assert [cell.pays for cell in matrix.cells] == [(-3.0, -1.5), (1.0, -2.0), (-1.0, 1.0), (0.0, 0.0)]
    assert [dict(cell.source) for cell in matrix.cells] == [{"art": (3,)}, {}, {"art": (1, 2)}, {"art": (0,)}]
    assert matrix.cells[0].says == "Nobody moves" and matrix.cells[1].assumption == "Guess"
    assert matrix.size_text == "2 x 2 strategies" and not matrix.warnings
    assert kind_of(Path("m.yaml")) == "matrix"


def test_a_table_of_three_players(here: Path) -> None:
    matrix = loaded(TABLE)
    assert matrix.counts == (2, 1, 3)
    assert [cell.profile for cell in matrix.cells][2:4] == [("a", "x", "w"), ("b", "x", "u")]
    assert [cell.pays for cell in matrix.cells][2:4] == [(7.0, 8.0, 9.0), (10.0, 11.0, 12.0)]
    assert matrix.assumption == "from a program" and matrix.size_text == "2 x 1 x 3 strategies"
    one = edited("[a, b]", "[a]", TABLE[: TABLE.index("  - - [[10")])
    assert loaded(one).size_text == "1 x 1 x 3 strategies"


def test_one_player(here: Path) -> None:
    text = TABLE[: TABLE.index("players")] + "players:\n  A: {strategies: [a, b]}\ntable: [[1], 2]\n"
    assert [cell.pays for cell in loaded(text).cells] == [(1.0,), (2.0,)]


@pytest.mark.parametrize(
    ("path", "value", "cell", "pays"),
    [
        ("parameters.cost", -4, 0, (-4.0, -2.0)),
        ("parameters.cost.value", -1, 1, (1.0, -1.0)),
        ("payoffs.0.pays.1", 7, 2, (-1.0, 7.0)),
        ("payoffs.3.pays.0", "cost * 2", 3, (-6.0, 0.0)),
    ],
)
def test_settings(path: str, value: object, cell: int, pays: tuple[float, ...], here: Path) -> None:
    Path("m.yaml").write_text(GOOD, encoding="utf-8")
    assert load_matrix(Path("m.yaml"), {path: value}).cells[cell].pays == pays


def test_precision_and_a_number_of_the_table_can_be_set(here: Path) -> None:
    assert loaded(GOOD, players__US__precision=4).players[0].precision == 4.0
    assert loaded(GOOD, players__CN__precision=0).players[1].precision == 0.0
    assert loaded(TABLE, table__1__0__2__0=-1).cells[-1].pays == (-1.0, 17.0, 18.0)


@pytest.mark.parametrize("text", [GOOD, TABLE])
def test_what_show_prints_loads_to_the_same(text: str, here: Path) -> None:
    matrix = loaded(text)
    again = loaded(yaml_text(matrix.composed))
    assert again == Matrix(**{**vars(again), "composed": again.composed})
    for name in ("title", "players", "cells", "parameters", "sources", "source", "assumption"):
        assert getattr(again, name) == getattr(matrix, name)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("title: Two houses", "theatre: korea\ntitle: T", ["m.yaml:3:1: theatre: a matrix stands on no theatre"]),
        ("title: Two houses", "extends: x\ntitle: T", ["m.yaml:3:1: extends: a matrix extends no other file"]),
        ("title: Two houses", "lens: x\ntitle: T", ["m.yaml:3:1: lens: a matrix has no lenses"]),
        ("title: Two houses", "titel: T", ["m.yaml:3:1: titel: unknown key", "    did you mean: title",
                                           "m.yaml:1:1: title: missing; expected a title"]),
        ("blinks: yield", "blinks: [yeild]", ["m.yaml:7:54: players.US.blinks.0: unknown strategy 'yeild'; US has",
                                              "    did you mean: yield"]),
        ("[wait, carry]", "[wait, carry, wait]", ["m.yaml:8:34: players.CN.strategies.2: the strategy 'wait'"]),
        ("2 * fuss", "exact", ["m.yaml:7:71: players.US.precision: expected a number >= 0"]),
        ("2 * fuss", "-fuss", ["m.yaml:7:71: players.US.precision: expected a number from 0 to 1,000,000"]),
        ("value: -3", "value: -7", ["m.yaml:9:39: parameters.cost.value: expected a number from -5 to 0, got -7"]),
        ("value: -3, low: -5, high: 0", "value: 1e99, low: 1, high: 5",
         ["m.yaml:9:39: parameters.cost.value: expected a number of at most 1e+09 in size, got 1e99"]),
        ("[hold, carry]", "[hold, wait]", ["m.yaml:13:15: payoffs.2.profile: the profile (hold, wait) appears "
                                           "already at payoffs.1",
                                           "m.yaml:10:1: payoffs: no entry for 1 of the profiles: (hold, carry)"]),
        ("[hold, carry]", "[hold, cary]", ["m.yaml:12:22: payoffs.1.profile.1: unknown strategy 'cary'",
                                           "    did you mean: carry"]),
        ("[hold, carry]", "[hold]", ["m.yaml:12:15: payoffs.1.profile: expected 2 strategies, of US, CN"]),
        ("[0, 0]", "[0, 0, 0]", ["m.yaml:14:37: payoffs.3.pays: expected 2 payoffs, of US, CN in this order, got 3"]),
        ("cost / 2", "cots / 2", ["m.yaml:13:42: payoffs.2.pays.1: unknown name 'cots'; the parameters are: cost, "
                                  "fuss", "    did you mean: cost"]),
        ("cost / 2", "cost / 0", ["m.yaml:13:42: payoffs.2.pays.1: expected a finite number"]),
        ("cost / 2", "1e99", ["m.yaml:13:42: payoffs.2.pays.1: expected a number of at most"]),
        ("cost / 2", "true", ["m.yaml:13:42: payoffs.2.pays.1: expected a number"]),
        (", assumption: Guess", "", ["m.yaml:12:5: payoffs.1: expected a `source: {article: paragraph}`, or an "
                                     "`assumption:`"]),
        ("{art: 3}", "{atr: 3}", ["m.yaml:13:62: payoffs.2.source.atr: unknown source 'atr'; this file has: art",
                                  "    did you mean: art"]),
        ("  CN:", "  C.N:", ["m.yaml:8:3: players.C.N: expected a name without . and ="]),
        ("kind: matrix", "kind: matirx", ["m.yaml:2:7: kind: expected stand-off or matrix, got 'matirx'",
                                          "    did you mean: matrix"]),
        ("kind: matrix\n", "", ["m.yaml:1:1: kind: expected a matrix, got a stand-off"]),
        ("payoffs:", "table: [[1]]\npayoffs:", ["m.yaml:10:1: table: expected one of `payoffs`"]),
    ],
)  # fmt: skip
def test_what_is_refused_and_where(old: str, new: str, expected: list[str], here: Path) -> None:
    found = problems(edited(old, new))
    assert len(found) == len(expected), found
    for line, begins in zip(sorted(found), sorted(expected), strict=True):
        assert line.startswith(begins)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (", [7, 8, 9]", "", "m.yaml:10:7: table.0.0: expected 3 entries, one for each strategy of C (u, v, w), got 2"),
        ("[7, 8, 9]]", "[7, 8, 9], [1, 1, 1]]",
         "m.yaml:10:7: table.0.0: expected 3 entries, one for each strategy of C (u, v, w), got 4"),
        ("[7, 8, 9]", "[7, 8, true]", "m.yaml:10:37: table.0.0.2.2: expected a number or an expression over parameters, "
                                      "got true or false"),
        ("[7, 8, 9]", "[7, 8]", "m.yaml:10:30: table.0.0.2: expected 3 payoffs, of A, B, C in this order, got 2"),
        ("[7, 8, 9]", "[7, 8, [9]]", "m.yaml:10:37: table.0.0.2.2: expected a number or an expression over parameters, "
                                     "got a list, a table or nothing"),
        ("assumption: from a program\n", "", "m.yaml:8:1: table: expected a `source: {article: paragraph}`, or an "
                                             "`assumption:` that says what is assumed and why, beside `table:`"),
    ],
)  # fmt: skip
def test_tables_that_are_refused(old: str, new: str, expected: str, here: Path) -> None:
    assert problems(edited(old, new, TABLE)) == [expected]


def test_missing_profiles_are_named_up_to_a_number(here: Path) -> None:
    many = ", ".join(f"s{k}" for k in range(12))
    text = edited("[wait, carry]", f"[wait, carry, {many}]")
    (line,) = problems(text)
    assert line.endswith("(hold, s7) and 16 more") and "no entry for 24 of the profiles: (hold, s0); " in line


def test_too_large_a_table_is_refused_with_its_size(here: Path) -> None:
    names = ", ".join(f"s{k}" for k in range(120))
    text = TABLE.replace("[a, b]", f"[{names}]").replace("[u, v, w]", f"[{names}]")
    (line,) = problems(text)
    assert f"expected at most {PAYOFFS_LIMIT:,} payoffs, got 43,200 (14,400 profiles of 3 players)" in line


def test_as_many_players_as_a_file_may_hold(here: Path) -> None:
    def crowd(size: int) -> str:
        players = "".join(f"  P{k}: {{strategies: [a]}}\n" for k in range(size))
        cell = f"  - {{profile: [{', '.join('a' * size)}], pays: [{', '.join(map(str, range(size)))}]}}\n"
        return TABLE[: TABLE.index("players")] + f"players:\n{players}payoffs:\n{cell}"

    assert loaded(crowd(PLAYERS_LIMIT)).cells[0].pays == tuple(range(30))
    (line,) = problems(crowd(PLAYERS_LIMIT + 1))
    assert "expected at most 30 players, got 31" in line


def test_ways_of_giving_way_stand_in_the_order_of_the_strategies_each_once(here: Path) -> None:
    matrix = loaded(edited("blinks: yield", "blinks: [yield, hold, yield]"))
    assert matrix.players[0].blinks == ("hold", "yield")


def test_paths_that_lead_nowhere(here: Path) -> None:
    found = problems(GOOD, {"players.UK.precision": 1, "actors.US.precision": 1, "payoffs.9.pays.0": 1})
    assert [line for line in found if not line.startswith("    ")] == [
        "settings: players.UK.precision: unknown name 'UK' in players; it has: US, CN",
        "settings: actors.US.precision: 'actors' cannot be set; a path begins with one of: parameters, payoffs, "
        "players, table",
        "settings: payoffs.9.pays.0: unknown name '9' in payoffs",
    ]


def test_what_is_never_used_is_a_warning(here: Path) -> None:
    text = edited("cost: {", "idle: 1, cost: {").replace("  art: {", "  brt: {title: A, author: B, year: 1}\n  art: {")
    assert sorted(problem.path for problem in loaded(text).warnings) == ["parameters.idle", "sources.brt"]


def test_a_stand_off_is_no_place_for_a_matrix_and_may_say_its_kind(here: Path) -> None:
    Path("m.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"m.yaml:2:7: kind: expected a stand-off .* `blinkfirst solve`"):
        load(Path("m.yaml"))
    Path("top.yaml").write_text("blinkfirst: 1\nkind: stand-off\ntitle: T\nextends: 2019-hanoi\n", encoding="utf-8")
    assert load(Path("top.yaml")).title == "T"
    Path("on.yaml").write_text("blinkfirst: 1\ntitle: T\nextends: m\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"m.yaml:2:7: kind: expected a stand-off"):
        load(Path("on.yaml"))
