"""Records of many answers to one question: each way of solving a scenario, and whom it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from blinkfirst.errors import OptionError, hinted, nearest
from blinkfirst.game.forecast import NOBODY
from blinkfirst.game.game import FloatArray
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.standoff.level_k import TAU, check_depth

COIN_TOSS, LOGIT, SHARPER, PERFECT = "coin-toss", "logit", "sharper", "exact"
LEVELS, HIERARCHY, COMMITMENTS, GRAPH = "levels", "hierarchy", "commitments", "graph"
AGENTS, LEARNING = "agents", "learning"
WAYS = (COIN_TOSS, LOGIT, SHARPER, PERFECT, LEVELS, HIERARCHY, COMMITMENTS, GRAPH, AGENTS, LEARNING)

RUNS, SEED, LEVELS_ASKED = 10_000, 1, 3
NEAR = 0.01  # chances this close to the largest are not told apart


class Asked(NamedTuple):
    """What to ask, and how.

    Attributes
    ----------
    only, skip : keys of `WAYS`; without ``only`` all but ``skip``. The logit forecast is always asked.
    levels : the deepest level of reasoning.
    tau : steps of reasoning on average in the cognitive hierarchy.
    best_replies : let levels and hierarchy answer without error, not by the actors' precision.
    runs, seed : of the agents.
    gambit : let Gambit look for equilibria of the commitments, too.
    jobs : threads; one per core, but at most two, when left out.
    """

    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    levels: int = LEVELS_ASKED
    tau: float = TAU
    best_replies: bool = False
    runs: int = RUNS
    seed: int = SEED
    gambit: bool = False
    jobs: int | None = None

    @property
    def ways(self) -> tuple[str, ...]:
        """The keys that are asked for, in order."""
        wanted = self.only or WAYS
        return tuple(key for key in WAYS if key == LOGIT or (key in wanted and key not in self.skip))


@dataclass(frozen=True, eq=False)
class Answer:
    """Who blinks first in one way of solving; a way with several equilibria has several answers.

    Attributes
    ----------
    label : which equilibrium, say; empty for the only answer.
    named : whom it names: the likeliest first to blink, an actor or ``nobody``; several where they are
        almost equally likely, or where the way says who can and not how likely.
    first : shape (A,), P(the actor blinks first by the horizon); ``None`` where a way knows no chances.
    months : by when half of the first blinks have come, given that they come; ``None`` where it is not known
        or nobody blinks.
    low, high : shape (A + 1,), ends of 95% intervals where ``first`` is a share of runs, nobody last.
    """

    label: str
    named: tuple[str, ...]
    first: FloatArray | None = None
    months: float | None = None
    low: FloatArray | None = None
    high: FloatArray | None = None

    @property
    def nobody(self) -> float:
        """P(nobody blinks by the horizon); nan without chances."""
        return float("nan") if self.first is None else float(max(0.0, 1.0 - self.first.sum()))

    @property
    def chances(self) -> FloatArray | None:
        """``first``, and the probability of nobody's blinking at the end, shape (A + 1,)."""
        return None if self.first is None else np.append(self.first, self.nobody)


@dataclass(frozen=True, eq=False)
class Way:
    """A way of solving the scenario, and what it says.

    Attributes
    ----------
    key : of `WAYS`.
    name : as in the table.
    assumes : in a short phrase.
    counted : whether it counts when ways are compared; not the baseline, nor checks on another way.
    answers : none where it is not available.
    missing : why it is not available; empty where it is.
    notes : what to know when reading it.
    """

    key: str
    name: str
    assumes: str
    counted: bool = True
    answers: tuple[Answer, ...] = ()
    missing: str = ""
    notes: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """Everybody whom one of its answers names."""
        return tuple(dict.fromkeys(name for answer in self.answers for name in answer.named))


@dataclass(frozen=True, eq=False)
class Agreement:
    """What all ways say about one scenario.

    Attributes
    ----------
    scenario : under the settings and the lens asked for.
    actors : A names.
    ways : in the order of `WAYS`; the logit forecast is among them.
    """

    scenario: Scenario
    actors: tuple[str, ...]
    ways: tuple[Way, ...]

    @property
    def logit(self) -> Answer:
        """The exact forecast, which the others are measured against."""
        (answer,) = next(way for way in self.ways if way.key == LOGIT).answers
        return answer

    def apart(self, answer: Answer) -> float | None:
        """How far an answer is from the logit forecast: total variation, 0 to 1; ``None`` without chances."""
        chances, forecast_chances = answer.chances, self.logit.chances
        if chances is None or forecast_chances is None:
            return None
        return float(np.abs(chances - forecast_chances).sum() / 2.0)


def check_asked(asked: Asked) -> None:
    """Refuse what cannot be asked, before anything is compiled.

    Raises
    ------
    OptionError
        Naming the option.
    """
    for option, keys in (("--only", asked.only), ("--skip", asked.skip)):
        for key in keys:
            if key not in WAYS:
                message = f"{option}: unknown way {key!r}; there are: {', '.join(WAYS)}"
                raise OptionError(hinted(message, nearest(key, list(WAYS))))
    if LOGIT in asked.skip:
        raise OptionError(f"--skip: {LOGIT} is what all others are measured against; it cannot be left out")
    check_depth(asked.levels, asked.tau)
    if asked.runs < 1:
        raise OptionError(f"--runs: expected at least 1, got {asked.runs}")
    if asked.jobs is not None and asked.jobs < 1:
        raise OptionError(f"--jobs: expected at least 1, got {asked.jobs}")


def leaders(actors: Sequence[str], first: FloatArray) -> tuple[str, ...]:
    """Who most likely blinks first, an actor or ``nobody``, and all who are less than `NEAR` behind.

    Examples
    --------
    >>> leaders(("US", "China"), np.array([0.3, 0.1])), leaders(("US", "China"), np.array([0.4, 0.4]))
    (('nobody',), ('US', 'China'))
    """
    chances = np.append(first, 1.0 - first.sum())
    names = (*actors, NOBODY)
    return tuple(names[k] for k in np.flatnonzero(chances > chances.max() - NEAR))
