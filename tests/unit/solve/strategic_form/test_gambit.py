"""Gambit in a child process: what goes over, what comes back, and every way in which it can fail."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from blinkfirst.errors import OptionError, SolverError
from blinkfirst.solve.strategic_form import gambit
from blinkfirst.solve.strategic_form.equilibria import equilibria, equilibria_with_gambit
from blinkfirst.solve.strategic_form.gambit import (
    GAMBIT_METHODS,
    gambit_equilibria,
    gambit_profiles,
    nfg_text,
    run_gambit,
)
from blinkfirst.solve.strategic_form.logit_path import logit_path, quantal_response
from worlds.strategic_forms import bimatrix, form_of, profiles, random_form

CHICKEN = bimatrix([[0, 4], [1, 3]], [[0, 1], [4, 3]])
needs_gambit = pytest.mark.skipif(find_spec("pygambit") is None, reason="pygambit is not installed")


@pytest.fixture
def pretender(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package called pygambit whose programs do what a test wants; returns the folder of its programs."""
    programs = tmp_path / "pygambit" / "cli"
    programs.mkdir(parents=True)
    (tmp_path / "pygambit" / "__init__.py").write_text("")
    (programs / "__init__.py").write_text("")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(gambit, "find_spec", lambda name: object())
    return programs


def test_missing_is_an_error_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gambit, "find_spec", lambda name: None)
    with pytest.raises(OptionError, match=r'install it with: pip install "blinkfirst\[gambit\]"') as caught:
        gambit_equilibria(CHICKEN)
    assert caught.value.exit_status == 2


def test_unknown_methods_and_wrong_numbers_of_players() -> None:
    with pytest.raises(OptionError, match=r"no method 'enumpolly'(?s:.*)did you mean: enumpoly"):
        gambit_equilibria(CHICKEN, "enumpolly")
    with pytest.raises(OptionError, match="enummixed takes 2 players, this game has 3; take enumpoly"):
        gambit_equilibria(random_form(0, (2, 2, 2)), "enummixed")


