"""Strategic forms and stochastic games in other software's files: what comes of them there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial

import numpy as np

from blinkfirst.compile.commitments import players_of
from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.compile.strategic_forms import strategic_form_of
from blinkfirst.exchange.nfg import read_nfg, write_nfg
from blinkfirst.exchange.sgame_table import read_sgame_table, write_sgame_table
from blinkfirst.exchange.stationary_strategies import stationary_form
from blinkfirst.exchange.stochastic_standoff import stochastic_standoff
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.questions.commit.answer import commitments_of
from blinkfirst.scenario.loading import load, load_matrix
from blinkfirst.solve.strategic_form.logit_path import quantal_response
from reference.sgame_tables import logit_values, read
from validation.case import CLOSED_FORM, SOFTWARE, ValidationCase
from validation.other_software import GAMBIT, scratch_file
from worlds.exported import World, solved, world
from worlds.random_games import random_game, standoff_of

TOPIC = "Exchange: strategic forms and stochastic games in files"


@cache
def _matrix(name: str) -> StrategicForm:
    return strategic_form_of(load_matrix(name))


@cache
def _commitments(name: str) -> StrategicForm:
    compiled = compile_scenario(load(name))
    return commitments_of(compiled, players_of(compiled.scenario)).form


def _logit_by_gambit(name: str, of: Callable[[], StrategicForm], precision: float) -> list[float]:
    path = scratch_file(f"{name.replace('/', '-').replace(' ', '-')}.nfg")
    write_nfg(path, of())
    reached, *probabilities = GAMBIT.ask(ask="logit", path=str(path), precision=precision)
    assert abs(reached - precision) < 1e-7 * precision
    return probabilities


def _logit(of: Callable[[], StrategicForm], precision: float) -> list[float]:
    """Our equilibrium of the game that is at hand, not of the file."""
    return [float(p) for own in quantal_response(of(), precision).profile for p in own]


def _by_gambit(name: str, of: Callable[[], StrategicForm], precision: float) -> ValidationCase:
    return ValidationCase(
        name=f"{name} as .nfg: logit equilibrium at lambda {precision:g}",
        kind=SOFTWARE,
        source=f"gambit-logit, at lambda {precision:g}, of the exported file",
        expected=partial(_logit_by_gambit, name, of, precision),
        ours=partial(_logit, of, precision),
        tolerance=1e-6,
        package="pygambit",
    )


def _payoffs_by_outcomes() -> list[float]:
    """Payoffs of a file by outcomes, with rational numbers."""
    path = scratch_file("by-outcomes.nfg")
    path.write_text(
        'NFG 1 R "By outcomes" { "A" "B" "C" } { { "x" "y" } { "u" "v" "w" } { "1" "2" } } "" '
        '{ { "a" 1/3, -2/7, .125 } { "b" 1e-3 22/7 -0.1 } } 0 1 2 1 1 0 2 2 1 0 2 1',
        encoding="utf-8",
    )
    return read_nfg(path).form.payoffs.reshape(-1).tolist()


def _payoffs_by_gambit() -> list[float]:
    _payoffs_by_outcomes()
    return GAMBIT.ask(ask="payoffs", path=str(scratch_file("by-outcomes.nfg")))


def _values_by_table(name: str, of: Callable[[], World], scaled: bool) -> list[float]:
    found, path = stochastic_standoff(of().standoff, scaled), scratch_file(f"{name}-{scaled}.csv")
    write_sgame_table(path, found.game)
    table, precision = read(path), of().standoff.opening.precision
    values = logit_values(table, np.ones(precision.size).tolist() if scaled else precision.tolist())
    names = dict(zip(found.game.states, table.states, strict=True))
    mean = np.zeros(precision.size)
    for opening in found.openings:
        mean += opening.chance * np.array(values[names[opening.state]])
    return [float(value) for value in (mean / precision if scaled else mean)]


def _values(of: Callable[[], World]) -> list[float]:
    found = of()
    opening = found.policy.plans[0].stretches[0]
    return [float(value) for value in opening.values[found.standoff.opening.start]]


def _by_table(name: str, of: Callable[[], World], scaled: bool = False, slow: bool = False) -> ValidationCase:
    return ValidationCase(
        name=f"{name} as {'a scaled' if scaled else 'a'} table of sgamesolver: everybody's value",
        kind=CLOSED_FORM,
        source="logit choice, state by state, in the exported table alone",
        expected=partial(_values_by_table, name.replace("/", "-").replace(" ", "-"), of, scaled),
        ours=partial(_values, of),
        tolerance=1e-9,
        slow=slow,
    )


def _endless() -> World:
    game = random_game(np.random.default_rng(11), 4, 3, (0.5, 2.0), (0.2, 0.1), tick_months=1.0)
    return solved(standoff_of(game, 6, stationary=True))


TALKS = """\
state,a_A,a_B,u_A,u_B,to_state
delta,,,0.9,0.8,
talks,press,sit,1,-1,"talks: 0.75, crisis: 0.25"
talks,rest,sit,0.5,0,talks
crisis,wait,back,-2,-1,talks
crisis,wait,stay,-8,-3,
"""


def _stationary_values() -> list[float]:
    """What pressing and resting are worth, where B goes back on a crisis, and where it stays."""
    path = scratch_file("talks.csv")
    path.write_text(TALKS, encoding="utf-8")
    return stationary_form(read_sgame_table(path), "talks").payoffs.reshape(-1).tolist()


def _stationary_by_hand() -> Sequence[float]:
    """V = 1 + d (3/4 V + 1/4 C) with C = -2 + d V, or C = -8; resting for ever is worth u / (1 - d)."""
    a, b = 0.9, 0.8
    back = [(1 - a / 2) / (1 - 3 * a / 4 - a * a / 4), (-1 - b / 4) / (1 - 3 * b / 4 - b * b / 4)]
    stay = [(1 - 2 * a) / (1 - 3 * a / 4), (-1 - 3 * b / 4) / (1 - 3 * b / 4)]
    return [back[0], stay[0], 5.0, 5.0, back[1], stay[1], 0.0, 0.0]


CASES = [
    _by_gambit("chicken", partial(_matrix, "textbook/chicken"), 0.3),
    _by_gambit("ochs-pennies", partial(_matrix, "textbook/ochs-pennies"), 1.0),
    _by_gambit("stag-hunt", partial(_matrix, "textbook/stag-hunt"), 2.0),
    _by_gambit("two-sided-standoff, commitments", partial(_commitments, "textbook/two-sided-standoff"), 3.0),
    _by_gambit("chain-store, commitments", partial(_commitments, "textbook/chain-store"), 0.2),
    ValidationCase(
        name="a 2 x 3 x 2 game by outcomes, rational numbers: every payoff",
        kind=SOFTWARE,
        source="Gambit reads the same file",
        expected=_payoffs_by_gambit,
        ours=_payoffs_by_outcomes,
        tolerance=0.0,
        package="pygambit",
    ),
    _by_table("two-sided-standoff", partial(world, "textbook/two-sided-standoff")),
    _by_table("two-sided-standoff", partial(world, "textbook/two-sided-standoff"), scaled=True),
    _by_table("korea-1/2018-gas-pipeline, 2 ticks", partial(world, "korea-1/2018-gas-pipeline", 2)),
    _by_table("an endless random game of 4 states and 3 actors", _endless),
    ValidationCase(
        name="talks and crisis, a table: what pure stationary strategies are worth",
        kind=CLOSED_FORM,
        source="two linear equations, solved by hand",
        expected=_stationary_by_hand,
        ours=_stationary_values,
        tolerance=1e-12,
    ),
]
