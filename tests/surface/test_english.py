"""Plain English: how docstrings begin, and words that pages, messages, docstrings and docs do without."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import blinkfirst

PACKAGE = Path(blinkfirst.__file__).parent
DOCS = PACKAGE.parent.parent / "docs"
# a summary is an imperative verb or a noun phrase; a question may ask
RELATIVE = re.compile(r"(what|who|whom|whose|whether|which|where|how)\b(?![^.]*\?)", re.IGNORECASE)
# pattern, and what to say instead
BANNED = {
    r"\banew\b": "again",
    r"\b(where|when) left out\b": "by default",
    r"\bstands? (twice|there|elsewhere|anywhere|nowhere)\b": "is, appears, occurs",
}
IN_CODE = {**BANNED, r"\b(tells?|told)\b(?! (\w+ )?apart)": "report, print, say, return"}
# modules of old, named in words of our own
OLD_MODULES = {
    "asking", "assembly", "casting", "chain_ends", "crossroads", "essentials", "giving_way", "healing",
    "looks", "octet", "passages", "sharing", "spelling", "swapping", "telling", "unmet", "watches", "ways",
}  # fmt: skip


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Every text in a file of code, docstrings among them, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def summaries(path: Path) -> Iterator[tuple[str, str]]:
    """First words of every docstring, with the name of what it explains."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            text = ast.get_docstring(node)
            if text:
                yield getattr(node, "name", "module"), text.partition("\n\n")[0]


def banned_in(text: str, banned: Mapping[str, str]) -> Iterator[str]:
    for pattern, instead in banned.items():
        for found in re.finditer(pattern, " ".join(text.split())):
            yield f"{found.group()!r}, say: {instead}"


def code() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), path


def test_summaries_are_verbs_or_nouns() -> None:
    assert [
        f"{name}: {what}: {summary[:60]}"
        for name, path in code()
        for what, summary in summaries(path)
        if RELATIVE.match(summary)
    ] == []


def test_banned_words_are_nowhere_in_the_code() -> None:
    assert [
        f"{name}:{line}: {found}"
        for name, path in code()
        for line, text in texts(path)
        for found in banned_in(text, IN_CODE)
    ] == []


def test_banned_words_are_nowhere_in_the_docs() -> None:
    pages = ((page.relative_to(DOCS.parent).as_posix(), page) for page in sorted(DOCS.rglob("*.md")))
    assert [
        f"{name}: {found}"
        for name, page in pages
        for found in banned_in(page.read_text(encoding="utf-8"), BANNED)
    ] == []


def test_no_module_bears_an_old_name() -> None:
    assert {path.stem for path in PACKAGE.rglob("*.py")} & OLD_MODULES == set()
