"""Slips of a new user: each is reported with its place and in words, and the near miss that is right is not."""

# ruff: noqa: E501  messages stand in full
from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from blinkfirst.scenario.library import shipped_files, shipped_folder
from docs.pages import ROOT, files
from surface.command import blinkfirst

GAS = files(ROOT / "docs/tutorial/first-scenario.md")["gas.yaml"]
FROZEN = ("    while: funds == frozen\n    weight: -0.03", "    when: funds == frozen\n    weight: -0.03")
LENSES = "lens: one\nlenses: {one: {title: One}, two: {title: Two}}\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gas.yaml").write_text(GAS, encoding="utf-8")
    return tmp_path


def edited(*changes: tuple[str, str]) -> str:
    text = GAS
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def said(here: Path, text: str, *options: str) -> tuple[int, list[str]]:
    """Check a text as ``g.yaml``; return the exit status and what is said, without the count of problems."""
    (here / "g.yaml").write_text(text, encoding="utf-8")
    done = blinkfirst("check", "g.yaml", *options)
    return done.status, [line for line in done.err.splitlines() if "nothing was run" not in line]


ERRORS = [
    # numbers
    (("patience: 0.9 ", "patience: 90%"), ["g.yaml:16:15: actors.Seller.patience: expected a number, got '90%'", "    did you mean: 0.9"]),
    (("rate: 0.4", "rate: 0,4"), ["g.yaml:42:11: nature.frost.rate: expected a number with a decimal point, got '0,4'", "    did you mean: 0.4"]),
    (("weight: -0.02 ", "weight: 0.5..1 "), ["g.yaml:51:13: arguments.lost-sales.weight: expected a number, [low, base, high], or a table of these by lens, got '0.5..1' (text)", "    did you mean: [0.5, 0.75, 1]"]),
    (("rate: 0.4", "rate: 0.2..0.4"), ["g.yaml:42:11: nature.frost.rate: expected one number, got the range '0.2..0.4'; a range belongs in a sweep or, of a weight, in [low, base, high]"]),
    (("weight: [-0.03, -0.02, -0.01]", "weight: [-0.01, -0.02, -0.03]"), ["g.yaml:58:13: arguments.cold-homes.weight: expected three numbers in order: [low, base, high], got the list [-0.01, -0.02, -0.03]", "    did you mean: [-0.03, -0.02, -0.01]"]),
    (("horizon: 12 ", "horizon: 12 months "), ["g.yaml:5:10: horizon: expected months > 0, or `none`, got '12 months' (text)", "    did you mean: 12"]),
    (("weight: -0.02 ", "weight: \u22120.02 "), ["g.yaml:51:13: arguments.lost-sales.weight: expected a number, [low, base, high], or a table of these by lens, got '\u22120.02' (text)", "    did you mean: -0.02"]),
    (("\nworld:", "\nparameters: {cold: {value: 0,4, low: 0, means: x}}\nworld:"), ["g.yaml:7:30: parameters.cold.4: unknown key; expected one of: because, high, low, means, unit, value; inside { } a comma ends a value: put a text or an expression that has commas in quotes", "    did you mean: value: 0.4"]),
    (("\nworld:", "\nparameters: {cold: {value: 2, low: 0, high: 1}}\nworld:"), ["g.yaml:7:28: parameters.cold.value: expected a number from 0 to 1, got 2"]),
    # dates
    (("start: 2024-10-01", "start: 2025-02-30"), ["g.yaml:4:8: start: expected a date as YYYY-MM-DD, got '2025-02-30'; February 2025 has 28 days"]),
    (("start: 2024-10-01", "start: 1.10.2024"), ["g.yaml:4:8: start: expected a date as YYYY-MM-DD, got '1.10.2024'", "    did you mean: 2024-10-01"]),
    (("by 2024-12-24", "by 24.12.2024"), ["g.yaml:80:59: questions.1.ask: expected a date as YYYY-MM-DD, got '24.12.2024'", "    did you mean: 2024-12-24"]),
    # expressions of other languages
    (("when: gas == cut\n", "when: gas == cut && funds == frozen\n"), ["g.yaml:22:27: actors.Seller.moves.open.when: expected an expression, got 'gas == cut && funds == frozen'", "    did you mean: gas == cut and funds == frozen"]),
    (("when: gas == cut\n", "when: gas == cut AND funds == frozen\n"), ["g.yaml:22:26: actors.Seller.moves.open.when: expected an expression, got 'gas == cut AND funds == frozen'", "    did you mean: gas == cut and funds == frozen"]),
    (("when: gas == cut\n", "when: gas == cut, funds == frozen\n"), ["g.yaml:22:15: actors.Seller.moves.open.when: a comma joins no conditions; say `and` or `or`", "    did you mean: gas == cut and funds == frozen"]),
    (("when: gas == cut\n", "when: gas = cut\n"), ["g.yaml:22:19: actors.Seller.moves.open.when: expected an expression, got 'gas = cut'", "    did you mean: =="]),
    (("when: gas == cut\n", "when: gas in cut\n"), ["g.yaml:22:22: actors.Seller.moves.open.when: expected two names or more in brackets after `in`, as (cut, flowing)"]),
    # names
    (("  Seller:\n", "  nobody:\n"), ["g.yaml:13:3: actors.nobody: 'nobody' is who blinks first when no actor does; choose another name"]),
    (("      open:\n", "      blink:\n"), ["g.yaml:20:7: actors.Seller.moves.blink: 'blink' asks about any move that is a blink, in a question; choose another name"]),
    (("  season: {", "  chance: {"), ["g.yaml:10:3: world.chance: 'chance' is the probability of an outcome under `then`; choose another name"]),
    (("\nworld:", "\nlens: nobody\nlenses: {nobody: {title: N}}\nworld:"), ["g.yaml:8:10: lenses.nobody: 'nobody' is who blinks first when no actor does; choose another name"]),
    (("\nworld:", "\nlens: none\nlenses: {none: {title: N}}\nworld:"), ["g.yaml:8:10: lenses.none: 'none' is said where there is no lens; choose another name"]),
    (("      wait: {}   ", "      wait: {when: gas == cut}"), ["g.yaml:18:5: actors.Seller.moves: expected one move that changes nothing (the hold) and can always be made; 'wait' has a `when`"]),
    (("      wait: {}   ", "      hang-on: {then: {gas: cut}}"), ["g.yaml:18:5: actors.Seller.moves: expected one move that changes nothing (the hold), written as `wait: {}`"]),
    (("then: {gas: flowing}", "idle: true\n        then: {gas: flowing}"), ["g.yaml:23:15: actors.Seller.moves.open.idle: expected a move that changes nothing, got one with `then`"]),
    # a comma inside a sentence
    (("{name: Gas again by Christmas,", "{name: Gas again, by Christmas,"), ["g.yaml:80:23: questions.1.by Christmas: unknown key; expected one of: ask, name; inside { } a comma ends a value: put a text or an expression that has commas in quotes"]),
    # questions
    (("  - Buyer blinks before Seller", "  - Byer blinks before Seller"), ["g.yaml:79:5: questions.0: unknown actor 'Byer'; this theatre has: Seller, Buyer", "    did you mean: Buyer"]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), ERRORS)
