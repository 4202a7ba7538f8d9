"""The chain of a policy in explicit formats of model checkers: Storm's ``.drn`` and PRISM's files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from glob import escape
from itertools import pairwise
from pathlib import Path

import numpy as np

from blinkfirst.exchange.identifiers import identifiers
from blinkfirst.exchange.policy_chain import NOWHERE, Label, PolicyChain, Reward
from blinkfirst.files.writing import mark_of, write_lines
from blinkfirst.game.game import BLINK_DEGREES

_BLOCK = 10_000  # states whose steps are turned into numbers of Python at a time


def all_labels_borne(chain: PolicyChain) -> PolicyChain:
    """Return a chain in which some state bears every label, so that one can always ask for every actor.

    Readers know only labels that some state bears. The others are borne by a last state, out of the world,
    that nothing leads to; every format has it, so that all have the same states.
    """
    n = chain.n_states
    if all(label.states.size for label in chain.labels):
        return chain
    return replace(
        chain,
        offset=np.append(chain.offset, chain.offset[-1] + 1),
        target=np.append(chain.target, n),
        probability=np.append(chain.probability, 1.0),
        tick=np.append(chain.tick, NOWHERE),
        state=np.append(chain.state, NOWHERE),
        first=np.append(chain.first, 0),
        levels=np.vstack([chain.levels, np.full(len(chain.variables), NOWHERE)]),
        labels=tuple(
            label if label.states.size else Label(label.name, np.array([n])) for label in chain.labels
        ),
        rewards=tuple(Reward(reward.name, np.append(reward.utils, 0.0)) for reward in chain.rewards),
    )


def write_drn(path: Path, chain: PolicyChain) -> None:
    """Write a chain for Storm; StoreError when it cannot be written."""
    write_lines(path, drn_lines(chain), f"// {mark_of('drn')}")


def drn_lines(chain: PolicyChain) -> Iterator[str]:
    """The lines of a ``.drn`` file: a discrete-time Markov chain with its labels and rewards.

    Beside every state that is still in the world a comment says tick, state of the game in force (as in the
    exported arrays) and who blinked first (0 nobody). Labels as in `all_labels_borne`.

    Source
    ------
    [Hensel2022] Departure: none.
    """
    chain = all_labels_borne(chain)
    size = str(chain.n_states)
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
        yield from (f"\t\t{target} : {probability!r}" for target, probability in steps)


def _headers(chain: PolicyChain) -> Iterator[list[str]]:
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


def _steps(chain: PolicyChain) -> Iterator[list[tuple[int, float]]]:
    for begin in range(0, chain.n_states, _BLOCK):
        offset = chain.offset[begin : begin + _BLOCK + 1]
        block = slice(offset[0], offset[-1])
        steps = list(zip(chain.target[block].tolist(), chain.probability[block].tolist(), strict=True))
        for first, end in pairwise((offset - offset[0]).tolist()):
            yield steps[first:end]


def write_prism(path: Path, chain: PolicyChain) -> tuple[Path, ...]:
    """Write a chain for PRISM; return the files, whose names begin with that of ``path``.

    ``NAME.sta`` holds the states, ``NAME.tra`` the transitions and ``NAME.lab`` the labels; of a whole chain
    ``NAME.ACTOR.srew`` what every state pays an actor. Labels as in `all_labels_borne`. StoreError when one
    cannot be written.

    Source
    ------
    [Kwiatkowska2011] Departure: none.
    """
    chain = all_labels_borne(chain)
    files = {
        "sta": _state_lines(chain),
        "tra": _transition_lines(chain),
        "lab": _label_lines(chain),
        **{f"{reward.name}.srew": _reward_lines(reward) for reward in chain.rewards},
    }
    for suffix, lines in files.items():
        write_lines(_beside(path, suffix), lines)
    return tuple(_beside(path, suffix) for suffix in files)


def prism_files(path: Path) -> tuple[Path, ...]:
    """Return the files that `write_prism` may write for a path, of those of rewards the ones that exist."""
    rewards = path.parent.glob(f"{escape(_beside(path, '*').name[:-1])}*.srew")
    return (*(_beside(path, suffix) for suffix in ("sta", "tra", "lab")), *rewards)


def _beside(path: Path, suffix: str) -> Path:
    stem = path.name.removesuffix(".tra").removesuffix(".sta").removesuffix(".lab")
    return path.with_name(f"{stem}.{suffix}")


def _state_lines(chain: PolicyChain) -> Iterator[str]:
    yield f"(tick,first,{','.join(identifiers([variable.name for variable in chain.variables]))})"
    places = np.column_stack([chain.tick, chain.first, chain.levels])
    for number, place in enumerate(places):
        yield f"{number}:({','.join(map(str, place.tolist()))})"


def _transition_lines(chain: PolicyChain) -> Iterator[str]:
    yield f"{chain.n_states} {chain.target.size}"
    for state, steps in enumerate(_steps(chain)):
        yield "\n".join(f"{state} {target} {probability!r}" for target, probability in steps)


def _label_lines(chain: PolicyChain) -> Iterator[str]:
    declared = ["init", "deadlock", *(label.name for label in chain.labels)]
    yield " ".join(f'{number}="{name}"' for number, name in enumerate(declared))
    borne: list[list[int]] = [[] for _ in range(chain.n_states)]
    borne[0].append(0)
    for number, label in enumerate(chain.labels, start=2):
        for state in label.states.tolist():
            borne[state].append(number)
    for state, numbers in enumerate(borne):
        if numbers:
            yield f"{state}: {' '.join(map(str, numbers))}"


def _reward_lines(reward: Reward) -> Iterator[str]:
    paying = np.flatnonzero(reward.utils)
    yield f"{reward.utils.size} {paying.size}"
    for state, utils in zip(paying.tolist(), reward.utils[paying].tolist(), strict=True):
        yield f"{state} {utils!r}"
