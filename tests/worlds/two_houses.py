"""A small world written out, and short ways to read, change and break it."""

# ruff: noqa: E501  scenario texts
from __future__ import annotations

from pathlib import Path

from blinkfirst.errors import ScenarioError
from blinkfirst.scenario.loading import load, scenario_of
from blinkfirst.scenario.nodes import Node
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.settings import expanded
from blinkfirst.scenario.yaml_trees import read_text

FILE = "two.yaml"
TWO_HOUSES = """\
blinkfirst: 1
title: Two houses
start: 2020-01-01
horizon: 6
tick: 0.25
lens: {old: 0.5, new: 0.5}
world:
  docket: {levels: [none, tighten, near-embargo], start: tighten}
  heat: {levels: [low, mid, high, top], start: mid}
  yielded: {levels: [no-one, US, CN], start: no-one}
  flag: {levels: [up], start: up}
parameters:
  fuss: 0.5
  hawk-noise: {value: {old: 0.2, new: 0.6}, low: 0, high: 1, because: [loss]}
sources:
  art: {title: A, author: B, year: 2018, lens: old}
  brt: {title: A, author: B, year: 2022, lens: new}
lenses:
  old: {title: Old}
  new: {title: New}
actors:
  US:
    position: No
    tempo: 1
    patience: 0.9
    precision: 2
    moves:
      sit: {}
      yield: {when: yielded == no-one, then: {yielded: US, heat: -1}, blink: soft}
      press: {when: heat < top, then: [{chance: 0.25 + 0.25 * (docket == none), heat: 1}, {heat: 2}]}
  CN:
    position: No
    tempo: 0.5 + 0.25 * (docket == tighten)
    patience: 0.9
    precision: exact
    moves:
      wait: {}
      carry: {when: yielded == no-one, then: {yielded: CN}, blink: {soft: heat < high, hard: heat >= high}}
nature:
  cool: {when: heat > low, rate: fuss, then: {heat: -1}}
  vote: {when: docket == tighten, rate: 0.3, then: {docket: near-embargo if heat > mid else none}}
arguments:
  loss:
    claim: C
    source: {art: 1}
    for: [US, CN]
    while: me == US and yielded == US or me == CN and yielded == CN
    weight: {old: -0.15, new: [-0.2, -0.1, 0]}
  fear: {claim: C, source: {brt: [2, 3]}, for: US, when: move == carry, worth: heat / 3, weight: 0.4}
  many:
    claim: C
    assumption: because
    terms:
      a: {for: US, while: heat > low, worth: heat * hawk-noise, weight: -0.1}
      b: {for: CN, when: mover == me, weight: -0.05}
questions:
  - US blinks before CN blinks
  - {name: Hot, ask: heat == top by 2020-03-01}
  - count US presses
  - nobody blinks
claims:
  - {says: S, source: {art: 1}, ask: US blinks, expect: likely}
  - {says: T, source: {brt: 1}, ask: US blinks, compare: {set: {parameters.fuss: 0.1}}, expect: higher}
"""

EVENTS = """\
events:
  - {on: 2020-02-01, name: Thaw, foreseen: true, set: {world.heat: low, parameters.fuss: 0.2}, because: [loss]}
  - {on: 2020-03-03, name: Shock, foreseen: false, set: {world.docket: tighten, actors.CN.precision: 3}}
  - {on: 2020-03-03, name: News, foreseen: true, set: {arguments.fear.weight: -0.5}}
  - {on: 2020-05-20, name: Late, foreseen: true, set: {arguments.loss.weight.new.1: 0, nature.vote.rate: 0}}
questions:"""


def edited(old: str, new: str, text: str = TWO_HOUSES) -> str:
    """The text with one place changed; the place must be there exactly once."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def tree_of(text: str) -> Node:
    """A text as a tree with the shorthands spelled out."""
    return expanded(read_text(text, FILE))


def scenario_from(text: str = TWO_HOUSES) -> Scenario:
    """A text as a checked scenario."""
    return scenario_of(tree_of(text), "two")


def problems_in(text: str) -> list[str]:
    """Everything wrong with a text, a line or two each; empty when it is sound."""
    try:
        scenario_from(text)
    except ScenarioError as error:
        return [str(problem) for problem in error.problems]
    return []


def problems_of_file(path: Path) -> list[str]:
    """Everything wrong with a file and what it stands on."""
    try:
        load(path)
    except ScenarioError as error:
        return [str(problem) for problem in error.problems]
    return []


def written(folder: Path, name: str, text: str) -> Path:
    """A new file in a folder (and its folders, where they are missing)."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
