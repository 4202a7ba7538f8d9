"""The engine: a stand-off laid out as tables, many runs side by side through them, or one with its log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from blinkfirst.agents import kernels
from blinkfirst.agents.event_log import (
    EVENT,
    KINDS,
    MOVE,
    NATURE,
    Happenings,
    LogEntry,
    happenings_of,
    log_of,
)
from blinkfirst.agents.frequencies import Playthrough, Tallies, empty_tallies, playthrough_of
from blinkfirst.agents.kernels import NOTHING_SEEN, WORD_BITS, IndexArray, Looks, RunBlock, Tables, WordArray
from blinkfirst.agents.minds import MINDS
from blinkfirst.agents.minds.assignment import is_table, mind_names, minds_of
from blinkfirst.agents.minds.mind import mixed_actions
from blinkfirst.agents.schedule import PlayedStretch, played_course
from blinkfirst.errors import StudyError
from blinkfirst.game.game import NO_BLINK, CodeArray, FloatArray, Game, IntArray
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import COUNT, ON, REACH, Watch, check_watches
from blinkfirst.rng import key_word

RUNS_PER_BATCH = 8192  # fixed for good: the order in which payoffs are added up hangs on it
RUNS_SIDE_BY_SIDE = 1024  # what fits a core's own cache; of no consequence for the results
_EVERY_BIT = np.uint64(2**64 - 1)
_KINDS = {REACH: kernels.SETTLED, ON: kernels.LOOKED_AT, COUNT: kernels.COUNTED}


@dataclass(frozen=True)
class Stage:
    """A stretch as it is played: first tick, game, event and carry as there.

    Attributes
    ----------
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
    """Lay a stand-off out for playing, given the name of every actor's mind.

    Raises `StudyError` when the engine does not play a mind. Raises `GameError` when policy or watches are
    not of this stand-off.
    """
    _check_tables(standoff.opening.actors, minds)
    course = played_course(standoff, policy)
    check_watches(watches, [played.game for played in course])
    playing = minds_of(standoff, policy, minds)
    stages = []
    worth_now = np.ones(standoff.opening.n_movers)
    for number, played in enumerate(course):
        weights = _discounted(worth_now, played.discount, played.choice.shape[0])
        worth_now = weights[-1]
        choice = mixed_actions(played.game, played.first_tick, played.choice, playing)
        stages.append(
            Stage(
                first_tick=played.first_tick,
                game=played.game,
                event=played.event,
                carry=None if played.carry is None else _narrow(played.carry),
                tables=_tables(played),
                looks=_looks(played.game, number, watches, standoff.ticks),
                choice=np.require(choice, np.float64, ["C", "W"]),
                weights=weights[:-1],
            )
        )
    return tuple(stages)


def _check_tables(actors: Sequence[str], minds: Sequence[str]) -> None:
    pairs = zip(actors, minds, strict=True)
    unknown = [f"{name!r} (of {actor})" for actor, name in pairs if not is_table(name)]
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
        callers=_narrow(game.n_movers + np.diff(game.nature_offset)),
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
    chances = np.full((game.n_states, game.n_movers + int(rows.max(initial=0))), np.inf)
    chances[:, : game.n_movers] = game.tempo * game.tick_months
    owners = np.repeat(np.arange(game.n_states), rows)
    places = np.arange(owners.size) - game.nature_offset[owners]
    chances[owners, game.n_movers + places] = game.nature_rate * game.tick_months
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


def _classes(columns: Sequence[CodeArray], rows: int) -> NDArray[np.uint8]:
    return np.array(columns, dtype=np.uint8).reshape(len(columns), rows).T.copy()


