"""Solution concepts side by side: what is asked of each, its answer, and the table of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from blinkfirst.errors import OptionError, hinted, nearest
from blinkfirst.game.forecast import NOBODY
from blinkfirst.game.game import FloatArray
from blinkfirst.report.answer import Answer
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.solve.standoff.level_k import TAU, check_depth

COIN_TOSS, LOGIT, SHARPER, PERFECT = "coin-toss", "logit", "sharper", "exact"
LEVELS, HIERARCHY, COMMITMENTS, GRAPH = "levels", "hierarchy", "commitments", "graph"
AGENTS, LEARNING = "agents", "learning"
CONCEPTS = (COIN_TOSS, LOGIT, SHARPER, PERFECT, LEVELS, HIERARCHY, COMMITMENTS, GRAPH, AGENTS, LEARNING)

RUNS, SEED, LEVELS_ASKED = 10_000, 1, 3
NEAR = 0.01  # chances this close to the largest are not told apart


class ConceptOptions(NamedTuple):
    """The solution concepts to ask, and their parameters.

    Attributes
    ----------
    only, skip : keys of `CONCEPTS`; without ``only`` all but ``skip``. The logit forecast is always asked.
    levels : the deepest level of reasoning.
    tau : steps of reasoning on average in the cognitive hierarchy.
    best_replies : let levels and hierarchy play best replies, without the errors of the actors' precision.
    runs, seed : of the agents.
    gambit : let Gambit look for equilibria of the commitments, too.
    jobs : threads; by default one per core, but at most two.
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
    def keys(self) -> tuple[str, ...]:
        """Keys of the concepts that are asked, in order."""
        wanted = self.only or CONCEPTS
        return tuple(key for key in CONCEPTS if key == LOGIT or (key in wanted and key not in self.skip))


@dataclass(frozen=True, eq=False)
class ConceptAnswer:
    """First blinkers under one concept; a concept with several equilibria has several answers.

    Attributes
    ----------
    label : which equilibrium, say; empty for the only answer.
    named : the likeliest first to blink, an actor or ``nobody``; several where they are almost equally
        likely, or where the concept says who can blink first and not how likely.
    first : shape (A,), P(the actor blinks first by the horizon); ``None`` for a concept without
        probabilities.
    months : by when half of the first blinks have occurred, given that one occurs; ``None`` where it is not
        known or nobody blinks.
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
        """P(nobody blinks by the horizon); nan without probabilities."""
        return float("nan") if self.first is None else float(max(0.0, 1.0 - self.first.sum()))

    @property
    def chances(self) -> FloatArray | None:
        """``first``, and the probability of nobody's blinking at the end, shape (A + 1,)."""
        return None if self.first is None else np.append(self.first, self.nobody)


@dataclass(frozen=True, eq=False)
class SolutionConcept:
    """A solution concept and its answers for a scenario.

    Attributes
    ----------
    key : of `CONCEPTS`.
    name : as in the table.
    assumes : in a short phrase.
    counted : whether it counts when concepts are compared; not the baseline, nor checks on another concept.
    answers : none where it is not available.
    missing : the reason why it is not available; empty where it is.
    notes : sentences to know when reading it.
    """

    key: str
    name: str
    assumes: str
    counted: bool = True
    answers: tuple[ConceptAnswer, ...] = ()
    missing: str = ""
    notes: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """All whom its answers name."""
        return tuple(dict.fromkeys(name for answer in self.answers for name in answer.named))


@dataclass(frozen=True, eq=False, repr=False)
class ConceptTable(Answer, headline="answers"):
    """The answers of all solution concepts for one scenario.

    Attributes
    ----------
    scenario : under the settings and the lens asked for.
    actors : A names.
    concepts : in the order of `CONCEPTS`; the logit forecast is among them.
    """

    scenario: Scenario
    actors: tuple[str, ...]
    concepts: tuple[SolutionConcept, ...]

    @property
    def logit(self) -> ConceptAnswer:
        """The exact forecast, which the others are measured against."""
        (answer,) = next(concept for concept in self.concepts if concept.key == LOGIT).answers
        return answer

    def apart(self, answer: ConceptAnswer) -> float | None:
        """Return the total variation distance from the forecast, 0 to 1; ``None`` without probabilities."""
        chances, forecast_chances = answer.chances, self.logit.chances
        if chances is None or forecast_chances is None:
            return None
        return float(np.abs(chances - forecast_chances).sum() / 2.0)


def check_options(options: ConceptOptions) -> None:
    """Refuse options out of range, before anything is compiled; raises `OptionError` naming the option."""
    for option, keys in (("--only", options.only), ("--skip", options.skip)):
        for key in keys:
            if key not in CONCEPTS:
                message = f"{option}: unknown solution concept {key!r}; there are: {', '.join(CONCEPTS)}"
                raise OptionError(hinted(message, nearest(key, list(CONCEPTS))))
    if LOGIT in options.skip:
        raise OptionError(f"--skip: all others are compared with {LOGIT}; it cannot be left out")
    check_depth(options.levels, options.tau)
    if options.runs < 1:
        raise OptionError(f"--runs: expected at least 1, got {options.runs}")
    if options.jobs is not None and options.jobs < 1:
        raise OptionError(f"--jobs: expected at least 1, got {options.jobs}")


def leaders(actors: Sequence[str], first: FloatArray) -> tuple[str, ...]:
    """Return the likeliest first to blink, an actor or ``nobody``, and all who are less than `NEAR` behind.

    Examples
    --------
    >>> leaders(("US", "China"), np.array([0.3, 0.1])), leaders(("US", "China"), np.array([0.4, 0.4]))
    (('nobody',), ('US', 'China'))
    """
    chances = np.append(first, 1.0 - first.sum())
    names = (*actors, NOBODY)
    return tuple(names[k] for k in np.flatnonzero(chances > chances.max() - NEAR))
