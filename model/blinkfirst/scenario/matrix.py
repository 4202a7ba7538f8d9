"""A matrix, checked and typed: a game in which everybody chooses once, at the same time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from blinkfirst.errors import Problem
from blinkfirst.scenario.citations import Citation
from blinkfirst.scenario.nodes import Node, tree_sha256
from blinkfirst.scenario.scenario import Parameter, Source
from blinkfirst.short_repr import short_repr


@dataclass(frozen=True)
class MatrixPlayer:
    """Somebody who chooses.

    Attributes
    ----------
    strategies : names of what it may choose, in the order of the file.
    meanings : what a strategy stands for, where the file says so.
    blinks : those of the strategies that count as giving way.
    precision : of its choice in logit equilibrium, 1/utils; 0 is a coin toss.
    """

    name: str
    means: str
    strategies: tuple[str, ...]
    meanings: Mapping[str, str]
    blinks: tuple[str, ...]
    precision: float


@dataclass(frozen=True)
class Cell:
    """Payoffs of one pure profile.

    Attributes
    ----------
    profile : a strategy for each player, in their order.
    pays : utils for each player, in their order.
    says : why, in the author's words; may be empty.
    source, assumption : where it stands or what is assumed; both empty where the citation of the whole table
        holds.
    """

    profile: tuple[str, ...]
    pays: tuple[float, ...]
    says: str
    source: Citation
    assumption: str


@dataclass(frozen=True)
class Matrix:
    """A checked matrix file.

    Attributes
    ----------
    name : file name without its ending, or the name of a shipped one.
    players : in the order of the file, which is the order of every profile.
    cells : every pure profile once, the last player's strategy changing fastest.
    parameters, sources : as declared.
    source, assumption : citation of the table as a whole; empty where every cell has its own.
    warnings : what is odd but can be solved.
    composed : the tree everything was read from, settings included.
    settings : the values among them that were put in place of the file's, by dotted path.
    """

    name: str
    title: str
    summary: str
    players: tuple[MatrixPlayer, ...]
    cells: tuple[Cell, ...]
    parameters: Mapping[str, Parameter]
    sources: Mapping[str, Source]
    source: Citation
    assumption: str
    warnings: tuple[Problem, ...]
    composed: Node = field(repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict, compare=False)

    __repr__ = short_repr

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the composed tree, as `tree_sha256`: equal for equal inputs."""
        return tree_sha256(self.composed)

    @property
    def counts(self) -> tuple[int, ...]:
        """Number of strategies of each player."""
        return tuple(len(player.strategies) for player in self.players)

    @property
    def size_text(self) -> str:
        """The size in words: ``2 x 2 strategies``."""
        counts = " x ".join(map(str, self.counts))
        return f"{counts} {'strategy' if math.prod(self.counts) == 1 else 'strategies'}"
