"""Storm's and PRISM's explicit chains, read and followed slowly. Shares no code with the package."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass
class Chain:
    """Where it starts, steps from every state, states of every label, rewards by name."""

    start: int
    steps: list[dict[int, float]]
    labels: dict[str, set[int]]
    rewards: dict[str, list[float]]

    def reach(self, label: str, within: int) -> float:
        """P(a state of the label is reached in so many steps)."""
        there = self.labels[label]
        mass, found = {self.start: 1.0}, 0.0
        for _ in range(within + 1):
            found += sum(chance for state, chance in mass.items() if state in there)
            after: dict[int, float] = {}
            for state, chance in mass.items():
                for target, step in self.steps[state].items() if state not in there else ():
                    after[target] = after.get(target, 0.0) + chance * step
            mass = after
        return found

    def collected(self, name: str, within: int) -> float:
        """Expected sum of a reward over the states of so many steps."""
        mass, found = {self.start: 1.0}, 0.0
        for _ in range(within + 1):
            found += sum(chance * self.rewards[name][state] for state, chance in mass.items())
            after: dict[int, float] = {}
            for state, chance in mass.items():
                for target, step in self.steps[state].items():
                    after[target] = after.get(target, 0.0) + chance * step
            mass = after
        return found


def read_drn(text: str) -> Chain:
    """Read a ``.drn`` file of a discrete-time chain."""
    head, body = re.sub(r"^//.*\n", "", text, flags=re.M).split("@model\n")
    lines = head.splitlines()
    assert lines[:3] == ["@type: DTMC", "@parameters", ""] and lines[3] == "@reward_models"
    names, size = lines[4].split(), int(lines[lines.index("@nr_states") + 1])
    assert lines[lines.index("@nr_choices") + 1] == str(size)
    chain = Chain(-1, [], {}, {name: [] for name in names})
    for block in re.split(r"^state ", body, flags=re.M)[1:]:
        header, action, *steps = block.splitlines()
        found = re.fullmatch(r"(\d+)(?: \[(.*?)\])?((?: \w+)*)", header)
        assert found and int(found[1]) == len(chain.steps) and action == "\taction 0"
        for name, utils in zip(names, (found[2] or "").split(", ") if names else [], strict=True):
            chain.rewards[name].append(float(utils))
        for label in found[3].split():
            chain.labels.setdefault(label, set()).add(len(chain.steps))
        chain.steps.append(_steps(re.fullmatch(r"\t\t(\d+) : (\S+)", step) for step in steps))
    (chain.start,) = chain.labels.pop("init")
    assert len(chain.steps) == size
    return chain


def _steps(matches: object) -> dict[int, float]:
    pairs = [(int(m[1]), float(m[2])) for m in matches]  # type: ignore[attr-defined]
    assert len(dict(pairs)) == len(pairs), "no target twice"
    return dict(pairs)


def read_prism(sta: str, tra: str, lab: str, srew: dict[str, str]) -> tuple[Chain, list[dict[str, int]]]:
    """Read PRISM's explicit files; return the chain and the variables' values in every state."""
    names, *rows = sta.splitlines()
    variables = names.strip("()").split(",")
    values = []
    for number, row in enumerate(rows):
        place, _, levels = row.partition(":")
        assert int(place) == number
        values.append(dict(zip(variables, map(int, levels.strip("()").split(",")), strict=True)))
    size, count = map(int, tra.splitlines()[0].split())
    chain = Chain(-1, [{} for _ in range(size)], {}, {})
    for line in tra.splitlines()[1:]:
        origin, target, chance = line.split()
        assert int(target) not in chain.steps[int(origin)]
        chain.steps[int(origin)][int(target)] = float(chance)
    assert sum(map(len, chain.steps)) == count and size == len(values)
    declared, *borne = lab.splitlines()
    spelled = [pair.split("=")[1].strip('"') for pair in declared.split()]
    chain.labels = {name: set() for name in spelled}
    for line in borne:
        state, _, borne_there = line.partition(":")
        for label in borne_there.split():
            chain.labels[spelled[int(label)]].add(int(state))
    (chain.start,) = chain.labels.pop("init")
    for actor, text in srew.items():
        utils = [0.0] * size
        first, *lines = text.splitlines()
        assert first == f"{size} {len(lines)}"
        for line in lines:
            utils[int(line.split()[0])] = float(line.split()[1])
        chain.rewards[actor] = utils
    return chain, values
