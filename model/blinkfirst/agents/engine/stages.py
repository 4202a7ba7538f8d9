"""A stand-off laid out for playing: its course, with tables instead of games, tables instead of minds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from blinkfirst.agents.engine.kernels import (
    COUNTED,
    LOOKED_AT,
    NOTHING_SEEN,
    SETTLED,
    WORD_BITS,
    IndexArray,
    Looks,
    Tables,
    WordArray,
)
from blinkfirst.agents.minds import MINDS
from blinkfirst.agents.minds.assignment import is_table, minds_of
from blinkfirst.agents.minds.mind import mixed_actions
from blinkfirst.agents.schedule import PlayedStretch, played_course
from blinkfirst.errors import StudyError
from blinkfirst.game.game import FloatArray, Game
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import COUNT, ON, REACH, Watch, check_watches

_KINDS = {REACH: SETTLED, ON: LOOKED_AT, COUNT: COUNTED}


@dataclass(frozen=True)
class Stage:
    """A stretch as it is played.

    Attributes
    ----------
    first_tick, game, event : as in the stretch.
    carry : shape (S of the game before,), or ``None``, as in the stretch.
    tables, looks : the game, and what is looked for in it.
    choice : shape (ticks, E), the mixed actions of the minds.
    weights : shape (ticks, A), what a util in each tick is worth at the start.
    """

    first_tick: int
    game: Game
    event: str
    carry: IndexArray | None
    tables: Tables
    looks: Looks
    choice: FloatArray
    weights: FloatArray


def stages_of(
    standoff: Standoff, policy: Policy, minds: tuple[str, ...], watches: Sequence[Watch] = ()
) -> tuple[Stage, ...]:
    """Lay a stand-off out for playing.

    Parameters
    ----------
    standoff, policy : the compiled scenario and its solution.
    minds : name of every actor's mind.
    watches : compiled questions.

    Raises
    ------
    StudyError
        When the engine does not play a mind.
    GameError
        When policy or watches are not of this stand-off.
    """
    _check_tables(standoff.opening.actors, minds)
    course = played_course(standoff, policy)
    check_watches(watches, [played.game for played in course])
    playing = minds_of(standoff, policy, minds)
    stages = []
    worth_now = np.ones(standoff.opening.n_actors)
    for number, played in enumerate(course):
        weights = _discounted(worth_now, played.discount, played.choice.shape[0])
        worth_now = weights[-1]
        stages.append(
            Stage(
                first_tick=played.first_tick,
                game=played.game,
                event=played.event,
                carry=None if played.carry is None else _narrow(played.carry),
                tables=_tables(played),
                looks=_looks(played.game, number, watches, standoff.ticks),
                choice=np.require(
                    mixed_actions(played.game, played.first_tick, played.choice, playing),
                    np.float64,
                    ["C", "W"],
                ),
                weights=weights[:-1],
            )
        )
    return tuple(stages)


def _check_tables(actors: Sequence[str], minds: Sequence[str]) -> None:
    unknown = [
        f"{name!r} (of {actor})" for actor, name in zip(actors, minds, strict=True) if not is_table(name)
    ]
    if unknown:
        known = ", ".join(filter(is_table, MINDS))
        raise StudyError(
            f"mind {', '.join(unknown)}: expected one that the compiled engine plays ({known}); `play_many` "
            "lets agents play any mind, run by run"
        )


def _discounted(start: FloatArray, discount: FloatArray, ticks: int) -> FloatArray:
    """Weights of the ticks and of the one after them, multiplied up one by one as the Mesa model does."""
    factors = np.vstack([start, np.tile(discount, (ticks, 1))])
    return np.ascontiguousarray(np.multiply.accumulate(factors, axis=0))


def _tables(played: PlayedStretch) -> Tables:
    game = played.game
    pays = np.zeros(game.n_edges, dtype=np.uint8)
    pays[game.payoffs.lump_edge] = 1
    moves_before = np.concatenate(([0], np.cumsum([len(moves) for moves in game.moves])))
    return Tables(
        who=_who(game),
        callers=_narrow(game.n_actors + np.diff(game.nature_offset)),
        flow=np.ascontiguousarray(played.flow),
        edge_offset=_narrow(game.edge_offset),
        edge_deed=_narrow(moves_before[game.edge_actor] + game.edge_move),
        edge_blink=game.edge_blink.astype(np.uint8),
        edge_pays=pays,
        lump=played.lump,
        outcome_offset=_narrow(game.outcome_offset),
        outcome_state=_narrow(game.outcome_state),
        outcome_probability=np.array(game.outcome_probability, dtype=np.float64),
        nature_offset=_narrow(game.nature_offset),
        nature_outcome_offset=_narrow(game.nature_outcome_offset),
        nature_outcome_state=_narrow(game.nature_outcome_state),
        nature_outcome_probability=np.array(game.nature_outcome_probability, dtype=np.float64),
    )


def _who(game: Game) -> FloatArray:
    """Running totals of the draw *who*; `numpy.cumsum` adds from left to right."""
    rows = np.diff(game.nature_offset)
    chances = np.full((game.n_states, game.n_actors + int(rows.max(initial=0))), np.inf)
    chances[:, : game.n_actors] = game.tempo * game.tick_months
    owners = np.repeat(np.arange(game.n_states), rows)
    places = np.arange(owners.size) - game.nature_offset[owners]
    chances[owners, game.n_actors + places] = game.nature_rate * game.tick_months
    return np.cumsum(chances, axis=1)


def _looks(game: Game, number: int, watches: Sequence[Watch], ticks: int) -> Looks:
    edge_class = _classes([watch.edge_class[number] for watch in watches], game.n_edges)
    state_class = _classes([watch.state_class[number] for watch in watches], game.n_states)
    settles = np.array([watch.kind == REACH for watch in watches], dtype=np.bool_)
    return Looks(
        kind=np.array([_KINDS[watch.kind] for watch in watches], dtype=np.uint8),
        deadline=np.array([min(watch.deadline, ticks) for watch in watches], dtype=np.int64),
        edge_class=edge_class,
        state_class=state_class,
        edge_bits=_bits((edge_class != NOTHING_SEEN) & settles),
        state_bits=_bits((state_class != NOTHING_SEEN) & settles),
    )


def _classes(columns: Sequence[NDArray[np.int64]], rows: int) -> NDArray[np.uint8]:
    return np.array(columns, dtype=np.uint8).reshape(len(columns), rows).T.copy()


def _bits(flags: NDArray[np.bool_]) -> WordArray:
    """Flags of shape (n, W) as words: flag w is bit w % 64 of word w // 64."""
    words = np.zeros((flags.shape[0], -(-flags.shape[1] // WORD_BITS)), dtype=np.uint64)
    for watch, column in enumerate(flags.T):
        words[:, watch // WORD_BITS] |= column.astype(np.uint64) << np.uint64(watch % WORD_BITS)
    return words


def _narrow(indices: NDArray[np.integer]) -> IndexArray:
    return np.array(indices, dtype=np.uint32)
