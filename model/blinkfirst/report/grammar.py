"""Sentences made from facts by a small grammar, whose phrases are data: ``phrases.json`` beside this file.

Facts are a JSON object: texts, numbers, truth values, lists, and objects of the same kind. A *text* is a list
of sentences, of which all that are not empty are said. A *phrase* is a list of alternatives, of which the
first that fits is said. A sentence or an alternative is a string, or a pair of a condition and a string. In
the string

* ``{path}`` is a fact; a list is joined by commas and a last *and*;
* ``{path:kind}`` is a number or a day formatted as ``percent``, ``date``, ``count``, ``utils`` or ``amount``;
* ``{path?one|many}`` is the first word where the fact is 1, a text or a list of one, else the second;
* ``[name]`` is a phrase, said of the same facts;
* ``[name: path]`` is a phrase, said of the facts at the path laid over these; of a list once for each, joined
  by semicolons.

A path is names with dots between them. A condition is terms joined by `and`: ``path`` fits where the fact is
neither missing, null, false, zero nor empty; ``not path`` where it is; ``path is word`` where it is that
text. A phrase none of whose alternatives fits is empty. This is the whole grammar: whoever reads the same
file can say the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from blinkfirst.report.words import joined, spoken_amount, spoken_chance, spoken_date

Facts: TypeAlias = Mapping[str, Any]
Alternative: TypeAlias = str | Sequence[str]
Grammar: TypeAlias = Mapping[str, Mapping[str, Sequence[Alternative]]]

PHRASES = "phrases.json"
TEXTS, SAID = "texts", "phrases"  # the two parts of a grammar

_SLOT = re.compile(
    r"\{(?P<path>[\w.]+)(?::(?P<kind>\w+)|\?(?P<one>[^|}]*)\|(?P<many>[^}]*))?\}"
    r"|\[(?P<name>[\w-]+)(?:: (?P<at>[\w.]+))?\]"
)


@cache
def shipped_grammar() -> Grammar:
    """Return the texts and phrases of the package."""
    found: Grammar = json.loads((files("blinkfirst.report") / PHRASES).read_text(encoding="utf-8"))
    return found


def sentences(text: str, facts: Facts, grammar: Grammar | None = None) -> list[str]:
    """Return the sentences of a text about some facts; those that are empty are left out.

    Raises `LookupError` when there is no such text or phrase, or a fact that is said is missing.

    Parameters
    ----------
    grammar : the shipped one by default.

    Examples
    --------
    >>> greeting = {"texts": {"greet": ["[who] {names?blinks|blink}."]}, "phrases": {"who": ["{names}"]}}
    >>> sentences("greet", {"names": ["A", "B"]}, greeting)
    ['A and B blink.']
    """
    used = grammar or shipped_grammar()
    found = (_first_that_fits([sentence], facts, used) for sentence in used[TEXTS][text])
    return [sentence for sentence in found if sentence]


def _first_that_fits(alternatives: Sequence[Alternative], facts: Facts, grammar: Grammar) -> str:
    for alternative in alternatives:
        condition, text = ("", alternative) if isinstance(alternative, str) else alternative
        if fits(condition, facts):
            return _SLOT.sub(lambda slot: _filled(slot, facts, grammar), text)
    return ""


def fits(condition: str, facts: Facts) -> bool:
    """Return whether a condition holds of some facts; the empty one always does."""
    return all(_term_fits(term, facts) for term in condition.split(" and ") if term)


def _term_fits(term: str, facts: Facts) -> bool:
    path, _, word = term.removeprefix("not ").partition(" is ")
    found = _fact(path, facts, missing=None)
    return (found == word if word else bool(found)) != term.startswith("not ")


_REQUIRED = object()


def _fact(path: str, facts: Facts, missing: Any = _REQUIRED) -> Any:
    found: Any = facts
    for name in path.split("."):
        if not isinstance(found, Mapping) or name not in found:
            if missing is _REQUIRED:
                raise LookupError(f"no fact {path!r} among {', '.join(facts)}")
            return missing
        found = found[name]
    return found


def _filled(slot: re.Match[str], facts: Facts, grammar: Grammar) -> str:
    if slot["name"] is not None:
        return _phrase(slot["name"], slot["at"], facts, grammar)
    found = _fact(slot["path"], facts)
    if slot["kind"] is not None:
        return _KINDS[slot["kind"]](found, facts)
    if slot["one"] is not None:
        return slot["one"] if _is_one(found) else slot["many"]
    return joined(map(str, found)) if isinstance(found, list | tuple) else str(found)


def _phrase(name: str, at: str | None, facts: Facts, grammar: Grammar) -> str:
    alternatives = grammar[SAID][name]
    if at is None:
        return _first_that_fits(alternatives, facts, grammar)
    below = _fact(at, facts)
    each = below if isinstance(below, list | tuple) else [below]
    return "; ".join(_first_that_fits(alternatives, {**facts, **one}, grammar) for one in each)


def _is_one(found: Any) -> bool:
    if isinstance(found, list | tuple):
        return len(found) == 1
    return isinstance(found, str) or found == 1


_KINDS: dict[str, Callable[[Any, Facts], str]] = {
    "percent": lambda chance, facts: spoken_chance(chance, facts.get("rounding") or 0.0),
    "date": lambda day, facts: spoken_date(date.fromisoformat(day)),
    "count": lambda number, facts: f"{number:,}",
    "utils": lambda utils, facts: f"{abs(utils):.2f}",
    "amount": lambda amount, facts: spoken_amount(abs(amount)),
}
