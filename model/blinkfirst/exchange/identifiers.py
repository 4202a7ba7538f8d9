"""Names as other tools can read them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import count
from unicodedata import combining, normalize

# words of the PRISM language and the names that our own files declare beside a scenario's
_PRISM_WORDS = (
    "A bool C ceil clock const ctmc D deadlock double dtmc E endinit endinvariant endmodule endobservables "
    "endplayer endrewards endsystem F false filter floor formula func G global I init int invariant label "
    "log max mdp min mod module nondeterministic observable observables of P player pomdp popta pow prob "
    "probabilistic pta R rate rewards round S smg stochastic system true U W X"
)
_OURS = "first horizon nature stretch tick turn world"


def identifiers(names: Sequence[str], taken: Iterable[str] = ()) -> list[str]:
    """Return names as identifiers: letters, digits and underscores, none twice, none a word of the language.

    Accents are left out; a letter that is none of a to z with an accent is spelled by its Unicode number.

    Examples
    --------
    >>> identifiers(["대북-제재", "café"])
    ['uB300uBD81_uC81CuC7AC', 'cafe']
    >>> identifiers(["US", "sanction-relief", "sanction_relief", "init", "3rd"])
    ['US', 'sanction_relief', 'sanction_relief_2', 'init_2', '_3rd']
    """
    used = {*_PRISM_WORDS.split(), *_OURS.split(), *taken}
    found = []
    for name in names:
        plain = _plain(name) or "_"
        plain = f"_{plain}" if plain[0].isdigit() else plain
        number, spelled = 1, plain
        while spelled in used:
            number += 1
            spelled = f"{plain}_{number}"
        used.add(spelled)
        found.append(spelled)
    return found


def _plain(name: str) -> str:
    text = "".join(map(_spelled, normalize("NFC", name)))
    return re.sub(r"\W", "_", text, flags=re.ASCII)


def _spelled(character: str) -> str:
    if character.isascii():
        return character
    apart = normalize("NFKD", character)
    if apart[0].isascii() and apart[0].isalpha() and all(map(combining, apart[1:])):
        return apart[0]
    return f"u{ord(character):04X}" if f"_{character}".isidentifier() else "_"


def other_letters(names: Sequence[str], spelled: Sequence[str]) -> list[str]:
    """Return, for comments, which identifier stands for which name of letters other than a to z."""
    pairs = zip(names, spelled, strict=True)
    return [f"{identifier} stands for {name}" for name, identifier in pairs if not name.isascii()]


def distinct(names: Sequence[str]) -> list[str]:
    """Return names, a duplicate with its number behind.

    Examples
    --------
    >>> distinct(["hold", "go", "hold"])
    ['hold', 'go', 'hold (2)']
    """
    found: list[str] = []
    for name in names:
        number, spelled = 1, name
        while spelled in found:
            number += 1
            spelled = f"{name} ({number})"
        found.append(spelled)
    return found


def numbered(names: Sequence[str]) -> list[str]:
    """Return names, all that are written more than once with a number behind, as Gambit tells them apart.

    Examples
    --------
    >>> numbered(["stand", "yield", "yield", "yield_1"])
    ['stand', 'yield_2', 'yield_3', 'yield_1']
    """
    counts, used, found = Counter(names), set(names), list[str]()
    numbers = {name: count(1) for name in counts}
    for name in names:
        called = name
        while counts[name] > 1 and called in used:
            called = f"{name}_{next(numbers[name])}"
        used.add(called)
        found.append(called)
    return found


def tidy(names: Sequence[str]) -> list[str]:
    """Return names on one line, without idle white space, none twice."""
    return distinct([" ".join(name.split()) or "(blank)" for name in names])


def quoted(text: str) -> str:
    r"""Return text in double quotes; its own become single ones, and it stays on one line.

    Examples
    --------
    >>> quoted('a "pause" for a pause')
    '"a \'pause\' for a pause"'
    """
    return '"' + " ".join(text.replace("\\", "/").replace('"', "'").split()) + '"'
