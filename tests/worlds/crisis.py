"""Small worlds to play in: a duel built by hand, and a scenario with dated events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from blinkfirst.compile.questions import watch_of
from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.game.game import HARD, NO_BLINK, SOFT, Game, PayoffColumn, Payoffs, Variable
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Plan, Standoff, Stretch
from blinkfirst.game.watch import Watch
from blinkfirst.scenario.loading import load
from blinkfirst.solve.standoff.backward_induction import backward_induction

CRISIS = """\
blinkfirst: 1
title: A small crisis
start: 2018-08-31
horizon: 9
tick: 1/4
world:
  heat: {levels: [low, mid, high], start: mid}
  talks: {levels: [none, deep], start: none}
parameters:
  anger: {value: 0.4, low: 0, high: 2}
sources:
  essay: {title: An essay, author: A. Author, year: 2018}
arguments:
  pride:
    claim: Giving in shames.
    source: {essay: 1}
    for: North
    when: mover == me and move == yield
    weight: -0.5
  burden:
    claim: Heat costs.
    source: {essay: 2}
    for: [North, South]
    while: heat > low
    worth: heat * anger
    weight: -0.2
  gain: {claim: Talks pay., source: {essay: 3}, for: South, while: talks == deep, weight: 0.3}
actors:
  North:
    position: No concession
    tempo: 0.7 if heat == high else 0.4
    patience: 0.9
    precision: 3
    moves:
      wait: {}
      press:
        means: Raise the heat. It may go wrong.
        then: [{chance: 0.6, heat: 1}, {}]
      yield:
        means: Give in
        when: heat > low
        then: {heat: -1}
        blink: {soft: heat == mid, hard: heat == high}
  South:
    position: No talks
    tempo: 0.9
    patience: 0.95
    precision: 2
    moves:
      sit: {blink: {soft: heat == high}}
      parley:
        means: Open talks
        when: talks == none
        then: {talks: deep}
        blink: hard
      carry-on:
        then: [{chance: 0.5, heat: 1}, {heat: -1}]
nature:
  cooling-off:
    means: Heat goes with time
    when: heat > low
    rate: 0.8
    then: [{chance: 0.7, heat: -1}, {}]
  talks-fail: {when: talks == deep, rate: 0.5, then: {talks: none}}
events:
  - {on: 2018-12-01, name: Election, foreseen: true, set: {parameters.anger: 1.2}}
  - {on: 2019-02-28, name: Walk-out, foreseen: false, set: {world.talks: none, world.heat: high}}
questions:
  - North blinks before South
  - {name: Hot, ask: heat == high by 2018-12-15}
  - {name: Deep, ask: talks == deep on 2019-04-30}
  - {name: Pressing, ask: count North presses by 2019-03-31}
  - nobody blinks
  - {name: Fast, ask: South parleys when heat == high by 2019-02-28}
"""


@dataclass(frozen=True)
class Crisis:
    """A compiled and solved scenario with its questions."""

    compiled: Compiled
    standoff: Standoff
    policy: Policy
    watches: tuple[Watch, ...]


def crisis_in(folder: Path) -> Crisis:
    """Write the scenario to a folder, and load, compile and solve it."""
    path = folder / "crisis.yaml"
    path.write_text(CRISIS, encoding="utf-8")
    scenario = load(path)
    compiled = compile_scenario(scenario)
    watches = tuple(watch_of(question.ask, compiled) for question in scenario.questions)
    return Crisis(compiled, compiled.standoff, backward_induction(compiled.standoff), watches)


def duel(precision: float) -> Standoff:
    """Two actors, who may hold or yield; the first to yield has blinked (Left softly, Right openly)."""
    game = Game(
        actors=("Left", "Right"),
        moves=(("hold", "yield"), ("hold", "yield")),
        variables=(Variable("affair", ("open", "closed")),),
        nature=(),
        states=np.array([[0], [1]]),
        start=0,
        tick_months=0.25,
        tempo=np.array([[0.6, 0.9], [0.6, 0.9]]),
        patience=np.array([0.9, 0.8]),
        precision=np.full(2, precision),
        edge_offset=np.array([0, 2, 4, 5, 6]),
        edge_state=np.array([0, 0, 0, 0, 1, 1]),
        edge_actor=np.array([0, 0, 1, 1, 0, 1]),
        edge_move=np.array([0, 1, 0, 1, 0, 0]),
        edge_blink=np.array([NO_BLINK, SOFT, NO_BLINK, HARD, NO_BLINK, NO_BLINK]),
        outcome_offset=np.arange(7),
        outcome_state=np.array([0, 1, 0, 1, 1, 1]),
        outcome_probability=np.ones(6),
        nature_offset=np.zeros(3, dtype=np.int64),
        nature_event=np.zeros(0, dtype=np.int64),
        nature_rate=np.zeros(0),
        nature_outcome_offset=np.zeros(1, dtype=np.int64),
        nature_outcome_state=np.zeros(0, dtype=np.int64),
        nature_outcome_probability=np.zeros(0),
        payoffs=Payoffs(
            columns=(PayoffColumn("cost", "", 0, "while"), PayoffColumn("shame", "", 1, "when")),
            weights=np.array([-0.4, -0.8]),
            flow_columns=np.array([0]),
            flow_features=np.array([[1.0, 0.0]]),
            lump_columns=np.array([1]),
            lump_offset=np.array([0, 1]),
            lump_edge=np.array([3]),
            lump_worth=np.array([1.0]),
        ),
    )
    plan = Plan(0, (Stretch(0, game, None, ""),))
    return Standoff("duel", "A duel", date(2018, 8, 31), 16, 0.25, 12.0, False, (plan,))
