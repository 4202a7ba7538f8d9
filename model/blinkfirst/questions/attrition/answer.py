"""Which war of attrition the options of ``blinkfirst attrition`` ask for, and what it comes to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from blinkfirst.errors import GameError, OptionError

if TYPE_CHECKING:
    from blinkfirst.game.game import FloatArray
    from blinkfirst.solve.war_of_attrition.contest import Contest, Stakes

PRIZE, COST, NEVER = "prize, utils", "cost, utils per {unit}", "never concedes, with probability"


class Asked(NamedTuple):
    """Options as they were written; those left out are nothing."""

    prizes: str | None
    costs: str | None
    obstinate: str | None
    private: tuple[str, ...]
    in_rounds: bool
    continuous: bool
    sunk: bool
    tie_share: float | None
    patience: float | None
    audience: str | None
    war: str | None
    demands: str | None
    discount: str | None


class Given(NamedTuple):
    """Something told of every side.

    Attributes
    ----------
    label : on the page, where ``{unit}`` stands for the unit of time.
    key : in JSON.
    cells : a number or a text per side.
    """

    label: str
    key: str
    cells: tuple[float | str, ...]


class Found(NamedTuple):
    """A model and what it comes to.

    Attributes
    ----------
    contest : the answer.
    model : a sentence on who knows what, and how time runs.
    given : what it was reckoned from.
    stakes : prizes and costs, where these were all that was given and all know them.
    payoff_unit : of the expected payoffs.
    rounds : shape (n, 2): per round, how likely a side is believed obstinate, and how likely its normal type
        concedes; nothing where rounds are all alike.
    """

    contest: Contest
    model: str
    given: tuple[Given, ...]
    stakes: Stakes | None = None
    payoff_unit: str = "utils"
    rounds: FloatArray | None = None


def refuse_clashes(asked: Asked) -> None:
    """Refuse options that do not go together; raises `OptionError`."""
    if asked.in_rounds and asked.continuous:
        raise OptionError("--rounds, --continuous: expected one of them, got both")
    _refuse_own_stakes(asked)
    of_rounds = asked.sunk or asked.tie_share is not None or asked.patience is not None
    if of_rounds and not asked.in_rounds:
        raise OptionError("--sunk, --tie, --patience: expected --rounds with them")
    if of_rounds and asked.obstinate is not None:
        raise OptionError("--sunk, --tie, --patience: expected no --obstinate with them")
    if asked.patience is not None and asked.tie_share is None:
        raise OptionError(
            "--patience: expected --tie with it; without a share in ties patience changes nothing"
        )
    if asked.in_rounds and asked.private:
        raise OptionError("--rounds: expected known prizes; leave out --private, or --rounds")


def _refuse_own_stakes(asked: Asked) -> None:
    """Refuse what does not go with audiences or with demands, which stand in place of prizes and costs."""
    if (asked.audience is None) != (asked.war is None):
        raise OptionError("--audience, --war: expected both or neither")
    if (asked.demands is None) != (asked.discount is None):
        raise OptionError("--demands, --discount: expected both or neither")
    if asked.audience is not None:
        if asked.costs is not None:
            raise OptionError("--audience: it is the cost of waiting; leave --cost out")
        if asked.obstinate is not None or asked.private or asked.in_rounds or asked.demands is not None:
            raise OptionError(
                "--audience: expected no --obstinate, --private, --rounds or --demands with it"
            )
    if asked.demands is not None:
        if asked.prizes is not None or asked.costs is not None:
            raise OptionError("--demands: they say what there is to win; leave --prize and --cost out")
        if asked.private or asked.in_rounds:
            raise OptionError("--demands: expected no --private or --rounds with it")
        if asked.obstinate is None:
            raise OptionError("--demands: expected --obstinate with it, how likely each side never gives in")


def found_contest(asked: Asked, taken: Stakes | None) -> Found:
    """Solve what is asked for.

    Parameters
    ----------
    taken : prizes and costs of a scenario; nothing where the options have them.

    Raises
    ------
    OptionError
        With what is missing or wrong.
    """
    try:
        if asked.audience is not None:
            return _audience(asked)
        if asked.demands is not None:
            return _demands(asked)
        return _solved(taken or _stakes(asked), asked)
    except GameError as error:
        raise OptionError(f"attrition: {error}") from error


def _stakes(asked: Asked) -> Stakes:
    from blinkfirst.solve.war_of_attrition.contest import Stakes

    prizes, costs = asked.prizes, asked.costs
    if prizes is None or costs is None:
        missing = " and ".join(n for n, v in (("--prize", prizes), ("--cost", costs)) if v is None)
        raise OptionError(f"attrition: expected --prize and --cost, or a scenario FILE; {missing} missing")
    read_prizes, read_costs = _numbers("--prize", prizes), _numbers("--cost", costs)
    if read_prizes.size != read_costs.size or read_prizes.size < 2:
        raise OptionError(
            f"--prize, --cost: expected one number of each for two sides or more, got "
            f"{read_prizes.size} and {read_costs.size}"
        )
    return Stakes(read_prizes, read_costs)


def _numbers(option: str, text: str | None) -> FloatArray:
    import numpy as np

    numbers = []
    for part in (text or "").split(","):
        try:
            numbers.append(float(part))
        except ValueError:
            raise OptionError(
                f"{option}: expected NUMBER,NUMBER,..., got {part.strip()!r} in {text!r}"
            ) from None
        if not math.isfinite(numbers[-1]):
            raise OptionError(f"{option}: expected finite numbers, got {part.strip()!r} in {text!r}")
    return np.array(numbers)


def _given(label: str, key: str, numbers: Sequence[float] | FloatArray) -> Given:
    return Given(label, key, tuple(float(x) for x in numbers))


def _of_stakes(stakes: Stakes, *more: Given) -> tuple[Given, ...]:
    return (_given(PRIZE, "prizes", stakes.prizes), _given(COST, "costs", stakes.costs), *more)


def _audience(asked: Asked) -> Found:
    from blinkfirst.solve.war_of_attrition.audience_costs import audience_cost_contest

    if asked.prizes is None:
        raise OptionError("--audience: expected --prize with it")
    prizes = _numbers("--prize", asked.prizes)
    audience, war = _numbers("--audience", asked.audience), _numbers("--war", asked.war)
    model = (
        "Backing down costs more the longer one has stood firm; "
        "what war would cost is known to each side alone. Once nobody concedes any more, it is war."
    )
    given = (
        _given(PRIZE, "prizes", prizes),
        _given("backing down costs more by, utils per {unit}", "audience", audience),
        _given("war costs, utils, anything up to", "war", war),
    )
    return Found(audience_cost_contest(prizes, audience, war), model, given)


def _demands(asked: Asked) -> Found:
    from blinkfirst.solve.war_of_attrition.reputation import bargaining

    demands, rates = _numbers("--demands", asked.demands), _numbers("--discount", asked.discount)
    obstinate = _numbers("--obstinate", asked.obstinate)
    model = (
        "Two sides bargain over one pie; either may be obstinate and never accept less than it demands. "
        "Conceding is accepting the other's demand. Time runs on."
    )
    given = (
        _given("demands, share of the pie", "demands", demands),
        _given("discount rate per {unit}", "discount", rates),
        _given(NEVER, "obstinate", obstinate),
    )
    contest = bargaining(demands, rates, obstinate)
    return Found(contest, model, given, payoff_unit="share of the pie")


def _solved(stakes: Stakes, asked: Asked) -> Found:
    if asked.private:
        return _private(stakes, asked)
    if asked.obstinate is not None:
        return _obstinate(stakes, asked)
    from blinkfirst.solve.war_of_attrition.complete_information import (
        continuous_equilibrium,
        rounds_equilibrium,
    )

    known = "Prizes and costs are known to all; the equilibrium in mixed strategies."
    if not asked.in_rounds:
        return Found(continuous_equilibrium(stakes), f"{known} Time runs on.", _of_stakes(stakes), stakes)
    share = 0.0 if asked.tie_share is None else asked.tie_share
    patience = 1.0 if asked.patience is None else asked.patience
    paid = "is paid for before the others are seen to concede" if asked.sunk else "costs only if all hold"
    contest = rounds_equilibrium(stakes, asked.sunk, share, patience)
    return Found(contest, f"{known} Rounds; a round {paid}.", _of_stakes(stakes), stakes)


def _obstinate(stakes: Stakes, asked: Asked) -> Found:
    from blinkfirst.solve.war_of_attrition.reputation import (
        reputation,
        reputation_by_round,
        reputation_in_rounds,
    )

    obstinate = _numbers("--obstinate", asked.obstinate)
    model = "Prizes and costs are known; either side may be obstinate and never concede."
    given = _of_stakes(stakes, _given(NEVER, "obstinate", obstinate))
    if not asked.in_rounds:
        return Found(reputation(stakes, obstinate), f"{model} Time runs on.", given)
    contest = reputation_in_rounds(stakes, obstinate)  # refuses too many rounds
    rounds = reputation_by_round(float(stakes.resolves[0]), 1.0, float(obstinate[0]))
    return Found(contest, f"{model} Rounds; a round costs only if all hold.", given, rounds=rounds)


def _private(stakes: Stakes, asked: Asked) -> Found:
    from blinkfirst.solve.war_of_attrition.asymmetric_resolve import asymmetric_contest
    from blinkfirst.solve.war_of_attrition.contest import need_two
    from blinkfirst.solve.war_of_attrition.private_resolve import private_contest
    from blinkfirst.solve.war_of_attrition.resolve_prior import resolve_prior

    if len(asked.private) not in (1, stakes.n_sides):
        raise OptionError(
            f"--private: expected it once, or once for each of {stakes.n_sides} sides, got "
            f"{len(asked.private)} of them"
        )
    try:
        read = [resolve_prior(text) for text in asked.private]
    except GameError as error:
        raise OptionError(f"--private: {error}") from error
    read = read * stakes.n_sides if len(read) == 1 else read
    priors = [prior.scaled(float(x)) for prior, x in zip(read, stakes.resolves, strict=True)]
    model = "Each side knows its own prize only"
    given = _of_stakes(stakes, Given("times the prize, known to it alone", "private", tuple(map(str, read))))
    if asked.obstinate is not None:
        need_two(stakes, "private prizes and obstinate types")
        obstinate = _numbers("--obstinate", asked.obstinate)
        contest = asymmetric_contest((priors[0], priors[1]), obstinate)
        given = (*given, _given(NEVER, "obstinate", obstinate))
        return Found(contest, f"{model}, and whether it will ever concede. Time runs on.", given)
    if not all(prior.resembles(priors[0]) for prior in priors):
        told = ", ".join(map(str, priors))
        raise OptionError(
            f"--private: the sides differ in prize over cost ({told}), and then there is a continuum of "
            "equilibria; give each a chance never to concede, as --obstinate .01,.01, which leaves one"
        )
    return Found(private_contest(priors[0], stakes.costs), f"{model}. Time runs on.", given)
