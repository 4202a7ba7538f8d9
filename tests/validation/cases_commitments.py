"""Commitments: what a side gets that cannot give way, and the equilibria of the game of postures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial

import numpy as np

from blinkfirst.agents.runs import simulate
from blinkfirst.compile.commitments import players_of
from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.game.commitments import BLINKS_FIRST, FREE, NEVER_BLINKS, CommittedOutcome
from blinkfirst.game.game import FloatArray
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.questions.commit.answer import Commitments, commitments_of
from blinkfirst.scenario.loading import load
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.strategic_form.certificate import certified, in_order
from blinkfirst.solve.strategic_form.equilibria import equilibria
from blinkfirst.solve.strategic_form.gambit import gambit_equilibria
from blinkfirst.solve.strategic_form.nashpy_enumeration import nashpy_equilibria
from reference.textbook.attrition import EAST, TICKS, WEST, contest
from validation.case import CLOSED_FORM, PUBLISHED, SIMULATION, SOFTWARE, ValidationCase, four_standard_errors

TOPIC = "Commitments: sides that bind themselves in advance"

STANDOFF, CHAIN, HANOI = "textbook/two-sided-standoff", "textbook/chain-store", "korea-1/2019-hanoi"
COIN_TOSSERS = ("US", "China", "Russia", "DPRK", "ROK")
RUNS = 40_000
PROHIBITIVE = 1e6  # what giving way costs a side that will not, in the recursion that knows no postures


@cache
def _compiled(name: str, coin_tosses: bool = False) -> Compiled:
    settings = {f"actors.{actor}.precision": 0 for actor in COIN_TOSSERS} if coin_tosses else {}
    return compile_scenario(load(name, settings))


@cache
def _found(name: str, actors: tuple[str, ...] = (), coin_tosses: bool = False) -> Commitments:
    compiled = _compiled(name, coin_tosses)
    return commitments_of(compiled, players_of(compiled.scenario, actors))


def _cell(name: str, *postures: str, coin_tosses: bool = False) -> CommittedOutcome:
    found = _found(name, coin_tosses=coin_tosses)
    where = tuple(names.index(one) for names, one in zip(found.form.strategies, postures, strict=True))
    return CommittedOutcome(found.outcomes.values[where], found.outcomes.first_blinks[where])


def _values(name: str, *postures: str) -> FloatArray:
    return _cell(name, *postures).values


def _first_blinks(name: str, *postures: str, coin_tosses: bool = False) -> FloatArray:
    return _cell(name, *postures, coin_tosses=coin_tosses).first_blinks


def _worth_to_the_chain() -> float:
    return _found(CHAIN).tied_hands[0].own_gain


def _waiting() -> list[float]:
    """Nobody can end it: the flow of 24 ticks, and of twelve more as it stands at the end."""
    delta, calm = 0.95 ** (0.5 / 12), 0.95
    worth = sum(delta**t * (2 - calm**t) for t in range(TICKS))
    worth += sum(delta**t for t in range(TICKS, TICKS + 12)) * (2 - calm**TICKS)
    return [-0.025 * worth] * 2


def _firm_east() -> list[float]:
    told = contest([replace(EAST, audience=PROHIBITIVE), WEST])
    return [*told.worth, *(sum(chances) for chances in told.concedes)]


def _ours_firm_east() -> list[float]:
    here = _cell(STANDOFF, NEVER_BLINKS, FREE)
    return [*here.values, *here.first_blinks]


def _stubborn_west() -> list[float]:
    standoff = _compiled(HANOI, coin_tosses=True).standoff
    minds = {"US": "stubborn", "ROK": "stubborn"}
    seen = simulate(standoff, backward_induction(standoff), RUNS, 11, minds, ())
    return [estimate.value for estimate in seen.first_blink_by_actor]


def _flat(form: StrategicForm, profiles: Sequence[Sequence[FloatArray]]) -> FloatArray:
    """All mixtures of all equilibria, in one order."""
    kept = [equilibrium for one in profiles if (equilibrium := certified(form, one)) is not None]
    assert len(kept) == len(profiles)
    return np.concatenate([np.concatenate(one.profile) for one in in_order(kept)])


def _listed_by_us(name: str, actors: tuple[str, ...] = ()) -> FloatArray:
    form = _found(name, actors).form
    return _flat(form, [one.profile for one in equilibria(form, second_opinion=False).equilibria])


def _listed_by_nashpy(name: str) -> FloatArray:
    form = _found(name).form
    return _flat(form, nashpy_equilibria(form))


def _listed_by_gambit(name: str, actors: tuple[str, ...] = ()) -> FloatArray:
    form = _found(name, actors).form
    return _flat(form, [one.profile for one in gambit_equilibria(form).equilibria])


def _equilibria(
    name: str, by: Callable[..., FloatArray], source: str, package: str, actors: tuple[str, ...] = ()
) -> ValidationCase:
    who = f" of {', '.join(actors)}" if actors else ""
    return ValidationCase(
        name=f"{name}: all equilibria of the commitments{who}, by {package}",
        kind=SOFTWARE,
        source=source,
        expected=partial(by, name, actors) if actors else partial(by, name),
        ours=partial(_listed_by_us, name, actors),
        tolerance=1e-9,
        package=package,
    )


CASES = (
    ValidationCase(
        name="textbook/chain-store: chain and rivals, the chain bound to fight",
        kind=PUBLISHED,
        source="[Selten1978], deterrence in every one of four towns: 5 to the chain, 1 to the rival",
        expected=lambda: [4 * 5.0, 4 * 1.0],
        ours=partial(_values, CHAIN, NEVER_BLINKS, FREE),
        tolerance=1e-12,
    ),
    ValidationCase(
        name="textbook/chain-store: the value of tying the chain's hands",
        kind=PUBLISHED,
        source="[Selten1978], deterrence less induction in four towns: 5 against 2",
        expected=lambda: 4 * (5.0 - 2.0),
        ours=_worth_to_the_chain,
        tolerance=1e-12,
    ),
    ValidationCase(
        name="textbook/two-sided-standoff: neither can give way, values",
        kind=CLOSED_FORM,
        source="geometric sums of the flow of waiting",
        expected=_waiting,
        ours=partial(_values, STANDOFF, NEVER_BLINKS, NEVER_BLINKS),
        tolerance=1e-12,
    ),
    ValidationCase(
        name="textbook/two-sided-standoff: East firm, West giving way at once, first blinks",
        kind=CLOSED_FORM,
        source="West has the initiative in one tick of four: 1 - 0.75^24",
        expected=lambda: [0.0, 1 - 0.75**TICKS],
        ours=partial(_first_blinks, STANDOFF, NEVER_BLINKS, BLINKS_FIRST),
        tolerance=1e-12,
    ),
    ValidationCase(
        name="textbook/two-sided-standoff: East firm, values and first blinks",
        kind=CLOSED_FORM,
        source="its recursion by hand, where giving way costs East a million utils",
        expected=_firm_east,
        ours=_ours_firm_east,
        tolerance=1e-12,
    ),
    ValidationCase(
        name="korea-1/2019-hanoi, all tossing coins: the western side never blinks, first blinks",
        kind=SIMULATION,
        source=f"{RUNS:,} runs in which the agents of the side are stubborn",
        expected=_stubborn_west,
        ours=partial(_first_blinks, HANOI, NEVER_BLINKS, FREE, coin_tosses=True),
        tolerance=four_standard_errors(RUNS),
    ),
    _equilibria(STANDOFF, _listed_by_nashpy, "nashpy, vertex enumeration", "nashpy"),
    _equilibria(HANOI, _listed_by_nashpy, "nashpy, vertex enumeration", "nashpy"),
    _equilibria(STANDOFF, _listed_by_gambit, "gambit-enummixed", "pygambit"),
    _equilibria(HANOI, _listed_by_gambit, "gambit-enummixed", "pygambit"),
    _equilibria(
        HANOI, _listed_by_gambit, "gambit-enumpoly, three players", "pygambit", ("US", "China", "Russia")
    ),
)
