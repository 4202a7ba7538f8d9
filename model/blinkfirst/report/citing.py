"""Citations as people write them: article and paragraph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def cited(source: Mapping[str, Sequence[int]]) -> str:
    """Return ``veto-2018 para. 16, 18; kei-2022 para. 10``; ``assumption`` when nothing is cited."""
    if not source:
        return "assumption"
    return "; ".join(f"{name} para. {', '.join(map(str, paragraphs))}" for name, paragraphs in source.items())
