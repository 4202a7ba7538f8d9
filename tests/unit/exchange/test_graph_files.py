"""Graphs for other programs, read back by one of them."""

from __future__ import annotations

import io

import networkx as nx

from blinkfirst.exchange.graph_files import Arc, AttributedGraph, dot_text, graphml_text

GRAPH = AttributedGraph(
    "A & B",
    {"s0": {"label": 'the "start"', "months": 1.5}, "s1": {"label": "ende <über>", "months": 0.25}},
    [
        Arc("s0", "s1", {"label": "US: press", "times": 0.125}),
        Arc("s0", "s1", {"label": "China: sit", "times": 1e-7}),
    ],
)


def test_networkx_reads_the_graphml() -> None:
    found = nx.read_graphml(io.BytesIO(graphml_text(GRAPH).encode()), force_multigraph=True)
    assert {name: dict(attributes) for name, attributes in found.nodes(data=True)} == GRAPH.nodes
    assert [(a, b, dict(c)) for a, b, c in found.edges(data=True)] == [
        (arc.source, arc.target, arc.attributes) for arc in GRAPH.arcs
    ]


def test_dot_quotes_what_has_to_be() -> None:
    lines = dot_text(GRAPH).splitlines()
    assert lines[1] == 'digraph "A & B" {' and lines[-1] == "}"
    assert '  "s0" ["label"="the \\"start\\"", "months"="1.5"];' in lines
    assert '  "s0" -> "s1" ["label"="China: sit", "times"="1e-07"];' in lines
