"""The forecast once more in ball arithmetic: intervals that surely hold the chances of first blinks.

Whatever rounding does, the true number lies in its ball [Johansson2017]. When a ball is too wide, everything
is computed again with twice as many bits. Nothing is shared with the fast road but the compiled game; values
go back tick by tick and state by state, as `docs/discussion/model.md` writes them down.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from blinkfirst.errors import OptionError, SolverError, TooLargeError
from blinkfirst.game.game import Game
from blinkfirst.game.standoff import Plan, Standoff, check_untyped
from blinkfirst.solve.standoff.ball_game import BallGame, ball, check_installed, working_precision

if TYPE_CHECKING:
    from blinkfirst.solve.standoff.ball_game import arb

RADIUS = 1e-17  # of every probability: doubles between one half and one are further apart
MOST_STEPS = 200_000  # some seconds a pass
FEWEST_BITS, MOST_BITS = 128, 2**15
TIE_TOLERANCE = 1e-11  # exact maximisers: moves this close, relative to the actor's largest value, are ties
DIGITS = 20

Values: TypeAlias = "list[list[arb]]"  # by state and actor
Choices: TypeAlias = "list[list[list[arb]]]"  # by state, menu and move


class Bracket(NamedTuple):
    """An interval that surely holds a probability.

    Attributes
    ----------
    low, high : doubles on either side of it; equal where the probability is a double.
    decimal : its digits, as many as are sure (the last to one unit), at most `DIGITS`.
    radius : of the ball.
    """

    low: float
    high: float
    decimal: str
    radius: float


@dataclass(frozen=True)
class CertifiedForecast:
    """Brackets of P(first blink) by actor, in their order, and of P(nobody blinks by the horizon).

    Attributes
    ----------
    bits : precision in which they were found.
    ties : number of menus of exact maximisers, over all states and ticks, in which several moves tie.
    """

    actors: tuple[str, ...]
    first_blink: tuple[Bracket, ...]
    nobody: Bracket
    bits: int
    ties: int

    @property
    def widest(self) -> float:
        """The largest radius."""
        return max(bracket.radius for bracket in (*self.first_blink, self.nobody))


class _UndecidedError(Exception):
    """A ball is too wide to say whether an exact maximiser takes a move."""


def certified_forecast(
    standoff: Standoff, say: Callable[[str], None] = lambda text: None
) -> CertifiedForecast:
    """Return brackets of the chances of first blinks, of radius `RADIUS` at most.

    Exact maximisers divide their choice evenly between moves that fall short of the best by at most
    `TIE_TOLERANCE` of their largest value, as on the fast road; each such comparison is decided for sure.

    Raises
    ------
    OptionError
        When python-flint is not installed, or the horizon is endless.
    TooLargeError
        When the game has more steps than `MOST_STEPS`.
    SolverError
        When `MOST_BITS` bits do not suffice, or a comparison of an exact maximiser stays undecided.

    Parameters
    ----------
    say : called with what is being done, for a progress display.

    Source
    ------
    [Johansson2017] for the arithmetic. Departure: none.
    """
    check_certifiable(standoff)
    bits, why = FEWEST_BITS, ""
    while bits <= MOST_BITS:
        try:
            with working_precision(bits):
                found = _Passes(standoff, bits, say).forecast()
            if found.widest <= RADIUS:
                return found
            why = "shorten the horizon, or lower the precision of the actors"
        except _UndecidedError:
            why = "an exact maximiser is as far from a tie as the tolerance of ties; change a weight a bit"
        bits *= 2
    raise SolverError(f"{standoff.name}: not certified to {RADIUS:g} with {MOST_BITS:,} bits; {why}")


def check_certifiable(standoff: Standoff) -> None:
    """Refuse what cannot be certified, before anything is computed; errors as of `certified_forecast`."""
    check_installed()
    check_untyped(standoff)
    if standoff.stationary:
        raise OptionError(
            f"--certify: {standoff.name} has no horizon, and its answer is the limit of an iteration; ball "
            "arithmetic goes back from a horizon: give it one in months"
        )
    steps = sum(_steps(plan, standoff.ticks) for plan in standoff.plans)
    if steps > MOST_STEPS:
        raise TooLargeError(
            f"--certify: {standoff.name} has {standoff.opening.n_states:,} states and {standoff.ticks:,} "
            f"ticks, which make {steps:,} steps (an outcome of a move or event in a tick), expected at most "
            f"{MOST_STEPS:,}; shorten the horizon or freeze variables"
        )


def _steps(plan: Plan, horizon: int) -> int:
    games = [stretch.game for stretch in plan.stretches]
    sizes = [g.n_states + g.outcome_state.size + g.nature_outcome_state.size for g in games]
    begins = [stretch.first_tick for stretch in plan.stretches]
    return sum(
        (end - begin) * size for begin, end, size in zip(begins, plan.ends(horizon), sizes, strict=True)
    )


class _Passes:
    """Values backward and probabilities forward in the working precision."""

    def __init__(self, standoff: Standoff, bits: int, say: Callable[[str], None]) -> None:
        self.standoff, self.bits, self.say = standoff, bits, say
        self.ties = 0
        self.games: dict[int, BallGame] = {}

    def forecast(self) -> CertifiedForecast:
        """Return brackets, however wide."""
        ends = zip(self.standoff.plans, self.standoff.plan_ends, strict=True)
        chosen = [self._backward(plan, played_until) for plan, played_until in ends]
        opening = self.standoff.opening
        actors, movers = opening.actors, self._forward(chosen)
        first = [ball(0)] * len(actors)
        for actor, chance in zip(opening.mover_actor.tolist(), movers, strict=True):
            first[actor] += chance
        brackets = tuple(map(_bracket, first))
        return CertifiedForecast(actors, brackets, _bracket(1 - sum(first, ball(0))), self.bits, self.ties)

    def _game(self, game: Game) -> BallGame:
        if id(game) not in self.games:
            self.games[id(game)] = BallGame(game, self.standoff.afterwards_months)
        return self.games[id(game)]

    def _backward(self, plan: Plan, played_until: int) -> list[list[Choices]]:
        """Return the choices of every stretch of a plan in the ticks that are played, first tick first."""
        values = self._game(plan.stretches[-1].game).last
        chosen: list[list[Choices]] = []
        for stretch, end in reversed(list(zip(plan.stretches, plan.ends(self.standoff.ticks), strict=True))):
            game, played = self._game(stretch.game), list[Choices]()
            for tick in range(end - 1, stretch.first_tick - 1, -1):
                self.say(f"certifying with {self.bits} bits: back to tick {tick} of {self.standoff.ticks}")
                choices, values = self._before(game, values)
                if tick < played_until:
                    played.append(choices)
            chosen.append(played[::-1])
            if stretch is not plan.stretches[0] and stretch.carry is not None:
                values = [values[state] for state in stretch.carry.tolist()]
        return chosen[::-1]

    def _before(self, game: BallGame, values: Values) -> tuple[Choices, Values]:
        """Return the choices of a tick and the values at its beginning, from those at its end."""
        ahead = [[d * v for d, v in zip(game.discount, row, strict=True)] for row in values]
        slack = [_slack(game, values, actor) for actor in range(len(game.discount))]
        choices: Choices = []
        before: Values = []
        for state, menus in enumerate(game.menus):
            worth = _plus(game.flow[state], game.idle[state], ahead[state])
            for target, chance in game.nature[state]:
                worth = _plus(worth, chance, ahead[target])
            chances: list[list[arb]] = []
            for menu in menus:
                moves = [_worth(edge.lump, edge.outcomes, ahead) for edge in menu.edges]
                own = [move[menu.actor] for move in moves]
                chances.append(self._choice(game.precision[menu.actor], own, slack[menu.actor]))
                for share, move in zip(chances[-1], moves, strict=True):
                    worth = _plus(worth, menu.turn * share, move)
            choices.append(chances)
            before.append(worth)
        return choices, before

    def _choice(self, precision: arb | None, worths: Sequence[arb], slack: arb) -> list[arb]:
        """Return the logit chances of moves; an exact maximiser's are equal for all that tie for the best."""
        if precision is None:
            return self._best(worths, slack)
        top = max(worths, key=lambda worth: float(worth.mid()))
        odds = [(precision * (worth - top)).exp() for worth in worths]
        total = sum(odds, ball(0))
        return [one / total for one in odds]

    def _best(self, worths: Sequence[arb], slack: arb) -> list[arb]:
        best = worths[0]
        for worth in worths[1:]:
            best = best.max(worth)
        taken = [best - worth <= slack for worth in worths]
        if any(not best - worth > slack for worth, tie in zip(worths, taken, strict=True) if not tie):
            raise _UndecidedError
        self.ties += sum(taken) > 1
        return [ball(1) / sum(taken) if tie else ball(0) for tie in taken]

    def _forward(self, chosen: Sequence[Sequence[Sequence[Choices]]]) -> list[arb]:
        """Return every mover's chance to blink first."""
        opening = self.standoff.opening
        first = [ball(0)] * opening.n_movers  # mover by mover
        mass = [ball(state == opening.start) for state in range(opening.n_states)]
        for number, span in enumerate(self.standoff.played):
            stretch = self.standoff.plans[span.plan].stretches[span.place]
            if number > 0 and stretch.carry is not None:
                mass = _carried(mass, stretch.carry.tolist(), stretch.game.n_states)
            for choices in chosen[span.plan][span.place]:
                mass = _after(self._game(stretch.game), choices, mass, first)
        return first


