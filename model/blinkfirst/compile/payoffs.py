"""Features of the arguments: what each term is worth, per unit of weight, in states and on edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from blinkfirst.compile.evaluation import View, holds, never, numbers
from blinkfirst.compile.layout import EdgeBlock
from blinkfirst.compile.sharing import Feature, LaidOut, feature_key
from blinkfirst.game.game import FloatArray, IntArray, PayoffColumn, Payoffs
from blinkfirst.scenario.scenario import Rules, Term


def payoffs_of(rules: Rules, view: View, laid_out: LaidOut) -> Payoffs:
    """Compile all payoff terms over the states of a layout; what is known there is taken as it is."""
    terms = _terms(rules)
    columns = tuple(PayoffColumn(argument, term.name, actor, term.kind) for argument, term, actor, _ in terms)
    key = (columns, tuple(feature_key(rules, term, name) for _, term, _, name in terms))
    known = laid_out.payoffs.get(key)
    if known is None:
        features = [_feature(rules, view, laid_out, term, name) for _, term, _, name in terms]
        known = laid_out.payoffs[key] = _gathered(columns, features, len(view))
    return replace(known, weights=weights_of(rules))


def _gathered(columns: tuple[PayoffColumn, ...], features: Sequence[Feature], states: int) -> Payoffs:
    flows = np.array([k for k, column in enumerate(columns) if column.kind == "while"], dtype=np.int64)
    lumps = np.array([k for k, column in enumerate(columns) if column.kind == "when"], dtype=np.int64)
    flow_features = np.zeros((flows.size, states))
    for row, column in enumerate(flows):
        flow_features[row, features[column].where] = features[column].worths
    sizes = [features[column].where.size for column in lumps]
    return Payoffs(
        columns=columns,
        weights=np.zeros(len(columns)),
        flow_columns=flows,
        flow_features=flow_features,
        lump_columns=lumps,
        lump_offset=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        lump_edge=np.concatenate([np.empty(0, np.int64), *(features[column].where for column in lumps)]),
        lump_worth=np.concatenate([np.empty(0), *(features[column].worths for column in lumps)]),
    )


def weights_of(rules: Rules) -> FloatArray:
    """Return the weight of every payoff column under the chosen lens, strength included; shape (C,)."""
    strengths = {a.name: a.strength for a in rules.arguments}
    weights = [term.weight * strengths[argument] for argument, term, _, _ in _terms(rules)]
    return np.array(weights, dtype=np.float64)


def _terms(rules: Rules) -> list[tuple[str, Term, int, str]]:
    """Return (argument, term, actor index, actor name) of every column, in ledger order."""
    index = {actor.name: i for i, actor in enumerate(rules.actors)}
    return [
        (argument.name, term, index[name], name)
        for argument in rules.arguments
        for term in argument.terms
        for name in term.actors
    ]


def _feature(rules: Rules, view: View, laid_out: LaidOut, term: Term, actor: str) -> Feature:
    key = feature_key(rules, term, actor)
    known = laid_out.features.get(key)
    if known is None:
        mine = replace(view, me=actor)
        known = _flow(term, mine) if term.kind == "while" else _lump(term, mine, laid_out.layout.edges.blocks)
        laid_out.features[key] = known
    return known


def _flow(term: Term, view: View) -> Feature:
    rows = np.flatnonzero(holds(term.condition, view))
    return Feature(rows, numbers(term.worth, view.at(rows)))


def _lump(term: Term, view: View, blocks: Sequence[EdgeBlock]) -> Feature:
    edges: list[IntArray] = [np.empty(0, np.int64)]
    worths: list[FloatArray] = [np.empty(0)]
    for block in blocks:
        here = replace(view.at(block.rows), mover=block.mover, move=block.move)
        if never(term.condition, here):
            continue
        rows = np.flatnonzero(holds(term.condition, here))
        if rows.size:
            edges.append(block.edges[rows])
            worths.append(numbers(term.worth, here.at(rows)))
    every_edge = np.concatenate(edges)
    order = np.argsort(every_edge, kind="stable")
    return Feature(every_edge[order], np.concatenate(worths)[order])