def test_a_crash_is_an_error(pretender: Path) -> None:
    (pretender / "enumpoly.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    with pytest.raises(SolverError, match=r"Gambit's enumpoly crashed \(SIGSEGV\); take another method"):
        gambit_equilibria(CHICKEN, "enumpoly")


def test_what_does_not_end_is_stopped(pretender: Path) -> None:
    (pretender / "enumpoly.py").write_text("while True:\n    pass\n")
    with pytest.raises(SolverError, match=r"did not end within 0\.5 s and was stopped"):
        gambit_equilibria(CHICKEN, "enumpoly", time_limit=0.5)


def test_a_complaint_is_passed_on(pretender: Path) -> None:
    (pretender / "enumpoly.py").write_text("raise SystemExit('Error: no such game')\n")
    with pytest.raises(SolverError, match="enumpoly failed with status 1: Error: no such game"):
        gambit_equilibria(CHICKEN, "enumpoly")


def test_an_old_version_is_said_to_be_old(pretender: Path) -> None:
    with pytest.raises(SolverError, match=r"is not in the installed pygambit, expected version 17 or later"):
        gambit_equilibria(CHICKEN, "enumpoly")


@pytest.mark.parametrize("answer", ["NE,1,0,1", "NE,1,0,a,0", "NE,1/0,0,1,0"])
def test_another_answer_is_an_error(pretender: Path, answer: str) -> None:
    (pretender / "enumpoly.py").write_text(f"print({answer!r})\n")
    with pytest.raises(SolverError, match="answered something else than 4 probabilities"):
        gambit_equilibria(CHICKEN, "enumpoly")


def test_what_is_no_equilibrium_is_left_out_and_what_is_rough_is_made_exact(pretender: Path) -> None:
    lines = ["NE,1,0,1,0", "NE,1/2,1/2,1/2,1/2", "NE,0.50003,0.49997,0.5,0.5", "NE,0,1,1,0"]
    (pretender / "enumpoly.py").write_text(f"print({chr(10).join(lines)!r})\n")
    found = gambit_equilibria(CHICKEN, "enumpoly")
    assert profiles(found) == {((0.0, 1.0), (1.0, 0.0)), ((0.5, 0.5), (0.5, 0.5))}
    assert not found.complete and max(e.regret for e in found.equilibria) < 1e-15
    assert any("1 of 4 profiles from Gambit's enumpoly left out" in note for note in found.notes)
    assert any("lists 2 equilibria, expected an odd number" in note for note in found.notes)


def test_gnm_is_used_only_when_named(pretender: Path) -> None:
    for name in ("enummixed", "enumpoly"):
        (pretender / f"{name}.py").write_text("print('NE,' + ','.join(['1'] * 4))\n")
    (pretender / "gnm.py").write_text("raise SystemExit('gnm was called')\n")
    for counts in ((2, 2), (2, 2, 2)):
        with pytest.raises(SolverError) as caught:
            gambit_equilibria(random_form(0, counts), "gnm" if counts == (2, 2) else "")
        assert ("gnm was called" in str(caught.value)) is (counts == (2, 2))


def test_lists_are_compared(pretender: Path) -> None:
    """One equilibrium too few, then one too many for our own list: both said, and neither is complete."""
    (pretender / "enummixed.py").write_text("print('NE,1,0,0,1')\n")
    found = equilibria_with_gambit(CHICKEN)
    assert len(found.equilibria) == 3 and not found.complete
    assert found.notes[0] == "Gambit's enummixed lacks 2 equilibria that our own methods list"
    assert found.method.endswith("Gambit's enummixed")
    (pretender / "enumpure.py").write_text("print('NE,1,0,0,1')\n")
    assert equilibria_with_gambit(CHICKEN, "enumpure").complete  # it need not find all, so may lack some


@needs_gambit
@pytest.mark.slow
@pytest.mark.parametrize("method", sorted(set(GAMBIT_METHODS) - {"gnm"}))
def test_every_offered_method_answers(method: str) -> None:
    found = gambit_equilibria(CHICKEN, method)
    everything = {((1.0, 0.0), (0.0, 1.0)), ((0.0, 1.0), (1.0, 0.0)), ((0.5, 0.5), (0.5, 0.5))}
    assert found.equilibria and profiles(found) <= everything
    assert found.complete is GAMBIT_METHODS[method].lists_all
    if found.complete:
        assert profiles(found) == everything


@needs_gambit
@pytest.mark.parametrize(
    ("seed", "counts", "levels"),
    [
        (2, (3, 3), 3),
        pytest.param(1, (3, 3), 0, marks=pytest.mark.slow),
        pytest.param(3, (4, 3), 0, marks=pytest.mark.slow),
        pytest.param(4, (3, 3), 2, marks=pytest.mark.slow),
    ],
)
def test_two_players_as_gambit_has_them(seed: int, counts: tuple[int, int], levels: int) -> None:
    """Gambit's extreme equilibria come from exact arithmetic, ties included."""
    found = equilibria_with_gambit(random_form(seed, counts, levels))
    assert found.complete, found.notes
    assert found.components  # nothing was added to our own list


@needs_gambit
def test_nine_equilibria_of_three_players() -> None:
    """McKelvey and McLennan (1997): the most that three players with two strategies each can have."""
    payoffs = np.zeros((3, 2, 2, 2))
    payoffs[:, 0, 0, 0] = 9, 8, 12
    payoffs[:, 1, 1, 0] = 9, 8, 2
    payoffs[:, 1, 0, 1] = payoffs[:, 0, 1, 1] = 3, 4, 6
    own = equilibria(form_of(payoffs))
    assert not own.complete and sum(e.pure for e in own.equilibria) == 4
    found = equilibria_with_gambit(form_of(payoffs))
    assert len(found.equilibria) == 9 and found.complete and profiles(own) <= profiles(found)
    assert not any("there may be more" in note for note in found.notes)


@needs_gambit
@pytest.mark.parametrize("counts", [(2, 2, 2), pytest.param((3, 3), marks=pytest.mark.slow)])
def test_logit_path_as_gambit_has_it(counts: tuple[int, ...]) -> None:
    form = random_form(21, counts)
    wanted = (0.5, 3.0, 30.0)
    options = [part for precision in wanted for part in ("-l", repr(precision))]
    text = run_gambit(nfg_text(form), "logit", [*options, "-d", "14"], 60.0)
    lines = [[float(number) for number in line.split(",")] for line in text.splitlines()[-len(wanted) :]]
    for precision, (at, *theirs) in zip(wanted, lines, strict=True):
        assert at == pytest.approx(precision, abs=1e-7)
        mine = np.concatenate(quantal_response(form, precision).profile)
        np.testing.assert_allclose(mine, theirs, atol=1e-8)


@needs_gambit
@pytest.mark.slow
@pytest.mark.parametrize("counts", [(2, 2, 2), (3, 3)])
def test_end_of_the_logit_path_as_gambit_has_it(counts: tuple[int, ...]) -> None:
    form = random_form(21, counts)
    (limit,) = gambit_profiles(form, "logit", ("-d", "14", "-e"), 60.0)
    mine_limit = logit_path(form).limit
    assert mine_limit is not None
    np.testing.assert_allclose(np.concatenate(mine_limit.profile), np.concatenate(limit), atol=1e-6)


def test_the_child_is_this_python(pretender: Path) -> None:
    (pretender / "enumpoly.py").write_text("import sys\nprint(sys.executable)\n")
    assert Path(run_gambit("", "enumpoly", (), 10.0).strip()) == Path(sys.executable)
