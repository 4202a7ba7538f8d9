"""Probabilities of questions about a scenario, to be written into a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from blinkfirst.compile.questions import answer_of, watch_of
from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.errors import OptionError, SolverError, hinted
from blinkfirst.record.ledger import LedgerForecast
from blinkfirst.report.provenance import provenance_of
from blinkfirst.scenario.expressions import ExpressionError
from blinkfirst.scenario.questions import ParsedQuestion, misdated, parse_run_condition
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.hidden_resolve.any_standoff import forecast_anyhow
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.condition import trust_in
from blinkfirst.solve.standoff.forecast import forecast


def asked(texts: Sequence[str], scenario: Scenario) -> list[ParsedQuestion]:
    """Read questions that are answered by yes or no; raises `OptionError` for one that is none."""
    found = []
    for text in texts:
        try:
            found.append(parse_run_condition(text, scenario.rules.vocabulary, scenario.rules.menus))
        except ExpressionError as error:
            message = f"--ask: {text!r}: column {error.offset + 1}: {error.message}"
            raise OptionError(hinted(message, error.suggestion)) from None
        if wrong := misdated(found[-1], scenario.start, scenario.end):
            raise OptionError(f"--ask: {text!r}: {wrong}")
    return found


def computed(
    questions: Sequence[ParsedQuestion], scenario: Scenario, entry: LedgerForecast
) -> list[LedgerForecast]:
    """Return an entry per question, with the probability of yes by the exact forecast.

    Parameters
    ----------
    entry : all else that the entries say, but for the question and what they were computed from.

    Raises
    ------
    SolverError
        When rounding leaves the forecast unsure.
    """
    known = provenance_of(scenario)
    made_from = replace(
        entry,
        scenario=scenario.name,
        lens=dict(known.lens),
        settings=dict(known.settings),
        sha256=known.sha256,
    )
    return [
        replace(made_from, question=question.text.strip(), chance=chance)
        for question, chance in zip(questions, _chances(questions, scenario), strict=True)
    ]


def _chances(questions: Sequence[ParsedQuestion], scenario: Scenario) -> list[float]:
    compiled = compile_scenario(scenario)
    standoff = compiled.standoff
    watches = [watch_of(question, compiled) for question in questions]
    if standoff.beliefs is not None:
        exact = forecast_anyhow(standoff, watches)
    else:
        policy = backward_induction(standoff)
        exact = forecast(standoff, policy, watches)
        if trust_in(standoff, policy, exact.first_blink_by_actor).is_unsure:
            message = "rounding decides this forecast, so that there is no probability to write down"
            raise SolverError(f"{scenario.name}: {message}; `blinkfirst run` says more")
    found = zip(questions, exact.answers, strict=True)
    return [min(max(answer_of(question, float(chance)), 0.0), 1.0) for question, chance in found]
