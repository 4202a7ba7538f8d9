"""Features of the arguments: what each term is worth, per unit of weight, in states and on edges."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from blinkfirst.compile.evaluation import View, holds, never, numbers
from blinkfirst.compile.layout import Block
from blinkfirst.compile.reuse import Feature, LaidOut, feature_key
from blinkfirst.game.game import FloatArray, IntArray, PayoffColumn, Payoffs
from blinkfirst.scenario.scenario import Rules, Term


def payoffs_of(rules: Rules, view: View, laid_out: LaidOut) -> Payoffs:
    """Compile all payoff terms over the states of a layout; what is known there is taken as it is."""
    terms = terms_of(rules)
    columns = tuple(PayoffColumn(argument, term.name, actor, term.kind) for argument, term, actor, _ in terms)
    keys = tuple(feature_key(rules, term, name) for _, term, _, name in terms)
    known = laid_out.payoffs.get((columns, keys))
    if known is None:
        laid_out.features.most = max(laid_out.features.most, 2 * len(terms))  # two lenses in turn, say
        viewer = _Viewer(view, laid_out.layout.edges.blocks)
        pairs = zip(keys, terms, strict=True)
        features = [
            laid_out.features.get(key) or viewer.feature(term, name) for key, (_, term, _, name) in pairs
        ]
        known = laid_out.payoffs.keep((columns, keys), _gathered(columns, features, len(view)))
        _keep_features(laid_out, keys, features, known)
    return replace(known, weights=weights_of(rules))


def _keep_features(
    laid_out: LaidOut, keys: Sequence[Hashable], features: Sequence[Feature], payoffs: Payoffs
) -> None:
    """Keep features for reuse; those of lumps as parts of the arrays that all of them have become."""
    ends = dict(zip(payoffs.lump_columns.tolist(), pairwise(payoffs.lump_offset.tolist()), strict=True))
    for column, (key, feature) in enumerate(zip(keys, features, strict=True)):
        if column in ends:
            entries = slice(*ends[column])
            feature = Feature(payoffs.lump_edge[entries], payoffs.lump_worth[entries])
        laid_out.features.keep(key, feature)


def payoffs_under(
    known: Payoffs, rules: Rules, view: View, laid_out: LaidOut, columns: Collection[int]
) -> Payoffs:
    """Return known payoffs with some columns compiled again, as their parameters differ.

    Parameters
    ----------
    known : compiled on the same layout from rules that read the same.
    columns : those whose condition or worth mentions a parameter that is another; all else, the weights
        included, is shared.
    """
    if not columns:
        return known
    terms, viewer = terms_of(rules), _Viewer(view, laid_out.layout.edges.blocks)
    remade = {c: viewer.feature(terms[c][1], terms[c][3]) for c in columns}
    flow_features = known.flow_features
    if remade.keys() & set(known.flow_columns.tolist()):
        flow_features = flow_features.copy()
        for row, column in enumerate(known.flow_columns.tolist()):
            if column in remade:
                flow_features[row] = 0.0
                flow_features[row, remade[column].where] = remade[column].worths
    found = replace(known, flow_features=flow_features)
    if remade.keys().isdisjoint(known.lump_columns.tolist()):
        return found  # the very arrays: what others have made of them serves again
    lumps = [
        remade.get(column) or Feature(known.lump_edge[begin:end], known.lump_worth[begin:end])
        for column, (begin, end) in zip(
            known.lump_columns.tolist(), pairwise(known.lump_offset.tolist()), strict=True
        )
    ]
    edges, offset = _lump_edges(lumps), _lump_offset(lumps)
    if np.array_equal(edges, known.lump_edge) and np.array_equal(offset, known.lump_offset):
        edges, offset = known.lump_edge, known.lump_offset  # as large as the worths: hold them once
    return replace(found, lump_offset=offset, lump_edge=edges, lump_worth=_lump_worths(lumps))


def _gathered(columns: tuple[PayoffColumn, ...], features: Sequence[Feature], states: int) -> Payoffs:
    flows = np.array([k for k, column in enumerate(columns) if column.kind == "while"], dtype=np.int64)
    lumps = np.array([k for k, column in enumerate(columns) if column.kind == "when"], dtype=np.int64)
    flow_features = np.zeros((flows.size, states))
    for row, column in enumerate(flows):
        flow_features[row, features[column].where] = features[column].worths
    lump_features = [features[column] for column in lumps]
    return Payoffs(
        columns=columns,
        weights=np.zeros(len(columns)),
        flow_columns=flows,
        flow_features=flow_features,
        lump_columns=lumps,
        lump_offset=_lump_offset(lump_features),
        lump_edge=_lump_edges(lump_features),
        lump_worth=_lump_worths(lump_features),
    )


def _lump_offset(lumps: Sequence[Feature]) -> IntArray:
    return np.concatenate([[0], np.cumsum([lump.where.size for lump in lumps])]).astype(np.int64)


def _lump_edges(lumps: Sequence[Feature]) -> IntArray:
    return np.concatenate([np.empty(0, np.int64), *(lump.where for lump in lumps)])


def _lump_worths(lumps: Sequence[Feature]) -> FloatArray:
    return np.concatenate([np.empty(0), *(lump.worths for lump in lumps)])


def weights_of(rules: Rules) -> FloatArray:
    """Return the weight of every payoff column under the chosen lens, strength included; shape (C,)."""
    strengths = {a.name: a.strength for a in rules.arguments}
    weights = [term.weight * strengths[argument] for argument, term, _, _ in terms_of(rules)]
    return np.array(weights, dtype=np.float64)


def terms_of(rules: Rules) -> list[tuple[str, Term, int, str]]:
    """Return (argument, term, actor index, actor name) of every column, in ledger order."""
    index = {actor.name: i for i, actor in enumerate(rules.actors)}
    return [
        (argument.name, term, index[name], name)
        for argument in rules.arguments
        for term in argument.terms
        for name in term.actors
    ]


class _Viewer:
    """States and edges as each actor sees them."""

    def __init__(self, view: View, blocks: Sequence[Block]) -> None:
        self.view, self.blocks = view, [block for block in blocks if block.mover]  # events pay nobody
        self._moves: dict[str, list[View]] = {}

    def feature(self, term: Term, actor: str) -> Feature:
        """Return what a term is worth to an actor."""
        return self._flow(term, actor) if term.kind == "while" else self._lump(term, actor)

    def _flow(self, term: Term, actor: str) -> Feature:
        view = replace(self.view, me=actor)
        rows = np.flatnonzero(holds(term.condition, view))
        return Feature(rows, numbers(term.worth, view.at(rows)))

    def _lump(self, term: Term, actor: str) -> Feature:
        edges: list[IntArray] = [np.empty(0, np.int64)]
        worths: list[FloatArray] = [np.empty(0)]
        for block, everywhere in zip(self.blocks, self._views_of_moves(actor), strict=True):
            if never(term.condition, everywhere):
                continue
            here = everywhere.at(block.rows)
            rows = np.flatnonzero(holds(term.condition, here))
            if rows.size:
                edges.append(block.members[rows])
                worths.append(numbers(term.worth, here.at(rows)))
        every_edge = np.concatenate(edges)
        order = np.argsort(every_edge, kind="stable")
        return Feature(every_edge[order], np.concatenate(worths)[order])

    def _views_of_moves(self, actor: str) -> list[View]:
        if actor not in self._moves:
            view = self.view
            self._moves[actor] = [replace(view, me=actor, mover=b.mover, move=b.move) for b in self.blocks]
        return self._moves[actor]
