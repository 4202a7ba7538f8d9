"""Sentences, and the phrases for what an answer may be: one, many, ties, certain, impossible, unsure."""
# ruff: noqa: E501  sentences

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

import pytest

from blinkfirst.report.grammar import Grammar, fits, sentences, shipped_grammar

SMALL: Grammar = {
    "texts": {"say": ["[who] {names?blinks|blink}.", ["late", "It is {day:date}."], "[each: rows]"]},
    "phrases": {
        "who": [["one and not tied", "{names} alone"], "{names}"],
        "each": [["kind is odd", "{n:count} is odd"], "{n:count}"],
    },
}


def said(**facts: Any) -> list[str]:
    return sentences("say", {"rows": [], **facts}, SMALL)


def test_slots_agree_with_one_and_many() -> None:
    assert said(names=["A"]) == ["A blinks."]
    assert said(names=["A", "B", "C"]) == ["A, B and C blink."]
    assert said(names="A") == ["A blinks."]


def test_the_first_alternative_that_fits_is_said() -> None:
    assert said(names=["A"], one=True) == ["A alone blinks."]
    assert said(names=["A"], one=True, tied=True) == ["A blinks."]


def test_a_sentence_with_nothing_to_say_is_left_out() -> None:
    assert said(names=["A"], late=True, day="2019-06-12") == ["A blinks.", "It is 12 June 2019."]
    assert said(names=["A"], late=False) == ["A blinks."]


def test_a_phrase_is_said_of_each_of_a_list() -> None:
    rows = [{"n": 1001, "kind": "odd"}, {"n": 2, "kind": "even"}]
    assert said(names=["A"], rows=rows)[-1] == "1,001 is odd; 2"


@pytest.mark.parametrize("empty", [None, False, 0, "", [], {}])
def test_what_is_empty_does_not_fit(empty: object) -> None:
    assert not fits("here", {"here": empty})
    assert fits("not here and not there.below", {"here": empty})


def test_a_missing_fact_or_phrase_is_an_error() -> None:
    with pytest.raises(LookupError, match="no fact 'names' among rows"):
        said()
    with pytest.raises(LookupError):
        sentences("sing", {}, SMALL)


def test_every_phrase_is_used_and_there() -> None:
    grammar = shipped_grammar()
    text = (files("blinkfirst.report") / "phrases.json").read_text(encoding="utf-8")
    used = set(re.findall(r"\[([\w-]+)(?:: [\w.]+)?\]", re.sub(r'"\s*\]', "", text)))
    assert used == set(grammar["phrases"])
    assert json.loads(text).keys() == {"about", "texts", "phrases"}


def outcome(*names: str, chance: float = 0.5, **more: object) -> dict[str, object]:
    """Facts of a leader or blinker."""
    return {
        "names": list(names),
        "chance": chance,
        "nobody": names == ("nobody",),
        "tied": len(names) > 1,
        "certain": chance == 1,
        "majority": chance > 0.5,
        **more,
    }


WAY = {"move": "open", "degree": "hard", "sole": True, "most": True, "median": "2019-06-12"}
REASON = {
    "actor": "A", "move": "open", "degree": "hard", "instead": "wait", "day": "2019-02-28", "utils": -0.2,
    "drives": False, "as_good": False, "argument": "face", "cited": "x-2018 para. 3", "claim": None,
}  # fmt: skip
SHARP = {"errs": True, "unsure": False, "news": True, "toss": 0.1, "survives": True, "kept": 0.8, "leads": True}


def run_facts(**more: object) -> dict[str, object]:
    facts: dict[str, object] = {
        "end": "2020-01-01", "endless": False, "rounding": 0.0, "unsure": None,
        "leader": outcome("A", chance=0.6), "blinker": outcome("A", chance=0.6, way=WAY),
        "nobody_chance": 0.15, "somebody": 0.85, "somebody_sure": False, "even": False, "reason": None,
        "mixture": False, "several": False, "rivals": [], "sharper": SHARP, "ranges": None,
    }  # fmt: skip
    return {**facts, **more}


def run_says(**more: object) -> list[str]:
    return sentences("run", run_facts(**more))


def nobody(chance: float, *blinkers: str, **more: object) -> dict[str, object]:
    blinker = outcome(*blinkers, chance=(1 - chance) / 2, way=None)
    leader = outcome("nobody", chance=chance)
    return {"leader": leader, "blinker": blinker, "somebody": 1 - chance, "nobody_chance": chance, **more}


def test_an_actor_leads() -> None:
    assert run_says() == [
        "A is the most likely to blink first, with a probability of 60 %: by 'open', a hard blink, and in half "
        "of these cases by 12 June 2019.",
        "With a probability of 15 % nobody has blinked by 1 January 2020.",
        "The answer survives sharper choice: with everybody's precision doubled, A blinks first with 80 %; a "
        "coin toss gives 10 %.",
    ]


