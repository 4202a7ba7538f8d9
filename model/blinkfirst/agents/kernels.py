"""The loops that play, compiled: chance, the ticks, and what is written down on the way.

The runs of a *block* go through the ticks side by side: all of them play tick t before any plays tick t + 1.
So the choices of a tick are fetched once for the whole block, and what every run does alike goes through the
processor several runs at a time. Runs never touch one another.

Without fast-math, so that sums are formed as written. Without Python's global lock, so that blocks can be
played in threads.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from blinkfirst.agents.frequencies import Tallies
from blinkfirst.game.game import NO_BLINK, FloatArray, IntArray
from blinkfirst.solve.kernels.compiling import is_cached, kernel, written_in

# Unsigned, because numba then need not ask at every access whether the index counts from the end.
IndexArray = NDArray[np.uint32]
ByteArray = NDArray[np.uint8]
WordArray = NDArray[np.uint64]

COMPILE_SECONDS = 6  # about what compiling takes, once on a machine; for the announcement

SETTLED, LOOKED_AT, COUNTED = 0, 1, 2  # how a watch is answered; its kinds "reach", "on" and "count"
NOTHING_SEEN, WANTED = 0, 1  # classes of a watch
WORD_BITS = 64

# Philox 4x64-10
ROUNDS = 10
WORDS_PER_TURN = 4
_MULTIPLIER_0, _MULTIPLIER_1 = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
_KEY_STEP_0, _KEY_STEP_1 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
_LOWER_HALF, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)

# the draw protocol
WORDS_PER_TICK = 3
TICKS_PER_DRAW = 4  # the fewest ticks that use up whole turns: 12 words, 3 turns
WORDS_PER_DRAW = 12
_UNUSED_BITS, _UNIT = np.uint64(11), 2.0**-53
_JUMPS_TO_TYPES = np.uint64(2)

_NOUGHT, _ONE = np.uint64(0), np.uint64(1)


class Tables(NamedTuple):
    """A game laid out for playing: S states, A actors, E edges; offsets and outcomes as in `Game`.

    Attributes
    ----------
    who : shape (S, A + most nature rows of any state), running totals of the draw *who*; infinite beyond a
        state's own entries, so that no uniform reaches them.
    callers : shape (S,), how many entries of ``who`` are the state's own.
    flow : shape (S, A), utils per tick.
    edge_offset : shape (S * A + 1,).
    edge_deed : shape (E,), which deed the move is, a row of the tallies.
    edge_blink : shape (E,), 0 none, 1 soft, 2 hard.
    edge_pays : shape (E,), 0 where the move pays nobody anything.
    lump : shape (E, A), utils.
    outcome_offset, outcome_state, outcome_probability : where edges lead.
    nature_offset : shape (S + 1,), the nature rows of a state.
    nature_outcome_offset, nature_outcome_state, nature_outcome_probability : where nature leads.
    """

    who: FloatArray
    callers: IndexArray
    flow: FloatArray
    edge_offset: IndexArray
    edge_deed: IndexArray
    edge_blink: ByteArray
    edge_pays: ByteArray
    lump: FloatArray
    outcome_offset: IndexArray
    outcome_state: IndexArray
    outcome_probability: FloatArray
    nature_offset: IndexArray
    nature_outcome_offset: IndexArray
    nature_outcome_state: IndexArray
    nature_outcome_probability: FloatArray


class Looks(NamedTuple):
    """The edges and states that W watches look for in one game.

    Attributes
    ----------
    kind : shape (W,), ``SETTLED``, ``LOOKED_AT`` or ``COUNTED``.
    deadline : shape (W,), tick, at most the horizon.
    edge_class, state_class : shapes (E, W) and (S, W), as in `Watch`.
    edge_bits, state_bits : shapes (E, words) and (S, words): bit w % 64 of word w // 64 is set where watch w
        is one that gets settled and its class is not 0.
    """

    kind: ByteArray
    deadline: IntArray
    edge_class: ByteArray
    state_class: ByteArray
    edge_bits: WordArray
    state_bits: WordArray


class Felt(NamedTuple):
    """Payoffs as either type feels them, in place of those of `Tables`; actors of one type twice the same.

    Attributes
    ----------
    flow : shape (2, S, A), utils per tick.
    lump : shape (2, E, A), utils.
    """

    flow: FloatArray
    lump: FloatArray


class RunBlock(NamedTuple):
    """B runs side by side, and room to work in.

    Attributes
    ----------
    state : shape (B,), where each run is.
    payoffs : shape (B, A), utils so far, discounted to the start.
    blinked : shape (B,), bits: 1 any blink so far, 2 a soft one, 4 a hard one.
    done : shape (B, deeds), how often each deed was done so far.
    seen : shape (B, W), the class a watch saw, or how often it has counted.
    still_open : shape (B, words), bits of the watches that can still be settled.
    uniforms : shape (12, B), the doubles of four ticks: who, which, how, who, ...
    drawn : shape (B,), entry of ``Tables.who`` drawn this tick.
    movers, edges : shape (B,), the runs in which an actor moves this tick, and their moves.
    natural, rows : shape (B,), the runs in which nature acts this tick, and their nature rows.
    acting : shape (2,), how many movers there are this tick, and how many natural.
    first, end, picked, totals, waiting : shape (B,), for picking: lists, entries picked, running totals, and
        the lists that are not decided yet.
    """

    state: IndexArray
    payoffs: FloatArray
    blinked: ByteArray
    done: IndexArray
    seen: IndexArray
    still_open: WordArray
    uniforms: FloatArray
    drawn: IndexArray
    movers: IndexArray
    edges: IndexArray
    natural: IndexArray
    rows: IndexArray
    acting: IntArray
    first: IndexArray
    end: IndexArray
    picked: IndexArray
    totals: FloatArray
    waiting: IndexArray


@written_in
def _upper_half(a: np.uint64, b: np.uint64) -> np.uint64:
    """Upper 64 of the 128 bits of a product; from halves, which are multiplied for several runs at a time."""
    a_low, a_high, b_low, b_high = a & _LOWER_HALF, a >> _HALF, b & _LOWER_HALF, b >> _HALF
    cross = a_high * b_low + (a_low * b_low >> _HALF)
    other = a_low * b_high + (cross & _LOWER_HALF)
    return a_high * b_high + (cross >> _HALF) + (other >> _HALF)


@kernel
def philox(counter: np.uint64, seed: np.uint64, first_replicate: np.uint64, words: WordArray) -> None:
    """Fill ``words``, shape (4, B), for B replicates in a row: Philox 4x64-10, keyed (seed, replicate).

    NumPy's ``Philox(key=[seed, replicate])`` yields those of counter 1 first, then those of counter 2, ...

    Source
    ------
    [Salmon2011].
    """
    for run in range(words.shape[1]):
        words[0, run] = counter
        words[1, run] = _NOUGHT
        words[2, run] = _NOUGHT
        words[3, run] = _NOUGHT
    _mix_rounds(seed, first_replicate, words)


@kernel
def _mix_rounds(seed: np.uint64, first_replicate: np.uint64, words: WordArray) -> None:
    """Turn counters, shape (4, B), into the words that they stand for."""
    key_0, key_1 = seed, first_replicate
    for _ in range(ROUNDS):  # round by round, not run by run: seven times as fast
        for run in range(words.shape[1]):
            c_0, c_2 = words[0, run], words[2, run]
            words[0, run] = _upper_half(_MULTIPLIER_1, c_2) ^ words[1, run] ^ key_0
            words[1, run] = _MULTIPLIER_1 * c_2
            words[2, run] = _upper_half(_MULTIPLIER_0, c_0) ^ words[3, run] ^ (key_1 + np.uint64(run))
            words[3, run] = _MULTIPLIER_0 * c_0
        key_0 += _KEY_STEP_0
        key_1 += _KEY_STEP_1


@kernel
def draw(tick: int, seed: np.uint64, first_replicate: np.uint64, uniforms: FloatArray) -> None:
    """Fill ``uniforms``, shape (12, B), with the doubles of four ticks (rules 1 and 2 of `blinkfirst.rng`).

    The first tick is a multiple of four; the replicates of the runs follow ``first_replicate``.
    """
    words = np.empty((WORDS_PER_TURN, uniforms.shape[1]), dtype=np.uint64)
    turns_before = WORDS_PER_TICK * tick // WORDS_PER_TURN
    for turn in range(WORDS_PER_DRAW // WORDS_PER_TURN):
        philox(np.uint64(turns_before + turn + 1), seed, first_replicate, words)
        for word in range(WORDS_PER_TURN):
            for run in range(uniforms.shape[1]):
                double = np.int64(words[word, run] >> _UNUSED_BITS) * _UNIT
                uniforms[WORDS_PER_TURN * turn + word, run] = double


@kernel
def draw_types(seed: np.uint64, first_replicate: np.uint64, uniforms: FloatArray) -> None:
    """Fill ``uniforms``, shape (4, B), with the doubles that types are drawn by (rule 8)."""
    words = np.empty((WORDS_PER_TURN, uniforms.shape[1]), dtype=np.uint64)
    for run in range(words.shape[1]):
        words[0, run], words[1, run], words[2, run], words[3, run] = _ONE, _NOUGHT, _JUMPS_TO_TYPES, _NOUGHT
    _mix_rounds(seed, first_replicate, words)
    for word in range(WORDS_PER_TURN):
        for run in range(uniforms.shape[1]):
            uniforms[word, run] = np.int64(words[word, run] >> _UNUSED_BITS) * _UNIT


@kernel
def pick_from(chances: FloatArray, first: int, end: int, uniform: float) -> int:
    """Pick one of ``chances[first:end]``, which sum to 1, by a uniform (rule 6 of `blinkfirst.rng`)."""
    total = 0.0
    last = first
    for entry in range(first, end):
        after = total + chances[entry]
        if uniform < after:
            return entry
        if after > total:
            last = entry
        total = after
    return last


@kernel
def _pay_flows(tables: Tables, block: RunBlock, weights: FloatArray) -> None:
    flow, state, payoffs = tables.flow, block.state, block.payoffs
    for run in range(state.shape[0]):
        here = state[run]
        for actor in range(flow.shape[1]):
            payoffs[run, actor] += weights[actor] * flow[here, actor]


@kernel
def see_who(tables: Tables, block: RunBlock, uniforms: FloatArray) -> None:
    """Draw who is next in every run (rule 3), and list the runs in which an actor is, and nature."""
    who, callers = tables.who, tables.callers
    state, drawn, movers, natural = block.state, block.drawn, block.movers, block.natural
    actors = tables.flow.shape[1]
    moving = acting = 0
    for run in range(state.shape[0]):
        here, uniform, entry = state[run], uniforms[run], 0
        for caller in range(who.shape[1]):
            entry += uniform >= who[here, caller]
        drawn[run] = entry
        # always written, and kept by counting on: a branch would be guessed wrong every other time
        movers[moving] = run
        moving += entry < actors
        natural[acting] = run
        acting += (entry >= actors) & (entry < callers[here])
    block.acting[0], block.acting[1] = moving, acting


@kernel
def pick_each(
    chances: FloatArray,
    first: IndexArray,
    end: IndexArray,
    runs: IndexArray,
    count: int,
    uniforms: FloatArray,
    picked: IndexArray,
    totals: FloatArray,
    waiting: IndexArray,
) -> None:
    """Do as `pick_from` for many lists at once, entry by entry.

    Lists that are not decided yet stay on a waiting list. So no branch hangs on chance, where it would be
    guessed wrong as often as not, and the processor fetches for many lists at a time: it saves a fifth of the
    running time of a large theatre.

    Parameters
    ----------
    chances, first, end : list n is ``chances[first[n]:end[n]]``, n below ``count``.
    runs, uniforms : list n is picked from by ``uniforms[runs[n]]``.
    picked : filled with entries.
    totals, waiting : room to work in, as long.
    """
    left = 0
    for place in range(count):
        totals[place] = chances[first[place]]
        beyond = uniforms[runs[place]] >= totals[place]
        picked[place] = first[place] + beyond
        waiting[left] = place
        left += beyond
    while left > 0:
        before = left
        left = 0
        for number in range(before):
            place = waiting[number]
            entry, uniform = picked[place], uniforms[runs[place]]
            if entry == end[place]:  # rounding left the last total short of 1
                picked[place] = pick_from(chances, first[place], end[place], uniform)
            else:
                totals[place] += chances[entry]
                beyond = uniform >= totals[place]
                picked[place] = entry + beyond
                waiting[left] = place
                left += beyond


@kernel
def _move(tables: Tables, block: RunBlock, choice: FloatArray, which: FloatArray, how: FloatArray) -> None:
    edge_offset = tables.edge_offset
    state, drawn, movers, edges = block.state, block.drawn, block.movers, block.edges
    first, end, totals, waiting = block.first, block.end, block.totals, block.waiting
    actors, count = np.uint32(tables.flow.shape[1]), block.acting[0]
    for place in range(count):
        menu = state[movers[place]] * actors + drawn[movers[place]]
        first[place], end[place] = edge_offset[menu], edge_offset[menu + 1]
    pick_each(choice, first, end, movers, count, which, edges, totals, waiting)
    _lead_on(tables, block, how)


@kernel
def _move_as_believed(
    tables: Tables, block: RunBlock, choice: FloatArray, which: FloatArray, how: FloatArray
) -> None:
    """Do as `_move`, the mixed action of each mover in a row of ``choice``, shape (B, M)."""
    edge_offset = tables.edge_offset
    state, drawn, movers, edges = block.state, block.drawn, block.movers, block.edges
    first, end, totals, waiting = block.first, block.end, block.totals, block.waiting
    actors, longest, count = np.uint32(tables.flow.shape[1]), np.uint32(choice.shape[1]), block.acting[0]
    for place in range(count):
        menu = state[movers[place]] * actors + drawn[movers[place]]
        first[place] = np.uint32(place) * longest
        end[place] = first[place] + edge_offset[menu + 1] - edge_offset[menu]
    pick_each(choice.ravel(), first, end, movers, count, which, edges, totals, waiting)
    for place in range(count):
        menu = state[movers[place]] * actors + drawn[movers[place]]
        edges[place] = edges[place] - first[place] + edge_offset[menu]
    _lead_on(tables, block, how)


@written_in
def _lead_on(tables: Tables, block: RunBlock, how: FloatArray) -> None:
    """Draw where the moves lead."""
    outcome_offset, outcome_state = tables.outcome_offset, tables.outcome_state
    state, movers, edges = block.state, block.movers, block.edges
    first, end, picked, totals, waiting = block.first, block.end, block.picked, block.totals, block.waiting
    count = block.acting[0]
    for place in range(count):
        first[place], end[place] = outcome_offset[edges[place]], outcome_offset[edges[place] + 1]
    pick_each(tables.outcome_probability, first, end, movers, count, how, picked, totals, waiting)
    for place in range(count):
        state[movers[place]] = outcome_state[picked[place]]


@kernel
def _pay_lumps(tables: Tables, block: RunBlock, weights: FloatArray) -> None:
    edge_pays, lump, payoffs = tables.edge_pays, tables.lump, block.payoffs
    movers, edges, waiting = block.movers, block.edges, block.waiting
    paying = 0
    for place in range(block.acting[0]):
        waiting[paying] = place
        paying += edge_pays[edges[place]] != 0
    for number in range(paying):
        place = waiting[number]
        run, edge = movers[place], edges[place]
        for actor in range(lump.shape[1]):
            payoffs[run, actor] += weights[actor] * lump[edge, actor]


@kernel
def _write_down(tables: Tables, block: RunBlock, tallies: Tallies, tick: int) -> None:
    """Note the deeds that the moves just made are, and the first blinks among them."""
    edge_deed, edge_blink, movers, edges = tables.edge_deed, tables.edge_blink, block.movers, block.edges
    done, blinked = block.done, block.blinked
    first_blink, first_of_degree = tallies.first_blink, tallies.first_of_degree
    for place in range(block.acting[0]):
        run, edge = movers[place], edges[place]
        deed, degree = edge_deed[edge], edge_blink[edge]
        done[run, deed] += 1
        if degree != NO_BLINK:
            bits = blinked[run]
            if bits & 1 == 0:
                first_blink[tick, deed, degree - 1] += 1
            if bits & (1 << degree) == 0:
                first_of_degree[tick, deed, degree - 1] += 1
            blinked[run] = bits | 1 | (1 << degree)


@kernel
def _let_nature_act(tables: Tables, block: RunBlock, how: FloatArray) -> None:
    flow, nature_offset, outcome_offset = tables.flow, tables.nature_offset, tables.nature_outcome_offset
    outcome_state, outcome_probability = tables.nature_outcome_state, tables.nature_outcome_probability
    state, drawn, natural, rows = block.state, block.drawn, block.natural, block.rows
    actors = np.uint32(flow.shape[1])
    for place in range(block.acting[1]):
        run = natural[place]
        row = nature_offset[state[run]] + drawn[run] - actors
        outcome = pick_from(outcome_probability, outcome_offset[row], outcome_offset[row + 1], how[run])
        rows[place] = row
        state[run] = outcome_state[outcome]


@kernel
def _see_moves(looks: Looks, block: RunBlock) -> None:
    """Settle what the moves of this tick, or the states they led to, settle; a move comes first."""
    _, _, edge_class, state_class, edge_bits, state_bits = looks
    state, seen, still_open = block.state, block.seen, block.still_open
    movers, edges, acting = block.movers, block.edges, block.acting
    for place in range(acting[0]):
        run, edge = movers[place], edges[place]
        after = state[run]
        for word in range(still_open.shape[1]):
            hits = (edge_bits[edge, word] | state_bits[after, word]) & still_open[run, word]
            if hits != _NOUGHT:
                still_open[run, word] &= ~hits
                for watch in range(WORD_BITS * word, min(WORD_BITS * (word + 1), seen.shape[1])):
                    if hits >> np.uint64(watch % WORD_BITS) & _ONE != _NOUGHT:
                        by_move = edge_class[edge, watch]
                        seen[run, watch] = by_move if by_move != NOTHING_SEEN else state_class[after, watch]


@kernel
def _see_states(looks: Looks, block: RunBlock, runs: IndexArray, count: int) -> None:
    """Settle what the states settle that some runs have got into without a move."""
    state_class, state_bits = looks.state_class, looks.state_bits
    state, seen, still_open = block.state, block.seen, block.still_open
    for place in range(count):
        run = runs[place]
        after = state[run]
        for word in range(still_open.shape[1]):
            hits = state_bits[after, word] & still_open[run, word]
            if hits != _NOUGHT:
                still_open[run, word] &= ~hits
                for watch in range(WORD_BITS * word, min(WORD_BITS * (word + 1), seen.shape[1])):
                    if hits >> np.uint64(watch % WORD_BITS) & _ONE != _NOUGHT:
                        seen[run, watch] = state_class[after, watch]


@kernel
def _count_moves(looks: Looks, block: RunBlock, tick: int) -> None:
    kind, deadline, edge_class = looks.kind, looks.deadline, looks.edge_class
    seen, movers, edges = block.seen, block.movers, block.edges
    for watch in range(kind.shape[0]):
        if kind[watch] == COUNTED and tick < deadline[watch]:
            for place in range(block.acting[0]):
                if edge_class[edges[place], watch] == WANTED:
                    seen[movers[place], watch] += 1


@kernel
def look_around(looks: Looks, block: RunBlock) -> None:
    """Settle what the states settle that the runs are in at the start, or after a dated event."""
    everybody = np.arange(block.state.shape[0]).astype(np.uint32)
    _see_states(looks, block, everybody, everybody.shape[0])


@kernel
def close(looks: Looks, block: RunBlock, tick: int) -> None:
    """Answer what is asked about the world at this very tick, and close every watch whose time is up."""
    kind, deadline, state_class = looks.kind, looks.deadline, looks.state_class
    state, seen, still_open = block.state, block.seen, block.still_open
    for watch in range(kind.shape[0]):
        if tick == deadline[watch]:
            bit = _ONE << np.uint64(watch % WORD_BITS)
            for run in range(state.shape[0]):
                still_open[run, watch // WORD_BITS] &= ~bit
                if kind[watch] == LOOKED_AT:
                    seen[run, watch] = state_class[state[run], watch]


@kernel
def play_ticks(
    tables: Tables,
    looks: Looks,
    block: RunBlock,
    tallies: Tallies,
    choice: FloatArray,
    weights: FloatArray,
    first_tick: int,
    seed: np.uint64,
    first_replicate: np.uint64,
) -> None:
    """Play some ticks of a game, the runs of a block side by side.

    Parameters
    ----------
    block, tallies : go on from where they are.
    choice : shape (ticks, E), the mixed actions of the minds.
    weights : shape (ticks, A), what a util in that tick is worth at the start.
    first_tick : tick of row 0 of ``choice``; the block has played every tick before it.
    seed, first_replicate : run r of the block is replicate ``first_replicate + r`` of the seed.
    """
    for step in range(choice.shape[0]):
        tick = first_tick + step
        close(looks, block, tick)
        if tick % TICKS_PER_DRAW == 0:
            draw(tick, seed, first_replicate, block.uniforms)
        who = WORDS_PER_TICK * (tick % TICKS_PER_DRAW)
        which, how = block.uniforms[who + 1], block.uniforms[who + 2]
        _pay_flows(tables, block, weights[step])
        see_who(tables, block, block.uniforms[who])
        _move(tables, block, choice[step], which, how)
        _pay_lumps(tables, block, weights[step])
        _write_down(tables, block, tallies, tick)
        _let_nature_act(tables, block, how)
        if looks.kind.shape[0] > 0:
            _see_moves(looks, block)
            _see_states(looks, block, block.natural, block.acting[1])
            _count_moves(looks, block, tick)


@kernel
def begin_tick(
    tables: Tables, looks: Looks, block: RunBlock, felt: Felt, kinds: ByteArray, weights: FloatArray,
    tick: int,
) -> None:  # fmt: skip
    """Play a tick of a game with private types up to the choices of those that may move.

    Parameters
    ----------
    kinds : shape (B, A), type of each actor in each run.
    weights : shape (A,), what a util in this tick is worth at the start.
    """
    close(looks, block, tick)
    state, payoffs = block.state, block.payoffs
    for run in range(state.shape[0]):
        here = state[run]
        for actor in range(weights.shape[0]):
            payoffs[run, actor] += weights[actor] * felt.flow[kinds[run, actor], here, actor]
    see_who(tables, block, block.uniforms[WORDS_PER_TICK * (tick % TICKS_PER_DRAW)])


@kernel
def end_tick(
    tables: Tables, looks: Looks, block: RunBlock, tallies: Tallies, felt: Felt, kinds: ByteArray,
    choice: FloatArray, weights: FloatArray, tick: int,
) -> None:  # fmt: skip
    """Play the rest of it, the mixed actions of the movers in the rows of ``choice``, shape (B, M)."""
    who = WORDS_PER_TICK * (tick % TICKS_PER_DRAW)
    which, how = block.uniforms[who + 1], block.uniforms[who + 2]
    _move_as_believed(tables, block, choice, which, how)
    for place in range(block.acting[0]):
        run, edge = block.movers[place], block.edges[place]
        for actor in range(weights.shape[0]):
            block.payoffs[run, actor] += weights[actor] * felt.lump[kinds[run, actor], edge, actor]
    _write_down(tables, block, tallies, tick)
    _let_nature_act(tables, block, how)
    if looks.kind.shape[0] > 0:
        _see_moves(looks, block)
        _see_states(looks, block, block.natural, block.acting[1])
        _count_moves(looks, block, tick)


@kernel
def add_up(looks: Looks, block: RunBlock, tallies: Tallies) -> None:
    """Add what runs that are over did, said and were paid, one run after the other."""
    done, seen, payoffs = block.done, block.seen, block.payoffs
    moves, move_squares = tallies.moves, tallies.move_squares
    answers, answer_squares = tallies.answers, tallies.answer_squares
    paid, paid_squares = tallies.payoffs, tallies.payoff_squares
    for run in range(done.shape[0]):
        for deed in range(done.shape[1]):
            times = np.int64(done[run, deed])
            moves[deed] += times
            move_squares[deed] += times * times
    for watch in range(seen.shape[1]):
        counted = looks.kind[watch] == COUNTED
        for run in range(seen.shape[0]):
            answer = np.int64(seen[run, watch]) if counted else np.int64(seen[run, watch] == WANTED)
            answers[watch] += answer
            answer_squares[watch] += answer * answer
    for run in range(payoffs.shape[0]):
        for actor in range(payoffs.shape[1]):
            paid[actor] += payoffs[run, actor]
            paid_squares[actor] += payoffs[run, actor] * payoffs[run, actor]


def kernels_are_cached(typed: bool = False) -> bool:
    """Say whether the kernels were compiled before on this machine, so that the next run need not wait.

    ``typed`` : those that play private types.
    """
    return is_cached(end_tick if typed else play_ticks)
