"""Citations as people write them: article and paragraph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def cited(source: Mapping[str, Sequence[int]]) -> str:
    """Return ``veto-2018 para. 16, 18; kei-2022 para. 10``; ``assumption`` when nothing is cited.

    Paragraph 0 stands for a source as a whole, which is then cited by its name alone.
    """
    return "; ".join(_place(name, paragraphs) for name, paragraphs in source.items()) or "assumption"


def _place(name: str, paragraphs: Sequence[int]) -> str:
    listed = ", ".join(str(paragraph) for paragraph in paragraphs if paragraph)
    return f"{name} para. {listed}" if listed else name