def test_what_is_certainly_wrong_is_an_error(
    here: Path, change: tuple[str, str], expected: list[str]
) -> None:
    text = GAS.replace(*change) if change[0] in ("  Seller:\n", "  season: {") else edited(change)
    status, lines = said(here, text)
    assert status == 2
    assert lines[: len(expected)] == expected


WARNINGS = [
    ([FROZEN], ["g.yaml:63:5: arguments.missing-funds.when: warning: names neither `move` nor `mover`, so it pays at every move of everybody; for a payoff every month while the world is so, write `while`"]),
    ([("      wait: {}   ", "      wait: {blink: soft}")], ["g.yaml:19:14: actors.Seller.moves.wait.blink: warning: Seller blinks by doing nothing; a blink belongs to a move that gives something up; say `idle: true` beside it if it is meant"]),
    ([("      wait: {}\n", "      wait: {}\n      sulk: {}\n")], ["g.yaml:32:7: actors.Buyer.moves.sulk: warning: changes nothing and pays what 'wait' pays, so doing nothing counts twice in Buyer's choice; take one out, or say `idle: true` if it is meant"]),
    ([("      wait: {}\n", "      wait: {}\n      sulk: {when: gas == cut}\n")], ["g.yaml:32:7: actors.Buyer.moves.sulk: warning: changes nothing and pays what 'wait' pays, so doing nothing counts twice in Buyer's choice; take one out, or say `idle: true` if it is meant"]),
    ([("        blink: {hard: funds == frozen}        # no blink once the funds are out\n", ""), ("        blink: {hard: gas == cut}\n", "")], ["g.yaml:12:1: actors: warning: no move is a blink, so nobody can blink first; say `blink: soft` or `blink: hard` where a move gives the declared position up"]),
    ([("        blink: {hard: funds == frozen} ", "        blink: {hard: gas == flowing} "), ("        blink: {hard: gas == cut}\n", "")], ["g.yaml:12:1: actors: warning: no blink can ever be reached, so nobody can blink first; never possible here: actors.Seller.moves.open"]),
    ([("worth: 3 if season == cold else 1", "worth: 3 if season == cold else 3")], ["g.yaml:57:5: arguments.cold-homes.worth: warning: both branches of an `if` are the same, so it decides nothing"]),
    ([("\nworld:", f"\n{LENSES}world:")], ["g.yaml:8:29: lenses.two: warning: reads every number as 'one' does, so it changes nothing"]),
    ([("levels: [mild, cold], start: mild", "levels: [nobody, cold], start: nobody"), ("season == mild", "season == nobody")], ["g.yaml:10:21: world.season.levels.0: warning: 'nobody' is who blinks first when no actor does; say it otherwise, as 'none'"]),
    ([("    weight: -0.03\n  bad-faith", "    weight: -0.3\n  bad-faith")], ["g.yaml:59:3: arguments.missing-funds: warning: outweighs all other arguments of Seller together: a present value of up to 3.42 utils, the others 2.37; a `while` pays its weight every month, a `when` once; say `outweighs: true` if it is meant"]),
    ([("\nworld:", "\nparameters: {lobby: 0.3}\nworld:")], ["g.yaml:7:14: parameters.lobby: warning: never used by any expression"]),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), WARNINGS)
