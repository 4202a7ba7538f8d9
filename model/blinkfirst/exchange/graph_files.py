"""Graphs as files of other programs: DOT for Graphviz, GraphML for Gephi, yEd, networkx and igraph."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

Value = str | float

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_TYPES = {str: "string", float: "double"}


@dataclass(frozen=True)
class Arc:
    """An arc from one node to another, by name, with its attributes."""

    source: str
    target: str
    attributes: Mapping[str, Value]


@dataclass(frozen=True)
class AttributedGraph:
    """A directed graph that may have several arcs between two nodes: nodes by name, each with attributes.

    Attributes called ``label`` are what programs show.
    """

    title: str
    nodes: Mapping[str, Mapping[str, Value]]
    arcs: Sequence[Arc]


def dot_text(graph: AttributedGraph, remark: str = "") -> str:
    """Return a graph as DOT, a remark above it."""
    lines = [f"// {remark}", f"digraph {_quoted(graph.title)} {{", "  rankdir=LR;", "  node [shape=box];"]
    lines += [f"  {_quoted(name)} [{_listed(found)}];" for name, found in graph.nodes.items()]
    lines += [f"  {_quoted(a.source)} -> {_quoted(a.target)} [{_listed(a.attributes)}];" for a in graph.arcs]
    return "\n".join([*lines, "}", ""])


def _listed(attributes: Mapping[str, Value]) -> str:
    return ", ".join(f"{_quoted(name)}={_quoted(value)}" for name, value in attributes.items())


def _quoted(value: Value) -> str:
    return json.dumps(value if isinstance(value, str) else f"{value:.6g}", ensure_ascii=False)


def graphml_text(graph: AttributedGraph, remark: str = "") -> str:
    """Return a graph as GraphML, a remark above it that holds no two dashes."""
    root = ElementTree.Element("graphml", {"xmlns": _NAMESPACE})
    known: dict[tuple[str, str], str] = {}
    found = [("node", attributes) for attributes in graph.nodes.values()]
    found += [("edge", arc.attributes) for arc in graph.arcs]
    for kind, attributes in found:
        for name, value in attributes.items():
            if (kind, name) not in known:
                known[kind, name] = f"{kind}-{name}"
                ElementTree.SubElement(
                    root,
                    "key",
                    {
                        "id": known[kind, name],
                        "for": kind,
                        "attr.name": name,
                        "attr.type": _TYPES[type(value)],
                    },
                )
    body = ElementTree.SubElement(root, "graph", {"id": graph.title, "edgedefault": "directed"})
    for name, attributes in graph.nodes.items():
        _fill(ElementTree.SubElement(body, "node", {"id": name}), "node", attributes, known)
    for number, arc in enumerate(graph.arcs):
        place = {"id": f"arc-{number}", "source": arc.source, "target": arc.target}
        _fill(ElementTree.SubElement(body, "edge", place), "edge", arc.attributes, known)
    ElementTree.indent(root)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {remark} -->\n'
    return f'{head}{ElementTree.tostring(root, encoding="unicode")}\n'


def _fill(
    element: ElementTree.Element,
    kind: str,
    attributes: Mapping[str, Value],
    known: Mapping[tuple[str, str], str],
) -> None:
    for name, value in attributes.items():
        data = ElementTree.SubElement(element, "data", {"key": known[kind, name]})
        data.text = value if isinstance(value, str) else repr(value)
