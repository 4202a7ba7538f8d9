"""Questions: a small language about what happens first, by when, and how often.

The forms are listed in ``docs/reference/language.md``. Parsing splits a text into deeds, a condition and a
date; conditions are expressions like any other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from blinkfirst.errors import Place, nearest
from blinkfirst.scenario.calendar import DateError, parse_date
from blinkfirst.scenario.expressions import CONDITION, Expression, ExpressionError, Vocabulary, parse

BY, ON, DEED, BEFORE, NOBODY_BLINKS, COUNT = "by", "on", "deed", "before", "nobody", "count"

_DATE = re.compile(r"\s+(by|on)\s+(\d+[-./]\d+[-./]\d+|\w+ \d{4})\s*\Z")
_BEFORE = re.compile(r"\s+before\s+")
_WHEN = re.compile(r"\s+when\s+")
_FIRST = re.compile(r"(.*\bblinks?)\s+first\s*\Z", re.DOTALL)
FORMS = (
    "CONDITION by DATE; CONDITION on DATE; ACTOR blinks first; DEED before DEED; DEED by DATE; "
    "nobody blinks; count DEED"
)


@dataclass(frozen=True)
class Deed:
    """A move or a blink of one of some actors.

    Attributes
    ----------
    actors : names.
    moves : per actor, the move meant; ``None`` for any blink.
    degree : ``"soft"``, ``"hard"`` or empty (either); only for blinks.
    condition : over the world in which it is done; ``None`` for any.
    """

    actors: tuple[str, ...]
    moves: tuple[str, ...] | None
    degree: str
    condition: Expression | None


@dataclass(frozen=True)
class ParsedQuestion:
    """A parsed question.

    Attributes
    ----------
    text : as written.
    form : one of ``by``, ``on``, ``deed``, ``before``, ``nobody``, ``count``.
    deed, rival : what is asked about, and what must not come before it.
    condition : for ``by`` and ``on``.
    deadline : ``None`` for the horizon.
    place, path : where it is written, which does not count in comparisons.
    """

    text: str
    form: str
    deed: Deed | None
    rival: Deed | None
    condition: Expression | None
    deadline: date | None
    place: Place = field(default=Place("question"), compare=False)
    path: str = field(default="", compare=False)


def parse_question(text: str, vocabulary: Vocabulary, menus: Mapping[str, Sequence[str]]) -> ParsedQuestion:
    """Parse a question.

    Raises `ExpressionError` with the offset of what is wrong.

    Parameters
    ----------
    text : as written.
    vocabulary : names of the scenario.
    menus : moves by actor.
    """
    body, connective, deadline = _split_date(text)
    if ask := _deed_ask(text, body, deadline, vocabulary, menus):
        if connective == "on":
            raise ExpressionError("a deed is asked about `by` a date; `on` is for conditions", len(body))
        return ask
    if not connective:
        message = f"expected a question, got {text.strip()!r}; the forms are: {forms(menus)}"
        near = _asked_plainly(text) or nearest(body.split()[0] if body.split() else "", vocabulary.actors)
        raise ExpressionError(message, len(text) - len(text.lstrip()), near)
    condition = parse(body, vocabulary, CONDITION)
    return ParsedQuestion(text, BY if connective == "by" else ON, None, None, condition, deadline)


def parse_run_condition(
    text: str, vocabulary: Vocabulary, menus: Mapping[str, Sequence[str]]
) -> ParsedQuestion:
    """Parse a condition on runs: a question answered by yes or no, or a condition met at some time.

    Raises `ExpressionError` with the offset of what is wrong.
    """
    try:
        ask = parse_question(text, vocabulary, menus)
    except ExpressionError:
        if not set(text) & set("=<>"):
            raise
        condition = parse(text, vocabulary, CONDITION)
        return ParsedQuestion(text, BY, None, None, condition, None)
    if ask.form == COUNT:
        raise ExpressionError("expected a question that is answered by yes or no, got one that counts", 0)
    return ask


def misdated(ask: ParsedQuestion, start: date, end: date) -> str:
    """Return what to say of a date that is not within the horizon; nothing where all is well."""
    if ask.deadline is None or start < ask.deadline <= end:
        return ""
    return f"expected a date after {start} and up to {end} (the horizon), got {ask.deadline}"


def forms(menus: Mapping[str, Sequence[str]]) -> str:
    """Return the forms of questions, with deeds of these actors as examples."""
    (first, moves), *others = menus.items()
    both = [f"{first} or {other} blinks hard" for other, _ in others[:1]]
    deeds = [f"{first} blinks", f"{first} {_spoken(moves[-1])}", *both]
    return f"{FORMS} (a deed: {', '.join(deeds)})"


def _asked_plainly(text: str) -> str:
    """Return the form of a question that is asked as one would ask a person."""
    found = re.fullmatch(r"\s*(?:Does|Will|Do|does|will|do)\s+(.+?)\s+blink\b(.*?)\??\s*", text)
    return f"{found[1]} blinks{found[2]}" if found else ""


def _spoken(move: str) -> str:
    """Return a move in the third person, as ``carries``, ``presses`` or ``holds-out``."""
    head, hyphen, tail = move.partition("-")
    if not head.isascii():
        return move
    if head.endswith(("s", "x", "z", "ch", "sh", "o")):
        head += "es"
    elif head.endswith("y") and head[-2:-1] not in "aeiou":
        head = f"{head[:-1]}ies"
    else:
        head += "s"
    return f"{head}{hyphen}{tail}"


def _split_date(text: str) -> tuple[str, str, date | None]:
    found = _DATE.search(text)
    if not found:
        return text, "", None
    try:
        return text[: found.start()], found.group(1), parse_date(found.group(2))
    except DateError as error:
        raise ExpressionError(str(error), found.start(2), error.suggestion) from None


def _deed_ask(
    text: str, body: str, deadline: date | None, vocabulary: Vocabulary, menus: Mapping[str, Sequence[str]]
) -> ParsedQuestion | None:
    words = body.split()
    if words[:2] == ["nobody", "blinks"] and len(words) == 2:
        return ParsedQuestion(text, NOBODY_BLINKS, Deed(tuple(menus), None, "", None), None, None, deadline)
    counting = bool(words) and words[0] == "count"
    offset = body.index("count") + 5 if counting else 0
    if not counting and (not words or words[0] not in menus):
        if words[1:2] in (["blinks"], ["blink"], ["before"], ["or"]) and words[0].lower() != "who":
            message = f"unknown actor {words[0]!r}; this theatre has: {', '.join(menus)}"
            raise ExpressionError(message, len(text) - len(text.lstrip()), nearest(words[0], menus))
        return None
    parts = _BEFORE.split(body[offset:])
    if len(parts) > 2 or (counting and len(parts) == 2):
        raise ExpressionError("expected one `before` at most, and none with `count`", offset)
    first = None if counting or len(parts) == 2 else _FIRST.match(parts[0])
    deed = _deed(first[1] if first else parts[0], offset, None, vocabulary, menus)
    if counting:
        return ParsedQuestion(text, COUNT, deed, None, None, deadline)
    if first:
        others = tuple(actor for actor in menus if actor not in deed.actors)
        rival = Deed(others, None, "", None)
        return ParsedQuestion(text, BEFORE, deed, rival, None, deadline)
    if len(parts) == 1:
        return ParsedQuestion(text, DEED, deed, None, None, deadline)
    rival = _deed(parts[1], body.rindex(parts[1]), deed, vocabulary, menus)
    return ParsedQuestion(text, BEFORE, deed, rival, None, deadline)


def _deed(
    text: str, offset: int, first: Deed | None, vocabulary: Vocabulary, menus: Mapping[str, Sequence[str]]
) -> Deed:
    """Read ``ACTOR [or ACTOR ...] [VERB [soft|hard]] [when CONDITION]``; by default the first deed's verb."""
    head, *tail = _WHEN.split(text, maxsplit=1)
    condition = None
    if tail:
        start = offset + len(text) - len(tail[0])
        try:
            condition = parse(tail[0], vocabulary, CONDITION)
        except ExpressionError as error:
            raise ExpressionError(error.message, start + error.offset, error.suggestion) from None
    at = offset + len(text) - len(text.lstrip())
    words = head.split()
    actors, words = words[:1], words[1:]
    while len(words) >= 2 and words[0] == "or":
        actors.append(words[1])
        words = words[2:]
    for actor in actors:
        if actor not in menus:
            message = f"unknown actor {actor!r}; this theatre has: {', '.join(menus)}"
            raise ExpressionError(message, at, nearest(actor, menus))

    def moves(word: str) -> tuple[str, ...]:
        return tuple(_move(word, actor, menus[actor], at) for actor in actors)

    if not words and first is not None:
        same = None if first.moves is None else moves(first.moves[0])
        return Deed(tuple(actors), same, first.degree, condition)
    if words and words[0] in ("blink", "blinks"):
        degree = words[1] if len(words) == 2 else ""
        if len(words) > 2 or (degree and degree not in ("soft", "hard")):
            message = f"expected `blinks`, `blinks soft` or `blinks hard`, got {' '.join(words)!r}"
            raise ExpressionError(message, at)
        return Deed(tuple(actors), None, degree, condition)
    if len(words) != 1:
        message = f"expected an actor and what it does, got {head.strip()!r}; the forms are: {forms(menus)}"
        raise ExpressionError(message, at)
    return Deed(tuple(actors), moves(words[0]), "", condition)


def _move(word: str, actor: str, menu: Sequence[str], at: int) -> str:
    forms = {form: move for move in menu for form in _forms(move)} | {move: move for move in menu}
    if word in forms:
        return forms[word]
    listed = ", ".join(["blinks", *menu])
    raise ExpressionError(
        f"unknown deed of {actor}: {word!r}; expected one of: {listed}", at, nearest(word, [*forms, "blinks"])
    )


def _forms(move: str) -> tuple[str, ...]:
    """Return the spellings of a move as a verb, as ``carry``, ``carrys``, ``carries``, or ``holds-out``."""
    head, hyphen, tail = move.partition("-")
    endings = [head, head + "s", head + "es"]
    if head.endswith("y"):
        endings.append(head[:-1] + "ies")
    return tuple(f"{ending}{hyphen}{tail}" for ending in endings)
