"""A run in words: what an analyst reads."""

from __future__ import annotations

from blinkfirst.agents.event_log import EVENT, MOVE, NATURE, LogEntry
from blinkfirst.agents.runs_mesa import play
from blinkfirst.agents.story import story, third_person
from blinkfirst.game.game import Game
from blinkfirst.scenario.questions import parse_question
from worlds.crisis import Crisis


def state_of(game: Game, heat: str, talks: str) -> int:
    return next(s for s in range(game.n_states) if game.state_labels(s) == {"heat": heat, "talks": talks})


def edge_of(game: Game, state: int, actor: str, move: str) -> int:
    return next(
        e for e in range(game.n_edges) if game.edge_state[e] == state and game.edge_label(e) == (actor, move)
    )


def made_up_log(crisis: Crisis) -> list[LogEntry]:
    games = [stretch.game for stretch in crisis.standoff.course]
    mid, high, low = (state_of(games[0], heat, "none") for heat in ("mid", "high", "low"))
    deep = state_of(games[0], "high", "deep")
    press = edge_of(games[0], mid, "North", "press")
    row = int(games[0].nature_offset[high])
    later = state_of(games[1], "high", "deep")
    walked = state_of(games[2], "high", "none")
    return [
        LogEntry(0, MOVE, "North", "wait", mid, mid, 0, edge_of(games[0], mid, "North", "wait")),
        LogEntry(1, MOVE, "North", "press", mid, mid, 0, press),
        LogEntry(2, MOVE, "North", "press", mid, high, 0, press),
        LogEntry(3, NATURE, "", "cooling-off", high, high, nature_row=row),
        LogEntry(4, MOVE, "South", "sit", high, high, 1, edge_of(games[0], high, "South", "sit")),
        LogEntry(6, MOVE, "South", "parley", high, deep, 2, edge_of(games[0], high, "South", "parley")),
        LogEntry(12, EVENT, "", "Election", deep, later),
        LogEntry(24, EVENT, "", "Walk-out", later, walked),
        LogEntry(25, NATURE, "", "cooling-off", walked, state_of(games[2], "mid", "none")),
        LogEntry(26, MOVE, "South", "carry-on", low, low, 0),
    ]


def test_a_story_reads_as_one(crisis: Crisis) -> None:
    assert story(made_up_log(crisis), crisis.compiled) == [
        "2018-09-08  North presses (Raise the heat) to no effect",
        "2018-09-15  North presses; heat: mid -> high",
        "2018-09-23  Cooling off (Heat goes with time) to no effect",
        "2018-09-30  South sits -- blinks first, soft",
        "2018-10-15  South parleys (Open talks); talks: none -> deep -- blinks, hard",
        "2018-12-01  Election (foreseen); parameters.anger becomes 1.2",
        "2019-02-28  Walk-out (a surprise); talks: deep -> none",
        "2019-03-08  Cooling off; heat: high -> mid",
        "2019-03-15  South carries-on",
        "2019-05-31  The clock stops; South blinked first, on 2018-09-30",
    ]


def test_holds_are_told_on_demand(crisis: Crisis) -> None:
    with_holds = story(made_up_log(crisis), crisis.compiled, holds=True)
    assert with_holds[0] == "2018-08-31  North waits"
    assert with_holds[1:] == story(made_up_log(crisis), crisis.compiled)


def test_nobody_blinks(crisis: Crisis) -> None:
    assert story([], crisis.compiled) == ["2019-05-31  The clock stops; nobody has blinked"]


def test_every_run_can_be_told_in_order(crisis: Crisis) -> None:
    for replicate in range(20):
        log = play(crisis.standoff, crisis.policy, 1, replicate).log
        lines = story(log, crisis.compiled, holds=True)
        assert len(lines) == len(log) + 1
        assert [line[:10] for line in lines] == sorted(line[:10] for line in lines)
        assert sum("blinks first" in line for line in lines) == any(entry.blink for entry in log)


def test_verbs_are_spelt_as_questions_understand_them(crisis: Crisis) -> None:
    rules = crisis.compiled.scenario.rules
    for actor, moves in rules.menus.items():
        for move in moves:
            ask = parse_question(f"{actor} {third_person(move)}", rules.vocabulary, rules.menus)
            assert ask.deed is not None
            assert ask.deed.moves == (move,)
