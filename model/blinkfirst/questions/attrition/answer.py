"""Wars of attrition, from prizes and costs or from a scenario's own values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from blinkfirst.errors import GameError, OptionError
from blinkfirst.game.game import FloatArray
from blinkfirst.report.answer import Answer
from blinkfirst.report.provenance import Provenance, provenance_of
from blinkfirst.solve.war_of_attrition.asymmetric_resolve import asymmetric_contest
from blinkfirst.solve.war_of_attrition.audience_costs import audience_cost_contest
from blinkfirst.solve.war_of_attrition.complete_information import continuous_equilibrium, rounds_equilibrium
from blinkfirst.solve.war_of_attrition.contest import Contest, Stakes, need_two
from blinkfirst.solve.war_of_attrition.private_resolve import ResolvePrior, private_contest, resolve_prior
from blinkfirst.solve.war_of_attrition.reputation import (
    bargaining,
    reputation,
    reputation_by_round,
    reputation_in_rounds,
)

if TYPE_CHECKING:
    from blinkfirst.questions.attrition.from_scenario import ScenarioAttrition
    from blinkfirst.scenario.scenario import Scenario


ROUND = "round"
UNITS = {ROUND: "rounds", "month": "months", "unit of time": "units of time"}  # one, and several


class Terms(NamedTuple):
    """The terms of a war of attrition, as `attrition` takes them; those not given are ``None``."""

    prize: Sequence[float] | None = None
    cost: Sequence[float] | None = None
    obstinate: Sequence[float] | None = None
    private: Sequence[str] = ()
    rounds: bool = False
    sunk: bool = False
    tie: float | None = None
    patience: float | None = None
    audience: Sequence[float] | None = None
    war: Sequence[float] | None = None
    demands: Sequence[float] | None = None
    discount: Sequence[float] | None = None


Given = Mapping[str, tuple[float | str, ...]]


class _Solved(NamedTuple):
    """A model and its contest; the attributes are those of `Attrition`."""

    model: str
    contest: Contest
    given: Given
    known: Stakes | None = None
    payoff_unit: str = "utils"
    by_round: FloatArray | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Attrition(Answer, headline="sides"):
    """A war of attrition and who concedes first in it.

    Attributes
    ----------
    model : who knows what, and how time runs: a key of `blinkfirst.questions.attrition.tables.MODELS`.
    names : of the sides.
    unit : of time, a key of `UNITS`.
    contest : the solution.
    given : numbers or texts that it follows from, a cell per side, by name.
    payoff_unit : of the expected payoffs.
    known : prizes and costs where these are all there is and everybody knows them, so that sides mix.
    by_round : shape (n, 2): per round, the belief that a side is obstinate, and the probability that its
        normal type concedes; ``None`` where rounds are all alike.
    origin : the scenario that prizes and costs come from.
    """

    model: str
    names: tuple[str, ...]
    unit: str
    contest: Contest
    given: Given
    payoff_unit: str
    known: Stakes | None
    by_round: FloatArray | None
    origin: ScenarioAttrition | None

    @property
    def provenance(self) -> tuple[Provenance, ...]:
        """The scenario that prizes and costs come from, if there is one."""
        return (provenance_of(None if self.origin is None else self.origin.scenario),)

    @property
    def subject(self) -> str:
        """The name of the scenario, if there is one."""
        return "war of attrition" if self.origin is None else self.origin.scenario.name

    @property
    def first(self) -> dict[str, float]:
        """Probability of conceding first and alone, by side."""
        return {name: float(p) for name, p in zip(self.names, self.contest.first, strict=True)}


def attrition(
    scenario: Scenario | None = None,
    *,
    actors: Sequence[str] = (),
    prize: Sequence[float] | None = None,
    cost: Sequence[float] | None = None,
    obstinate: Sequence[float] | None = None,
    private: Sequence[str] = (),
    rounds: bool = False,
    sunk: bool = False,
    tie: float | None = None,
    patience: float | None = None,
    audience: Sequence[float] | None = None,
    war: Sequence[float] | None = None,
    demands: Sequence[float] | None = None,
    discount: Sequence[float] | None = None,
) -> Attrition:
    """Solve a war of attrition: who concedes first, and when.

    Parameters
    ----------
    scenario : gives prizes and costs of waiting, from its own exact values, in place of numbers.
    actors : two actors of the scenario, each for itself; its two sides by default.
    prize, cost : per side, utils when another concedes first, and utils per round or unit of time of waiting.
    obstinate : per side, the probability that it never concedes.
    private : priors of the prize in multiples of ``prize``, known to the side alone, as
        ``"uniform(0.5,2)"``: one for all sides, or one per side.
    rounds : all decide at the same time, round by round; time runs on by default.
    sunk : a round is paid before the others are seen to concede.
    tie, patience : share of the prize when both concede in one round, and discount factor per round.
    audience, war : per side, what backing down costs more per unit of time, and the most that war may cost.
    demands, discount : in place of prize and cost: the share of a pie that each obstinate side insists on,
        and the discount rate per unit of time.

    Raises
    ------
    OptionError
        When arguments are missing, wrong or do not go together.
    StudyError
        When the scenario makes no war of attrition.
    """
    terms = Terms(
        prize, cost, obstinate, private, rounds, sunk, tie, patience, audience, war, demands, discount
    )
    check_terms(terms, scenario is not None)
    if scenario is None:
        return attrition_of(terms)
    from blinkfirst.compile.scenario import compile_scenario
    from blinkfirst.questions.attrition.from_scenario import scenario_attrition
    from blinkfirst.scenario.loading import check_no_types

    check_no_types(scenario)
    return attrition_of(terms, scenario_attrition(compile_scenario(scenario), actors))


def check_terms(terms: Terms, with_scenario: bool = False) -> None:
    """Refuse terms that do not go together, before anything is compiled; raises `OptionError`."""
    _check_own_stakes(terms)
    only_in_rounds = terms.sunk or terms.tie is not None or terms.patience is not None
    if only_in_rounds and not terms.rounds:
        raise OptionError("--sunk, --tie, --patience: expected --rounds with them")
    if only_in_rounds and terms.obstinate is not None:
        raise OptionError("--sunk, --tie, --patience: expected no --obstinate with them")
    if terms.patience is not None and terms.tie is None:
        raise OptionError(
            "--patience: expected --tie with it; without a share in ties patience changes nothing"
        )
    if terms.rounds and terms.private:
        raise OptionError("--rounds: expected known prizes; leave out --private, or --rounds")
    own = (terms.prize, terms.cost, terms.audience, terms.demands)
    if with_scenario and any(numbers is not None for numbers in own):
        raise OptionError(
            "--prize, --cost, --audience, --demands: a scenario's own prizes and costs are taken; leave them "
            "or FILE out"
        )


def _check_own_stakes(terms: Terms) -> None:
    if (terms.audience is None) != (terms.war is None):
        raise OptionError("--audience, --war: expected both or neither")
    if (terms.demands is None) != (terms.discount is None):
        raise OptionError("--demands, --discount: expected both or neither")
    if terms.audience is not None:
        if terms.cost is not None:
            raise OptionError("--audience: it is the cost of waiting; leave --cost out")
        if terms.obstinate is not None or terms.private or terms.rounds or terms.demands is not None:
            raise OptionError("--audience: expected no --obstinate, --private, --rounds or --demands with it")
    if terms.demands is not None:
        if terms.prize is not None or terms.cost is not None:
            raise OptionError("--demands: they say what there is to win; leave --prize and --cost out")
        if terms.private or terms.rounds:
            raise OptionError("--demands: expected no --private or --rounds with it")
        if terms.obstinate is None:
            raise OptionError("--demands: expected --obstinate with it, how likely each side never gives in")


def attrition_of(terms: Terms, origin: ScenarioAttrition | None = None) -> Attrition:
    """Solve a war of attrition on checked terms.

    Raises `OptionError` with what is missing or wrong.

    Parameters
    ----------
    origin : prizes and costs of a scenario, in place of numbers.
    """
    try:
        found = _solved(terms, origin)
    except GameError as error:
        raise OptionError(f"attrition: {error}") from error
    names = origin.names if origin else tuple(f"side {k + 1}" for k in range(found.contest.first.size))
    return Attrition(
        model=found.model,
        names=names,
        unit=ROUND if terms.rounds else "month" if origin else "unit of time",
        contest=found.contest,
        given=found.given,
        payoff_unit=found.payoff_unit,
        known=found.known,
        by_round=found.by_round,
        origin=origin,
    )


def _solved(terms: Terms, origin: ScenarioAttrition | None) -> _Solved:
    if terms.audience is not None:
        return _audience(terms)
    if terms.demands is not None:
        return _demands(terms)
    stakes = origin.stakes if origin else _stakes(terms)
    if terms.private:
        return _private(stakes, terms)
    if terms.obstinate is not None:
        return _obstinate(stakes, terms)
    return _known(stakes, terms)


def _stakes(terms: Terms) -> Stakes:
    own = {"--prize": terms.prize, "--cost": terms.cost}
    missing = " and ".join(option for option, numbers in own.items() if numbers is None)
    if missing:
        raise OptionError(f"attrition: expected --prize and --cost, or a scenario FILE; {missing} missing")
    prizes, costs = (_numbers(option, numbers) for option, numbers in own.items())
    if prizes.size != costs.size or prizes.size < 2:
        raise OptionError(
            f"--prize, --cost: expected one number of each for two sides or more, got {prizes.size} and "
            f"{costs.size}"
        )
    return Stakes(prizes, costs)


def _numbers(option: str, given: Sequence[float] | None) -> FloatArray:
    numbers = np.asarray([] if given is None else given, dtype=np.float64)
    if numbers.ndim != 1 or not np.isfinite(numbers).all():
        raise OptionError(f"{option}: expected finite numbers, one per side, got {given!r}")
    return numbers


def _given(**numbers: FloatArray | Sequence[str]) -> Given:
    """Cells side by side, by the keys that `Attrition.given` has."""
    return {
        key: tuple(cell if isinstance(cell, str) else float(cell) for cell in cells)
        for key, cells in numbers.items()
    }


def _audience(terms: Terms) -> _Solved:
    if terms.prize is None:
        raise OptionError("--audience: expected --prize with it")
    prizes = _numbers("--prize", terms.prize)
    audience, war = _numbers("--audience", terms.audience), _numbers("--war", terms.war)
    given = _given(prizes=prizes, audience=audience, war=war)
    return _Solved("audience", audience_cost_contest(prizes, audience, war), given)


def _demands(terms: Terms) -> _Solved:
    demands, rates = _numbers("--demands", terms.demands), _numbers("--discount", terms.discount)
    obstinate = _numbers("--obstinate", terms.obstinate)
    given = _given(demands=demands, discount=rates, obstinate=obstinate)
    contest = bargaining(demands, rates, obstinate)
    return _Solved("bargaining", contest, given, payoff_unit="share of the pie")


def _known(stakes: Stakes, terms: Terms) -> _Solved:
    given = _given(prizes=stakes.prizes, costs=stakes.costs)
    if not terms.rounds:
        return _Solved("known", continuous_equilibrium(stakes), given, stakes)
    share = 0.0 if terms.tie is None else terms.tie
    patience = 1.0 if terms.patience is None else terms.patience
    contest = rounds_equilibrium(stakes, terms.sunk, share, patience)
    return _Solved("known, sunk rounds" if terms.sunk else "known, rounds", contest, given, stakes)


def _obstinate(stakes: Stakes, terms: Terms) -> _Solved:
    obstinate = _numbers("--obstinate", terms.obstinate)
    given = _given(prizes=stakes.prizes, costs=stakes.costs, obstinate=obstinate)
    if not terms.rounds:
        return _Solved("obstinate", reputation(stakes, obstinate), given)
    contest = reputation_in_rounds(stakes, obstinate)  # refuses too many rounds
    by_round = reputation_by_round(float(stakes.resolves[0]), 1.0, float(obstinate[0]))
    return _Solved("obstinate, rounds", contest, given, by_round=by_round)


def _private(stakes: Stakes, terms: Terms) -> _Solved:
    written = _priors(terms.private, stakes.n_sides)
    priors = [prior.scaled(float(x)) for prior, x in zip(written, stakes.resolves, strict=True)]
    given = _given(prizes=stakes.prizes, costs=stakes.costs, private=[str(prior) for prior in written])
    if terms.obstinate is not None:
        need_two(stakes, "private prizes and obstinate types")
        obstinate = _numbers("--obstinate", terms.obstinate)
        contest = asymmetric_contest((priors[0], priors[1]), obstinate)
        return _Solved("private, obstinate", contest, {**given, **_given(obstinate=obstinate)})
    if not all(prior.resembles(priors[0]) for prior in priors):
        different = ", ".join(map(str, priors))
        raise OptionError(
            f"--private: the sides differ in prize over cost ({different}), and then there is a continuum of "
            "equilibria; give each a chance never to concede, as --obstinate .01,.01, which leaves one"
        )
    return _Solved("private", private_contest(priors[0], stakes.costs), given)


def _priors(texts: Sequence[str], sides: int) -> list[ResolvePrior]:
    """One prior per side; a single one is that of all."""
    if len(texts) not in (1, sides):
        raise OptionError(
            f"--private: expected it once, or once for each of {sides} sides, got {len(texts)} of them"
        )
    try:
        priors = [resolve_prior(text) for text in texts]
    except GameError as error:
        raise OptionError(f"--private: {error}") from error
    return priors * sides if len(priors) == 1 else priors
