"""The chain of a policy in the explicit format of the model checker Storm (``.drn``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from blinkfirst.exchange.policy_chain import PolicyChain
from blinkfirst.files.writing import write_lines
from blinkfirst.game.game import BLINK_DEGREES

_BLOCK = 10_000  # states whose steps are turned into text at a time


def write_drn(path: Path, chain: PolicyChain) -> None:
    """Write a chain for Storm.

    Raises
    ------
    StoreError
        When it cannot be written.
    """
    write_lines(path, drn_lines(chain))


def drn_lines(chain: PolicyChain) -> Iterator[str]:
    """The lines of a ``.drn`` file: a discrete-time Markov chain with its labels and rewards.

    Beside every state that is still in the world a comment says tick, state of the game in force (as in the
    exported arrays) and who blinked first (0 nobody). Probabilities are written in full precision. Storm
    knows only labels that some state bears; where others are left, a last state that nothing leads to bears
    them, so that one can always ask for every actor.

    Source
    ------
    [Hensel2022] Departure: none.
    """
    unborne = [label.name for label in chain.labels if label.states.size == 0]
    size = str(chain.n_states + bool(unborne))
    yield f"// {' '.join(chain.title.split())} ({chain.name}): what happens under everybody's choices"
    yield "// a state is: tick, state of the game in force, who has blinked first"
    for number, blink in enumerate(chain.blinks, start=1):
        actor = " ".join(chain.actors[blink.actor].split())
        yield f"// first = {number}: {actor}, {BLINK_DEGREES[blink.degree]}"
    yield from ("@type: DTMC", "@parameters", "", "@reward_models")
    yield " ".join(reward.name for reward in chain.rewards)
    yield from ("@nr_states", size, "@nr_choices", size, "@model")
    for header, steps in zip(_headers(chain), _steps(chain), strict=True):
        yield from header
        yield "\taction 0"
        yield from steps
    if unborne:
        yield f"state {chain.n_states}{_paid([0.0] * len(chain.rewards))} {' '.join(unborne)}"
        yield from ("\taction 0", f"\t\t{chain.n_states} : 1.0")


def _headers(chain: PolicyChain) -> Iterator[list[str]]:
    """Yield the head of every state, before its steps."""
    names = [" init"] + [""] * (chain.n_states - 1)
    for label in chain.labels:
        for state in label.states.tolist():
            names[state] += f" {label.name}"
    utils = list(zip(*(reward.utils.tolist() for reward in chain.rewards), strict=True))
    where = zip(chain.tick.tolist(), chain.state.tolist(), chain.first.tolist(), strict=True)
    for number, (tick, state, first) in enumerate(where):
        lines = [f"state {number}{_paid(utils[number]) if utils else ''}{names[number]}"]
        yield [*lines, f"//[tick={tick} & state={state} & first={first}]"] if tick >= 0 else lines


def _paid(utils: Sequence[float]) -> str:
    return f" [{', '.join(map(repr, utils))}]" if utils else ""


def _steps(chain: PolicyChain) -> Iterator[list[str]]:
    """Yield the successors of a state, a line each."""
    for begin in range(0, chain.n_states, _BLOCK):
        offset = chain.offset[begin : begin + _BLOCK + 1]
        block = slice(offset[0], offset[-1])
        pairs = zip(chain.target[block].tolist(), chain.probability[block].tolist(), strict=True)
        lines = [f"\t\t{target} : {probability!r}" for target, probability in pairs]
        for first, end in pairwise((offset - offset[0]).tolist()):
            yield lines[first:end]
