"""How many runs a second the engine plays with private types, beside the same stand-off without.

Run ``python experiments/benchmarks/simulation/typed_runs_per_second.py [ROUNDS]`` with ``model`` on the path.
Prints a table in Markdown: medians of runs per second of the processor, over rounds in which all take turns.
The typed stand-off is the scenario with second types of two actors that never blink, seven nodes each.
Solving is not included; finding values again that were not kept is.
"""

from __future__ import annotations

import statistics
import sys
import time

from blinkfirst.agents.runs import simulate
from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.scenario.loading import load
from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy, solve_hidden
from blinkfirst.solve.standoff.backward_induction import backward_induction

CASES = {  # name, the two actors with types, how many runs a round
    "textbook/two-sided-standoff": ("East", "West", 65_536),
    "korea-1/2019-hanoi": ("US", "Russia", 8_192),
}
SECOND = "{plain: {}, firm: {prior: 0.3, never: blinks}}"


def typed(name: str, first: str, second: str) -> Standoff:
    """The scenario with private types of two of its actors."""
    text = f"blinkfirst: 3\ntitle: Hidden\nextends: {name}\nbeliefs: {{nodes: 7}}\nactors:\n"
    text += "".join(f"  {actor}: {{types: {SECOND}}}\n" for actor in (first, second))
    return compile_scenario(load(text)).standoff


def seconds(standoff: Standoff, policy: Policy | HiddenPolicy, runs: int, seed: int) -> float:
    """Seconds of the processor for some runs."""
    began = time.process_time()
    simulate(standoff, policy, runs, seed)
    return time.process_time() - began


def main(rounds: int) -> None:
    """Print the table."""
    print("| | states | runs a second, plain | with two typed actors | plain is |\n|---|---|---|---|---|")
    for name, (first, second, runs) in CASES.items():
        plain, hidden = compile_scenario(load(name)).standoff, typed(name, first, second)
        peers = [(plain, backward_induction(plain)), (hidden, solve_hidden(hidden))]
        for standoff, policy in peers:
            simulate(standoff, policy, 1, 0)
        taken = [[seconds(*peer, runs, 1 + n) for peer in peers] for n in range(rounds)]
        known, believed = (runs / statistics.median(column) for column in zip(*taken, strict=True))
        ratio = statistics.median(b / a for a, b in taken)
        states = plain.opening.n_states
        print(f"| {name} | {states:,} | {known:,.0f} | {believed:,.0f} | {ratio:.0f} x |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
