"""A stand-off as a turn-based stochastic game in the modelling language of PRISM-games (``smg``).

In a tick chance gives an actor the turn (``turn``: 0 chance, i the i-th actor), moves nature or lets nothing
happen; an actor that has the turn picks one of its actions, and the tick is over. ``first`` remembers who
blinked first (0 nobody), ``tick`` the time, ``stretch`` the dated events passed. After the horizon the last
state pays its afterwards once, and the game comes to rest.

The file is the game, not its solution, so precision is not in it. It is the game that everybody expects at
the start: foreseen dated events are in it, surprises are not. PRISM does not discount, so every reward is
written as it counts at the start, with a factor for its tick.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from blinkfirst.errors import OptionError, TooLargeError
from blinkfirst.exchange.identifiers import identifiers, other_letters
from blinkfirst.files.writing import mark_of, write_lines
from blinkfirst.game.game import FloatArray, Game, IntArray
from blinkfirst.game.standoff import Standoff, check_untyped
from blinkfirst.solve.layout.game_tables import discount_per_tick, lay_out
from blinkfirst.solve.standoff.backward_induction import afterwards_ticks

MOST_COMMANDS = 1_000_000


def write_prism_game(path: Path, standoff: Standoff, most: int = MOST_COMMANDS) -> int:
    """Write a stand-off for PRISM-games; return the number of commands.

    Raises `TooLargeError` when there would be more than ``most``; says how many. Raises `OptionError` when
    the horizon is endless. Raises `StoreError` when it cannot be written.
    """
    check_untyped(standoff)
    if standoff.stationary:
        raise OptionError(
            f"{standoff.name}: an endless game has no last tick to count to; give it a horizon in months"
        )
    commands = sum(stretch.game.n_states + stretch.game.n_edges for stretch in standoff.plans[0].stretches)
    if commands > most:
        raise TooLargeError(
            f"{standoff.name}: the game has {commands:,} commands, one per state and one per move in each, "
            f"expected at most {most:,}; freeze variables or allow more"
        )
    write_lines(path, prism_game_lines(standoff), f"// {mark_of('prism-game')}")
    return commands


def prism_game_lines(standoff: Standoff) -> Iterator[str]:
    """The lines of the model.

    Source
    ------
    [Kwiatkowska2020] for the language. Departure: none.
    """
    model = _model_of(standoff)
    yield f"// {' '.join(standoff.title.split())} ({standoff.name})"
    yield f"// A tick is {standoff.tick_months!r} months; rewards in utils, discounted to the start."
    variables = [variable.name for variable in standoff.opening.variables]
    names = [*standoff.opening.actors, *variables], [*model.actors, *model.variables]
    yield from (f"// {line}" for line in other_letters(*names))
    yield from ("smg", "")
    yield from _players(model)
    yield from (f"const int horizon = {standoff.ticks};", "", "module world")
    yield from _declarations(model)
    for era in model.eras:
        yield from _event(model, era)
        yield from _chance(model, era)
        yield from _choices(model, era)
    yield from ("  [] tick>=horizon -> (tick'=horizon+1);", "endmodule", "")
    yield from _labels(model)
    for actor, name in enumerate(model.actors):
        yield f'rewards "{name}"'
        yield from list(_rewards(model, actor)) or ["  true : 0;"]  # Storm wants at least one
        yield from ("endrewards", "")


@dataclass(frozen=True)
class _Era:
    """A stretch of the first plan, ticks ``first .. end - 1``; ``weight`` discounts the first."""

    number: int
    first: int
    end: int
    game: Game
    carry: IntArray | None
    event: str
    weight: FloatArray


@dataclass(frozen=True)
class _Model:
    """A stand-off, and its names as PRISM reads them; ``actions`` has one per actor and move."""

    standoff: Standoff
    eras: tuple[_Era, ...]
    actors: tuple[str, ...]
    actions: tuple[tuple[str, ...], ...]
    variables: tuple[str, ...]

    def place(self, game: Game, state: int) -> str:
        levels = zip(self.variables, game.states[state].tolist(), strict=True)
        return " & ".join(f"{variable}={level}" for variable, level in levels)

    def step(self, before: IntArray, after: IntArray) -> list[str]:
        """The changes between two rows of levels, as updates."""
        changed = zip(self.variables, before.tolist(), after.tolist(), strict=True)
        return [f"({v}'={new})" for v, old, new in changed if old != new]

    def now(self, era: _Era, turn: int) -> str:
        """The guard of whatever happens in a tick of a stretch."""
        return f"stretch={era.number} & tick<{era.end} & turn={turn}"


def _model_of(standoff: Standoff) -> _Model:
    game = standoff.opening
    names = identifiers([*game.actors, *(v.name for v in game.variables)])
    actors, variables = names[: game.n_movers], names[game.n_movers :]
    spelled = identifiers(
        [f"{actor}_{move}" for actor, menu in zip(actors, game.moves, strict=True) for move in menu], names
    )
    bounds = np.cumsum([0, *(len(menu) for menu in game.moves)]).tolist()
    actions = tuple(tuple(spelled[first:end]) for first, end in pairwise(bounds))
    return _Model(standoff, _eras(standoff), tuple(actors), actions, tuple(variables))


def _eras(standoff: Standoff) -> tuple[_Era, ...]:
    plan, weight, found = standoff.plans[0], np.ones(standoff.opening.n_movers), []
    for number, (stretch, end) in enumerate(zip(plan.stretches, plan.ends(standoff.ticks), strict=True)):
        era = _Era(number, stretch.first_tick, end, stretch.game, stretch.carry, stretch.event, weight)
        found.append(era)
        weight = weight * discount_per_tick(stretch.game) ** (end - stretch.first_tick)
    return tuple(found)


def _players(model: _Model) -> Iterator[str]:
    """Every actor has its actions; what happens without a name is the world's."""
    for actor, actions in zip(model.actors, model.actions, strict=True):
        yield from (f"player {actor}", f"  {', '.join(f'[{a}]' for a in actions)}", "endplayer")
    yield from ("player nature", "  world", "endplayer", "")