def test_what_is_probably_a_slip_is_a_warning(
    here: Path, changes: list[tuple[str, str]], expected: list[str]
) -> None:
    text = edited(*changes)
    assert said(here, text) == (0, expected)
    assert said(here, text, "--strict") == (2, [*expected, "1 warning; --strict lets none pass"])
    done = blinkfirst("run", "g.yaml", "--json")
    warnings = [line for line in done.err.splitlines() if not line.startswith("compiling numerical kernels")]
    assert (done.status, warnings) == (0, expected)


RIGHT = [
    [],
    # a `when` that names a move, or whose worth does
    [("    while: funds == frozen\n    weight: -0.03", "    when: mover == Buyer and funds == frozen\n    weight: -0.03")],
    [("    while: funds == frozen\n    weight: -0.03", "    when: funds == frozen\n    worth: 1 if move == release else 0\n    weight: -0.03")],
    # idle moves that pay otherwise, or on purpose
    [("      wait: {}\n", "      wait: {}\n      sulk: {}\n"), ("move == open and funds", "move == sulk or move == open and funds")],
    [("      wait: {}\n", "      wait: {}\n      sulk: {idle: true}\n")],
    [("      wait: {}   ", "      wait: {blink: soft, idle: true}")],
    # branches that differ; lenses that differ in one number
    [("worth: 3 if season == cold else 1", "worth: 3 if season == cold else 3.5")],
    [("\nworld:", f"\n{LENSES}world:"), ("weight: -0.1\n", "weight: {one: -0.1, two: -0.2}\n")],
    [("\nworld:", "\nlens: one\nlenses: {one: {title: One}}\nworld:")],  # a single one
    # one blink can be reached
    [("        blink: {hard: gas == cut}\n", "")],
    # a payoff out of scale on purpose; one of an actor with fewer than four arguments
    [("    weight: -0.03\n  bad-faith", "    weight: -0.3\n    outweighs: true\n  bad-faith")],
    [("weight: [-0.03, -0.02, -0.01]", "weight: -0.3")],
    [("levels: [mild, cold], start: mild", "levels: [none, cold], start: none"), ("season == mild", "season == none")],
]  # fmt: skip