@pytest.mark.parametrize(
    ("facts", "lead"),
    [
        (nobody(0.7, "A"), "Most likely nobody blinks by 1 January 2020: the probability is 70 %."),
        (
            nobody(0.4, "A"),
            "That nobody blinks by 1 January 2020 is the likeliest single answer (40 %), but with 60 % somebody "
            "does.",
        ),
        (
            nobody(0.498, "A", even=True),
            "Whether anybody blinks by 1 January 2020 is about even: nobody does with a probability of 50 %.",
        ),
        (nobody(1.0), "It is certain that nobody blinks by 1 January 2020."),
        (
            nobody(0.7, "A", endless=True),
            "Most likely nobody blinks in the time shown, up to 1 January 2020: the probability is 70 %.",
        ),
        (
            {"leader": outcome("A", "B", chance=0.4)},
            "A and B are equally likely to blink first, with a probability of 40 % each.",
        ),
        (
            {"leader": outcome("A", chance=1.0), "blinker": outcome("A", chance=1.0, way=WAY)},
            "A is certain to blink first: by 'open', a hard blink, and in half of these cases by 12 June 2019.",
        ),
        ({"unsure": "No probability is given."}, "No probability is given."),
    ],
)
def test_the_first_sentence(facts: dict[str, object], lead: str) -> None:
    assert run_says(**facts)[0] == lead


def test_whoever_is_likeliest_if_somebody_blinks() -> None:
    assert run_says(**nobody(0.7, "A"))[1] == "If somebody does, it is most likely A first (15 %)."
    assert (
        run_says(**nobody(0.7, "A", "B"))[1] == "If somebody does, it is most likely one of A and B first (15 % each)."
    )
    assert not any("somebody" in sentence for sentence in run_says(**nobody(1.0)))


def test_nothing_is_said_of_lenses_that_are_not_there() -> None:
    assert not any("lens" in sentence for sentence in run_says())


def test_one_rival_and_several() -> None:
    same = outcome("A", chance=0.5, lens="old", same=True)
    other = outcome("nobody", chance=0.9, lens="new", same=False)
    assert "The rival lens old says the same: A is the most likely to blink first (50 %)." in run_says(rivals=[same])
    several = run_says(rivals=[same, other], several=True)
    assert several[2] == (
        "Of the rival lenses, old says the same: A is the most likely to blink first (50 %); new says otherwise: "
        "most likely nobody blinks (90 %)."
    )
    tied = outcome("A", "B", chance=0.3, lens="old", same=False)
    assert run_says(rivals=[tied])[2].endswith("A and B are the most likely to blink first (30 % each).")


def test_what_holds_back_and_what_drives() -> None:
    assert run_says(reason=REASON)[2] == (
        "Even at A's likeliest moment, 28 February 2019, 'open' is worth 0.20 utils less to it than 'wait'; what "
        "holds it back most is face (x-2018 para. 3)."
    )
    driven = {**REASON, "utils": 0.3, "drives": True, "claim": "Whoever waits looks weak"}
    assert run_says(reason=driven)[2].endswith(
        "0.30 utils more to it than 'wait'; what drives it most is face (x-2018 para. 3): Whoever waits looks weak."
    )
    alike = {**REASON, "as_good": True}
    assert "is worth as much to it as 'wait'" in run_says(reason=alike)[2]


@pytest.mark.parametrize(
    ("sharper", "expected"),
    [
        (
            {"survives": False, "leads": False, "kept": 0.1, "leader": outcome("nobody", chance=0.9)},
            "The answer rests on error: with everybody's precision doubled, A blinks first with 10 %, and nobody "
            "blinks with 90 %; a coin toss gives 10 %.",
        ),
        (
            {"survives": False, "leads": False, "kept": 0.3, "news": False, "leader": outcome("B", "C", chance=0.35)},
            "The answer rests on error: with everybody's precision doubled, A blinks first with 30 %, and B and C "
            "with 35 % each; nor is it news, as a coin toss gives 10 %.",
        ),
        (
            {"survives": False, "kept": 0.2, "leader": outcome("A", chance=0.2)},
            "The answer rests on error: with everybody's precision doubled, A blinks first with 20 % only; a coin "
            "toss gives 10 %.",
        ),
        (
            {"news": False, "toss": 0.6},
            "The answer survives sharper choice: with everybody's precision doubled, A blinks first with 80 %; but "
            "it is no news, as a coin toss gives 60 %.",
        ),
        ({"errs": False}, "Doubled precision changes nothing here; a coin toss gives 10 %."),
        (
            {"unsure": True},
            "Whether the answer survives sharper choice cannot be said: with everybody's precision doubled, "
            "rounding decides.",
        ),
    ],
)
def test_whether_the_answer_survives(sharper: dict[str, object], expected: str) -> None:
    assert run_says(sharper={**SHARP, **sharper})[-1] == expected


def test_how_often_it_stays_the_same_over_the_ranges() -> None:
    ranges = {"weights": 12, "draws": 64, "seed": 0, "same": 61, "always": False, "lowest": 0.2, "highest": 0.7}
    assert run_says(ranges=ranges)[-1] == (
        "Over the authors' ranges of 12 weights the answer stays the same in 61 of 64 draws; its probability is 20 % "
        "to 70 %."
    )
    always = {**ranges, "weights": 1, "same": 64, "always": True}
    assert run_says(ranges=always)[-1] == (
        "Over the authors' ranges of 1 weight the answer stays the same in all 64 draws, with 20 % to 70 %."
    )
    assert run_says(ranges={**ranges, "weights": 0})[-1] == "No weight has a range from which to draw another."


def test_chances_that_are_nearly_certain_are_not_spelled_as_certain() -> None:
    assert "under 0.1 %" in run_says(**{**SHARP, "nobody_chance": 1e-5})[1]
    assert "over 99.9 %" in run_says(leader=outcome("A", chance=0.99999))[0]