def _declarations(model: _Model) -> Iterator[str]:
    game = model.standoff.opening
    actors = len(model.actors)
    yield "  tick : [0..horizon+1] init 0;"
    yield f"  stretch : [0..{max(len(model.eras) - 1, 1)}] init 0;"
    yield f"  turn : [0..{actors}] init 0; // 0 chance, {_numbered(model.actors)}"
    yield f"  first : [0..{actors}] init 0; // 0 nobody has blinked, else who did first"
    start = game.states[game.start].tolist()
    for name, variable, level in zip(model.variables, game.variables, start, strict=True):
        levels = ", ".join(f"{k} {word}" for k, word in enumerate(variable.levels))
        yield f"  {name} : [0..{max(len(variable.levels) - 1, 1)}] init {level}; // {levels}"


def _numbered(names: tuple[str, ...]) -> str:
    return ", ".join(f"{number} {name}" for number, name in enumerate(names, start=1))


def _event(model: _Model, era: _Era) -> Iterator[str]:
    if era.carry is None:
        return
    before = model.eras[era.number - 1].game
    yield f"  // stretch {era.number}: {' '.join(era.event.split())}"
    for state, after in enumerate(era.carry.tolist()):
        updates = [*model.step(before.states[state], era.game.states[after]), f"(stretch'={era.number})"]
        guard = f"stretch={era.number - 1} & tick={era.first} & turn=0 & {model.place(before, state)}"
        yield f"  [] {guard} -> {'&'.join(updates)};"


