"""That the first run takes longer is said once, for all that has to be compiled."""

from __future__ import annotations

import pytest

from blinkfirst.agents import kernels as playing
from blinkfirst.agents.runs import simulate
from blinkfirst.report.progress import announce_kernels
from blinkfirst.solve import kernels as solving
from blinkfirst.solve.standoff.backward_induction import backward_induction
from worlds.crisis import duel


def test_kernels_that_have_run_are_there() -> None:
    standoff = duel(1.0)
    simulate(standoff, backward_induction(standoff), 1, 0)
    assert playing.kernels_are_cached()


@pytest.mark.parametrize(
    ("engine", "solving_cached", "playing_cached", "seconds"),
    [
        (False, True, False, 0),
        (False, False, False, solving.COMPILE_SECONDS),
        (True, True, True, 0),
        (True, True, False, playing.COMPILE_SECONDS),
        (True, False, False, solving.COMPILE_SECONDS + playing.COMPILE_SECONDS),
    ],
)
def test_the_announcement(
    engine: bool,
    solving_cached: bool,
    playing_cached: bool,
    seconds: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(solving, "kernels_are_cached", lambda: solving_cached)
    monkeypatch.setattr(playing, "kernels_are_cached", lambda typed=False: playing_cached)
    said: list[str] = []
    announce_kernels(said.append, engine=engine)
    line = f"compiling numerical kernels (once on this machine, about {seconds} s) ...\n"
    assert capsys.readouterr().err == (line if seconds else "")
    assert said == (["compiling numerical kernels"] if seconds else [])
