"""``blinkfirst import``: files that can be solved of other programs' games, and back again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from surface.command import blinkfirst

CHICKEN = """\
NFG 1 R "Chicken: the movie" { "Player 1" "Player \\"2\\"" }
{ { "swerve, then" "straight on" } { "swerve" "straight" } }
"Who turns, loses: 1/3 of a util."

0 0  0.3333333333333333 -1
-1 0.3333333333333333  -10 -10.000000000000002
"""

TALKS = """\
state,a_US,a_DPRK,u_US,u_DPRK,to_state
delta,,,0.5,0.5,
talks,press,hold,-1,0,"talks: 0.75, crisis: 0.25"
talks,offer,hold,1,2,talks
crisis,strike,fire,-10,-20,
crisis,strike,wait,-5,-25,talks
"""


def test_from_gambit_and_back_bit_by_bit(tmp_path: Path) -> None:
    """A file of ours comes back as it was, comment and odd names included."""
    game, made, again = (tmp_path / name for name in ("game.nfg", "game.yaml", "again.nfg"))
    game.write_text(CHICKEN)
    done = blinkfirst("import", game, "-o", made)
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        f'{made}: 2 x 2 strategies of Player 1, Player "2"',
        f"go on with: blinkfirst solve {made}",
    ]
    assert "assumption: imported from game.nfg" in made.read_text()
    assert blinkfirst("check", made).status == 0
    done = blinkfirst("export", made, "-o", again)
    assert done.out == f'{again}: 2 x 2 strategies of Player 1, Player "2"\n'
    mark = b"(written by blinkfirst as nfg)"
    assert again.read_bytes().replace(mark, b"", 1).replace(b' "\n\n', b'"\n\n', 1) == game.read_bytes()
    assert again.read_bytes().count(mark) == 1


def test_what_is_imported_can_be_solved(tmp_path: Path) -> None:
    (tmp_path / "game.nfg").write_text(CHICKEN)
    blinkfirst("import", tmp_path / "game.nfg", "-o", tmp_path / "game.yaml")
    done = blinkfirst("solve", tmp_path / "game.yaml")
    assert done.status == 0, done.err
    assert "Chicken: the movie" in done.out


def test_without_a_file_to_write_it_is_printed(tmp_path: Path) -> None:
    (tmp_path / "game.nfg").write_text('NFG 1 R "" { "A" } { 2 } 1 2')
    out = blinkfirst("import", tmp_path / "game.nfg").out
    assert out.startswith("blinkfirst: 1\nkind: matrix\ntitle: game\nassumption: imported from game.nfg\n")


def test_a_file_that_is_there_is_replaced_only_by_force(tmp_path: Path) -> None:
    game, made = tmp_path / "game.nfg", tmp_path / "game.yaml"
    game.write_text(CHICKEN)
    made.write_text("mine")
    done = blinkfirst("import", game, "-o", made)
    assert (done.status, made.read_text()) == (2, "mine")
    assert done.err == f"--output: {made} is there already; name another file, or add --force\n"
    assert blinkfirst("import", game, "-o", made, "--force").status == 0
    assert made.read_text().startswith("blinkfirst: 1")


def test_a_table_of_one_round_comes_back(tmp_path: Path) -> None:
    table, made = tmp_path / "chicken.csv", tmp_path / "chicken.yaml"
    done = blinkfirst("export", "textbook/chicken", "--format", "sgame-table", "-o", table)
    assert done.out == f"{table}: 1 state, 4 rows\n"
    assert blinkfirst("import", table, "-o", made).status == 0
    text = made.read_text()
    assert "title: chicken\nassumption: imported from chicken.csv\n" in text
    assert "- [[0, 0], [-1, 1]]  # swerve\n- [[1, -1], [-10, -10]]  # straight\n" in text


def test_a_table_of_several_states_from_one_of_them(tmp_path: Path) -> None:
    """From talks, offers for ever are worth 1 + 1/2 + 1/4 + ... = 2 to the US and 4 to the DPRK."""
    table = tmp_path / "talks.csv"
    table.write_text(TALKS)
    done = blinkfirst("import", table)
    assert done.status == 2
    assert done.err.startswith("expected the state in which the game begins (--start STATE), one of 2:")
    out = blinkfirst("import", table, "--start", "talks").out
    assert "in each state, once and for all; payoffs are discounted sums from the state talks" in out
    assert "- [[2, 4], [2, 4]]  # offer\n" in out
    assert "- fire\n    - wait\n" in out


def test_commitments_are_written_for_gambit(tmp_path: Path) -> None:
    game = tmp_path / "table.nfg"
    done = blinkfirst("commit", "textbook/two-sided-standoff", "--nfg", game, "--json")
    assert done.status == 0
    assert done.err.endswith(f"{game}: 3 x 3 strategies of East, West\n")
    assert done.out.startswith("{")
    made = blinkfirst("import", game).out
    assert "- as the game goes" in made
    assert re.search(r"- \[\[(-1\.30488109861506\d+), \1\], ", made)  # the last digit is not this test's


@pytest.mark.parametrize(
    ("name", "text", "options", "said"),
    [
        ("game.nfg", 'NFG 1 R "T" { "A" } { 2 }\n1 2 3', [], ":2:5: expected 2 payoffs"),
        ("game.efg", 'EFG 2 R "T" { "A" }', [], ":1:1: expected a strategic form, which begins with NFG"),
        ("game.nfg", CHICKEN, ["--start", "talks"], "--start: of tables with several states only"),
        ("game.nfg", CHICKEN.replace("-10 ", "-1e10 "), [], "numbers of at most 1e+09 in size, got 1e+10"),
        ("game.csv", TALKS.replace("0.75", "0.7"), [], ":3:23: expected chances that add up to 1"),
        ("game.csv", TALKS, ["--start", "talk"], "--start: no state 'talk'"),
        ("game.csv", TALKS.replace("0.5,0.5", "1,1"), ["--start", "talks"], "US does not discount (delta 1)"),
        ("game.xlsx", "", [], "expected a table as .csv; save it with commas between the columns"),
        ("game.json", "{}", [], "expected a strategic form of Gambit (.nfg) or a table of"),
        ("game", "", [], "got no ending"),
        ("game", "blinkfirst: 1\nkind: matrix\n", [], "game: is a file of blinkfirst already; `check` and"),
        ("pasted.csv", "-2 9;-3 -1\n0 1;2 2\n", [], ":1:1: expected columns separated by commas, got one"),
    ],
)
def test_what_is_refused(tmp_path: Path, name: str, text: str, options: list[str], said: str) -> None:
    (tmp_path / name).write_text(text)
    done = blinkfirst("import", tmp_path / name, "-o", tmp_path / "made.yaml", *options)
    assert done.status == 2
    assert said in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "made.yaml").exists()


@pytest.mark.parametrize("ending", ["nfg", "csv", "txt", "game", "efg", ""])
def test_the_kind_of_a_file_is_told_by_what_is_in_it(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"game.{ending}" if ending else tmp_path / "game"
    path.write_text(CHICKEN)
    assert 'Player "2"' in blinkfirst("import", path).out
    path.write_text("\ufeff" + TALKS)
    assert "- [[2, 4], [2, 4]]  # offer\n" in blinkfirst("import", path, "--start", "talks").out
    path.write_text(TALKS.replace(",", ";"))
    assert "1:1: expected columns separated by commas, got one" in blinkfirst("import", path).err


def test_strategies_of_one_name_are_told_apart(tmp_path: Path) -> None:
    path, made = tmp_path / "labels.nfg", tmp_path / "made.yaml"
    path.write_text(
        'NFG 1 R "One label" { "Kim" "Lee" }\n{ { "stand" "yield" } { "yield" "yield" } }\n0 0 1 0 0 1 2 2'
    )
    done = blinkfirst("import", path, "-o", made)
    assert (done.status, done.err) == (
        0,
        f"{path}:2:25: warning: the strategies of Lee: 2 are called 'yield'; they become yield_1, yield_2\n",
    )
    assert blinkfirst("solve", made).status == 0


def test_files_that_are_not_there(tmp_path: Path) -> None:
    done = blinkfirst("import", tmp_path / "none.nfg")
    assert (done.status, done.err.splitlines()[0]) == (
        2,
        f"{tmp_path / 'none.nfg'}: cannot be read: No such file or directory",
    )
    done = blinkfirst("import", tmp_path / "none.nfg", "-o", tmp_path / "no" / "made.yaml")
    assert done.err == f"--output: there is no folder {tmp_path / 'no'} to write to\n"


def test_a_device_is_written_into_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "game.nfg").write_text(CHICKEN)
    made = tmp_path / "made.yaml"
    made.symlink_to("/dev/null")
    done = blinkfirst("import", tmp_path / "game.nfg", "-o", made, "--force")
    assert (done.status, done.err) == (0, "")
    assert made.is_symlink() and made.is_char_device()
