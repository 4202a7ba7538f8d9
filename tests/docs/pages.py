"""Pages of the documentation, taken apart into what can be executed.

A page is a list of fenced blocks. A comment on the line before a block says what to do with it:

``<!-- file: gas.yaml -->``
    the block is written to a file of that name in the page's folder;
``<!-- skip: reason -->``
    the block is left alone;
``<!-- exit: 2 -->``
    the commands of the block end with that status (0 when nothing is said).

``<!-- uses: docs/tutorial/first-scenario.md -->`` anywhere in a page puts the files of another page into the
folder first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_FENCE = re.compile(
    r"(?:^<!-- (?P<word>file|skip|exit): (?P<said>.*?) -->\n+)?"
    r"^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.M | re.S,
)
_HASH = re.compile(r"\(hash [0-9a-f]+\)")  # of a scenario; another one after every edit of it
_USES = re.compile(r"^<!-- uses: (\S+) -->$", re.M)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, text, line in the page, and what the comment before it says."""

    language: str
    text: str
    line: int
    word: str
    said: str


@dataclass(frozen=True)
class Command:
    """A line beginning with ``$ ``.

    ``output`` is what the page shows below it (empty: nothing is compared), ``status`` what it ends with.
    """

    text: str
    output: str
    line: int
    status: int


def pages() -> list[Path]:
    """All pages, README first."""
    return [page for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))) if page.is_file()]


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page that are not skipped."""
    text = page.read_text(encoding="utf-8")
    found = [_block(match, text) for match in _FENCE.finditer(text)]
    return [block for block in found if block.word != "skip"]


def _block(match: re.Match[str], page: str) -> Block:
    line = page.count("\n", 0, match.start("language")) + 1
    return Block(match["language"], match["text"], line, match["word"] or "", match["said"] or "")


def files(page: Path) -> dict[str, str]:
    """The files a page speaks of, those of the pages it builds on included."""
    found: dict[str, str] = {}
    for other in _USES.findall(page.read_text(encoding="utf-8")):
        found |= files(ROOT / other)
    return found | {block.said: block.text for block in blocks(page) if block.word == "file"}


def commands(page: Path) -> list[Command]:
    """The commands of a page's console blocks, in order."""
    return [c for block in blocks(page) if block.language == "console" for c in _commands(block)]


def _commands(block: Block) -> list[Command]:
    found: list[Command] = []
    status = int(block.said) if block.word == "exit" else 0
    for number, line in enumerate(block.text.splitlines(), start=block.line + 1):
        if line.startswith("$ "):
            found.append(Command(line[2:].split("  #")[0].strip(), "", number, status))
        elif found:
            last = found[-1]
            found[-1] = Command(last.text, f"{last.output}{line.rstrip()}\n", last.line, status)
    return found


def matches(shown: str, printed: str) -> bool:
    """Whether output is as shown; a line ``...`` stands for any lines, ``...`` inside a line for any text.

    >>> matches("a\\n...\\nd ... f\\n", "a\\nb\\nc\\nd e f  \\n")
    True
    >>> matches("a\\n", "a\\nb\\n")
    False
    """
    pattern = "".join(
        r"(?:.*\n)*?" if line == "..." else ".*?".join(map(re.escape, line.split("..."))) + r"\n"
        for line in _bare(shown)
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _bare(printed))) is not None


def _bare(text: str) -> list[str]:
    return [_HASH.sub("(hash)", line.rstrip()) for line in text.strip("\n").splitlines()]
