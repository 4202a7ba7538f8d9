"""Numbers and sources as people read them."""

from __future__ import annotations

import pytest

from blinkfirst.report.words import cited, percent


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.0, "0 %"), (1.0, "100 %"), (0.5, "50 %"), (0.123, "12 %"), (0.0994, "9.9 %"), (0.0123, "1.2 %"),
        (0.991, "99.1 %"), (0.99, "99 %"), (0.0995, "10 %"),
    ],
)  # fmt: skip
def test_per_cents(probability: float, text: str) -> None:
    assert percent(probability) == text


def test_sources() -> None:
    assert cited({"veto-2018": (16, 18), "kei-2022": (10,)}) == "veto-2018 para. 16, 18; kei-2022 para. 10"
    assert cited({}) == "assumption"
    both = {"charter": ("art. 41", 3, 5, "pp. 12-14"), "letter": (0,), "speech": (0, "lines 40-44")}
    assert cited(both) == "charter art. 41, para. 3, 5, pp. 12-14; letter; speech lines 40-44"