@pytest.mark.parametrize("changes", RIGHT)
def test_what_is_right_is_not_told(here: Path, changes: list[tuple[str, str]]) -> None:
    assert said(here, edited(*changes), "--strict") == (0, [])


@pytest.mark.parametrize("name", shipped_files())
def test_shipped_files_pass_the_strict_check(name: str) -> None:
    done = blinkfirst("check", name, "--strict")
    assert (done.status, "warning" in done.err) == (0, False)


def test_a_theatre_by_itself_is_read_with_each_of_its_lenses(here: Path) -> None:
    korea = shipped_folder() / "theatres" / "korea.yaml"
    expected = "ok, a theatre of 5 actors, 26 variables and 83 arguments, lenses: garrie-2018, haggard-2022"
    for name in ("korea", korea):
        assert blinkfirst("check", name, "--strict").out == f"{name}: {expected}\n"
    text = GAS.replace("start: 2024-10-01\nhorizon: 12 ", "# ").replace(", start: mild", "")
    (here / "theatre.yaml").write_text(text[: text.index("questions:")], encoding="utf-8")
    done = blinkfirst("check", "theatre.yaml")
    assert (done.status, done.err) == (0, "")
    assert done.out == "theatre.yaml: ok, a theatre of 2 actors, 3 variables and 5 arguments, lenses: none\n"
    (here / "theatre.yaml").write_text(text[: text.index("questions:")].replace("rate: 0.4", "rate: clod"))
    done = blinkfirst("check", "theatre.yaml")
    assert done.status == 2
    assert done.err.startswith("theatre.yaml:41:11: nature.frost.rate: unknown name 'clod'")


def test_a_folder_is_every_file_below_it(here: Path) -> None:
    (here / "below" / "deep").mkdir(parents=True)
    (here / "below" / "deep" / "two.yml").write_text(GAS, encoding="utf-8")
    (here / "below" / "bad.yaml").write_text(edited(("gas == cut", "gas == cutt")), encoding="utf-8")
    (here / "below" / "other.yaml").write_text("services: {}\n", encoding="utf-8")
    (here / "below" / ".hidden.yaml").write_text("services: {}\n", encoding="utf-8")
    (here / "below" / "broken.yaml").write_text("a: b: c\n", encoding="utf-8")
    (here / "below" / "studies.yaml").write_text(
        "blinkfirst: 1\ntitle: T\nstudies:\n  one: {question: Q, scenario: textbook/coin-tosses, design: ['horizon=6,12']}\n"
    )
    done = blinkfirst("check", "below")
    assert done.status == 2
    assert done.out.splitlines() == [
        "below/deep/two.yml: ok, 8 reachable states, 52 ticks, lens none",
        "below/studies.yaml: ok, 1 study of 2 cases",
    ]
    assert [line for line in done.err.splitlines() if line.startswith("below")] == [
        "below/bad.yaml:22:22: actors.Seller.moves.open.when: unknown level of gas: 'cutt'; it has: cut, flowing",
        "below/broken.yaml:1:5: not valid YAML: a colon inside a text begins a new entry; put the text in quotes",
        "below/other.yaml: left out; it does not begin with `blinkfirst: 3`",
    ]


def test_the_standard_input_is_a_file_as_well(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def given(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))

    given(GAS)
    assert blinkfirst("check", "-").out == "-: ok, 8 reachable states, 52 ticks, lens none\n"
    given(edited(("rate: 0.4", "rate: clod")))
    done = blinkfirst("check", "-")
    assert done.status == 2
    assert done.err.startswith("standard input:42:11: nature.frost.rate: unknown name 'clod'")


