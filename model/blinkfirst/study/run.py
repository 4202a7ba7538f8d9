"""One scenario, all that `run` tells about it."""

from __future__ import annotations

from collections.abc import Callable

from blinkfirst.compile.timeline import Compiled
from blinkfirst.compile.watches import answer_of, states_where, watch_of
from blinkfirst.game.forecast import Forecast
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.results.outlook import Outlook, QuestionAnswer, TellingChoice, by_name
from blinkfirst.scenario.asking import COUNT
from blinkfirst.solve.backward_answers import ANY_DEGREE, backward_answers, first_blink_watches
from blinkfirst.solve.backward_induction import solve
from blinkfirst.solve.baseline import coin_toss, with_precision
from blinkfirst.solve.forecast import forecast
from blinkfirst.study.claims import claim_answers
from blinkfirst.study.telling import telling_choices
from blinkfirst.study.workers import workers


def _silent(_: str) -> None:
    """Say nothing."""


def outlook_of(
    compiled: Compiled, policy: Policy | None = None, say: Callable[[str], None] = _silent
) -> Outlook:
    """Forecast a compiled scenario, with baseline, questions, claims and the most telling arguments.

    Parameters
    ----------
    compiled : from `blinkfirst.compile.timeline.compile_scenario`.
    policy : its solution, when it is at hand already.
    say : told what is being done, for a progress display.
    """
    scenario, standoff = compiled.scenario, compiled.standoff
    say("solving, answering claims")
    with workers() as pool:
        told = pool.submit(_exact_and_telling, compiled, policy)
        tossed = pool.submit(_first_blinkers, coin_toss(standoff))
        doubled = pool.submit(_first_blinkers, with_precision(standoff, 2.0))
        claims = claim_answers(compiled, pool)
        exact, telling = told.result()
        coin_tosses, sharper = tossed.result(), doubled.result()
    return Outlook(
        scenario=scenario,
        standoff=standoff,
        forecast=exact,
        coin_toss=coin_tosses,
        sharper=sharper,
        positions=declared_positions(compiled),
        questions=tuple(
            QuestionAnswer(q.name, q.ask.text, q.ask.form == COUNT, answer_of(q.ask, float(p)))
            for q, p in zip(scenario.questions, exact.answers, strict=True)
        ),
        claims=claims,
        telling=telling,
    )


def _exact_and_telling(
    compiled: Compiled, policy: Policy | None
) -> tuple[Forecast, tuple[TellingChoice, ...]]:
    """Return the forecast and the telling choices; the rows of choices, the largest thing in memory, go."""
    standoff, questions = compiled.standoff, compiled.scenario.questions
    policy = solve(standoff) if policy is None else policy
    exact = forecast(standoff, policy, [watch_of(question.ask, compiled) for question in questions])
    return exact, telling_choices(standoff, policy, exact)


def _first_blinkers(standoff: Standoff) -> dict[str, float]:
    chances = backward_answers(standoff, first_blink_watches(standoff, [ANY_DEGREE]))
    return by_name(standoff.opening.actors, chances)


def declared_positions(compiled: Compiled) -> dict[str, str]:
    """Return what each actor declares in the first state; an actor whose conditions all fail declares
    nothing.
    """
    game, rules = compiled.standoff.opening, compiled.course_rules[0]
    start = game.states[game.start : game.start + 1]
    declared: dict[str, str] = {}
    for actor in rules.actors:
        for position in actor.positions:
            if position.when is None or states_where(position.when.expression, start, rules)[0]:
                declared[actor.name] = position.says
                break
    return declared
