"""Features of the arguments: what each term is worth, per unit of weight, in every state and on every
edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from blinkfirst.compile.evaluation import View, holds, never, numbers
from blinkfirst.game.game import FloatArray, IntArray, PayoffColumn, Payoffs
from blinkfirst.scenario.scenario import Rules, Term


@dataclass(frozen=True)
class EdgeBlock:
    """The edges of one move of one actor: who, what, which edges (increasing), and the states they leave,
    shape (n, V).
    """

    mover: str
    move: str
    edges: IntArray
    states: IntArray


@dataclass(frozen=True)
class _Lump:
    edges: IntArray
    worths: FloatArray


def payoffs_of(rules: Rules, view: View, blocks: Sequence[EdgeBlock]) -> Payoffs:
    """Compile all payoff terms over the reachable states."""
    columns: list[PayoffColumn] = []
    flow_columns: list[int] = []
    flows: list[FloatArray] = []
    lump_columns: list[int] = []
    lumps: list[_Lump] = []
    for argument, term, actor, name in _terms(rules):
        index = len(columns)
        columns.append(PayoffColumn(argument, term.name, actor, term.kind))
        if term.kind == "while":
            flow_columns.append(index)
            flows.append(_flow(term, replace(view, me=name)))
        else:
            lump_columns.append(index)
            lumps.append(_lump(term, replace(view, me=name), blocks))
    sizes = [lump.edges.size for lump in lumps]
    return Payoffs(
        columns=tuple(columns),
        weights=weights_of(rules),
        flow_columns=np.array(flow_columns, dtype=np.int64),
        flow_features=np.array(flows).reshape(len(flows), view.states.shape[0]),
        lump_columns=np.array(lump_columns, dtype=np.int64),
        lump_offset=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        lump_edge=np.concatenate([np.empty(0, np.int64), *(lump.edges for lump in lumps)]),
        lump_worth=np.concatenate([np.empty(0), *(lump.worths for lump in lumps)]),
    )


def weights_of(rules: Rules) -> FloatArray:
    """Return the weight of every payoff column under the chosen lens, strength included; shape (C,)."""
    strengths = {a.name: a.strength for a in rules.arguments}
    return np.array(
        [term.weight * strengths[argument] for argument, term, _, _ in _terms(rules)], dtype=np.float64
    )


def _terms(rules: Rules) -> list[tuple[str, Term, int, str]]:
    """Return (argument, term, actor index, actor name) of every column, in ledger order."""
    index = {actor.name: i for i, actor in enumerate(rules.actors)}
    return [
        (argument.name, term, index[name], name)
        for argument in rules.arguments
        for term in argument.terms
        for name in term.actors
    ]


def _flow(term: Term, view: View) -> FloatArray:
    feature = np.zeros(view.states.shape[0])
    rows = np.flatnonzero(holds(term.condition, view))
    feature[rows] = numbers(term.worth, replace(view, states=view.states[rows]))
    return feature


def _lump(term: Term, view: View, blocks: Sequence[EdgeBlock]) -> _Lump:
    edges: list[IntArray] = [np.empty(0, np.int64)]
    worths: list[FloatArray] = [np.empty(0)]
    for block in blocks:
        here = replace(view, states=block.states, mover=block.mover, move=block.move)
        if never(term.condition, here):
            continue
        rows = np.flatnonzero(holds(term.condition, here))
        if rows.size:
            edges.append(block.edges[rows])
            worths.append(numbers(term.worth, replace(here, states=here.states[rows])))
    every_edge = np.concatenate(edges)
    order = np.argsort(every_edge, kind="stable")
    return _Lump(every_edge[order], np.concatenate(worths)[order])