def _chance(model: _Model, era: _Era) -> Iterator[str]:
    game, tables = era.game, lay_out(era.game)
    for state in range(game.n_states):
        turns = enumerate(tables.initiative[state].tolist(), start=1)
        branches = [f"{chance!r}:(turn'={turn})" for turn, chance in turns if chance > 0.0]
        events = slice(tables.nature_offset[state], tables.nature_offset[state + 1])
        targets, chances = tables.nature_state[events].tolist(), tables.pace.nature[events].tolist()
        for target, chance in zip(targets, chances, strict=True):
            updates = model.step(game.states[state], game.states[target])
            branches.append(f"{chance!r}:{'&'.join([*updates, _NEXT])}")
        if tables.idle[state] > 0.0:
            branches.append(f"{float(tables.idle[state])!r}:{_NEXT}")
        yield f"  [] {model.now(era, 0)} & {model.place(game, state)} -> {' + '.join(branches)};"


_NEXT = "(tick'=tick+1)"


def _choices(model: _Model, era: _Era) -> Iterator[str]:
    game = era.game
    for edge in range(game.n_edges):
        actor, state = int(game.edge_actor[edge]), int(game.edge_state[edge])
        if game.tempo[state, actor] == 0.0:
            continue
        ending = ["(turn'=0)", _NEXT]
        if game.edge_blink[edge] > 0:
            ending.append(f"(first'=first=0?{actor + 1}:first)")
        outcomes = slice(game.outcome_offset[edge], game.outcome_offset[edge + 1])
        targets, chances = game.outcome_state[outcomes].tolist(), game.outcome_probability[outcomes].tolist()
        branches = [
            f"{chance!r}:{'&'.join([*model.step(game.states[state], game.states[target]), *ending])}"
            for target, chance in zip(targets, chances, strict=True)
        ]
        action = model.actions[actor][int(game.edge_move[edge])]
        guard = f"{model.now(era, actor + 1)} & {model.place(game, state)}"
        yield f"  [{action}] {guard} -> {' + '.join(branches)};"


def _labels(model: _Model) -> Iterator[str]:
    names = identifiers([f"{actor}_blinks_first" for actor in model.actors])
    for number, name in enumerate(names, start=1):
        yield f'label "{name}" = first={number};'
    yield 'label "nobody_blinks" = tick>=horizon & first=0;'
    yield 'label "over" = tick>horizon;'
    yield ""


def _rewards(model: _Model, actor: int) -> Iterator[str]:
    """Yield the rewards of an actor: flow of every tick, lumps of moves, afterwards at the horizon."""
    for era in model.eras:
        game, tables = era.game, lay_out(era.game)
        for state in np.flatnonzero(tables.flow[:, actor]).tolist():
            utils = float(tables.flow[state, actor])
            yield f"  {model.now(era, 0)} & {model.place(game, state)} : {_worth(era, actor, utils)};"
        edges = np.repeat(np.arange(game.n_edges), np.diff(tables.lumps.offset))
        mine = tables.lumps.actor == actor
        for edge, utils in zip(edges[mine].tolist(), tables.lumps.utils[mine].tolist(), strict=True):
            mover = int(game.edge_actor[edge])
            action = model.actions[mover][int(game.edge_move[edge])]
            guard = f"{model.now(era, mover + 1)} & {model.place(game, int(game.edge_state[edge]))}"
            yield f"  [{action}] {guard} : {_worth(era, actor, utils)};"
    last, months = model.eras[-1], model.standoff.afterwards_months
    lasting = afterwards_ticks(last.game, months)[actor] * lay_out(last.game).flow[:, actor]
    for state in np.flatnonzero(lasting).tolist():
        worth = _worth(last, actor, float(lasting[state]))
        yield f"  tick=horizon & {model.place(last.game, state)} : {worth};"


def _factor(era: _Era, actor: int) -> str:
    """The worth at the start of a util in a tick, as an expression."""
    weight, delta = float(era.weight[actor]), float(discount_per_tick(era.game)[actor])
    lapse = f"pow({delta!r},tick-{era.first})" if era.first else f"pow({delta!r},tick)"
    parts = [*([f"{weight!r}"] if weight != 1.0 else []), *([lapse] if delta != 1.0 else [])]
    return "*".join(parts)


def _worth(era: _Era, actor: int, utils: float) -> str:
    """So many utils in a tick, as an expression."""
    factor = _factor(era, actor)
    return f"{factor}*({utils!r})" if factor else repr(utils)
