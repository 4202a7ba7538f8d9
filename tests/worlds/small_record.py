"""A record of a small theatre whose forecasts can be worked out by hand."""

from __future__ import annotations

from pathlib import Path

# everybody tosses coins, in two ticks of a month
THEATRE = """\
blinkfirst: 1
title: A text and who blocks it
tick: 1
afterwards: 0
world:
  text: {levels: [none, open], start: none}
  stance: {levels: [silent, blocks], start: silent}
actors:
  A:
    position: A text
    tempo: 0.4
    patience: 1
    precision: 0
    moves:
      hold: {}
      press: {when: text == none, then: {text: open}}
      drop: {when: text == open, then: {text: none}, blink: soft}
  B:
    position: No text
    tempo: 0.4
    patience: 1
    precision: 0
    moves:
      sit: {}
      block: {when: text == open and stance == silent, then: {stance: blocks}}
nature:
  vote: {when: text == open, rate: 0.2, then: {text: none}}
arguments:
  peace: {claim: Peace is good, assumption: so we say, for: [A, B], while: text == none, weight: 0.1}
"""

MAPPING = """\
blinkfirst: 1
title: Small decisions
columns:
  docket: [text, none]
  A: [press, drop, hold]
  B: [block, sit]
  outcome: [PASSED, FAILED, NOTHING]
  blink: text
notes: [uncertain]
items:
  acts: {A: [press, drop, hold], B: [block, sit]}
  openers: {text: [A]}
  responders: {text: [B]}
  graded: {when: {docket: text}, outcome: {nothing: [FAILED, NOTHING], full: [PASSED]}}
  product: {when: {docket: text}, outcome: {none: [FAILED, NOTHING], some: [PASSED]}}
  first: {A: [A], B: [B]}
facts:
  icbm: {when: {docket: none}}
  era: {from: 2001-01-01}
window: 2
levels:
  text: {column: docket, is: {text: open, none: none}}
rules:
  - {from: 2000-06-01, until: 2000-06-30, set: {parameters.nothing: 1}}
theatres:
  small:
    rules:
      - {set: {parameters.nothing: ~}}
    withheld: {world.text: none}
    open: text == open
    acts:
      A: {moves: {press: [press], drop: [drop]}, otherwise: hold}
      B: {moves: {block: [block]}, otherwise: sit}
    endings:
      - {when: stance == silent, by: vote, is: full}
      - {then: text == none, is: nothing}
"""

CASES = """\
id,date,cluster,docket,A,B,outcome,blink,uncertain
R1,2000-03-01,x,text,press,block,FAILED,A soft,
R2,2000-06-15,y,text,press,sit,PASSED,none (B unmoved),who knows
R3,2001-02-01,y,none,hold,sit,NOTHING,none,
"""


def written(folder: Path) -> Path:
    """Write the theatre with its record beside it; return the theatre's file."""
    (folder / "small").mkdir()
    (folder / "small.yaml").write_text(THEATRE, encoding="utf-8")
    (folder / "small" / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    (folder / "small" / "cases.csv").write_text(CASES, encoding="utf-8")
    return folder / "small.yaml"
