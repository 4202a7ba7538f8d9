"""The engine: a stand-off laid out as tables, many runs side by side through them, or one with its log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from blinkfirst.agents import kernels
from blinkfirst.agents.believed import (
    BelievedStretch,
    begin_believing,
    empty_believing,
    let_minds_change,
)
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
from blinkfirst.agents.minds.mind import Mind, mixed_actions
from blinkfirst.agents.schedule import PlayedStretch, played_course
from blinkfirst.errors import StudyError
from blinkfirst.game.game import NO_BLINK, CodeArray, FloatArray, Game, IntArray
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.game.watch import COUNT, ON, REACH, Watch, check_watches
from blinkfirst.rng import drawn_types, key_word, replicate_stream
from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy

RUNS_PER_BATCH = 8192  # fixed for good: the order in which payoffs are added up hangs on it
RUNS_SIDE_BY_SIDE = 1024  # what fits a core's own cache; of no consequence for the results
BELIEVING_SIDE_BY_SIDE = RUNS_PER_BATCH  # with private types, values may have to be found again for each
_NOBODY = -1  # and the last row of what is counted by who blinks first
_EVERY_BIT = np.uint64(2**64 - 1)
_KINDS = {REACH: kernels.SETTLED, ON: kernels.LOOKED_AT, COUNT: kernels.COUNTED}


@dataclass(frozen=True)
class Stage:
    """A stretch as it is played: first tick, game, event and carry as there.

    Attributes
    ----------
    tables, looks : the game, and what is looked for in it.
    choice : shape (ticks, E), the mixed actions of the minds; empty, (ticks, 0), with private types.
    weights : shape (ticks, A), what a util in each tick is worth at the start.
    believed : with private types, how choices follow from beliefs.
    minds : of all movers.
    """

    first_tick: int
    game: Game
    event: str
    carry: IndexArray | None
    tables: Tables
    looks: Looks
    choice: FloatArray
    weights: FloatArray
    believed: BelievedStretch | None
    minds: tuple[Mind, ...]


def stages_of(
    standoff: Standoff, policy: Policy | HiddenPolicy, minds: tuple[str, ...], watches: Sequence[Watch] = ()
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
        choice = played.choice
        if played.believed is None:
            choice = mixed_actions(played.game, played.first_tick, choice, playing)
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
                believed=played.believed,
                minds=playing,
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
    """Sizes of a stand-off; how many of the actors have private types."""

    ticks: int
    actors: int
    deeds: int
    watches: int
    typed: int


def sizes_of(standoff: Standoff, watches: int) -> Sizes:
    """Measure a stand-off."""
    deeds = sum(len(moves) for moves in standoff.opening.moves)
    typed = len(standoff.typed)
    return Sizes(standoff.ticks, standoff.opening.n_movers, deeds, watches, typed)


def play_batch(stages: Sequence[Stage], sizes: Sizes, seed: int, first_replicate: int, runs: int) -> Tallies:
    """Play replicates in a row and add them up."""
    tallies = _empty_tallies(sizes)
    at_once = side_by_side(sizes)
    company: Company | None = None
    for begun in range(0, runs, at_once):
        here = min(at_once, runs - begun)
        if company is None or company.block.state.size != here:
            company = Company(stages, sizes, here)
        company.begin(seed, range(first_replicate + begun, first_replicate + begun + here))
        for stage in stages:
            company.enter(stage)
            company.play(stage, tallies)
        company.close(tallies)
    return tallies


def side_by_side(sizes: Sizes) -> int:
    """Return how many runs are best played at once."""
    return BELIEVING_SIDE_BY_SIDE if sizes.typed else RUNS_SIDE_BY_SIDE


def _empty_tallies(sizes: Sizes) -> Tallies:
    return empty_tallies(sizes.ticks, sizes.deeds, sizes.watches, sizes.actors, sizes.typed)


class Company:
    """Runs that go through the ticks side by side, and with private types what is believed in them.

    Attributes
    ----------
    block : where they are.
    types : shape (B, Q), of every typed actor, drawn at the start.
    believing : beliefs and choices; of no size where everybody knows everybody.
    """

    def __init__(self, stages: Sequence[Stage], sizes: Sizes, runs: int) -> None:
        self.stages, self.sizes, self.block = stages, sizes, empty_block(sizes, runs)
        believed = stages[0].believed
        self._priors = [] if believed is None else believed.priors
        self.types = np.zeros((runs, sizes.typed), dtype=np.int64)
        self.believing = empty_believing([stage.game for stage in stages], sizes.typed, runs)
        self._blinker = np.full(runs, _NOBODY)

    def begin(self, seed: int, replicates: Sequence[int]) -> None:
        """Put replicates at the start: a range of them, or with private types any."""
        self._seed, self._first = np.uint64(seed), np.uint64(replicates[0])
        put_at_start(self.block, self.stages[0])
        self._blinker.fill(_NOBODY)
        in_a_row = isinstance(replicates, range)
        self._streams = [] if in_a_row else [replicate_stream(seed, one) for one in replicates]
        if self._priors:
            self.types[:] = self._drawn_types()
            begin_believing(self.stages[0].game, self.believing, self._priors, self.types)

    def _drawn_types(self) -> IntArray:
        """Draw types by rule 8 of `blinkfirst.rng`."""
        if self._streams:
            return np.array([drawn_types(stream, self._priors) for stream in self._streams])
        uniforms = np.zeros((kernels.WORDS_PER_TURN, self.types.shape[0]))
        kernels.draw_types(self._seed, self._first, uniforms)
        firsts = 1.0 - np.array(self._priors)
        return np.asarray(firsts <= uniforms[: len(self._priors)].T, dtype=np.int64)

    def enter(self, stage: Stage) -> None:
        """Bring every run into a stage, and look around there; a dated event leaves beliefs as they are."""
        if stage.carry is not None:
            self.block.state[:] = stage.carry[self.block.state]
        kernels.look_around(stage.looks, self.block)

    def play(self, stage: Stage, tallies: Tallies) -> None:
        """Play all ticks of a stage."""
        if stage.believed is None:
            self._play_table(stage, tallies, slice(None))
        else:
            for _ in self._as_believed(stage, stage.believed, tallies):
                pass

    def tick_by_tick(self, stage: Stage, tallies: Tallies) -> Iterator[int]:
        """Play the ticks of a stage, one after the other, and yield the number of each."""
        if stage.believed is not None:
            yield from self._as_believed(stage, stage.believed, tallies)
            return
        for step in range(stage.choice.shape[0]):
            self._play_table(stage, tallies, slice(step, step + 1))
            yield stage.first_tick + step

    def _play_table(self, stage: Stage, tallies: Tallies, steps: slice) -> None:
        kernels.play_ticks(
            stage.tables, stage.looks, self.block, tallies, stage.choice[steps], stage.weights[steps],
            stage.first_tick + (steps.start or 0), self._seed, self._first,
        )  # fmt: skip

    def _as_believed(self, stage: Stage, believed: BelievedStretch, tallies: Tallies) -> Iterator[int]:
        """Play the ticks of a stage in which choices follow from beliefs."""
        block, believing = self.block, self.believing
        for (number, later), weights in zip(believed.ticks(), stage.weights, strict=True):
            self._draw(number)
            kernels.begin_tick(
                stage.tables, stage.looks, block, believed.felt, believing.kinds, weights, number
            )
            moving = int(block.acting[0])
            runs = block.movers[:moving].astype(np.int64)
            states, movers = block.state[runs].astype(np.int64), block.drawn[runs].astype(np.int64)
            believed.choose(later, block.state, block.drawn, block.movers, moving, believing)
            let_minds_change(stage.minds, stage.game, states, movers, believing.choice[:moving])
            kernels.end_tick(
                stage.tables, stage.looks, block, tallies, believed.felt, believing.kinds, believing.choice,
                weights, number,
            )  # fmt: skip
            edges = block.edges[:moving].astype(np.int64)
            believed.learn(believing, runs, edges)
            self._note_blinks(stage.game, runs, edges)
            yield number

    def _draw(self, tick: int) -> None:
        """Draw the doubles of four ticks when they are due."""
        if tick % kernels.TICKS_PER_DRAW == 0:
            if not self._streams:
                kernels.draw(tick, self._seed, self._first, self.block.uniforms)
            for run, stream in enumerate(self._streams):
                self.block.uniforms[:, run] = stream.random(kernels.WORDS_PER_DRAW)

    def _note_blinks(self, game: Game, runs: IntArray, edges: IntArray) -> None:
        """Remember who blinks first."""
        first = (game.edge_blink[edges] != NO_BLINK) & (self._blinker[runs] == _NOBODY)
        self._blinker[runs[first]] = game.mover_actor[game.edge_actor[edges[first]]]

    def close(self, tallies: Tallies) -> None:
        """Answer what is left to answer, and add the runs up."""
        looks, believing = self.stages[-1].looks, self.believing
        kernels.close(looks, self.block, self.sizes.ticks)
        kernels.add_up(looks, self.block, tallies)
        for q, kinds in enumerate(self.types.T):
            np.add.at(tallies.by_type[q], (kinds, self._blinker), 1)
            np.add.at(tallies.beliefs[q], kinds, believing.beliefs[:, q])
            np.add.at(tallies.belief_squares[q], kinds, believing.beliefs[:, q] ** 2)


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
    standoff: Standoff,
    policy: Policy | HiddenPolicy,
    seed: int,
    replicate: int,
    minds: Mapping[str, str] | None = None,
) -> tuple[LogEntry, ...]:
    """Simulate one run; return the log that `play` gives, entry by entry.

    Parameters and errors are those of `blinkfirst.agents.runs.simulate`; ``seed`` and ``replicate`` say which
    run.
    """
    (run,) = simulate_each(standoff, policy, seed, [replicate], minds)
    return run.log


def simulate_each(
    standoff: Standoff,
    policy: Policy | HiddenPolicy,
    seed: int,
    replicates: Sequence[int],
    minds: Mapping[str, str] | None = None,
) -> Iterator[Playthrough]:
    """Simulate some runs; yield each with its log, as `play` gives it.

    With private types all are played at once, because values may have to be found again on the way.
    Parameters and errors as of `simulate_log`.
    """
    seed, replicates = key_word("seed", seed), [key_word("replicate", one) for one in replicates]
    stages = stages_of(standoff, policy, mind_names(standoff, minds or {}))
    if standoff.beliefs is not None and replicates:
        yield from _play_through(standoff, stages, seed, replicates)
        return
    for replicate in replicates:
        yield play_through(standoff, stages, seed, replicate)


def play_through(standoff: Standoff, stages: Sequence[Stage], seed: int, replicate: int) -> Playthrough:
    """Play one run of a stand-off that is laid out already, and write its log."""
    (run,) = _play_through(standoff, stages, seed, range(replicate, replicate + 1))
    return run


def _play_through(
    standoff: Standoff, stages: Sequence[Stage], seed: int, replicates: Sequence[int]
) -> Iterator[Playthrough]:
    sizes = sizes_of(standoff, stages[0].looks.kind.size)
    company = Company(stages, sizes, len(replicates))
    company.begin(seed, replicates)
    whole = _logged(company, _empty_tallies(sizes))
    for place, replicate in enumerate(replicates):
        yield _one_of(standoff, company, whole, place, seed, replicate)


def _one_of(
    standoff: Standoff, company: Company, whole: Happenings, place: int, seed: int, replicate: int
) -> Playthrough:
    """Return one of the runs of a company, from all that happened in them."""
    stages, block, here = company.stages, company.block, whole.replicate == place
    found = Happenings._make(column[here] for column in whole)
    log = log_of(found, [stage.game for stage in stages], [stage.event for stage in stages])
    return playthrough_of(
        standoff, seed, replicate, log, block.payoffs[place].copy(), int(block.state[place]),
        company.types[place].tolist(), found.beliefs,
    )  # fmt: skip


def play_and_follow(
    standoff: Standoff, stages: Sequence[Stage], seed: int, first_replicate: int, runs: int
) -> tuple[Tallies, Playthrough]:
    """Play replicates in a row at once, add them up, and return the first of them as well."""
    sizes = sizes_of(standoff, stages[0].looks.kind.size)
    company, tallies = Company(stages, sizes, runs), _empty_tallies(sizes)
    company.begin(seed, range(first_replicate, first_replicate + runs))
    whole = _logged(company, tallies)
    company.close(tallies)
    return tallies, _one_of(standoff, company, whole, 0, seed, first_replicate)


def play_logged(
    stages: Sequence[Stage], sizes: Sizes, seed: int, first_replicate: int, runs: int
) -> Happenings:
    """Play replicates in a row, side by side, and return all that happened in them.

    The memory needed grows with their number; `RUNS_SIDE_BY_SIDE` of them fit a core's cache.
    """
    company = Company(stages, sizes, runs)
    company.begin(seed, range(first_replicate, first_replicate + runs))
    found = _logged(company, _empty_tallies(sizes))
    return found._replace(replicate=found.replicate + np.uint64(first_replicate))


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
    company = Company(stages, sizes, runs)
    company.begin(seed, range(first_replicate, first_replicate + runs))
    unread = _empty_tallies(sizes)
    for stage in stages:
        company.enter(stage)
        company.play(stage, unread)
    looks, seen = stages[-1].looks, company.block.seen
    kernels.close(looks, company.block, sizes.ticks)
    counting = looks.kind == kernels.COUNTED
    return np.asarray(np.where(counting, seen, seen == kernels.WANTED), dtype=np.int64)


def _logged(company: Company, tallies: Tallies) -> Happenings:
    """Play runs and return all that happens in them, run by run; these are counted from 0."""
    block = company.block
    found: list[Happenings] = []
    for number, stage in enumerate(company.stages):
        before = block.state.copy()
        company.enter(stage)
        if number > 0:
            every_run = np.arange(before.size)
            found.append(_entries(company, number, stage.first_tick, EVENT, every_run, before))
        before = block.state.copy()
        for tick in company.tick_by_tick(stage, tallies):
            found += _acts(company, number, tick, before)
            before = block.state.copy()
    # stable, so that the ticks of a run stay in their order
    whole = Happenings._make(map(np.concatenate, zip(*found, strict=True))) if found else happenings_of(0, ())
    order = np.argsort(whole.replicate, kind="stable")
    return Happenings._make(column[order] for column in whole)


def _acts(company: Company, number: int, tick: int, before: IndexArray) -> Iterator[Happenings]:
    """Yield what the actors did, and what nature did, in the tick that has just been played."""
    block, game = company.block, company.stages[number].game
    moves, natural = block.acting.tolist()
    if moves:
        runs, edges = block.movers[:moves].astype(np.int64), block.edges[:moves].astype(np.int64)
        found = _entries(company, number, tick, MOVE, runs, before)
        yield found._replace(edge=edges, blink=game.edge_blink[edges].astype(np.int64))
    if natural:
        runs, rows = block.natural[:natural].astype(np.int64), block.rows[:natural].astype(np.int64)
        yield _entries(company, number, tick, NATURE, runs, before)._replace(nature_row=rows)


def _entries(
    company: Company, stretch: int, tick: int, kind: str, runs: IntArray, before: IndexArray
) -> Happenings:
    """Return an entry for each of some runs, which are counted from 0."""

    def every(value: int) -> IntArray:
        return np.full(runs.size, value, dtype=np.int64)

    return Happenings(
        replicate=runs.astype(np.uint64),
        tick=every(tick),
        kind=every(KINDS.index(kind)),
        stretch=every(stretch),
        before=before[runs].astype(np.int64),
        after=company.block.state[runs].astype(np.int64),
        blink=every(NO_BLINK),
        edge=every(-1),
        nature_row=every(-1),
        types=company.types[runs],
        beliefs=company.believing.beliefs[runs],
    )