def _bits(flags: NDArray[np.bool_]) -> WordArray:
    """Flags of shape (n, W) as words: flag w is bit w % 64 of word w // 64."""
    words = np.zeros((flags.shape[0], -(-flags.shape[1] // WORD_BITS)), dtype=np.uint64)
    for watch, column in enumerate(flags.T):
        words[:, watch // WORD_BITS] |= column.astype(np.uint64) << np.uint64(watch % WORD_BITS)
    return words


def _narrow(indices: NDArray[np.integer]) -> IndexArray:
    return np.array(indices, dtype=np.uint32)


class Sizes(NamedTuple):
    """Sizes of a stand-off."""

    ticks: int
    actors: int
    deeds: int
    watches: int


def sizes_of(standoff: Standoff, watches: int) -> Sizes:
    """Measure a stand-off."""
    deeds = sum(len(moves) for moves in standoff.opening.moves)
    return Sizes(standoff.ticks, standoff.opening.n_movers, deeds, watches)


def play_batch(stages: Sequence[Stage], sizes: Sizes, seed: int, first_replicate: int, runs: int) -> Tallies:
    """Play replicates in a row and add them up."""
    tallies = empty_tallies(sizes.ticks, sizes.deeds, sizes.watches, sizes.actors)
    block = empty_block(sizes, min(runs, RUNS_SIDE_BY_SIDE))
    for begun in range(0, runs, RUNS_SIDE_BY_SIDE):
        if begun + block.state.size > runs:
            block = empty_block(sizes, runs - begun)
        put_at_start(block, stages[0])
        for stage in stages:
            enter(stage, block)
            _play(stage, block, tallies, slice(None), seed, first_replicate + begun)
        kernels.close(stages[-1].looks, block, sizes.ticks)
        kernels.add_up(stages[-1].looks, block, tallies)
    return tallies


def enter(stage: Stage, block: RunBlock) -> None:
    """Bring every run into a stage, and look around there."""
    if stage.carry is not None:
        block.state[:] = stage.carry[block.state]
    kernels.look_around(stage.looks, block)


def put_at_start(block: RunBlock, stage: Stage) -> None:
    """Forget the last runs."""
    block.state.fill(stage.game.start)
    for past in (block.payoffs, block.blinked, block.done, block.seen):
        past.fill(0)
    block.still_open.fill(_EVERY_BIT)


def empty_block(sizes: Sizes, runs: int) -> RunBlock:
    """Room for some runs side by side."""
    per_run = (
        "state", "drawn", "movers", "edges", "natural", "rows", "first", "end", "picked", "waiting",
    )  # fmt: skip
    return RunBlock(
        payoffs=np.zeros((runs, sizes.actors)),
        blinked=np.zeros(runs, dtype=np.uint8),
        done=np.zeros((runs, sizes.deeds), dtype=np.uint32),
        seen=np.zeros((runs, sizes.watches), dtype=np.uint32),
        still_open=np.zeros((runs, -(-sizes.watches // WORD_BITS)), dtype=np.uint64),
        uniforms=np.zeros((kernels.WORDS_PER_DRAW, runs)),
        acting=np.zeros(2, dtype=np.int64),
        totals=np.zeros(runs),
        **{name: np.zeros(runs, dtype=np.uint32) for name in per_run},
    )


def simulate_log(
    standoff: Standoff, policy: Policy, seed: int, replicate: int, minds: Mapping[str, str] | None = None
) -> tuple[LogEntry, ...]:
    """Simulate one run; return the log that `play` gives, entry by entry.

    Parameters and errors are those of `blinkfirst.agents.runs.simulate`; ``seed`` and ``replicate`` say which
    run.
    """
    seed, replicate = key_word("seed", seed), key_word("replicate", replicate)
    stages = stages_of(standoff, policy, mind_names(standoff, minds or {}))
    return play_through(standoff, stages, seed, replicate).log


def play_through(standoff: Standoff, stages: Sequence[Stage], seed: int, replicate: int) -> Playthrough:
    """Play one run of a stand-off that is laid out already, and write its log."""
    sizes = sizes_of(standoff, stages[0].looks.kind.size)
    block = empty_block(sizes, 1)
    found = _logged(stages, sizes, block, seed, replicate)
    log = log_of(found, [stage.game for stage in stages], [stage.event for stage in stages])
    return playthrough_of(standoff, seed, replicate, log, block.payoffs[0].copy(), int(block.state[0]))


def play_logged(
    stages: Sequence[Stage], sizes: Sizes, seed: int, first_replicate: int, runs: int
) -> Happenings:
    """Play replicates in a row, side by side, and return all that happened in them.

    The memory needed grows with their number; `RUNS_SIDE_BY_SIDE` of them fit a core's cache.
    """
    return _logged(stages, sizes, empty_block(sizes, runs), seed, first_replicate)


def answers_of(
    stages: Sequence[Stage], sizes: Sizes, seed: int, first_replicate: int, runs: int
) -> NDArray[np.bool_]:
    """Play replicates in a row and return, shape (runs, W), whether each saw what the watches look for.

    Of a watch that counts: whether it has counted anything.
    """
    return counts_of(stages, sizes, seed, first_replicate, runs) > 0


def counts_of(
    stages: Sequence[Stage], sizes: Sizes, seed: int, first_replicate: int, runs: int
) -> IntArray:
    """Play replicates in a row and return, shape (runs, W), how often each saw what the watches look for.

    Of a watch that does not count: 1 or 0.
    """
    block = empty_block(sizes, runs)
    put_at_start(block, stages[0])
    unread = empty_tallies(sizes.ticks, sizes.deeds, sizes.watches, sizes.actors)
    for stage in stages:
        enter(stage, block)
        _play(stage, block, unread, slice(None), seed, first_replicate)
    looks = stages[-1].looks
    kernels.close(looks, block, sizes.ticks)
    counting = looks.kind == kernels.COUNTED
    return np.asarray(np.where(counting, block.seen, block.seen == kernels.WANTED), dtype=np.int64)


def _play(
    stage: Stage, block: RunBlock, tallies: Tallies, steps: slice, seed: int, first_replicate: int
) -> None:
    """Play some ticks of a stage, all of them with ``slice(None)``."""
    kernels.play_ticks(
        stage.tables, stage.looks, block, tallies, stage.choice[steps], stage.weights[steps],
        stage.first_tick + (steps.start or 0), np.uint64(seed), np.uint64(first_replicate),
    )  # fmt: skip


def _logged(
    stages: Sequence[Stage], sizes: Sizes, block: RunBlock, seed: int, first_replicate: int
) -> Happenings:
    put_at_start(block, stages[0])
    unread = empty_tallies(sizes.ticks, sizes.deeds, sizes.watches, sizes.actors)
    found: list[Happenings] = []
    for number, stage in enumerate(stages):
        before = block.state.copy()
        enter(stage, block)
        if number > 0:
            found.append(_entries(block, number, stage.first_tick, EVENT, np.arange(before.size), before))
        for step in range(stage.choice.shape[0]):
            tick, before = stage.first_tick + step, block.state.copy()
            _play(stage, block, unread, slice(step, step + 1), seed, first_replicate)
            found += _acts(stage, block, number, tick, before)
    # stable, so that the ticks of a run stay in their order
    whole = Happenings._make(map(np.concatenate, zip(*found, strict=True))) if found else happenings_of(0, ())
    order = np.argsort(whole.replicate, kind="stable")
    run_by_run = Happenings._make(column[order] for column in whole)
    return run_by_run._replace(replicate=run_by_run.replicate + np.uint64(first_replicate))


def _acts(stage: Stage, block: RunBlock, number: int, tick: int, before: IndexArray) -> Iterator[Happenings]:
    """Yield what the actors did, and what nature did, in the tick that a block has just played."""
    moves, natural = block.acting.tolist()
    if moves:
        runs, edges = block.movers[:moves].astype(np.int64), block.edges[:moves].astype(np.int64)
        found = _entries(block, number, tick, MOVE, runs, before)
        yield found._replace(edge=edges, blink=stage.game.edge_blink[edges].astype(np.int64))
    if natural:
        runs, rows = block.natural[:natural].astype(np.int64), block.rows[:natural].astype(np.int64)
        yield _entries(block, number, tick, NATURE, runs, before)._replace(nature_row=rows)


def _entries(
    block: RunBlock, stretch: int, tick: int, kind: str, runs: IntArray, before: IndexArray
) -> Happenings:
    """Return an entry for each of some runs of a block, whose replicates are counted from 0."""

    def every(value: int) -> IntArray:
        return np.full(runs.size, value, dtype=np.int64)

    return Happenings(
        replicate=runs.astype(np.uint64),
        tick=every(tick),
        kind=every(KINDS.index(kind)),
        stretch=every(stretch),
        before=before[runs].astype(np.int64),
        after=block.state[runs].astype(np.int64),
        blink=every(NO_BLINK),
        edge=every(-1),
        nature_row=every(-1),
    )
