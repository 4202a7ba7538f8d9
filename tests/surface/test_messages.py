"""Bad input through the command line: every complaint in full, with its place; nothing half-written; status 2.

The messages are what people act on. When one is made better, change it here.
"""

# ruff: noqa: E501  messages stand in full
from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from surface.command import blinkfirst
from worlds.two_houses import TWO_HOUSES, edited, written

NO_MOVES = TWO_HOUSES
for wide, narrow in (
    ("yield: {when: yielded == no-one", "yield: {when: yielded == US"),
    ("press: {when: heat < top", "press: {when: heat > top"),
    ("carry: {when: yielded == no-one", "carry: {when: yielded == CN"),
):
    NO_MOVES = edited(wide, narrow, NO_MOVES)

WIDE = """\
blinkfirst: 1
title: Wide
start: 2020-01-01
horizon: 1
world:
""" + "".join(f"  v{i}: {{levels: [a, b, c, d, e, f, g, h, i, j], start: a}}\n" for i in range(6)) + """\
actors:
  A:
    position: p
    tempo: 1
    patience: 1
    precision: 1
    moves:
      sit: {}
""" + "".join(f"      m{i}: {{then: {{v{i}: 1}}}}\n" for i in range(6))  # fmt: skip

HUGE = WIDE.replace(
    "world:\n",
    "world:\n"
    + "".join(f"  w{i}: {{levels: [a, b, c, d, e, f, g, h, i, j], start: a}}\n" for i in range(14)),
)

BOMB = "blinkfirst: 1\na: &a [x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)

WORLDS = {
    "two": TWO_HOUSES,
    "wide": WIDE,
    "huge": HUGE,
    "dup": edited("title: Two houses", "title: Two houses\ntitle: again"),
    "syntax": edited("title: Two houses", "title: [Two"),
    "chance-big": edited("{heat: 2}]", "{chance: 0.9, heat: 2}]"),
    "chance-small": edited("{heat: 2}]", "{chance: 0.2, heat: 2}]"),
    "chance-neg": edited("chance: 0.25 +", "chance: -0.35 +"),
    "chance-over": edited("chance: 0.25 +", "chance: 1 +"),
    "tempo": edited("    tempo: 1\n", "    tempo: 3.5\n"),
    "tempo-neg": edited("    tempo: 1\n", "    tempo: 1 - heat\n"),
    "rate-neg": edited("rate: 0.3", "rate: 0.5 - heat"),
    "nomoves": NO_MOVES,
    "half": edited("heat: -1}, blink", "heat: 0.5 * heat}, blink"),
    "inf": edited("worth: heat / 3", "worth: 1 / (heat - 1)"),
    "nan": edited("    tempo: 1\n", "    tempo: (heat - 2) ** 0.5\n"),
    "e400": edited("rate: 0.3", "rate: 1e400"),
    "large": edited("worth: heat / 3", "worth: (1e9 ** 8) ** 4 * 1e9 ** 2"),
    "far": edited("heat: -1}, blink", "heat: (1e9 * heat) ** 3}, blink"),
    "nan-while": edited("while: heat > low", "while: (heat - 1) / (heat - 1) >= 0"),
    "inf-when": edited("{when: heat < top", "{when: 1 / (heat - 1) < 2"),
    "nan-ask": edited("ask: heat == top by", "ask: heat / heat == 1 by"),
    "nan-claim": edited("ask: US blinks, expect", "ask: US blinks when heat / heat == 1, expect"),
    "nan-position": edited(
        "    position: No\n    tempo: 1\n", "    position: [{when: 1 / (heat - 1) > 0, says: No}]\n    tempo: 1\n"
    ),
    "nan-level": edited("near-embargo if heat > mid else none", "near-embargo if heat / heat > 0 else none"),
    "nan-parameters": edited("{when: heat > low, rate", "{when: (fuss - 0.5) / (fuss - 0.5) > heat, rate"),
    "nanparam": edited("fuss: 0.5", "fuss: .nan"),
    "long": edited("worth: heat / 3", "worth: " + " + ".join(["heat"] * 10000)),
    "titel": edited("title: Two houses\n", "titel: x\n"),
    "bomb": BOMB,
    "claimtempo": edited("{set: {parameters.fuss: 0.1}}", "{set: {actors.US.tempo: 30}}"),
    "ev": edited(
        "questions:",
        "events:\n  - {on: 2020-03-01, name: x, foreseen: true, set: {actors.US.tempo: 9}}\nquestions:",
    ),
}

