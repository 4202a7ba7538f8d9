"""Who commits, and to what, as it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from blinkfirst.compile.commitments import (
    parse_posture,
    parse_strategies,
    players_of,
    read_postures,
    sides_of,
)
from blinkfirst.errors import BlinkFirstError, ScenarioError
from blinkfirst.game.commitments import ALLOWED, FORBIDDEN, REQUIRED, STANDARD_NAMES, Limit
from blinkfirst.scenario.loading import load
from blinkfirst.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def hanoi() -> Scenario:
    return load("korea-1/2019-hanoi")


def test_sides_stand_in_the_order_of_their_first_actors(hanoi: Scenario) -> None:
    assert sides_of(hanoi) == {"western": ("US", "ROK"), "northern": ("China", "Russia", "DPRK")}
    assert sides_of(load("textbook/two-sided-standoff")) == {"East": ("East",), "West": ("West",)}


def test_actors_play_in_the_order_they_are_named(hanoi: Scenario) -> None:
    players = players_of(hanoi, ["Russia", "US"])
    assert [(p.name, p.actors) for p in players] == [("Russia", ("Russia",)), ("US", ("US",))]
    assert all(tuple(p.name for p in player.postures) == STANDARD_NAMES for player in players)


def test_a_posture_binds_whoever_has_the_move_and_is_offered_where_it_binds(hanoi: Scenario) -> None:
    posture = parse_posture("firm: must object, back; not sponsor")
    western, northern = players_of(hanoi, postures=[posture])
    assert len(western.postures) == 3
    assert northern.postures[3].limits == (
        Limit("China", FORBIDDEN, ("sponsor",)),
        Limit("Russia", FORBIDDEN, ("sponsor",)),
        Limit("China", REQUIRED, ("object", "back")),
        Limit("Russia", REQUIRED, ("object", "back")),
    )


def test_a_move_may_be_that_of_one_actor_or_side(hanoi: Scenario) -> None:
    posture = parse_posture("split: only China.object; not northern.enter, US.enter")
    western, northern = players_of(hanoi, postures=[posture])
    assert western.postures[3].limits == (Limit("US", FORBIDDEN, ("enter",)),)
    assert set(northern.postures[3].limits) == {
        Limit("China", ALLOWED, ("object",)),
        Limit("China", FORBIDDEN, ("enter",)),
        Limit("Russia", FORBIDDEN, ("enter",)),
    }


def test_a_file_says_the_same(hanoi: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "firm: {must: [object, back], not: sponsor}\n"
        "split: {China: {only: object}, northern: {not: [enter]}, US: {not: enter}}\n",
        encoding="utf-8",
    )
    texts = ["firm: must object, back; not sponsor", "split: only China.object; not northern.enter, US.enter"]
    from_file = players_of(hanoi, postures=read_postures(path))
    assert from_file == players_of(hanoi, postures=[parse_posture(text) for text in texts])


def test_strategies_choose_and_order_postures(hanoi: Scenario) -> None:
    chosen = parse_strategies(["western=as-the-game-goes, Never blinks", "northern=firm"])
    western, northern = players_of(hanoi, (), [parse_posture("firm: not back")], chosen)
    assert [p.name for p in western.postures] == ["as the game goes", "never blinks"]
    assert [p.name for p in northern.postures] == ["firm"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("firm not back", "--posture: expected NAME: not|only|must MOVE,MOVE; ..., got 'firm not back'"),
        (": not back", "--posture: expected NAME: not|only|must MOVE,MOVE; ..., got ': not back'"),
        ("firm:", "--posture: firm: expected not, only, must and moves with commas between them, got ''"),
        ("firm: not back,", "got 'not back,'"),
        ("firm: nott back", "got 'nott back'\n    did you mean: not"),
        ("firm: not bakc", "--posture: firm: unknown move 'bakc'; the actors have: "),
        ("firm: not bakc", "\n    did you mean: back"),
        ("firm: not Chna.back", "unknown actor or side 'Chna'; there are: western, northern, US"),
        ("firm: not US.back", "--posture: firm: unknown move 'back'; US has: hold, press"),
        ("never blinks: not back", "never blinks: is the name of a posture that everybody has already"),
    ],
)
def test_wrong_postures(hanoi: Scenario, text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        players_of(hanoi, postures=[parse_posture(text)])
    assert message in caught.value.for_command and caught.value.exit_status == 2


def test_every_wrong_name_is_told_at_once(hanoi: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("firm:\n  not: [bakc, objct]\nfront: {Rusia: {only: object}}\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        players_of(hanoi, postures=read_postures(path))
    places = [(p.place.line, p.place.column, p.path, p.suggestion) for p in caught.value.problems]
    assert places == [
        (2, 9, "firm.not", "back"),
        (2, 15, "firm.not", "object"),
        (3, 23, "front.Rusia.only", "Russia"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("- firm\n", 1, 1, "expected a table of postures by name"),
        ("firm: 3\n", 1, 7, "expected a table of not, only, must, or of actors with such tables"),
        ("firm: {}\n", 1, 7, "expected a table of not, only, must, or of actors with such tables"),
        ("firm: {nott: back}\n", 1, 8, "expected one of not, only, must"),
        ("firm: {China: {nott: back}}\n", 1, 16, "expected one of not, only, must"),
        ("firm: {not: 3}\n", 1, 13, "expected the name of a move"),
        ("firm: {not: [back, {}]}\n", 1, 20, "expected the name of a move"),
        ("firm: {not: []}\n", 1, 13, "expected at least one move, got none"),
    ],
)
def test_wrong_files(tmp_path: Path, text: str, line: int, column: int, message: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_postures(path)
    (problem,) = caught.value.problems
    assert (problem.place.line, problem.place.column, problem.message) == (line, column, message)


@pytest.mark.parametrize(
    ("actors", "postures", "strategies", "message"),
    [
        (["Chna"], [], [], "--actors: unknown actor 'Chna'; this scenario has: US, China"),
        (["US", "US"], [], [], "--actors: US appears twice"),
        (["US"], ["f: not object"], [], "nobody who commits has 'object'; players are: US"),
        ([], ["f: not back", "f: not enter"], [], "--posture: the posture 'f' appears twice"),
        ([], [], ["westrn=never-blinks"], "unknown player 'westrn'; players are: western, northern\n"),
        ([], [], ["western=never"], "unknown posture 'never' of western; it has: never blinks, blinks at"),
        (
            [], [], ["western=never-blinks,Never blinks"],
            "--strategy: 'never blinks' of western appears twice",
        ),
        ([], [], ["western"], "--strategy: expected PLAYER=POSTURE,POSTURE, got 'western'"),
        ([], [], ["western=a,"], "--strategy: expected PLAYER=POSTURE,POSTURE, got 'western=a,'"),
        ([], [], ["western=a", "western=b"], "--strategy: western appears twice"),
    ],
)
def test_wrong_choices(
    hanoi: Scenario, actors: list[str], postures: list[str], strategies: list[str], message: str
) -> None:
    with pytest.raises(BlinkFirstError) as caught:
        players_of(hanoi, actors, [parse_posture(text) for text in postures], parse_strategies(strategies))
    assert message in caught.value.for_command and caught.value.exit_status == 2


def test_one_may_join_the_side_of_another() -> None:
    assert sides_of(load("textbook/two-sided-standoff", {"actors.East.side": "West"})) == {
        "West": ("East", "West")
    }
