"""Storm, a probabilistic model checker, on exported chains and games."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from blinkfirst.exchange.explicit_chains import write_drn
from blinkfirst.exchange.identifiers import identifiers
from blinkfirst.exchange.policy_chain import policy_chain
from blinkfirst.exchange.prism_game import write_prism_game
from conftest import FROZEN
from published.known_games import CAYLEY, cayleys_lottery
from validation.case import SOFTWARE, ValidationCase
from validation.other_software import STORM, scratch_file
from worlds.exported import World, answered, solved, watched, world

TOPIC = "Storm: chains of policies, and games"


def _asked(of: Callable[[], World], whole: bool, properties: Callable[[World], Sequence[str]]) -> list[float]:
    found, path = of(), scratch_file("chain.drn")
    write_drn(path, policy_chain(found.standoff, found.policy, whole))
    try:
        return STORM.ask(ask="chain", path=str(path), properties=list(properties(found)))
    finally:
        path.unlink()  # up to some hundred MB


def _first_blinkers(found: World) -> list[str]:
    labels = identifiers([f"{name}_blinks_first" for name in found.standoff.opening.actors])
    return [f'P=? [F "{label}"]' for label in [*labels, "nobody_blinks"]]


def _first_by(tick: int, found: World) -> list[str]:
    return [text.replace("[F ", f"[F<={tick} ") for text in _first_blinkers(found)[:-1]]


def _payoffs(found: World) -> list[str]:
    return [f'R{{"{name}"}}=? [F "over"]' for name in identifiers(found.standoff.opening.actors)]


def _ours_by(tick: int, of: Callable[[], World]) -> list[float]:
    exact = of().forecast
    by_deed = exact.first_blink[:tick].sum(axis=(0, 2))
    return [
        float(sum(chance for (owner, _), chance in zip(exact.deeds, by_deed, strict=True) if owner == actor))
        for actor in range(len(exact.actors))
    ]


def _first(name: str, of: Callable[[], World], slow: bool = False) -> ValidationCase:
    return ValidationCase(
        name=f"{name}: P(blinks first), every actor and nobody",
        kind=SOFTWARE,
        source='Storm, P=? [F "..._blinks_first"] on the exported chain',
        expected=partial(_asked, of, False, _first_blinkers),
        ours=lambda: of().first,
        tolerance=1e-9,
        package="stormpy",
        slow=slow,
    )


def _by(name: str, of: Callable[[], World], tick: int) -> ValidationCase:
    return ValidationCase(
        name=f"{name}: P(blinks first by tick {tick}), every actor",
        kind=SOFTWARE,
        source=f'Storm, P=? [F<={tick} "..._blinks_first"] on the exported chain',
        expected=partial(_asked, of, False, partial(_first_by, tick)),
        ours=partial(_ours_by, tick, of),
        tolerance=1e-9,
        package="stormpy",
    )


def _worth(name: str, of: Callable[[], World]) -> ValidationCase:
    return ValidationCase(
        name=f"{name}: expected payoffs, utils",
        kind=SOFTWARE,
        source='Storm, R{"..."}=? [F "over"] on the exported whole chain',
        expected=partial(_asked, of, True, _payoffs),
        ours=lambda: of().forecast.values,
        tolerance=1e-9,
        package="stormpy",
    )


def _cayley_by_storm(draws: int) -> list[float]:
    path = scratch_file(f"cayley-{draws}.prism")
    write_prism_game(path, cayleys_lottery(draws))
    return STORM.ask(ask="decisions", path=str(path), properties=['R{"actor0"}max=? [F "over"]'])


def _cayley(draws: int) -> ValidationCase:
    return ValidationCase(
        name=f"Cayley's lottery, {draws} draw{'s' if draws > 1 else ''}: its worth, by Storm",
        kind=SOFTWARE,
        source="Storm, Rmax=? on the model exported for PRISM-games, one player",
        expected=partial(_cayley_by_storm, draws),
        ours=lambda: solved(cayleys_lottery(draws)).forecast.values,
        tolerance=1e-9,
        package="stormpy",
    )


SETTLED = "ground != contested by 2024-07-01"


def _settled(_: World) -> list[str]:
    tick = watched("textbook/two-sided-standoff", SETTLED).deadline
    return [f'P=? [F<={tick} ("ground_east_gave_way" | "ground_west_gave_way")]']


def _question() -> ValidationCase:
    of = partial(world, "textbook/two-sided-standoff")
    return ValidationCase(
        name=f"two-sided-standoff: P({SETTLED})",
        kind=SOFTWARE,
        source="Storm, P=? [F<=k ...] over labels of the world, on the exported whole chain",
        expected=partial(_asked, of, True, _settled),
        ours=partial(answered, "textbook/two-sided-standoff", SETTLED),
        tolerance=1e-9,
        package="stormpy",
    )


SMALL_KOREA = tuple(
    f"korea-1/{name}" for name in ("2018-tacit-double-freeze", "2019-hanoi", "2022-testing-without-pushback")
)
LARGE_KOREA = tuple(name for name in sorted(FROZEN) if name not in SMALL_KOREA)
TEXTBOOK = (
    "two-sided-standoff", "volunteers-dilemma", "preemption-race", "alternating-offers", "chain-store",
)  # fmt: skip

CASES = [
    *(_first(name, partial(world, name)) for name in SMALL_KOREA),
    *(_first(name, partial(world, name), slow=True) for name in LARGE_KOREA),
    *(_first(name, partial(world, f"textbook/{name}")) for name in TEXTBOOK),
    _by("korea-1/2019-hanoi", partial(world, "korea-1/2019-hanoi"), 26),
    _worth("korea-1/2019-hanoi, 4 ticks", partial(world, "korea-1/2019-hanoi", 4)),
    *(_worth(name, partial(world, f"textbook/{name}")) for name in TEXTBOOK),
    _question(),
    *(_cayley(draws) for draws in CAYLEY),
]
