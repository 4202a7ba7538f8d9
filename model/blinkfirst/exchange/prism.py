"""The chain of a policy in PRISM's explicit files: states, transitions, labels and, when it pays, rewards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from blinkfirst.exchange.identifiers import identifiers
from blinkfirst.exchange.policy_chain import PolicyChain, Reward
from blinkfirst.files.writing import write_lines


def write_prism(path: Path, chain: PolicyChain) -> tuple[Path, ...]:
    """Write a chain for PRISM; return the files, whose names begin with that of ``path``.

    ``NAME.sta`` holds the states, ``NAME.tra`` the transitions and ``NAME.lab`` the labels; of a whole chain
    ``NAME.ACTOR.srew`` what every state pays an actor.

    Raises
    ------
    StoreError
        When one cannot be written.

    Source
    ------
    [Kwiatkowska2011] Departure: none.
    """
    stem = path.name.removesuffix(".tra").removesuffix(".sta").removesuffix(".lab")
    files = {
        "sta": state_lines(chain),
        "tra": transition_lines(chain),
        "lab": label_lines(chain),
        **{f"{reward.name}.srew": reward_lines(reward) for reward in chain.rewards},
    }
    for suffix, lines in files.items():
        write_lines(path.with_name(f"{stem}.{suffix}"), lines)
    return tuple(path.with_name(f"{stem}.{suffix}") for suffix in files)


def state_lines(chain: PolicyChain) -> Iterator[str]:
    """The states by tick, who has blinked first, and the level of every variable, -1 once all has ended."""
    yield f"(tick,first,{','.join(identifiers([variable.name for variable in chain.variables]))})"
    places = np.column_stack([chain.tick, chain.first, chain.levels])
    for number, place in enumerate(places):
        yield f"{number}:({','.join(map(str, place.tolist()))})"


def transition_lines(chain: PolicyChain) -> Iterator[str]:
    """Yield the numbers of states and transitions; then from, to and probability of each transition."""
    yield f"{chain.n_states} {chain.target.size}"
    for state in range(chain.n_states):
        steps = slice(chain.offset[state], chain.offset[state + 1])
        pairs = zip(chain.target[steps].tolist(), chain.probability[steps].tolist(), strict=True)
        yield "\n".join(f"{state} {target} {probability!r}" for target, probability in pairs)


def label_lines(chain: PolicyChain) -> Iterator[str]:
    """The numbers of the labels; then, for every state that bears one, the numbers of its labels."""
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


def reward_lines(reward: Reward) -> Iterator[str]:
    """Yield the numbers of states and of states that pay; then state and utils of each that does."""
    paying = np.flatnonzero(reward.utils)
    yield f"{reward.utils.size} {paying.size}"
    for state, utils in zip(paying.tolist(), reward.utils[paying].tolist(), strict=True):
        yield f"{state} {utils!r}"
