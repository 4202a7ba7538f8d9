"""Matrices, games that are played once, beside what is known of them."""

from __future__ import annotations

from functools import partial

from blinkfirst.game.game import FloatArray
from blinkfirst.questions.matrix.forecast import matrix_forecast, play_once
from blinkfirst.scenario.loading import load_matrix
from validation.case import SIMULATION, ValidationCase, four_standard_errors
from validation.textbook_page import page_cases

TOPIC = "Matrices"

SOURCES = {
    "chicken": "Rapoport & Chammah 1966: indifference in the mixed equilibrium; logit by bisection",
    "hawk-dove": "Maynard Smith & Price 1973: hawks with prize over injury",
    "tsebelis-sanctions": "Tsebelis 1990: each side's mixture from the other's payoffs",
    "stag-hunt": "Aumann 1990, Harsanyi & Selten 1988: indifference at 7/8; logit by bisection",
    "ochs-pennies": "Ochs 1995: indifference; logit by bisection",
}
RUNS = 20_000


def _drawn(name: str) -> FloatArray:
    found = matrix_forecast(load_matrix(f"textbook/{name}"))
    shares: FloatArray = play_once(found.logit.profile, RUNS, seed=1).ravel() / RUNS
    return shares


def _forecast(name: str) -> FloatArray:
    outcomes: FloatArray = matrix_forecast(load_matrix(f"textbook/{name}")).outcomes.ravel()
    return outcomes


CASES = [
    *page_cases(SOURCES),
    *(
        ValidationCase(
            name=f"{name}: every outcome of the forecast",
            kind=SIMULATION,
            source=f"{RUNS:,} runs of agents who each draw a strategy",
            expected=partial(_drawn, name),
            ours=partial(_forecast, name),
            tolerance=four_standard_errors(RUNS),
        )
        for name in ("chicken", "ochs-pennies")
    ),
]