NOISE = ("Usage:", "Try ", "compiling numerical kernels")
FAILED_RUNS = {"sweep two.yaml actors.US.tempo=1,9"}

CASES = [
    (
        "check dup.yaml",
        [
            "dup.yaml:3:1: title: duplicate key; it appears already in line 2",
            "1 problem in dup.yaml; nothing was run",
        ],
    ),
    (
        "check syntax.yaml",
        [
            "syntax.yaml:2:8: not valid YAML: the bracket '[' is never closed",
            "    title: [Two",
            "           ^",
            "1 problem in syntax.yaml; nothing was run",
        ],
    ),
    (
        "check chance-big.yaml",
        [
            "chance-big.yaml:30:7: actors.US.moves.press.then: expected chances that sum to exactly 1 (an outcome `{}` without chance takes the rest), got 1.15 where docket=tighten, heat=mid, yielded=no-one, flag=up",
            "1 problem in chance-big.yaml; nothing was run",
        ],
    ),
    (
        "check chance-small.yaml",
        [
            "chance-small.yaml:30:7: actors.US.moves.press.then: expected chances that sum to exactly 1 (an outcome `{}` without chance takes the rest), got 0.45 where docket=tighten, heat=mid, yielded=no-one, flag=up",
            "1 problem in chance-small.yaml; nothing was run",
        ],
    ),
    (
        "check chance-neg.yaml",
        [
            "chance-neg.yaml:30:49: actors.US.moves.press.then.0.chance: expected a chance from 0 to 1, got -0.35 where docket=tighten, heat=mid, yielded=no-one, flag=up (in `-0.35 + 0.25 * (docket == none)`)",
            "1 problem in chance-neg.yaml; nothing was run",
        ],
    ),
    (
        "check chance-over.yaml",
        [
            "chance-over.yaml:30:49: actors.US.moves.press.then.0.chance: expected a chance from 0 to 1, got 1.25 where docket=none, heat=mid, yielded=no-one, flag=up (in `1 + 0.25 * (docket == none)`)",
            "1 problem in chance-over.yaml; nothing was run",
        ],
    ),
    (
        "check tempo.yaml",
        [
            "tempo.yaml:5:7: tick: initiatives and nature's rates add up to 5.05 per month, more than one per tick of 0.25 months, where docket=tighten, heat=mid, yielded=no-one, flag=up; a tick of 0.198 months or less would do",
            "1 problem in tempo.yaml; nothing was run",
        ],
    ),
    (
        "check tempo-neg.yaml",
        [
            "tempo-neg.yaml:24:12: actors.US.tempo: expected a tempo >= 0 (initiatives per month), got -1 where docket=none, heat=high, yielded=no-one, flag=up",
            "1 problem in tempo-neg.yaml; nothing was run",
        ],
    ),
    (
        "check rate-neg.yaml",
        [
            "rate-neg.yaml:41:41: nature.vote.rate: expected a rate >= 0 per month, got -0.5 where docket=tighten, heat=mid, yielded=no-one, flag=up",
            "1 problem in rate-neg.yaml; nothing was run",
        ],
    ),
    (
        "check nomoves.yaml",
        [
            "nomoves.yaml:1:1: actors: zero reachable moves: in no state that can occur has anybody a choice; look at the `when` of the moves and the start levels",
            "1 problem in nomoves.yaml; nothing was run",
        ],
    ),
    (
        "check half.yaml",
        [
            "half.yaml:29:66: actors.US.moves.yield.then.heat: expected a whole number of levels, got 0.5 where docket=tighten, heat=mid, yielded=no-one, flag=up (in `0.5 * heat`)",
            "1 problem in half.yaml; nothing was run",
        ],
    ),
    (
        "check inf.yaml",
        [
            "inf.yaml:49:80: arguments.fear.worth: expected a finite number, got inf where docket=none, heat=mid, yielded=no-one, flag=up (in `1 / (heat - 1)`)",
            "1 problem in inf.yaml; nothing was run",
        ],
    ),
    (
        "check nan.yaml",
        [
            "nan.yaml:24:12: actors.US.tempo: expected a finite number, got nan where docket=none, heat=low, yielded=no-one, flag=up (in `(heat - 2) ** 0.5`)",
            "1 problem in nan.yaml; nothing was run",
        ],
    ),
    (
        "check large.yaml",
        [
            "large.yaml:49:80: arguments.fear.worth: expected a number of at most 1e+100 in size, got 1e+306 where docket=none, heat=low, yielded=no-one, flag=up (in `(1e9 ** 8) ** 4 * 1e9 ** 2`)",
            "1 problem in large.yaml; nothing was run",
        ],
    ),
    (
        "check far.yaml",
        [
            "far.yaml:29:66: actors.US.moves.yield.then.heat: expected a shift by at most 1e+09 levels, got 1e+27 where docket=tighten, heat=mid, yielded=no-one, flag=up (in `(1e9 * heat) ** 3`)",
            "1 problem in far.yaml; nothing was run",
        ],
    ),
    (
        "check nan-while.yaml inf-when.yaml nan-ask.yaml nan-claim.yaml nan-position.yaml nan-level.yaml nan-parameters.yaml",
        [
            "nan-while.yaml:54:27: arguments.many.terms.a.while: expected finite numbers to compare, got a division by zero or an overflow where docket=none, heat=mid, yielded=no-one, flag=up (in `(heat - 1) / (heat - 1) >= 0`)",
            "1 problem in nan-while.yaml; nothing was run",
            "inf-when.yaml:30:21: actors.US.moves.press.when: expected finite numbers to compare, got a division by zero or an overflow where docket=tighten, heat=mid, yielded=no-one, flag=up (in `1 / (heat - 1) < 2`)",
            "1 problem in inf-when.yaml; nothing was run",
            "nan-ask.yaml:58:22: questions.1.ask: expected finite numbers to compare, got a division by zero or an overflow where docket=none, heat=low, yielded=no-one, flag=up (in `heat / heat == 1 by 2020-03-01`)",
            "1 problem in nan-ask.yaml; nothing was run",
            "nan-claim.yaml:62:38: claims.0.ask: expected finite numbers to compare, got a division by zero or an overflow where docket=none, heat=low, yielded=no-one, flag=up (in `US blinks when heat / heat == 1`)",
            "1 problem in nan-claim.yaml; nothing was run",
            "nan-position.yaml:23:23: actors.US.position.0.when: expected finite numbers to compare, got a division by zero or an overflow where docket=tighten, heat=mid, yielded=no-one, flag=up (in `1 / (heat - 1) > 0`)",
            "1 problem in nan-position.yaml; nothing was run",
            "nan-level.yaml:41:61: nature.vote.then.docket: expected a finite number, got nan where docket=tighten, heat=low, yielded=no-one, flag=up (in `near-embargo if heat / heat > 0 else none`)",
            "1 problem in nan-level.yaml; nothing was run",
            "nan-parameters.yaml:40:16: nature.cool.when: expected finite numbers to compare, got a division by zero or an overflow where docket=tighten, heat=mid, yielded=no-one, flag=up (in `(fuss - 0.5) / (fuss - 0.5) > heat`)",
            "1 problem in nan-parameters.yaml; nothing was run",
        ],
    ),
    (
        "check e400.yaml",
        [
            "e400.yaml:41:41: nature.vote.rate: expected a number of at most 1e+09 in size, got 1e400",
            "1 problem in e400.yaml; nothing was run",
        ],
    ),
    (
        "check nanparam.yaml",
        [
            "nanparam.yaml:13:9: parameters.fuss.value: expected a number or a table of numbers by lens, got '.nan' (text)",
            "1 problem in nanparam.yaml; nothing was run",
        ],
    ),
    (
        "check long.yaml",
        [
            "long.yaml:49:80: arguments.fear.worth: expected at most 2,000 characters, got 69,997",
            "1 problem in long.yaml; nothing was run",
        ],
    ),
    (
        "check titel.yaml",
        [
            "titel.yaml:1:1: title: missing; expected a title",
            "titel.yaml:2:1: titel: unknown key; expected one of: actors, afterwards, arguments, beliefs, blinkfirst, claims, events, extends, freeze, horizon, kind, lens, lenses, nature, parameters, questions, record, references, sources, start, summary, theatre, tick, title, undertakes, window, world",
            "    did you mean: title",
            "2 problems in titel.yaml; nothing was run",
        ],
    ),
    (
        "check bomb.yaml",
        [
            "bomb.yaml:7:8: expected at most 100,000 values once aliases are unfolded, got more",
            "1 problem in bomb.yaml; nothing was run",
        ],
    ),
    (
        "check claimtempo.yaml",
        [
            "claimtempo.yaml:5:7: tick: initiatives and nature's rates add up to 31.55 per month, more than one per tick of 0.25 months, where docket=tighten, heat=mid, yielded=no-one, flag=up; a tick of 0.0316 months or less would do (in the change that the claim at claimtempo.yaml:63:5 asks about)",
            "1 problem in claimtempo.yaml; nothing was run",
        ],
    ),
    (
        "check ev.yaml",
        [
            "ev.yaml:5:7: tick: initiatives and nature's rates add up to 10.55 per month, more than one per tick of 0.25 months, where docket=tighten, heat=mid, yielded=no-one, flag=up; a tick of 0.0947 months or less would do (after the event 'x')",
            "1 problem in ev.yaml; nothing was run",
        ],
    ),
    (
        "run claimtempo.yaml",
        [
            "claimtempo.yaml:5:7: tick: initiatives and nature's rates add up to 31.55 per month, more than one per tick of 0.25 months, where docket=tighten, heat=mid, yielded=no-one, flag=up; a tick of 0.0316 months or less would do (in the change that the claim at claimtempo.yaml:63:5 asks about)",
            "1 problem in claimtempo.yaml; nothing was run",
        ],
    ),
    (
        "run tempo.yaml",
        [
            "tempo.yaml:5:7: tick: initiatives and nature's rates add up to 5.05 per month, more than one per tick of 0.25 months, where docket=tighten, heat=mid, yielded=no-one, flag=up; a tick of 0.198 months or less would do",
            "1 problem in tempo.yaml; nothing was run",
        ],
    ),
    (
        "run chance-big.yaml",
        [
            "chance-big.yaml:30:7: actors.US.moves.press.then: expected chances that sum to exactly 1 (an outcome `{}` without chance takes the rest), got 1.15 where docket=tighten, heat=mid, yielded=no-one, flag=up",
            "1 problem in chance-big.yaml; nothing was run",
        ],
    ),
    (
        "check wide.yaml",
        [
            "wide.yaml:1:1: world: expected at most 200,000 reachable states, got more (221,859 when the count stopped); freeze what the question does not need: v0 (10 levels), v1 (10 levels), v2 (10 levels), v3 (10 levels), v4 (10 levels), v5 (10 levels)",
            "1 problem in wide.yaml; nothing was run",
        ],
    ),
    (
        "check huge.yaml",
        [
            "huge.yaml:1:1: world: expected at most 4.6e+18 combinations of levels, got 1e+20; declare fewer variables or levels",
            "1 problem in huge.yaml; nothing was run",
        ],
    ),
    (
        "check missing.yaml",
        [
            "missing.yaml: cannot be read: No such file or directory",
            "1 problem in missing.yaml; nothing was run",
        ],
    ),
    (
        "check missing",
        [
            "missing: no such file, and no shipped scenario of that name; `blinkfirst list` shows them",
            "1 problem in missing; nothing was run",
        ],
    ),
    (
        "check 2018-report-hodl",
        [
            "2018-report-hodl: no such file, and no shipped scenario of that name; `blinkfirst list` shows them",
            "    did you mean: 2018-report-hold",
            "1 problem in 2018-report-hodl; nothing was run",
        ],
    ),
    ("check plain", ["plain: expected a scenario file, got a folder", "1 problem in plain; nothing was run"]),
    (
        "check folder.yaml",
        ["folder.yaml: cannot be read: Is a directory", "1 problem in folder.yaml; nothing was run"],
    ),
    ("run plain", ["plain: expected a scenario file, got a folder", "1 problem in plain; nothing was run"]),
    (
        "check dup.yaml two.yaml tempo.yaml",
        [
            "dup.yaml:3:1: title: duplicate key; it appears already in line 2",
            "1 problem in dup.yaml; nothing was run",
            "tempo.yaml:5:7: tick: initiatives and nature's rates add up to 5.05 per month, more than one per tick of 0.25 months, where docket=tighten, heat=mid, yielded=no-one, flag=up; a tick of 0.198 months or less would do",
            "1 problem in tempo.yaml; nothing was run",
        ],
    ),
    (
        "run dup.yaml syntax.yaml",
        [
            "dup.yaml:3:1: title: duplicate key; it appears already in line 2",
            "syntax.yaml:2:8: not valid YAML: the bracket '[' is never closed",
            "    title: [Two",
            "           ^",
            "2 problems in dup.yaml, syntax.yaml; nothing was run",
        ],
    ),
    ("run two.yaml two.yaml --out o", ["--out: two of the scenarios have the same name; run them apart"]),
    (
        "run two.yaml --set actors.USA.tempo=1",
        [
            "--set: actors.USA.tempo: unknown name 'USA' in actors; it has: US, CN",
            "    did you mean: US",
            "1 problem in --set; nothing was run",
        ],
    ),
    (
        "run two.yaml --set 'actors.US.tempo=x y'",
        ["--set: actors.US.tempo: expected an expression, got 'x y'", "1 problem in --set; nothing was run"],
    ),
    (
        "run two.yaml --set actors.US.tempo",
        ["--set: expected PATH=VALUE, got 'actors.US.tempo'", "1 problem in --set; nothing was run"],
    ),
    (
        "run two.yaml --set world.heat=hot",
        [
            "--set: world.heat.start: unknown level 'hot'; heat has: low, mid, high, top",
            "1 problem in --set; nothing was run",
        ],
    ),
    (
        "run two.yaml --set parameters.fuss=1e400",
        [
            "--set: parameters.fuss: expected a number of at most 1e+09 in size, got 1e400",
            "1 problem in --set; nothing was run",
        ],
    ),
    (
        "run two.yaml --set 'parameters.fuss=[1'",
        [
            "--set: parameters.fuss: not valid YAML: the bracket '[' is never closed",
            "1 problem in --set; nothing was run",
        ],
    ),
    (
        "run two.yaml --set =3",
        ["--set: expected PATH=VALUE, got '=3'", "1 problem in --set; nothing was run"],
    ),
    (
        "run two.yaml --set parameters.fuss=",
        [
            "--set: parameters.fuss.value: expected a number or a table of numbers by lens, got '' (text)",
            "1 problem in --set; nothing was run",
        ],
    ),
    (
        "run two.yaml --lens nwe",
        [
            "--lens: lens: unknown lens 'nwe'; this theatre has: new, old",
            "    did you mean: new",
            "1 problem in --lens; nothing was run",
        ],
    ),
    (
        "run two.yaml --lens old=0.5",
        [
            "--lens: lens: expected shares >= 0 that sum to 1, got old 0.5",
            "1 problem in --lens; nothing was run",
        ],
    ),
    (
        "run two.yaml --lens old=a,new=b",
        [
            "--lens: expected LENS or LENS=SHARE,LENS=SHARE, got 'old=a'",
            "1 problem in --lens; nothing was run",
        ],
    ),
    (
        "run two.yaml --lens ''",
        [
            "--lens: lens: expected a lens or a table of shares by lens, got '' (text)",
            "1 problem in --lens; nothing was run",
        ],
    ),
    ("run two.yaml --out full", ["full: holds results already; name another folder, or remove it first"]),
    ("run two.yaml --out two.yaml", ["two.yaml: expected a folder to write to, got a file"]),
    ("run two.yaml --out two.yaml/x", ["two.yaml/x: cannot be written: two.yaml is no folder"]),
    ("run two.yaml --out .", [".: expected a new folder, got the one you are in"]),
    ("run two.yaml --runs 0", ["Error: Invalid value for '--runs': 0 is not in the range x>=1."]),
    ("run two.yaml --mind US=stubborn", ["--mind: only agents have minds; say --runs N as well"]),
    (
        "run two.yaml --runs 3 --mind USA=stubborn",
        [
            "--mind: unknown actor 'USA' in 'USA=stubborn'; expected ACTOR=MIND with actor one of: US, CN",
            "    did you mean: US",
        ],
    ),
    (
        "run two.yaml --runs 3 --mind US=stuborn",
        [
            "--mind: unknown mind 'stuborn' in 'US=stuborn'; expected ACTOR=MIND with mind one of: strategic, stubborn",
            "    did you mean: stubborn",
        ],
    ),
    ("run two.yaml --runs 3 --seed -1", ["Error: Invalid value for '--seed': -1 is not in the range x>=0."]),
    ("run", ["Error: Missing argument 'FILE...'."]),
    (
        "rnu two.yaml",
        [
            "Error: unknown command 'rnu'; expected one of: list, new, copy, check, show, schema, arguments, sources, numbers, run, explain, beliefs, solve, commit, attrition, stability, sweep, compare, backtest, calibrate, results, query, ledger, import, export, docs, completion, kernels",
            "    did you mean: run",
        ],
    ),
    ("run two.yaml --nope", ["Error: No such option '--nope'. (Did you mean one of: '--force', '--panel'?)"]),
    ("sweep two.yaml", ["a design needs one path or more that varies"]),
    (
        "sweep",
        ["nothing to sweep; expected FILE PATH=VALUES..., or --out DIR --resume to go on with a sweep"],
    ),
    (
        "sweep --out full",
        ["nothing to sweep; expected FILE PATH=VALUES..., or --out DIR --resume to go on with a sweep"],
    ),
    ("sweep --resume", ["--resume: which sweep? Say --out DIR, the folder it is kept in"]),
    ("sweep --out full --resume", ["--resume: full holds no sweep to go on with"]),
    (
        "sweep two.yaml horizon=3,6 --table worlds",
        [
            "--table: unknown table 'worlds'; expected one of: cases, first_blinkers, hazards, questions, world, payoffs, condition, agents, or - for CSV",
            "    did you mean: world",
        ],
    ),
    (
        "sweep two.yaml horizon=3,6 --outcomes questions,hazard",
        [
            "--outcomes: unknown 'hazard'; expected some of: first_blinkers, hazards, questions, world, payoffs, condition",
            "    did you mean: hazards",
        ],
    ),
    (
        "sweep two.yaml horizon=3,6 --outcomes questions --table world",
        ["--table: this sweep has no table world; it has: cases, questions"],
    ),
    (
        "sweep two.yaml horizon=3,6 --table agents",
        ["--table agents: no agents play; say --runs N as well"],
    ),
    (
        "sweep two.yaml horizon=3,6 --runs 5",
        ["--runs: nothing would keep or show them; say --out DIR, or --table agents"],
    ),
    (
        "sweep two.yaml horizon=3,6 --cluster here",
        [
            "--cluster: expected the address of a Dask scheduler, as tcp://host:8786, or local:N for N processes on this machine, got 'here'"
        ],
    ),
    (
        "sweep two.yaml horizon=3,6 --cluster local:2 --jobs 2",
        ["--cluster: says where to compute; leave --jobs and --pool out"],
    ),
    (
        "sweep two.yaml horizon=3,6 --sample sobol",
        ["--sample needs --n N as well, as in `--sample sobol --n 256`"],
    ),
    ("sweep two.yaml horizon=3,6 --jobs 0", ["Error: Invalid value for '--jobs': 0 is not in the range x>=1."]),
    (
        "sweep two.yaml parameters.fuss",
        ["parameters.fuss: expected PATH=VALUES, as a.b=1,2,3 or a.b=linspace(0,1,11)"],
    ),
    (
        "sweep two.yaml parameters.fus=1,2",
        [
            "sweep: parameters.fus: unknown name 'fus' in parameters; it has: fuss, hawk-noise",
            "    did you mean: fuss",
            "1 problem in sweep; nothing was run",
        ],
    ),
    (
        "sweep two.yaml world.heat=hot,cold,mid",
        [
            "sweep: world.heat.start: unknown level 'hot'; heat has: low, mid, high, top",
            "sweep: world.heat.start: unknown level 'cold'; heat has: low, mid, high, top",
            "2 problems in sweep; nothing was run",
        ],
    ),
    (
        "sweep two.yaml 'parameters.fuss=range(0,1,0)'",
        ["parameters.fuss: range(0,1,0) is empty; TO lies beyond FROM in the direction of STEP"],
    ),
    (
        "sweep two.yaml 'parameters.fuss=range(1)'",
        ["parameters.fuss: expected range(FROM,TO) or range(FROM,TO,STEP) with numbers, got range(1)"],
    ),
    (
        "sweep two.yaml 'parameters.fuss=range(a,b)'",
        ["parameters.fuss: expected range(FROM,TO) or range(FROM,TO,STEP) with numbers, got range(a,b)"],
    ),
    (
        "sweep two.yaml 'parameters.fuss=range(0,1e9)'",
        ["parameters.fuss: expected at most 100,000 values, got 1,000,000,000"],
    ),
    (
        "sweep two.yaml parameters.fuss=1,2 parameters.fuss=3",
        ["parameters.fuss: appears twice; one axis per path"],
    ),
    (
        "sweep two.yaml parameters.fuss=1,,2",
        ["parameters.fuss: expected a value between two commas, got nothing"],
    ),
    (
        "sweep two.yaml parameters.fuss=1e400",
        ["parameters.fuss: expected a number of at most 1e+09 in size, got 1e400"],
    ),
    ("sweep two.yaml =1", ["=1: expected PATH=VALUES, as a.b=1,2,3 or a.b=linspace(0,1,11)"]),
    (
        "sweep two.yaml lens=old,nwe",
        [
            "sweep: lens: unknown lens 'nwe'; this theatre has: new, old",
            "    did you mean: new",
            "1 problem in sweep; nothing was run",
        ],
    ),
    (
        "sweep two.yaml actors.US.tempo=1,9",
        [
            "case 1 (actors.US.tempo=9) failed: two.yaml:5:7: tick: initiatives and nature's rates add up to 10.55 per month, more than one per tick of 0.25 months, where docket=tighten, heat=mid, yielded=no-one, flag=up; a tick of 0.0947 months or less would do",
            "1 of 2 cases failed",
        ],
    ),
    (
        "sweep two.yaml actors.US.tempo=1 --out full",
        ["full: holds results already; name another folder, or remove it first"],
    ),
    (
        "explain two.yaml --on 2021-01-01",
        ["--on: expected a date from 2020-01-01 to 2020-06-24 (the last initiatives), got 2021-01-01"],
    ),
    ("explain two.yaml --on spring", ["--on: expected a date as YYYY-MM-DD, got 'spring'"]),
    (
        "explain two.yaml --on 2019-12-31",
        ["--on: expected a date from 2020-01-01 to 2020-06-24 (the last initiatives), got 2019-12-31"],
    ),
    (
        "explain two.yaml --where 'yielded == US'",
        ["--where: no state that can occur on that day meets 'yielded == US'"],
    ),
    (
        "explain two.yaml --where 'heat == hot'",
        ["--where: column 9: unknown level of heat: 'hot'; it has: low, mid, high, top"],
    ),
    (
        "explain two.yaml --where heat",
        [
            "--where: column 1: expected a condition, got the variable 'heat'; compare it with a level, as `heat == top`"
        ],
    ),
    (
        "explain two.yaml --actor USA",
        ["--actor: unknown actor 'USA'; this scenario has: US, CN", "    did you mean: US"],
    ),
    ("explain two.yaml --top 0", ["Error: Invalid value for '--top': 0 is not in the range x>=1."]),
    ("export two.yaml", ["Error: Missing option '-o' / '--output' / '--out'."]),
    ("export two.yaml -o plain", ["--output: expected a file to write, got the folder plain"]),
    ("export two.yaml -o nix/a.npz", ["--output: there is no folder nix to write to"]),
    ("export two.yaml -o two.yaml/a.npz", ["--output: there is no folder two.yaml to write to"]),
    (
        "export two.yaml -o a.npz --format csv",
        [
            "Error: Invalid value for '--format': 'csv' is not one of 'npz', 'efg', 'drn', 'prism', "
            "'prism-game', 'sgame-table', 'nfg'."
        ],
    ),
    (
        "show missing.yaml",
        [
            "missing.yaml: cannot be read: No such file or directory",
            "1 problem in missing.yaml; nothing was run",
        ],
    ),
    (
        "arguments dup.yaml",
        [
            "dup.yaml:3:1: title: duplicate key; it appears already in line 2",
            "1 problem in dup.yaml; nothing was run",
        ],
    ),
    (
        "list x",
        [
            "x: no such file, and no shipped scenario of that name; `blinkfirst list` shows them",
            "1 problem in x; nothing was run",
        ],
    ),
    ("schema x", ["Error: Got unexpected extra argument (x)"]),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("messages")
    for name, text in WORLDS.items():
        written(place, f"{name}.yaml", text)
    written(place, "full/x", "x")
    for name in ("folder.yaml", "plain"):
        (place / name).mkdir()
    return place


@pytest.mark.parametrize(("command", "complaint"), CASES)
def test_complaints(
    command: str, complaint: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    before = sorted(folder.rglob("*"))
    done = blinkfirst(*shlex.split(command))
    lines = [line for line in done.err.splitlines() if line and not line.startswith(NOISE)]
    assert lines == complaint
    assert done.status == (1 if command in FAILED_RUNS else 2)
    assert sorted(folder.rglob("*")) == before
