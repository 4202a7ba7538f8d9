"""Inputs as other programs and other people write them, through the command line."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from reference.explicit_chains import read_drn
from surface.command import Done, blinkfirst

PACKAGE = Path(__file__).parents[2] / "model"

THREE = """\
NFG 1 R "Three sides, one equilibrium, no fraction" { "North" "West" "East" }
{ { "up" "down" } { "left" "right" } { "in" "out" } }
{ { "" 3, 0, 2 } { "" 0 1 0 } { "" 0, 2, 0 } { "" 1 0 0 } { "" 0, 3, 0 } { "" 2, 0, 3 } }
1 2 3 4
4 5 2 6
"""
STAKES = """\
NFG 1 R "Very unequal stakes" { "Hegemon" "Rival" "Bystander" }
{ { "press" "yield" "fold" } { "hold" "quit" } { "watch" "help" } }
1000000 1 0   0 900000 2   -5 -3 1
0 2 -1    500 0 3   -900000 4 2
3 3 3     2 2 2   1 1 1
4 -1 0    -1 1000000 5   0 0 0
"""
CRISIS = """\
blinkfirst: 1
title: Clean water, option by option
start: 1991-01-01
horizon: 12
world:
  order: {levels: [kept, modified], start: kept}
  plant: {levels: [delays, accepts, abandons], start: delays}
  council: {levels: [quiet, insists], start: quiet}
actors:
  Ministry: {position: No, tempo: 0.5, patience: 0.9, precision: 2, moves: {
    sit: {}, modify: {when: order == kept, then: {order: modified}}}}
  Plant: {position: No, tempo: 0.5, patience: 0.9, precision: 2, moves: {
    sit: {}, accept: {when: plant == delays, then: {plant: accepts}},
    abandon: {when: 'plant in (delays, accepts)', then: {plant: abandons}}}}
  Council: {position: No, tempo: 0.5, patience: 0.9, precision: 2, moves: {
    sit: {}, insist: {when: council == quiet, then: {council: insists}},
    relent: {when: council == insists, then: {council: quiet}}}}
arguments:
  none-yet: {claim: Ranks are in a file., assumption: a, for: Ministry, while: order == kept, weight: 0}
"""
# state; ranks of the three; in which concepts (Nash, GMR, SMR, SEQ) it is stable for each
RANKED = """\
kept,delays,quiet,4,9,6,NGSQ,NGSQ,GS
modified,delays,quiet,3,4,2,NGSQ,,GSQ
kept,accepts,quiet,8,3,8,NGSQ,,GSQ
modified,accepts,quiet,7,8,3,NGSQ,NGSQ,GS
kept,abandons,quiet,1,5,1,NGSQ,NGSQ,NGSQ
modified,abandons,quiet,1,5,1,NGSQ,NGSQ,NGSQ
kept,delays,insists,5,6,7,NGSQ,NGSQ,NGSQ
modified,delays,insists,2,1,4,NGSQ,,NGSQ
kept,accepts,insists,9,2,9,NGSQ,,NGSQ
modified,accepts,insists,6,7,5,NGSQ,NGSQ,NGSQ
kept,abandons,insists,1,5,1,NGSQ,NGSQ,NGSQ
modified,abandons,insists,1,5,1,NGSQ,NGSQ,NGSQ
"""
RUNGS = "peace, posture, warn, sanction, cyber, blockade, strike, limited-war, theatre-war, all-out"
GAS = """\
blinkfirst: 1
title: A valve and an account
start: 2024-10-01
horizon: 12
world:
  gas: {levels: [cut, flowing], start: cut}
  funds: {levels: [frozen, released], start: frozen}
actors:
  Seller: {position: No, tempo: 0.5, patience: 0.9, precision: 6, moves: {
    wait: {}, open: {when: gas == cut, then: {gas: flowing}, blink: {hard: funds == frozen}}}}
  Buyer: {position: No, tempo: 0.5, patience: 0.9, precision: 6, moves: {
    wait: {}, release: {when: funds == frozen, then: {funds: released}, blink: {hard: gas == cut}}}}
arguments:
  x: {claim: a, assumption: b, for: [Seller, Buyer], while: gas == cut, weight: -2e-2}
"""
CODES = """\
blinkfirst: 1
title: Event codes as levels
start: 2018-08-30
horizon: 12
world:
  cameo: {levels: [010, 0211, 190], start: 010}
actors:
  NO: {position: We wait, tempo: 0.5, patience: 0.9, precision: 2, moves: {
    sit: {}, go: {when: cameo == 010, then: {cameo: 0211}, blink: hard}}}
events:
  - {on: 20180930, name: A day as event data write it, foreseen: true, set: {world.cameo: 190}}
arguments:
  n: {claim: x, assumption: y, for: NO, while: cameo == 0211, weight: 0.3}
