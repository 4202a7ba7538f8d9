"""Questions: seven forms, deeds as people write them, and precise complaints."""

# ruff: noqa: E501  messages stand in full
from __future__ import annotations

from datetime import date

import pytest

from blinkfirst.scenario.expressions import CONDITION, ExpressionError, Vocabulary, parse
from blinkfirst.scenario.questions import Deed, ParsedQuestion, forms, parse_question, parse_run_condition

MENUS = {
    "US": ("sit", "press", "pass", "pas", "veto", "carry", "hold-out"),
    "China": ("sit", "object", "carry"),
    "Russia": ("sit", "object", "enjoy"),
}
WORDS = Vocabulary(
    {"docket": ("none", "tighten"), "lead": ("nobody", "asia")},
    frozenset({"haste"}),
    frozenset(MENUS),
    frozenset(move for menu in MENUS.values() for move in menu),
)
FORMS = forms(MENUS)
DAY = date(2019, 8, 30)
TIGHTEN = parse("docket == tighten", WORDS, CONDITION)
LEAD = parse("lead == asia", WORDS, CONDITION)


def asked(text: str) -> ParsedQuestion:
    return parse_question(text, WORDS, MENUS)


def blinks(*actors: str, degree: str = "") -> Deed:
    return Deed(actors, None, degree, None)


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("lead == asia by 2019-08-30", ("by", None, None, LEAD, DAY)),
        ("lead == asia on 2019-08-30", ("on", None, None, LEAD, DAY)),
        ("nobody blinks", ("nobody", blinks(*MENUS), None, None, None)),
        ("  nobody blinks by 2019-08-30 ", ("nobody", blinks(*MENUS), None, None, DAY)),
        ("US blinks", ("deed", blinks("US"), None, None, None)),
        ("US blinks hard by 2019-08-30", ("deed", blinks("US", degree="hard"), None, None, DAY)),
        ("China or Russia blinks soft", ("deed", blinks("China", "Russia", degree="soft"), None, None, None)),
        ("Russia objects", ("deed", Deed(("Russia",), ("object",), "", None), None, None, None)),
        ("China carries", ("deed", Deed(("China",), ("carry",), "", None), None, None, None)),
        ("Russia enjoys", ("deed", Deed(("Russia",), ("enjoy",), "", None), None, None, None)),
        ("US vetoes", ("deed", Deed(("US",), ("veto",), "", None), None, None, None)),
        ("US holds-out", ("deed", Deed(("US",), ("hold-out",), "", None), None, None, None)),
        ("US presses before China objects", ("before", Deed(("US",), ("press",), "", None),
         Deed(("China",), ("object",), "", None), None, None)),
        ("Russia objects before China by 2019-08-30", ("before", Deed(("Russia",), ("object",), "", None),
         Deed(("China",), ("object",), "", None), None, DAY)),
        ("US blinks hard before China or Russia", ("before", blinks("US", degree="hard"),
         blinks("China", "Russia", degree="hard"), None, None)),
        ("US blinks first", ("before", blinks("US"), blinks("China", "Russia"), None, None)),
        ("China or Russia blinks first by 2019-08-30", ("before", blinks("China", "Russia"), blinks("US"), None, DAY)),
        ("count China or Russia objects by 2019-08-30", ("count", Deed(("China", "Russia"), ("object", "object"), "",
         None), None, None, DAY)),
        ("US presses when docket == tighten before China objects", ("before", Deed(("US",), ("press",), "", TIGHTEN),
         Deed(("China",), ("object",), "", None), None, None)),
        ("count US presses when docket == tighten by 2019-08-30", ("count", Deed(("US",), ("press",), "", TIGHTEN),
         None, None, DAY)),
    ],
)  # fmt: skip
def test_forms(text: str, ask: tuple[object, ...]) -> None:
    found = asked(text)
    assert (found.form, found.deed, found.rival, found.condition, found.deadline) == ask
    assert found.text == text


def test_a_move_by_its_own_name_comes_before_another_s_ending() -> None:
    """With moves `pas` and `pass`, "US pass" and "US passes" mean the second, "US pas" the first."""
    found = {}
    for text in ("pas", "pass", "passes"):
        deed = asked(f"US {text}").deed
        assert deed is not None and deed.moves is not None
        found[text] = deed.moves[0]
    assert found == {"pas": "pas", "pass": "pass", "passes": "pass"}