def test_keys_are_explained_from_the_schema(here: Path) -> None:
    tempo = (
        "actors.NAME.tempo  [number, required]\n"
        "    how often the actor may make a move\n"
        "    initiatives per month: a number >= 0 or an expression\n"
    )
    role = "number: a number that outcomes depend on; it may differ by lens\n"
    for path in ("actors.tempo", "actors.Seller.tempo", "actors.NAME.tempo"):
        assert blinkfirst("check", "--explain", path).out == tempo + role
    everything = blinkfirst("check", "--explain").out
    assert tempo in everything
    assert "\nclaims.N.expect  [question, required]\n" in everything
    own = blinkfirst("check", "--explain", "gas.yaml").out
    assert tempo in own
    assert "nature.NAME.rate" in own
    assert "claims" not in own
    assert "players.NAME.strategies" in blinkfirst("check", "--explain", "textbook/chicken").out
    done = blinkfirst("check", "--explain", "actors.temp")
    assert (done.status, done.err) == (
        2,
        "--explain: no key of the language at 'actors.temp'\n    did you mean: actors.tempo\n",
    )
    assert blinkfirst("check").status == 2


@pytest.mark.parametrize(
    ("command", "meant"),
    [
        ("run gas.yalm", "gas.yaml"),
        ("run gass.yaml", "gas.yaml"),
        ("run gas", "gas.yaml"),
        ("check gs.yaml", "gas.yaml"),
        ("sweep gaz.yaml horizon=1,2", "gas.yaml"),
        ("sweep studdies.yaml one", "studies.yaml"),  # a missing file of studies is told as missing
        ("run gas.yaml --set lobby=0.3", "parameters.lobby"),
        ("run gas.yaml --set Seler.tempo=1", "actors.Seller.tempo"),
        ("run gas.yaml --set season=cold", "world.season"),
        ("sweep gas.yaml frost=1,2", "nature.frost.rate"),
        ("sweep gas.yaml nature.frost.rate=0.5..1", "linspace(0.5,1,11)"),
        ("run gas.yaml --set nature.frost.rate=0,4", "0.4"),
        ("run gas.yaml --set actors.Buyer.patience=90%", "0.9"),
    ],
)
def test_files_and_paths_one_letter_or_one_step_off(here: Path, command: str, meant: str) -> None:
    text = edited(("\nworld:", "\nparameters: {lobby: 0.3}\nworld:"), ("rate: 0.4", "rate: lobby"))
    (here / "gas.yaml").write_text(text, encoding="utf-8")
    (here / "studies.yaml").write_text("blinkfirst: 1\nstudies: {}\n")
    done = blinkfirst(*command.split())
    assert done.status == 2
    assert f"    did you mean: {meant}\n" in done.err + "\n"


def test_a_theatre_one_letter_off_is_looked_for_beside_the_file(here: Path) -> None:
    (here / "theatres").mkdir()
    (here / "theatres" / "pipelines.yaml").write_text(GAS, encoding="utf-8")
    for name in ("pipeline", "pipelines.yaml"):
        status, lines = said(here, f"blinkfirst: 1\ntitle: T\ntheatre: {name}\n")
        assert (status, lines[-1]) == (2, "    did you mean: pipelines")


def test_a_question_beyond_the_horizon_of_a_case_names_the_case(here: Path) -> None:
    done = blinkfirst("sweep", "gas.yaml", "horizon=1,12")
    assert done.status == 2
    assert done.err.startswith(
        "gas.yaml:80:41: questions.1.ask: expected a date after 2024-10-01 and up to 2024-10-29 (the horizon), "
        "got 2024-12-24; so in the case horizon=1\n"
    )


def test_a_file_of_studies_is_no_scenario(here: Path) -> None:
    (here / "studies.yaml").write_text("blinkfirst: 1\nstudies: {}\n")
    done = blinkfirst("run", "studies.yaml")
    assert (done.status, done.err.splitlines()[0]) == (
        2,
        "studies.yaml:2:1: studies: expected a scenario, got a file of studies, which `blinkfirst sweep` runs",
    )