def _plus(worth: Sequence[arb], chance: arb, more: Sequence[arb]) -> list[arb]:
    return [one + chance * other for one, other in zip(worth, more, strict=True)]


def _worth(lump: Sequence[arb], outcomes: Sequence[tuple[int, arb]], ahead: Values) -> list[arb]:
    """Return what a move is worth to every actor, at once and later."""
    worth = list(lump)
    for state, chance in outcomes:
        worth = _plus(worth, chance, ahead[state])
    return worth


def _slack(game: BallGame, values: Values, actor: int) -> arb:
    """Return how far behind the best a move may be that an exact maximiser takes."""
    largest = ball(0)
    if game.precision[actor] is None:
        for row in values:
            largest = largest.max(abs(row[actor]))
    return ball(TIE_TOLERANCE) * largest


def _carried(mass: Sequence[arb], carry: Sequence[int], states: int) -> list[arb]:
    after = [ball(0)] * states
    for target, chance in zip(carry, mass, strict=True):
        after[target] += chance
    return after


def _after(game: BallGame, choices: Choices, mass: Sequence[arb], first: list[arb]) -> list[arb]:
    """Return the chances of states a tick later where nobody has blinked; ``first`` gets those who have."""
    after = [ball(0)] * len(mass)
    for state, chance in enumerate(mass):
        if chance.is_zero():
            continue
        after[state] += chance * game.idle[state]
        for target, share in game.nature[state]:
            after[target] += chance * share
        for actor, blinks, made, outcomes in _made(game, choices, state, chance):
            if blinks:
                first[actor] += made
                continue
            for target, share in outcomes:
                after[target] += made * share
    return after


def _made(
    game: BallGame, choices: Choices, state: int, chance: arb
) -> Iterator[tuple[int, bool, arb, list[tuple[int, arb]]]]:
    """Yield the actor of every move in a state, whether it is a blink, its chance, and where it leads."""
    for menu, shares in zip(game.menus[state], choices[state], strict=True):
        for edge, share in zip(menu.edges, shares, strict=True):
            yield menu.actor, edge.blinks, chance * menu.turn * share, edge.outcomes


def _bracket(number: arb) -> Bracket:
    if not number.is_finite():
        return Bracket(0.0, 1.0, "", math.inf)
    radius, digits = float(number.rad()), number.str(DIGITS, radius=False)
    if radius == 0.0 and number == float(number):
        return Bracket(float(number), float(number), digits, 0.0)
    low = math.nextafter(float(number.lower()), -math.inf)
    high = math.nextafter(float(number.upper()), math.inf)
    return Bracket(max(low, 0.0), min(high, 1.0), digits, radius)
