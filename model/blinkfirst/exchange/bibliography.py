"""Works that are cited, for programs that keep references: BibTeX and RIS."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from blinkfirst.exchange.identifiers import distinct
from blinkfirst.scenario.scenario import Source

_BODY = re.compile(r"\{[^{}]*\}")
_JOINED = re.compile(r"\s+(?:and|&)\s+|\s*;\s*", re.IGNORECASE)
_NO_KEY = re.compile(r"[\s,{}()\"#%'=~\\@]+")
_SPECIAL = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "#": r"\#", "$": r"\$", "_": r"\_",
}  # fmt: skip


def persons(author: str) -> list[str]:
    """Return the names of an author as they are printed, a body with its braces.

    Examples
    --------
    >>> persons("A. Roth, J. K. Murnighan and {Korea Economic Institute, Washington}")
    ['A. Roth', 'J. K. Murnighan', '{Korea Economic Institute, Washington}']
    >>> persons("Hendricks, K. and Weiss, A.")
    ['Hendricks, K.', 'Weiss, A.']
    """
    bodies: list[str] = []

    def hidden(body: re.Match[str]) -> str:
        bodies.append(body.group())
        return f"\0 {len(bodies) - 1}"  # looks like a name of two words

    names: list[str] = []
    for part in _JOINED.split(_BODY.sub(hidden, author)):
        pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
        whole = all(" " in piece for piece in pieces)
        names += pieces if whole else [", ".join(pieces)]
    return [re.sub(r"\0 (\d+)", lambda at: bodies[int(at[1])], name) for name in names if name]


def last_name_first(name: str) -> str:
    """Return a name as lists of references are sorted by it; that of a body without its braces.

    Examples
    --------
    >>> [last_name_first(name) for name in ("J. von Neumann", "Fearon, J.", "{Security Council}")]
    ['von Neumann, J.', 'Fearon, J.', 'Security Council']
    """
    if name.startswith("{"):
        return name.strip("{}")
    words = name.split()
    if "," in name or len(words) == 1:
        return name
    at = next((i for i, word in enumerate(words[1:-1], start=1) if word[0].islower()), len(words) - 1)
    return f"{' '.join(words[at:])}, {' '.join(words[:at])}"


def bibtex_text(sources: Iterable[Source]) -> str:
    """Return works as a file of BibTeX; `blinkfirst.scenario.references` reads the same works from it."""
    listed = list(sources)
    keys = distinct([_NO_KEY.sub("-", source.name) for source in listed])
    return "\n".join(_entry(key, source) for key, source in zip(keys, listed, strict=True))


def _entry(key: str, source: Source) -> str:
    fields = {
        "author": " and ".join(
            f"{{{_escaped(name[1:-1])}}}" if name.startswith("{") else _escaped(name)
            for name in persons(source.author)
        ),
        "title": f"{{{_escaped(source.title)}}}",  # in braces of its own: capitals stay
        "year": str(source.year),
        "date": source.published,
        "howpublished": _escaped(source.publisher),
        "doi": source.doi,
        "url": source.url,
        "urldate": source.accessed,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{lines}\n}}\n"


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(letter, letter) for letter in text)


def ris_text(sources: Iterable[Source]) -> str:
    """Return works as a file of RIS."""
    return "\n".join("".join(f"{tag}  - {value}\n" for tag, value in _tags(source)) for source in sources)


def _tags(source: Source) -> Iterator[tuple[str, str]]:
    yield "TY", "ELEC" if source.url and not source.doi else "GEN"
    yield "ID", source.name
    yield from (("AU", last_name_first(name)) for name in persons(source.author))
    known = {
        "TI": source.title,
        "PY": str(source.year),
        "DA": source.published.replace("-", "/"),
        "PB": source.publisher,
        "DO": source.doi,
        "UR": source.url,
        "Y2": source.accessed.replace("-", "/"),
    }
    yield from ((tag, " ".join(value.split())) for tag, value in known.items() if value)
    yield "ER", ""