@pytest.mark.parametrize(
    ("text", "offset", "message", "suggestion"),
    [
        ("Rusia objects", 0, f"expected a question, got 'Rusia objects'; the forms are: {FORMS}", "Russia"),
        ("", 0, f"expected a question, got ''; the forms are: {FORMS}", ""),
        ("lead == asia", 0, f"expected a question, got 'lead == asia'; the forms are: {FORMS}", ""),
        ("China or Rusia objects", 0, "unknown actor 'Rusia'; this theatre has: US, China, Russia", "Russia"),
        ("count Nobody objects", 6, "unknown actor 'Nobody'; this theatre has: US, China, Russia", ""),
        ("US before", 0, "unknown deed of US: 'before'; expected one of: blinks, sit, press, pass, pas, veto, carry, "
         "hold-out", ""),
        ("US", 0, f"expected an actor and what it does, got 'US'; the forms are: {FORMS}", ""),
        ("US objects", 0, "unknown deed of US: 'objects'; expected one of: blinks, sit, press, pass, pas, veto, carry, "
         "hold-out", ""),
        ("Russia objcts", 0, "unknown deed of Russia: 'objcts'; expected one of: blinks, sit, object, enjoy", "objects"),
        ("China or Russia enjoys", 0, "unknown deed of China: 'enjoys'; expected one of: blinks, sit, object, carry", ""),
        ("US presses before China", 18, "unknown deed of China: 'press'; expected one of: blinks, sit, object, carry", ""),
        ("US blinks softly", 0, "expected `blinks`, `blinks soft` or `blinks hard`, got 'blinks softly'", ""),
        ("US blinks before China blinks before Russia blinks", 0, "expected one `before` at most, and none with `count`",
         ""),
        ("count US blinks before China", 5, "expected one `before` at most, and none with `count`", ""),
        ("US blinks by 30-08-2019", 13, "expected a date as YYYY-MM-DD, got '30-08-2019'", "2019-08-30"),
        ("US blinks by 2019-8-30", 13, "expected a date as YYYY-MM-DD, got '2019-8-30'", "2019-08-30"),
        ("US blinks by August 2019", 13, "expected a date as YYYY-MM-DD, got 'August 2019'", "2019-08-01"),
        ("US blinks by 2019-02-30", 13, "expected a date as YYYY-MM-DD, got '2019-02-30'; February 2019 has 28 days",
         ""),
        ("UK blinks", 0, "unknown actor 'UK'; this theatre has: US, China, Russia", ""),
        ("Rusia blinks before US", 0, "unknown actor 'Rusia'; this theatre has: US, China, Russia", "Russia"),
        ("Does US blink before China?", 0, f"expected a question, got 'Does US blink before China?'; the forms are: {FORMS}",
         "US blinks before China"),
        ("Who blinks first?", 0, f"expected a question, got 'Who blinks first?'; the forms are: {FORMS}", ""),
        ("US blinks on 2019-08-30", 9, "a deed is asked about `by` a date; `on` is for conditions", ""),
        ("lead == aisa by 2019-08-30", 8, "unknown level of lead: 'aisa'; it has: nobody, asia", "asia"),
        ("US presses when docket == tihten", 26, "unknown level of docket: 'tihten'; it has: none, tighten", "tighten"),
        ("US presses when mover == US", 16, "`mover` means nothing here; it belongs in an argument's `when` and its worth",
         ""),
    ],
)  # fmt: skip
def test_complaints(text: str, offset: int, message: str, suggestion: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        asked(text)
    assert (caught.value.message, caught.value.offset, caught.value.suggestion) == (
        message,
        offset,
        suggestion,
    )


def test_examples_are_made_of_the_actors_and_moves_there_are() -> None:
    assert forms({"Ann": ("wait", "carry")}).endswith("(a deed: Ann blinks, Ann carries)")
    both = forms({"Ann": ("wait", "hold-out"), "Bo": ("wait",)})
    assert both.endswith("(a deed: Ann blinks, Ann holds-out, Ann or Bo blinks hard)")


def test_conditions_on_runs() -> None:
    for text in ("US blinks first", "nobody blinks", "lead == asia by 2019-08-30"):
        assert parse_run_condition(text, WORDS, MENUS) == asked(text)
    found = parse_run_condition("lead == asia", WORDS, MENUS)
    assert (found.form, found.condition, found.deadline) == ("by", LEAD, None)
    for text, offset, complaint in (
        ("count US blinks", 0, "expected a question that is answered by yes or no, got one that counts"),
        ("laed == asia", 0, "unknown name 'laed'"),
        ("Uk blinks first", 0, "unknown actor 'Uk'; this theatre has: US, China, Russia"),
    ):
        with pytest.raises(ExpressionError) as caught:
            parse_run_condition(text, WORDS, MENUS)
        assert caught.value.offset == offset and caught.value.message.startswith(complaint)
