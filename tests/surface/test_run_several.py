"""Several scenarios at once: bad input in the last one is told before anything of the first is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from surface.command import blinkfirst
from worlds.two_houses import TWO_HOUSES, edited, written

TOO_FAST = edited("tempo: 1\n", "tempo: 40\n")  # loads; too many initiatives per tick to compile


@pytest.mark.parametrize("options", [(), ("--json",), ("--runs", "2")])
def test_nothing_is_printed_when_one_cannot_be_compiled(tmp_path: Path, options: tuple[str, ...]) -> None:
    good, bad = written(tmp_path, "good.yaml", TWO_HOUSES), written(tmp_path, "bad.yaml", TOO_FAST)
    alone = blinkfirst("run", bad, *options)
    assert (alone.status, alone.out) == (2, "")
    done = blinkfirst("run", good, bad, *options)
    assert (done.status, done.out) == (2, "")
    assert done.err == alone.err and "bad.yaml" in done.err


def test_no_folder_is_made_when_one_cannot_be_compiled(tmp_path: Path) -> None:
    good, bad = written(tmp_path, "good.yaml", TWO_HOUSES), written(tmp_path, "bad.yaml", TOO_FAST)
    assert blinkfirst("run", good, bad, "--out", tmp_path / "kept").status == 2
    assert not (tmp_path / "kept").exists()


def test_problems_of_all_are_told(tmp_path: Path) -> None:
    files = [written(tmp_path, f"bad{k}.yaml", TOO_FAST) for k in (1, 2)]
    done = blinkfirst("run", *files)
    assert done.status == 2 and "bad1.yaml" in done.err and "bad2.yaml" in done.err


def test_a_change_that_a_claim_asks_about_is_tried_first(tmp_path: Path) -> None:
    change = "compare: {set: {actors.US.tempo: 40}}, expect: higher"
    claim = f"  - {{says: faster, source: {{art: 1}}, ask: US blinks, {change}}}\n"
    good = written(tmp_path, "good.yaml", TWO_HOUSES)
    bad = written(tmp_path, "bad.yaml", edited("claims:\n", "claims:\n" + claim))
    done = blinkfirst("run", good, bad)
    assert (done.status, done.out) == (2, "")
    assert "in the change that the claim at" in done.err and "bad.yaml" in done.err
