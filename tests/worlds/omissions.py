"""A demand that two have made and may drop, or let drop out of sight."""

# ruff: noqa: E501  scenario texts
from __future__ import annotations

FORGOTTEN = """\
blinkfirst: 2
title: A demand that is let lie
start: 2020-01-01
horizon: 2
tick: 0.25
world:
  demand: {levels: [none, open], start: open}
actors:
  China:
    position: A review is due
    tempo: 0.5
    patience: 0.9
    precision: 3
    moves:
      sit: {}
      drop: {when: demand == open, then: {demand: none}, blink: soft}
  Russia:
    position: A review is due
    tempo: 0.4
    patience: 0.9
    precision: 3
    moves:
      sit: {}
      drop: {when: demand == open, then: {demand: none}, blink: soft}
      ask: {when: demand == none, then: {demand: open}}
nature:
  forgotten:
    means: The demand drops out of sight
    when: demand == open
    rate: 0.6
    then: [{chance: 0.75, demand: none}, {}]
    blink: {China: soft, Russia: {hard: demand == open}}
  thaw: {when: demand == none, rate: 0.1, then: {demand: open}}
arguments:
  face: {claim: Dropping a demand costs face, assumption: y, for: [China, Russia], when: mover == me and move == drop, weight: -0.4}
  use: {claim: An open demand is worth something, assumption: y, for: [China, Russia], while: demand == open, weight: 0.05}
questions:
  - China blinks before Russia
  - Russia blinks hard
"""


def without_choice(rate: float, months: float) -> str:
    """The same where nobody ever has the initiative: events alone decide."""
    quiet = FORGOTTEN.replace("tempo: 0.5", "tempo: 0").replace("tempo: 0.4", "tempo: 0")
    return quiet.replace("rate: 0.6", f"rate: {rate}").replace("horizon: 2", f"horizon: {months}")
