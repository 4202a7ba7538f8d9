"""The states that probability passes through, as a picture and as a graph for other programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from blinkfirst.exchange.graph_files import Arc, AttributedGraph, Value
from blinkfirst.questions.run.state_graph import Passage, StateGraph, StateNode
from blinkfirst.report.drawing import FAINT, INK, Mark

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

STATES_DRAWN = 12
LEAST_DRAWN = 0.02  # passages gone less often are not drawn
WIDEST = 5.0  # points, of a passage that is surely gone once
_Place: TypeAlias = tuple[float, float]
ELSEWHERE = Mark(FAINT, FAINT, ":")  # nature and dated events


def draw_states(axes: Axes, graph: StateGraph, marks: Mapping[str, Mark]) -> None:
    """Draw the states from the start to the right, and the passages between them as arrows.

    Passages to the right bear their name; those back, or between states of one column, their colour only.
    """
    drawn = [passage for passage in _strongest(graph) if passage.times >= LEAST_DRAWN]
    places = _places(drawn)
    boxes = {number: _box(axes, graph.nodes[number], place) for number, place in places.items()}
    for passage in drawn:
        if passage.source in boxes:
            onwards = places[passage.target][0] > places[passage.source][0]
            mark = marks.get(passage.who, ELSEWHERE)
            ends = places[passage.target], places[passage.source]
            patches = boxes[passage.source].get_bbox_patch(), boxes[passage.target].get_bbox_patch()
            _arrow(axes, passage, mark, ends, patches, onwards)
    heights = [y for _, y in places.values()]
    deepest = max(x for x, _ in places.values())
    axes.set(xlim=(-0.3, deepest + 0.3), ylim=(min(heights) - 0.6, max(heights) + 0.6))
    axes.set_axis_off()


def _arrow(
    axes: Axes,
    passage: Passage,
    mark: Mark,
    ends: tuple[_Place, _Place],
    patches: Sequence[Any],
    onwards: bool,
) -> None:
    axes.annotate(
        "", ends[0], ends[1],
        arrowprops={
            "arrowstyle": "-|>", "color": mark.colour, "patchA": patches[0], "patchB": patches[1],
            "shrinkA": 0, "shrinkB": 1, "mutation_scale": 9, "alpha": 0.9 if onwards else 0.55,
            "linewidth": max(WIDEST * min(passage.times, 1.0) ** 0.5, 0.7),
            "linestyle": ":" if mark is ELSEWHERE else "-",
            "connectionstyle": f"arc3,rad={0.0 if onwards else 0.3}",
        },
    )  # fmt: skip
    if onwards:
        (x, y), (x_before, y_before) = ends
        axes.text(
            0.5 * (x + x_before), 0.5 * (y + y_before), f"{passage.who}: {passage.what} {passage.times:.2g}",
            ha="center", va="center", fontsize=6.5, color=mark.ink, zorder=4,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.85},
        )  # fmt: skip


def _box(axes: Axes, node: StateNode, place: _Place) -> Text:
    return axes.text(
        *place, _node_text(node), ha="center", va="center", fontsize=7, color=INK, zorder=5,
        bbox={"facecolor": "#F7F5F1", "edgecolor": FAINT, "linewidth": 0.8, "boxstyle": "round,pad=0.3"},
    )  # fmt: skip


def _node_text(node: StateNode) -> str:
    changes = [f"{name}: {level}" for name, level in node.changed.items()] or ["the start"]
    return "\n".join([*changes, f"{node.months:.1f} months"])


def _strongest(graph: StateGraph) -> Sequence[Passage]:
    """Return one passage for each pair of states: the likeliest, which comes first."""
    found: dict[tuple[int, int], Passage] = {}
    for passage in graph.passages:
        found.setdefault((passage.source, passage.target), passage)
    return list(found.values())


def _places(passages: Sequence[Passage]) -> dict[int, _Place]:
    """Put each state as many columns from the start as passages lead to it, mostly; those that none leads to
    are left out.
    """
    before = {0: 0}
    depths = {0: 0}
    while found := next((p for p in passages if p.source in depths and p.target not in depths), None):
        before[found.target], depths[found.target] = found.source, depths[found.source] + 1
    heights = {0: 0.0}
    for depth in range(1, max(depths.values()) + 1):
        column = [number for number in depths if depths[number] == depth]
        column.sort(key=lambda number: heights[before[number]])
        heights |= {number: k - (len(column) - 1) / 2.0 for k, number in enumerate(column)}
    return {number: (float(depth), heights[number]) for number, depth in depths.items()}


def graph_of(graph: StateGraph, title: str) -> AttributedGraph:
    """Return the graph as other programs read it: names, and how often and how long as expected."""
    nodes: dict[str, dict[str, Value]] = {
        f"s{number}": {
            "label": ", ".join(f"{name} {level}" for name, level in node.changed.items()) or "start",
            "arrivals": node.arrivals,
            "months": node.months,
            **{f"world_{name}": level for name, level in node.world.items()},
        }
        for number, node in enumerate(graph.nodes)
    }
    arcs = [
        Arc(
            f"s{passage.source}",
            f"s{passage.target}",
            {
                "label": f"{passage.who}: {passage.what}",
                "who": passage.who,
                "what": passage.what,
                "blink": passage.degree,
                "times": passage.times,
            },
        )
        for passage in graph.passages
    ]
    return AttributedGraph(title, nodes, arcs)
