"""Tables of a sweep for reading: cases down, actors or questions across, and a key to short names."""

from __future__ import annotations

from blinkfirst.questions.sweep.wide_tables import short_names, wide_table
from blinkfirst.study.store.tables import FORMS, Cell, TidyTable

TEMPO, NOISE = "actors.US.tempo", "parameters.noise"


def first_blinkers(*rows: tuple[Cell, ...]) -> TidyTable:
    schema = FORMS["first_blinkers"].of_cases()
    names, units = (tuple(getattr(c, what) for c in schema.columns) for what in ("name", "unit"))
    columns, units = ("case_id", TEMPO, *names[1:]), ("", "", *units[1:])
    return TidyTable("first_blinkers", columns, units, rows)


def test_actors_go_across_the_page() -> None:
    table = first_blinkers(
        (0, 1.0, "US", 0.25, 0.2, 0.05, -1.0), (0, 1.0, "CN", 0.0, 0.0, 0.0, 0.5),
        (0, 1.0, "nobody", 0.75, 0.8, 0.95, None),
        (3, 2.0, "US", 0.5, 0.5, 0.0, -2.0), (3, 2.0, "CN", 0.0, 0.0, 0.0, 0.5),
        (3, 2.0, "nobody", 0.5, 0.5, 1.0, None),
    )  # fmt: skip
    wide, notes = wide_table(table, [TEMPO])
    assert wide.columns == ("case", "US.tempo", "US", "nobody"), "who never blinks has no column"
    assert [*wide.rows] == [(0, 1.0, 0.25, 0.75), (3, 2.0, 0.5, 0.5)]
    assert notes == (
        f"US.tempo is {TEMPO}.",
        "The numbers are first_blink (probability); --csv also has first_soft, first_hard and value.",
        "In none of these cases CN blinks first.",
    )
    wide, notes = wide_table(first_blinkers((0, 1.0, "US", None, None, None, None)), [TEMPO])
    assert wide.columns[-1] == "US", "what is not known is not nought"


def test_long_names_of_questions_are_in_the_key() -> None:
    columns, units = ("case_id", "question", "answer"), ("", "", "probability or times")
    long = "Gas again by Christmas"
    table = TidyTable("questions", columns, units, [(0, long, 0.5), (0, "war", 2.0), (1, "war", 1.0)])
    wide, notes = wide_table(table, [])
    assert wide.columns == ("case", "q1", "q2") and [*wide.rows] == [(0, 0.5, 2.0), (1, None, 1.0)]
    assert notes[0] == f"q1 is {long}; q2 is war."


def test_other_tables_stay_as_they_are() -> None:
    table = TidyTable("condition", ("case_id", TEMPO, "rounding"), ("", "", "probability"), [(0, 1.0, 1e-12)])
    wide, notes = wide_table(table, [TEMPO])
    assert wide.columns == ("case_id", "US.tempo", "rounding") and wide.rows == table.rows
    assert notes == (f"US.tempo is {TEMPO}.",)


def test_short_names_are_each_another() -> None:
    assert short_names([TEMPO, NOISE, "lens"]) == {TEMPO: "US.tempo", NOISE: "noise", "lens": "lens"}
    assert short_names([NOISE, "world.noise", "noise"])[NOISE] == NOISE