"""


def done(*words: object) -> Done:
    found = blinkfirst(*words)
    assert found.status == 0, found.err
    return found


def imported(folder: Path, text: str) -> Path:
    (folder / "game.nfg").write_text(text)
    done("import", folder / "game.nfg", "-o", folder / "game.yaml")
    return folder / "game.yaml"


def answer(*words: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done(*words, "--json").out)
    return found


def test_an_equilibrium_with_irrational_chances(tmp_path: Path) -> None:
    """The only one; but that there are no others is not known of three players."""
    found = answer("solve", imported(tmp_path, THREE))["equilibria"]
    (only,) = found["found"]
    assert only["regret"] < 1e-12 and not found["complete"]
    assert only["mixtures"]["West"]["left"] == pytest.approx((math.sqrt(601) - 13) / 24, abs=1e-10)


@pytest.mark.parametrize("precision", [1e-7, 1e-3, 1.0, 8.0, 1000.0])
def test_probabilities_that_vanish(tmp_path: Path, precision: float) -> None:
    """Odds are precision times the difference in payoff, where doubles have them; else they are nothing."""
    game = imported(tmp_path, STAKES)
    players = {
        "Hegemon": ("press", "yield", "fold"),
        "Rival": ("hold", "quit"),
        "Bystander": ("watch", "help"),
    }
    values = iter(float(word) for line in STAKES.splitlines()[2:] for word in line.split())
    pays = {
        (a, b, c): [next(values) for _ in players]
        for c, b, a in product(*(names for names in reversed(players.values())))
    }
    set_ = [word for name in players for word in ("--set", f"players.{name}.precision={precision:g}")]
    found = answer("run", game, *set_)
    mixtures = found["mixtures"]
    for who, (name, strategies) in enumerate(players.items()):
        own, worth = mixtures[name], dict.fromkeys(strategies, 0.0)
        for profile, utils in pays.items():
            chances = [mixtures[n][s] for n, s in zip(players, profile, strict=True) if n != name]
            worth[profile[who]] += math.prod(chances) * utils[who]
        best = max(strategies, key=lambda s: worth[s])
        assert sum(own.values()) == pytest.approx(1, abs=1e-12)
        for strategy, chance in own.items():
            gap = precision * (worth[best] - worth[strategy])
            if gap < 600:
                slack = 1e-5 * max(1.0, gap) + precision * 1e-6
                assert math.log(own[best] / chance) == pytest.approx(gap, abs=slack)
            elif gap > 800:
                assert chance < 1e-300
    assert sum(outcome["probability"] for outcome in found["outcomes"]) == pytest.approx(1, abs=1e-9)


def marks(of: int) -> set[int]:
    """The marks that the bits of a number stand for."""
    return {bit for bit in range(3) if of >> bit & 1}


def test_an_eight_by_eight_game_of_agreement(tmp_path: Path) -> None:
    """How far two lists of three marks agree, as data writers have it: 51 equilibria, eight of them pure."""

    def agree(one: int, other: int) -> float:
        shared, size = len(marks(one) & marks(other)), len(marks(one)) + len(marks(other))
        return 2 * shared / size if size else 1.0

    cells = "\n".join(" ".join(f"{agree(a, b)!r} {agree(a, b)!r}" for a in range(8)) for b in range(8))
    game = imported(tmp_path, f'NFG 1 D "Two lists" {{ "A" "B" }}\n{{ 8 8 }}\n{cells}\n')
    found = answer("solve", game)["equilibria"]
    assert (len(found["found"]), found["complete"]) == (51, True)
    assert sum(one["pure"] for one in found["found"]) == 8
    assert sum(one["index"] for one in found["found"] if one["index"] is not None) == 1


def test_a_published_conflict_of_three_parties(tmp_path: Path) -> None:
    """The Elmira groundwater conflict, by options, with the stabilities of every state that are in print."""
    rows = [line.split(",") for line in RANKED.splitlines()]
    lines = ["order,plant,council,Ministry,Plant,Council", *(",".join(row[:6]) for row in rows)]
    (tmp_path / "ranks.csv").write_text("\n".join(lines) + "\n")
    (tmp_path / "crisis.yaml").write_text(CRISIS)
    out = done("stability", tmp_path / "crisis.yaml", "--ranks", tmp_path / "ranks.csv", "--csv").out
    stable = {
        (row["order"], row["plant"], row["council"], row["actor"]): "".join(
            letter for letter, key in zip("NGSQ", ("Nash", "GMR", "SMR", "SEQ"), strict=True)
            if row[f"{key}_stable"] == "True"
        )
        for row in csv.DictReader(io.StringIO(out))
    }  # fmt: skip
    expected = {
        (*row[:3], actor): letters
        for row in rows
        for actor, letters in zip(("Ministry", "Plant", "Council"), row[6:], strict=True)
    }
    assert stable == expected


def rungs(names: list[str]) -> str:
    """Nations on a ladder of ten rungs each."""
    return "\n".join(
        [
            "blinkfirst: 1\ntitle: Nations on a ladder\nstart: 2024-01-01\nhorizon: 6\ntick: 0.5\nworld:",
            *(f"  rung-{name}: {{levels: [{RUNGS}], start: warn}}" for name in names),
            "actors:",
            *(
                f"  {name}: {{position: No, tempo: {0.8 / len(names)}, patience: 0.95, precision: 3, "
                f"moves: {{hold: {{}}, climb: {{when: rung-{name} < all-out, then: {{rung-{name}: 1}}}}, "
                f"climb-down: {{when: rung-{name} > peace, then: {{rung-{name}: -1}}, blink: hard}}}}}}"
                for name in names
            ),
            "arguments:",
            f"  harm: {{claim: c, assumption: a, for: [{', '.join(names)}], "
            f"while: rung-{names[0]} > peace or rung-{names[1]} > peace, "
            f"worth: (rung-{names[0]} + rung-{names[1]}) / 18, weight: -0.4}}",
            "",
        ]
    )


def test_a_ladder_of_ten_rungs(tmp_path: Path) -> None:
    """Two alike have equal chances, which the exported chain has, too; eight are too many, said at once."""
    (tmp_path / "two.yaml").write_text(rungs(["Alpha", "Beta"]))
    first = answer("run", tmp_path / "two.yaml")["first_blink"]
    assert first["Alpha"] == pytest.approx(first["Beta"], abs=1e-12)
    assert sum(first.values()) == pytest.approx(1, abs=1e-12)
    done("export", tmp_path / "two.yaml", "--format", "drn", "-o", tmp_path / "two.drn")
    chain = read_drn((tmp_path / "two.drn").read_text())
    assert chain.reach("Alpha_blinks_first", 100) == pytest.approx(first["Alpha"], abs=1e-9)
    assert chain.reach("nobody_blinks", 100) == pytest.approx(first["nobody"], abs=1e-9)
    names = ["Blue", "Green", "Orange", "Pink", "Purple", "Red", "White", "Yellow"]
    (tmp_path / "eight.yaml").write_text(rungs(names))
    refused = blinkfirst("check", tmp_path / "eight.yaml")
    assert refused.status == 2 and "reachable states" in refused.err and "freeze" in refused.err


@pytest.mark.parametrize("interval", ["(1,0.2)", "(0.2,0.2)", "(0.2)", "(a,b)"])
def test_what_is_no_interval(tmp_path: Path, interval: str) -> None:
    (tmp_path / "gas.yaml").write_text(GAS)
    design = [f"actors.Buyer.tempo=interval{interval}", "--sample", "sobol", "--n", "4", "--csv"]
    refused = blinkfirst("sweep", tmp_path / "gas.yaml", *design)
    assert refused.status == 2 and "actors.Buyer.tempo" in refused.err


@pytest.mark.parametrize("method", ["sobol", "lhs", "random"])
@pytest.mark.parametrize("size", [3, 8])
def test_samples_are_of_the_size_asked_for_and_within_bounds(tmp_path: Path, method: str, size: int) -> None:
    (tmp_path / "gas.yaml").write_text(GAS)
    paths = ["actors.Buyer.tempo=interval(0.2,1)", "actors.Buyer.precision=interval(1,6)"]
    options = ["--sample", method, "--n", size, "--csv", "--table", "cases"]
    rows = csv.DictReader(io.StringIO(done("sweep", tmp_path / "gas.yaml", *paths, *options).out))
    drawn = [tuple(float(row[path.split("=")[0]]) for path in paths) for row in rows]
    assert len(set(drawn)) == size and len({tempo for tempo, _ in drawn}) == size
    assert all(0.2 <= tempo <= 1 and 1 <= precision <= 6 for tempo, precision in drawn)


@pytest.mark.slow
@pytest.mark.parametrize(
    "nowhere",
    [{"NUMBA_CACHE_DIR": "/proc/nowhere", "HOME": "/nonexistent"}, {"XDG_CACHE_HOME": "/proc/nowhere"}, {}],
)
def test_nowhere_to_keep_compiled_kernels(tmp_path: Path, nowhere: dict[str, str]) -> None:
    """Also without a home: they are compiled every time, and the answer is the same to the last byte."""
    (tmp_path / "gas.yaml").write_text(GAS)
    here = {key: value for key, value in os.environ.items() if key not in ("HOME", "NUMBA_CACHE_DIR")}
    command = [sys.executable, "-m", "blinkfirst", "run", str(tmp_path / "gas.yaml"), "--json"]
    environment = {**here, "PYTHONPATH": str(PACKAGE), **nowhere}
    found = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert found.stdout == done("run", tmp_path / "gas.yaml", "--json").out


def test_event_codes_are_refused_with_their_place_and_run_when_spelled_out(tmp_path: Path) -> None:
    """010 is neither 8 nor 10, and 20180930 no date."""
    (tmp_path / "codes.yaml").write_text(CODES)
    refused = blinkfirst("check", tmp_path / "codes.yaml")
    assert refused.status == 2
    assert "world.cameo.levels.0: expected a name" in refused.err and "got '010'" in refused.err
    assert "events.0.on: expected a date as YYYY-MM-DD" in refused.err
    spelled = CODES.replace("20180930", "2018-09-30")
    for code in ("010", "0211", "190"):
        spelled = spelled.replace(code, f"c{code}")
    (tmp_path / "spelled.yaml").write_text(spelled)
    done("check", tmp_path / "spelled.yaml")
    assert set(answer("run", tmp_path / "spelled.yaml")["first_blink"]) == {"NO", "nobody"}
