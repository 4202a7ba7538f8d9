"""Every verb handles private types or refuses them in words, as its row of the reference says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.pages import ROOT
from surface.command import blinkfirst

PLAIN = "textbook/two-sided-standoff"
HIDDEN = """\
blinkfirst: 3
title: A stand-off of which nobody knows whether the other can give way
extends: textbook/two-sided-standoff
actors:
  East: {types: {plain: {}, firm: {prior: 0.1, never: blinks}}}
  West: {types: {plain: {}, firm: {prior: 0.3, never: blinks}}}
beliefs: {nodes: 5}
"""
KOREAN = (
    "--theatre", "korea",
    "--set", "actors.US.types={a: {}, b: {prior: 0.2, never: blinks}}", "--set", "beliefs={about: [US]}",
)  # fmt: skip
# a command line for every verb of the table; copy and list read no scenario through
WORDS: dict[str, tuple[str, ...]] = {
    "check": ("check", "hidden.yaml"),
    "show": ("show", "hidden.yaml"),
    "sources": ("sources", "hidden.yaml"),
    "list": ("list",),
    "schema": ("schema",),
    "copy": ("copy", PLAIN, "copied.yaml"),
    "numbers": ("numbers", "hidden.yaml"),
    "arguments": ("arguments", "hidden.yaml"),
    "arguments --values": ("arguments", "hidden.yaml", "--values"),
    "run": ("run", "hidden.yaml"),
    "run --runs": ("run", "hidden.yaml", "--runs", "10"),
    "run --ranges": ("run", "hidden.yaml", "--ranges", "--draws", "2"),
    "run --certify": ("run", "hidden.yaml", "--certify"),
    "run --log": ("run", "hidden.yaml", "--runs", "2", "--log", "log.csv"),
    "explain": ("explain", "hidden.yaml"),
    "beliefs": ("beliefs", "hidden.yaml"),
    "sweep": ("sweep", "hidden.yaml", "actors.East.types.firm.prior=0.1,0.2"),
    "compare": ("compare", PLAIN, "hidden.yaml"),
    "backtest": ("backtest", *KOREAN),
    "calibrate": ("calibrate", *KOREAN),
    "ledger add": ("ledger", "add", "ledger", "hidden.yaml", "--ask", "East blinks", "--rule", "As told",
                   "--made", "2024-01-01"),
    "solve": ("solve", "hidden.yaml"),
    "commit": ("commit", "hidden.yaml"),
    "attrition": ("attrition", "hidden.yaml"),
    "stability": ("stability", "hidden.yaml"),
    "export": ("export", "hidden.yaml", "-o", "game.npz"),
}  # fmt: skip


def _table() -> dict[str, bool]:
    """Verbs of the reference's table, and whether it says that they handle types."""
    text = (ROOT / "docs/reference/private-types.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*?) \| (handle|refuse)", text.split("## Verb by verb")[1], flags=re.M)
    return {verb: said == "handle" for verbs, said in rows for verb in re.findall(r"`([^`]+)`", verbs)}


def test_the_table_has_every_verb() -> None:
    assert set(_table()) == set(WORDS)


@pytest.mark.parametrize(("verb", "handles"), list(_table().items()), ids=list(_table()))
def test_a_verb_handles_types_or_refuses_them(
    verb: str, handles: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hidden.yaml").write_text(HIDDEN)
    monkeypatch.chdir(tmp_path)
    done = blinkfirst(*WORDS[verb])
    assert "Traceback" not in done.err
    if handles:
        assert done.status == 0, done.err
        return
    assert (done.status, done.out) == (2, "")
    assert "there are private types of" in done.err and "switch types off with --set beliefs=none" in done.err
    place = "--set: actors.US.types" if KOREAN[1] in WORDS[verb] else "hidden.yaml:5:10: actors.East.types"
    assert done.err.startswith(f"{place}: ")
    assert [path.name for path in tmp_path.iterdir()] == ["hidden.yaml"]


@pytest.mark.parametrize("verb", ["run", "solve", "commit", "attrition", "stability", "compare"])
def test_switched_off_it_is_the_game_without_types(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hidden.yaml").write_text(HIDDEN)
    (tmp_path / "plain.yaml").write_text(HIDDEN.split("actors:")[0])
    off = ("--set", "beliefs=none")
    found = blinkfirst(*WORDS[verb], "--json", *off)
    words = [word.replace("hidden.yaml", "plain.yaml") for word in WORDS[verb]]
    known = blinkfirst(*words, "--json")
    assert found.status == known.status == 0, found.err + known.err
    if verb != "compare":
        assert _numbers(found.out) == _numbers(known.out)


def _numbers(text: str) -> list[str]:
    """All probabilities and payoffs of an answer in JSON."""
    return re.findall(r"\d\.\d{4,}", text)
