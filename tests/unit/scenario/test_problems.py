"""What is said about a scenario that is wrong in one place: every message in full.

Each case changes one place of the two houses (``written.py``). The messages are pinned because people act on them;
when one is made better, change it here.
"""

# ruff: noqa: E501  messages stand in full
from __future__ import annotations

import pytest

from worlds.two_houses import edited, problems_in

CASES = [
    (
        "blinkfirst: 1",
        "blinkfirst: 4",
        ["two.yaml:1:13: blinkfirst: expected a version of the language, 1 to 3, got 4 (number)"],
    ),
    (
        "blinkfirst: 1",
        "blinkfirst: true",
        ["two.yaml:1:13: blinkfirst: expected a version of the language, 1 to 3, got true (true or false)"],
    ),
    (
        "blinkfirst: 1",
        "blinkfirst: '1'",
        ["two.yaml:1:14: blinkfirst: expected a version of the language, 1 to 3, got '1' (text)"],
    ),
    ("title: Two houses\n", "", ["two.yaml:1:1: title: missing; expected a title"]),
    ("title: Two houses", "title: 3", ["two.yaml:2:8: title: expected a title, got 3 (number)"]),
    ("title: Two houses", "title:", ["two.yaml:2:7: title: expected a title, got nothing"]),
    ("start: 2020-01-01", "start: soon", ["two.yaml:3:8: start: expected a date as YYYY-MM-DD, got 'soon'"]),
    ("start: 2020-01-01\n", "", ["two.yaml:1:1: start: missing; expected the first day, as YYYY-MM-DD"]),
    (
        "horizon: 6",
        "horizon: 0",
        ["two.yaml:4:10: horizon: expected from 1 to 20,000 ticks of 0.25 months, got 0 months"],
    ),
    (
        "horizon: 6",
        "horizon: never",
        ["two.yaml:4:10: horizon: expected months > 0, or `none`, got 'never' (text)"],
    ),
    (
        "horizon: 6",
        "horizon: none",
        ["two.yaml:1:1: window: missing; an endless game needs `window:`, the months to show"],
    ),
    (
        "horizon: 6",
        "horizon: 1e8",
        ["two.yaml:4:10: horizon: expected from 1 to 20,000 ticks of 0.25 months, got 1e+08 months"],
    ),
    (
        "horizon: 6",
        "horizon: .inf",
        ["two.yaml:4:10: horizon: expected months > 0, or `none`, got '.inf' (text)"],
    ),
    ("tick: 0.25", "tick: 0", ["two.yaml:5:7: tick: expected a tick from 0.0001 to 12 months, got 0"]),
    (
        "tick: 0.25",
        "tick: 1/0",
        ["two.yaml:5:7: tick: expected a finite number, got a division by zero or an overflow"],
    ),
    (
        "tick: 0.25",
        "tick: heat",
        ["two.yaml:5:7: tick: expected something that does not depend on the world"],
    ),
    ("tick: 0.25", "tick: 20", ["two.yaml:5:7: tick: expected a tick from 0.0001 to 12 months, got 20"]),
    ("tick: 0.25", "tick: a week", ["two.yaml:5:9: tick: expected an expression, got 'a week'"]),
    (
        "tick: 0.25",
        "tick: 0.25\nafterwards: -1",
        ["two.yaml:6:13: afterwards: expected months >= 0, got -1 (number)"],
    ),
    (
        "lens: {old: 0.5, new: 0.5}",
        "lens: odl",
        ["two.yaml:6:7: lens: unknown lens 'odl'; this theatre has: new, old\n    did you mean: old"],
    ),
    (
        "lens: {old: 0.5, new: 0.5}",
        "lens: {old: 0.7, new: 0.5}",
        ["two.yaml:6:7: lens: expected shares >= 0 that sum to 1, got old 0.7, new 0.5"],
    ),
    (
        "lens: {old: 0.5, new: 0.5}\n",
        "",
        ["two.yaml:1:1: lens: missing; expected a lens or shares of them: old, new"],
    ),
    (
        "lens: {old: 0.5, new: 0.5}",
        "lens: {old: 1.5, new: -0.5}",
        ["two.yaml:6:7: lens: expected shares >= 0 that sum to 1, got old 1.5, new -0.5"],
    ),
    (
        "lens: {old: 0.5, new: 0.5}",
        "lens: [old, new]",
        ["two.yaml:6:7: lens: expected a lens or a table of shares by lens, got the list ['old', 'new']"],
    ),
    (
        "tick: 0.25",
        "tick: 0.25\nfreeze: [haet]",
        [
            "two.yaml:6:10: freeze.0: unknown variable 'haet'; this theatre has: docket, flag, heat, yielded\n    did you mean: heat"
        ],
    ),
    (
        "tick: 0.25",
        "tick: 0.25\nfreeze: heat",
        ["two.yaml:6:9: freeze: expected a list of variables, got 'heat' (text)"],
    ),
    (
        "start: mid}",
        "start: midd}",
        [
            "two.yaml:9:48: world.heat.start: unknown level 'midd'; heat has: low, mid, high, top\n    did you mean: mid"
        ],
    ),
    (
        "start: mid}",
        "strat: mid}",
        [
            "two.yaml:9:41: world.heat.strat: unknown key; expected one of: label, labels, levels, means, start\n    did you mean: start"
        ],
    ),
    (
        "{levels: [low, mid, high, top], start: mid}",
        "{levels: [], start: mid}",
        ["two.yaml:9:18: world.heat.levels: expected a list of level names, lowest first, got the list []"],
    ),
    (
        "{levels: [low, mid, high, top], start: mid}",
        "{levels: [low, low], start: low}",
        [
            "two.yaml:9:24: world.heat.levels.1: the level 'low' appears twice",
            "two.yaml:30:28: actors.US.moves.press.when: unknown level of heat: 'top'; it has: low, low",
            "two.yaml:38:82: actors.CN.moves.carry.blink.soft: unknown level of heat: 'high'; it has: low, low",
            "two.yaml:38:102: actors.CN.moves.carry.blink.hard: unknown level of heat: 'high'; it has: low, low",
            "two.yaml:41:84: nature.vote.then.docket: unknown level of heat: 'mid'; it has: low, low",
            "two.yaml:58:30: questions.1.ask: unknown level of heat: 'top'; it has: low, low",
        ],
    ),
    (
        "{levels: [low, mid, high, top], start: mid}",
        "{levels: [1, 2], start: 1}",
        [
            "two.yaml:9:19: world.heat.levels.0: expected text, got 1 (number)",
            "two.yaml:9:22: world.heat.levels.1: expected text, got 2 (number)",
            "two.yaml:9:33: world.heat.start: expected the level at the start, got 1 (number)",
        ],
    ),
    (
        "{levels: [low, mid, high, top], start: mid}",
        "mid",
        [
            "two.yaml:9:3: world.heat: unknown variable; this theatre has: docket, yielded, flag",
            "two.yaml:30:28: actors.US.moves.press.when: unknown level of heat: 'top'; it has: ",
            "two.yaml:38:82: actors.CN.moves.carry.blink.soft: unknown level of heat: 'high'; it has: ",
            "two.yaml:38:102: actors.CN.moves.carry.blink.hard: unknown level of heat: 'high'; it has: ",
            "two.yaml:40:23: nature.cool.when: unknown level of heat: 'low'; it has: ",
            "two.yaml:41:84: nature.vote.then.docket: unknown level of heat: 'mid'; it has: ",
            "two.yaml:54:34: arguments.many.terms.a.while: unknown level of heat: 'low'; it has: ",
            "two.yaml:58:30: questions.1.ask: unknown level of heat: 'top'; it has: ",
        ],
    ),
    (
        "{levels: [low, mid, high, top], start: mid}",
        "[low, mid, high, top]",
        ["two.yaml:9:3: world.heat: missing start level; say one of: low, mid, high, top"],
    ),
    (
        "  flag:",
        "  fl ag:",
        [
            "two.yaml:11:3: world.fl ag: expected a name of letters, digits, '_' and inner '-', not beginning with a digit, got 'fl ag'\n    did you mean: fl_ag"
        ],
    ),
    (
        "  flag:",
        "  true:",
        ["two.yaml:11:3: world.true: 'true' has a meaning of its own in expressions; choose another name"],
    ),
    (
        "  flag:",
        "  min:",
        ["two.yaml:11:3: world.min: 'min' has a meaning of its own in expressions; choose another name"],
    ),
    (
        "  flag:",
        "  lambda:",
        [
            "two.yaml:11:3: world.lambda: 'lambda' has a meaning of its own in expressions; choose another name"
        ],
    ),
    (
        "  flag:",
        "  9flag:",
        [
            "two.yaml:11:3: world.9flag: expected a name of letters, digits, '_' and inner '-', not beginning with a digit, got '9flag'"
        ],
    ),
    ("  flag:", "  fuss:", ["two.yaml:13:3: parameters.fuss: 'fuss' is the name of a variable already"]),
    (
        "  fuss: 0.5",
        "  fuss: lots",
        [
            "two.yaml:13:9: parameters.fuss.value: expected a number or a table of numbers by lens, got 'lots' (text)"
        ],
    ),
    (
        "  fuss: 0.5",
        "  fuss: {value: 0.5, low: 1, high: 0}",
        ["two.yaml:13:27: parameters.fuss.low: expected low <= high, got 1 > 0"],
    ),
    (
        "  fuss: 0.5",
        "  fuss: {value: 2, low: 0, high: 1}",
        ["two.yaml:13:17: parameters.fuss.value: expected a number from 0 to 1, got 2"],
    ),
    (
        "  fuss: 0.5",
        "  fuss: {old: 2}",
        ["two.yaml:13:3: parameters.fuss.value: expected a number for every lens; missing: new"],
    ),
    (
        "new: 0.6}",
        "new: 1.6}",
        ["two.yaml:14:23: parameters.hawk-noise.value: expected a number from 0 to 1, got 1.6"],
    ),
    (
        "new: 0.6}",
        "nwe: 0.6}",
        [
            "two.yaml:14:34: parameters.hawk-noise.value.nwe: unknown lens 'nwe'; this theatre has: old, new\n    did you mean: new",
            "two.yaml:14:16: parameters.hawk-noise.value: expected a number for every lens; missing: new",
        ],
    ),
    ("  fuss: 0.5", "  fuss: 0.5\n  idle: 1", []),
    (
        "because: [loss]",
        "because: [lsos]",
        [
            "two.yaml:14:72: parameters.hawk-noise.because.0: unknown argument 'lsos'; this theatre has: fear, loss, many\n    did you mean: loss"
        ],
    ),
    (
        "because: [loss]",
        "because: loss",
        ["two.yaml:14:71: parameters.hawk-noise.because: expected a list of arguments, got 'loss' (text)"],
    ),
    (
        "art: {title: A, author: B, year: 2018, lens: old}",
        "art: {title: A, author: B, year: 2018, lens: odl}",
        [
            "two.yaml:16:48: sources.art.lens: unknown lens 'odl'; this theatre has: new, old\n    did you mean: old"
        ],
    ),
    (
        "art: {title: A, author: B, year: 2018, lens: old}",
        "art: {title: A, author: B, year: x}",
        ["two.yaml:16:36: sources.art.year: expected a year, got 'x' (text)"],
    ),
    (
        "art: {title: A, author: B, year: 2018, lens: old}",
        "art: {title: A, author: B}",
        ["two.yaml:16:3: sources.art.year: missing; expected a year"],
    ),
    (
        "    precision: 2",
        "    precision: hgih",
        [
            "two.yaml:26:16: actors.US.precision: expected a number >= 0 (choice precision, 1/utils) or `exact`, got 'hgih' (text)"
        ],
    ),
    (
        "    precision: 2",
        "    precision: -1",
        [
            "two.yaml:26:16: actors.US.precision: expected a number >= 0 (choice precision, 1/utils) or `exact`, got -1"
        ],
    ),
    (
        "    precision: 2",
        "    precision: exct",
        [
            "two.yaml:26:16: actors.US.precision: expected a number >= 0 (choice precision, 1/utils) or `exact`, got 'exct' (text)\n    did you mean: exact"
        ],
    ),
    (
        "    precision: 2",
        "    precision: heat",
        [
            "two.yaml:26:16: actors.US.precision: expected a number >= 0 (choice precision, 1/utils) or `exact`; expected something that does not depend on the world"
        ],
    ),
    ("    precision: 2", "    precision: fuss * 4", []),
    (
        "    precision: 2",
        "    precison: 2",
        [
            "two.yaml:22:3: actors.US.precision: missing; expected a number >= 0 (choice precision, 1/utils) or `exact`",
            "two.yaml:26:5: actors.US.precison: unknown key; expected one of: because, label, moves, patience, position, precision, side, tempo, types\n    did you mean: precision",
        ],
    ),
    (
        "    precision: 2",
        "    precision: 1e7",
        [
            "two.yaml:26:16: actors.US.precision: expected a number >= 0 (choice precision, 1/utils) or `exact`, got 1e+07"
        ],
    ),
    (
        "    tempo: 1\n",
        "    tempo: nan\n",
        [
            "two.yaml:24:12: actors.US.tempo: unknown name 'nan'; this theatre's variables are: docket, flag, heat, yielded; its parameters: fuss, hawk-noise"
        ],
    ),
    (
        "    tempo: 1\n",
        "    tempo: .nan\n",
        ["two.yaml:24:12: actors.US.tempo: expected an expression, got '.nan'"],
    ),
    (
        "    tempo: 1\n",
        "    tempo: [1]\n",
        [
            "two.yaml:24:12: actors.US.tempo: expected initiatives per month: a number >= 0 or an expression, got the list [1]"
        ],
    ),
    (
        "    tempo: 1\n",
        "",
        [
            "two.yaml:22:3: actors.US.tempo: missing; expected initiatives per month: a number >= 0 or an expression"
        ],
    ),
    (
        "      sit: {}\n",
        "",
        [
            "two.yaml:27:5: actors.US.moves: expected one move that changes nothing (the hold), written as `wait: {}`"
        ],
    ),
    (
        "      wait: {}",
        "      wait: {when: heat > low}",
        [
            "two.yaml:36:5: actors.CN.moves: expected one move that changes nothing (the hold) and can always be made; 'wait' has a `when`"
        ],
    ),
    (
        "  US:\n    position: No",
        "  US:\n    positoin: No",
        [
            "two.yaml:22:3: actors.US.position: missing; expected the declared position: text, or a list of {when: condition, says: text}",
            "two.yaml:23:5: actors.US.positoin: unknown key; expected one of: because, label, moves, patience, position, precision, side, tempo, types\n    did you mean: position",
        ],
    ),
    (
        "  US:\n    position: No",
        "  US:\n    position: [{when: heat > lwo, says: x}]",
        [
            "two.yaml:23:30: actors.US.position.0.when: unknown level of heat: 'lwo'; it has: low, mid, high, top\n    did you mean: low"
        ],
    ),
    (
        "{when: yielded == no-one, then: {yielded: CN}",
        "{when: yielded == no-one, then: {yeilded: CN}",
        [
            "two.yaml:38:47: actors.CN.moves.carry.then.yeilded: unknown variable 'yeilded'; this theatre has: docket, flag, heat, yielded\n    did you mean: yielded"
        ],
    ),
    (
        "{when: yielded == no-one, then: {yielded: CN}",
        "{when: yielded == noone, then: {yielded: CN}",
        [
            "two.yaml:38:32: actors.CN.moves.carry.when: unknown level of yielded: 'noone'; it has: no-one, US, CN\n    did you mean: no-one"
        ],
    ),
    (
        "{when: yielded == no-one, then: {yielded: CN}",
        "{when: yielded = no-one, then: {yielded: CN}",
        [
            "two.yaml:38:29: actors.CN.moves.carry.when: expected an expression, got 'yielded = no-one'\n    did you mean: =="
        ],
    ),
    (
        "{when: yielded == no-one, then: {yielded: CN}",
        "{when: yielded in (no-one, CN), then: {yielded: CN}",
        [
            "two.yaml:38:41: actors.CN.moves.carry.CN): unknown key; expected one of: because, blink, idle, label, means, then, when; inside { } a comma ends a value: put a text or an expression that has commas in quotes"
        ],
    ),
    ("{yielded: US, heat: -1}", "{yielded: US, heat: 1.5}", []),
    (
        "{yielded: US, heat: -1}",
        "{yielded: US, chance: 0.5}",
        [
            "two.yaml:29:60: actors.US.moves.yield.then.chance: a chance needs a list of outcomes: `- {chance: ..., ...}` and `- {}` for the rest"
        ],
    ),
    (
        "{yielded: US, heat: -1}",
        "3",
        [
            "two.yaml:29:46: actors.US.moves.yield.then: expected a table of effects or a list of outcomes with chances, got 3 (number)"
        ],
    ),
    (
        "blink: soft",
        "blink: sfot",
        [
            "two.yaml:29:78: actors.US.moves.yield.blink: expected soft, hard, or a table {soft: condition, hard: condition}, got 'sfot' (text)\n    did you mean: soft"
        ],
    ),
    (
        "blink: soft",
        "blink: {sfot: true}",
        [
            "two.yaml:29:79: actors.US.moves.yield.blink.sfot: unknown key; expected one of: hard, soft\n    did you mean: soft"
        ],
    ),
    (
        "blink: soft",
        "blink: true",
        [
            "two.yaml:29:78: actors.US.moves.yield.blink: expected soft, hard, or a table {soft: condition, hard: condition}, got true (true or false)"
        ],
    ),
    (
        "{heat: 2}]",
        "{heat: 2}, {}]",
        [
            "two.yaml:30:33: actors.US.moves.press.then: expected at most one outcome without `chance` (it takes the rest)"
        ],
    ),
    (
        "rate: fuss,",
        "rate: fus,",
        [
            "two.yaml:40:34: nature.cool.rate: unknown name 'fus'; this theatre's variables are: docket, flag, heat, yielded; its parameters: fuss, hawk-noise\n    did you mean: fuss"
        ],
    ),
    (
        "rate: fuss, ",
        "",
        [
            "two.yaml:40:3: nature.cool.rate: missing; expected a rate per month: a number >= 0 or an expression"
        ],
    ),
    (
        "{claim: C, source: {brt: [2, 3]}, for: US",
        "{claim: C, source: {brt: [2, -3]}, for: US",
        ["two.yaml:49:38: arguments.fear.source.brt.1: expected a paragraph number, got -3 (number)"],
    ),
    (
        "source: {brt: [2, 3]}, for: US",
        "source: {brt: pgae 12}, for: US",
        [
            "two.yaml:49:34: arguments.fear.source.brt: expected a paragraph number or a place as `p. 12`, `pp. 12-14`, `art. 5 para. 2`, `sec. IV.B`, `line 40` or `op. para. 8`, got 'pgae 12' (text)\n    did you mean: page 12"
        ],
    ),
    (
        "source: {brt: [2, 3]}, for: US",
        "source: {brt: [2, art. 5 paras. 14-12]}, for: US",
        [
            "two.yaml:49:38: arguments.fear.source.brt.1: expected a range from low to high, got 'art. 5 paras. 14-12' (text)\n    did you mean: art. 5 paras. 12-14"
        ],
    ),
    (
        "source: {brt: [2, 3]}, for: US",
        "source: {brt: '16'}, for: US",
        [
            "two.yaml:49:35: arguments.fear.source.brt: expected a paragraph number, got '16' (text)\n    did you mean: 16"
        ],
    ),
    (
        "source: {brt: [2, 3]}, for: US",
        "source: {brt: {page: 3}}, for: US",
        [
            "two.yaml:49:34: arguments.fear.source.brt: expected a paragraph number, a place as `pp. 12-14`, or a list of these, got a table"
        ],
    ),
    (
        "year: 2022, lens: new}",
        "year: 2022, lens: new, url: example.org, doi: 1017, accessed: 1 May 2024}",
        [
            "two.yaml:17:58: sources.brt.url: expected an address as https://example.org/page, got 'example.org' (text)",
            "two.yaml:17:76: sources.brt.doi: expected a DOI as 10.1017/S0020818300027697, got 1017 (number)",
            "two.yaml:17:92: sources.brt.accessed: expected a date as YYYY-MM-DD, got '1 May 2024' (text)\n    did you mean: 2024-05-01",
        ],
    ),
    (
        "{claim: C, source: {brt: [2, 3]}, for: US",
        "{claim: C, source: {brtt: 2}, for: US",
        [
            "two.yaml:49:29: arguments.fear.source.brtt: unknown source 'brtt'; this theatre has: art, brt\n    did you mean: brt"
        ],
    ),
    (
        "{claim: C, source: {brt: [2, 3]}, for: US",
        "{claim: C, for: US",
        [
            "two.yaml:49:3: arguments.fear: expected a `source: {article: paragraph}`, or an `assumption:` that says what is assumed and why"
        ],
    ),
    (
        "{claim: C, source: {brt: [2, 3]}, for: US",
        "{claim: C, source: {brt: [2, 3]}, for: USA",
        [
            "two.yaml:49:48: arguments.fear.for: unknown actor 'USA'; this theatre has: CN, US\n    did you mean: US"
        ],
    ),
    (
        "{claim: C, source: {brt: [2, 3]}, for: US",
        "{claim: C, source: brt, for: US",
        [
            "two.yaml:49:28: arguments.fear.source: expected sources with paragraph numbers, as {art: 16}, got 'brt' (text)"
        ],
    ),
    (
        "for: US, when: move == carry, worth: heat / 3, weight: 0.4}",
        "for: US, when: move == cary, worth: heat / 3, weight: 0.4}",
        [
            "two.yaml:49:66: arguments.fear.when: unknown move 'cary'; this theatre has: carry, press, sit, wait, yield\n    did you mean: carry"
        ],
    ),
    (
        "for: US, when: move == carry, worth: heat / 3, weight: 0.4}",
        "for: US, worth: heat / 3, weight: 0.4}",
        [
            "two.yaml:49:3: arguments.fear: expected one of `when` (one-off, when a move is played) or `while` (flow per month), got neither"
        ],
    ),
    (
        "for: US, when: move == carry, worth: heat / 3, weight: 0.4}",
        "when: move == carry, worth: heat / 3, weight: 0.4}",
        ["two.yaml:49:3: arguments.fear: a payoff needs `for` as well"],
    ),
    (
        "for: US, when: move == carry, worth: heat / 3, weight: 0.4}",
        "for: US, when: move == carry, while: heat > low, weight: 0.4}",
        [
            "two.yaml:49:3: arguments.fear: expected one of `when` (one-off, when a move is played) or `while` (flow per month), got both"
        ],
    ),
    (
        "for: US, when: move == carry, worth: heat / 3, weight: 0.4}",
        "for: US, when: move == carry, weight: [3, 2, 1]}",
        [
            "two.yaml:49:81: arguments.fear.weight: expected three numbers in order: [low, base, high], got the list [3, 2, 1]\n    did you mean: [1, 2, 3]"
        ],
    ),
    (
        "for: US, when: move == carry, worth: heat / 3, weight: 0.4}",
        "for: US, when: move == carry, weight: {old: 1}}",
        ["two.yaml:49:73: arguments.fear.weight: expected a number for every lens; missing: new"],
    ),
    (
        "for: US, when: move == carry, worth: heat / 3, weight: 0.4}",
        "for: US, when: move == carry}",
        ["two.yaml:49:3: arguments.fear: a payoff needs `weight` as well"],
    ),
    (
        "for: US, when: move == carry, worth: heat / 3, weight: 0.4}",
        "terms: {x: {for: US, when: move == carry, weight: 1}}, weight: 2}",
        ["two.yaml:49:3: arguments.fear: expected either `terms:` or one payoff of its own, got both"],
    ),
    (
        ", for: US, when: move == carry, worth: heat / 3, weight: 0.4}",
        "}",
        [
            "two.yaml:49:3: arguments.fear: acts nowhere; give it a payoff (`for` with `when` or `while`, and `weight`), or name it under a `because:`"
        ],
    ),
    (
        "worth: heat / 3",
        "worth: heta / 3",
        [
            "two.yaml:49:80: arguments.fear.worth: unknown name 'heta'; this theatre's variables are: docket, flag, heat, yielded; its parameters: fuss, hawk-noise\n    did you mean: heat"
        ],
    ),
    (
        "while: heat > low, worth",
        "while: move == carry, worth",
        [
            "two.yaml:54:27: arguments.many.terms.a.while: `move` means nothing here; it belongs in an argument's `when` and its worth"
        ],
    ),
    (
        "- count US presses",
        "- cuont US presses",
        [
            "two.yaml:59:5: questions.2: expected a question, got 'cuont US presses'; the forms are: CONDITION by DATE; CONDITION on DATE; ACTOR blinks first; DEED before DEED; DEED by DATE; nobody blinks; count DEED (a deed: US blinks, US presses, US or CN blinks hard)"
        ],
    ),
    (
        "- count US presses",
        "- US blinks by 2021-01-01",
        [
            "two.yaml:59:5: questions.2: expected a date after 2020-01-01 and up to 2020-07-01 (the horizon), got 2021-01-01"
        ],
    ),
    (
        "- count US presses",
        "- US blinks by 2020-01-01",
        [
            "two.yaml:59:5: questions.2: expected a date after 2020-01-01 and up to 2020-07-01 (the horizon), got 2020-01-01"
        ],
    ),
    (
        "- count US presses",
        "- {ask: US blinks, nmae: x}",
        ["two.yaml:59:22: questions.2.nmae: unknown key; expected one of: ask, name\n    did you mean: name"],
    ),
    (
        "- count US presses",
        "- 3",
        ["two.yaml:59:5: questions.2: expected a table with some of the keys ask, name, got 3 (number)"],
    ),
    (
        "expect: likely",
        "expect: lower",
        ["two.yaml:62:57: claims.0.expect: expected likely or unlikely without `compare`, got 'lower'"],
    ),
    (
        "expect: likely",
        "expect: often",
        [
            "two.yaml:62:57: claims.0.expect: expected likely or unlikely; with `compare`: higher or lower, got 'often' (text)"
        ],
    ),
    (
        "expect: higher",
        "expect: likely",
        ["two.yaml:63:97: claims.1.expect: expected higher or lower with `compare`, got 'likely'"],
    ),
    (
        "{set: {parameters.fuss: 0.1}}",
        "{}",
        ["two.yaml:63:58: claims.1.compare: expected a change: {set: {path: value}} or {lens: ...}"],
    ),
    (
        "{set: {parameters.fuss: 0.1}}",
        "{set: {parameters.fus: 0.1}}",
        [
            "two.yaml:63:81: parameters.fus: unknown name 'fus' in parameters; it has: fuss, hawk-noise\n    did you mean: fuss"
        ],
    ),
    (
        "{set: {parameters.fuss: 0.1}}",
        "{set: {parameters.fuss: lots}}",
        [
            "two.yaml:63:82: parameters.fuss.value: expected a number or a table of numbers by lens, got 'lots' (text)"
        ],
    ),
    (
        "{set: {parameters.fuss: 0.1}}",
        "{lens: odl}",
        ["two.yaml:63:65: lens: unknown lens 'odl'; this theatre has: new, old\n    did you mean: old"],
    ),
    (
        "{says: S, source: {art: 1}, ask: US blinks, ",
        "{says: S, source: {art: 1, brt: 2}, ask: US blinks, ",
        [
            "two.yaml:62:23: claims.0.source: expected sources read by one lens, got new, old; make it two claims"
        ],
    ),
    (
        "{says: S, source: {art: 1}, ask: US blinks, ",
        "{says: S, source: {art: 1}, ask: count US presses, ",
        ["two.yaml:62:38: claims.0.ask: a count is no probability; it needs `compare` with higher or lower"],
    ),
    (
        "questions:",
        "events:\n  - {on: 2020-07-01, name: x, foreseen: true, set: {parameters.fuss: 1}}\nquestions:",
        [
            "two.yaml:57:10: events.0.on: expected a date after 2020-01-01 and before 2020-07-01, got 2020-07-01"
        ],
    ),
    (
        "questions:",
        "events:\n  - {on: 2020-01-01, name: x, foreseen: true, set: {parameters.fuss: 1}}\nquestions:",
        [
            "two.yaml:57:10: events.0.on: expected a date after 2020-01-01 and before 2020-07-01, got 2020-01-01"
        ],
    ),
    (
        "questions:",
        "events:\n  - {on: 2020-03-01, name: x, foreseen: true, set: {parameters.fuss: 1}}\n  - {on: 2020-02-01, name: y, foreseen: true, set: {parameters.fuss: 1}}\nquestions:",
        ["two.yaml:58:10: events.1.on: expected dates in order, got 2020-02-01 after 2020-03-01"],
    ),
    (
        "questions:",
        "events:\n  - {on: spring, name: x, foreseen: true, set: {parameters.fuss: 1}}\nquestions:",
        ["two.yaml:57:10: events.0.on: expected a date as YYYY-MM-DD, got 'spring'"],
    ),
    (
        "questions:",
        "events:\n  - {on: 2020-03-01, name: x, foreseen: maybe, set: {parameters.fuss: 1}}\nquestions:",
        [
            "two.yaml:57:41: events.0.foreseen: expected true or false: whether everybody plans with it, got 'maybe' (text)"
        ],
    ),
    (
        "questions:",
        "events:\n  - {on: 2020-03-01, name: x, foreseen: true, set: {world.haet: top, world.flag: down, world.heat.levels: [a], horizon: 3, parameters.fus: 1, actors.US.tempo: true, lens: old}}\nquestions:",
        [
            "two.yaml:57:53: events.0.set.world.haet: unknown variable 'haet'; this theatre has: docket, flag, heat, yielded\n    did you mean: heat",
            "two.yaml:57:82: events.0.set.world.flag: unknown level 'down'; flag has: up",
            "two.yaml:57:88: events.0.set.world.heat.levels: 'world.heat.levels' cannot change in the middle of a run; an event sets world levels and numbers of actors, nature, parameters and arguments",
            "two.yaml:57:112: events.0.set.horizon: 'horizon' cannot change in the middle of a run; an event sets world levels and numbers of actors, nature, parameters and arguments",
            "two.yaml:57:166: events.0.set.lens: 'lens' cannot change in the middle of a run; an event sets world levels and numbers of actors, nature, parameters and arguments",
            "two.yaml:57:140: parameters.fus: unknown name 'fus' in parameters; it has: fuss, hawk-noise\n    did you mean: fuss",
        ],
    ),
    (
        "questions:",
        "events:\n  - {on: 2020-03-01, name: x, foreseen: true, set: {}}\nquestions:",
        ["two.yaml:57:52: events.0.set: expected a table of paths and new values, got an empty table"],
    ),
    (
        "  new: {title: New}",
        "  new: {title: New, titel: x}",
        [
            "two.yaml:20:21: lenses.new.titel: unknown key; expected one of: means, title\n    did you mean: title"
        ],
    ),
    (
        "  new: {title: New}",
        "  new: New",
        ["two.yaml:20:8: lenses.new: expected a table with some of the keys means, title, got 'New' (text)"],
    ),
    (
        "  cool: {",
        "  cool: {why: x, ",
        ["two.yaml:40:10: nature.cool.why: unknown key; expected one of: because, blink, means, rate, then, when"],
    ),
    (
        "press: {when: heat < top, then",
        "press: {when: heat < top, min(1, 2) > 1, then",
        [
            "two.yaml:30:33: actors.US.moves.press.min(1: unknown key; expected one of: because, blink, idle, label, means, then, when",
            "two.yaml:30:40: actors.US.moves.press.2) > 1: unknown key; expected one of: because, blink, idle, label, means, then, when; inside { } a comma ends a value: put a text or an expression that has commas in quotes",
        ],
    ),
]


@pytest.mark.parametrize(("old", "new", "problems"), CASES)
def test_messages(old: str, new: str, problems: list[str]) -> None:
    assert problems_in(edited(old, new)) == problems


def test_everything_is_reported_in_one_pass() -> None:
    text = edited("title: Two houses", "titel: Two houses")
    text = edited("precision: 2", "precision: hgih", text)
    text = edited("rate: 0.3", "rate: x", text)
    assert [problem.split(": ")[1] for problem in problems_in(text)] == [
        "title", "titel", "actors.US.precision", "nature.vote.rate",
    ]  # fmt: skip
    text = edited("titel", "title", text)
    text = edited("start: mid}", "start: midd}", text)
    text = edited("- count US presses", "- count US prays", text)
    text = edited("parameters.fuss: 0.1", "parameters.fus: 0.1", text)
    assert [problem.split(": ")[1] for problem in problems_in(text)] == [
        "world.heat.start", "actors.US.precision", "nature.vote.rate", "questions.2", "parameters.fus",
    ]  # fmt: skip


def test_the_two_houses_stand() -> None:
    assert problems_in(edited("title: Two houses", "title: Any")) == []
