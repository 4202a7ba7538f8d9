"""Make every table of docs/theatre-korea.md and put it between its markers.

    PYTHONPATH=model python experiments/theatre_korea/make_tables.py [TABLE ...]

A table NAME stands between ``<!-- table: NAME -->`` and ``<!-- end: NAME -->``. Without arguments all are
made, which takes about ten minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from directions import PAYOFFS, WORLDLY
from patience import all_rows
from readings import LENSES, SCENARIOS, Reading, first_by_actor, reading, sharper

from blinkfirst.compile.questions import answer_of, watch_of
from blinkfirst.compile.scenario import Compiled, compile_like
from blinkfirst.game.forecast import Forecast
from blinkfirst.game.policy import Policy
from blinkfirst.scenario.loading import changed
from blinkfirst.scenario.questions import parse_question
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast

PAGE = Path(__file__).parents[2] / "docs" / "theatre-korea.md"
SHORT = {"garrie-2018": "G", "haggard-2022": "H"}

# Orders of magnitude a year, read off experiments' history file and the articles; none is fitted
RECORD = {
    ("2017-unity", "US presses"): ("3", "texts of June, September, December 2017"),
    ("2017-unity", "China backs"): ("1-2", "for a full text; as often they let a thinner one through"),
    ("2017-unity", "China objects"): ("0", ""),
    ("2017-unity", "DPRK fires"): ("3 in 2017, 0 in 2018", ""),
    ("2018-report-hold", "US airs"): ("2", "the Panel reports twice a year"),
    ("2018-report-hold", "US presses"): (
        "0-2",
        "listings asked for in July and August 2018; no draft until 2022",
    ),
    ("2018-report-hold", "Russia blocks"): ("3 in summer 2018", "committee holds, two of them with China"),
    ("2018-report-hold", "DPRK fires"): ("0", ""),
    ("2018-report-hold", "DPRK launches"): ("some", "short launches are coded by the end of 2019"),
    ("2018-trilateral-revision", "China or Russia sponsors"): (
        "about 0.7",
        "the demand of 2018, the draft of 2019",
    ),
    ("2018-trilateral-revision", "China or Russia calls"): ("0", "no relief text was ever voted"),
    ("2018-trilateral-revision", "US vetoes"): ("0", ""),
    ("2018-trilateral-revision", "US relents"): ("0", ""),
    ("2018-trilateral-revision", "US enters"): ("0", ""),
    ("2018-trilateral-revision", "China or Russia enters"): (
        "0",
        "smuggling apart; open Russian trade is coded from 2023",
    ),
    ("2018-tacit-double-freeze", "DPRK freezes"): ("1 in 2018", ""),
    ("2018-tacit-double-freeze", "US suspends"): ("1 in 2018", ""),
    ("2018-gas-pipeline", "ROK asks"): ("about 1", "floated and taken back within a day in October 2018"),
    ("2019-hanoi", "DPRK offers"): ("1", ""),
    ("2019-hanoi", "US accepts"): ("0", ""),
    ("2019-hanoi", "DPRK launches"): ("some", "coded by the end of 2019"),
    ("2022-double-veto", "China objects"): ("1", "the veto of 26 May; no product on the next flights"),
    ("2022-double-veto", "Russia objects"): ("1", ""),
    ("2022-double-veto", "US presses"): ("1", ""),
    ("2022-testing-without-pushback", "DPRK launches"): (
        "several",
        "25 launches in half a year make several seasons",
    ),
    ("2022-testing-without-pushback", "DPRK fires"): (
        "1-3 a half-year",
        "one certain and two suspected flights up to May 2022",
    ),
    ("2022-testing-without-pushback", "China or Russia restrains"): ("0", ""),
}


# Blinks of the coded record within the clock of a scenario, over what it is about
BLINKS = {
    "2017-unity": "Beijing and Moscow, hard, 22 December 2017",
    "2018-tacit-double-freeze": "Pyongyang, soft, 20 April 2018; Washington, soft, 12 June 2018",
    "2018-report-hold": "Washington, soft (the amended report), 30 August 2018",
    "2018-gas-pipeline": "Seoul, hard, 10 October 2018; Beijing and Moscow, soft, 16 December 2019",
    "2018-forced-us-veto": "as 2018-gas-pipeline",
    "2018-trilateral-revision": "as 2018-gas-pipeline",
    "2018-revision-walkout": "as 2018-gas-pipeline",
    "2018-revision-walkout-foreseen": "as 2018-gas-pipeline",
    "2018-race-to-invest": "as 2018-gas-pipeline",
    "2019-hanoi": "Beijing and Moscow, soft, 16 December 2019",
}
REASONED = 0.05  # P(first to blink) that is left at four times the precision
# Arguments that can be a reason to give way, by whose
_NEIGHBOURS = (
    "nonprolif-unity",
    "sino-russian-coordination",
    "unanswered-demand",
    "haste-penalty",
    "content-to-let-us-lead",
)
OF_GIVING_WAY = {
    "US": (
        "us-loses-control",
        "united-push-forces-us",
        "bidding-war",
        "no-us-gain-from-stalemate",
        "drills-too-dear",
        "deniable-concession",
        "icbm-triggers-tabling",
        "veto-protects-us-firms",
    ),
    "China": _NEIGHBOURS,
    "Russia": _NEIGHBOURS,
    "DPRK": ("dprk-wants-opening", "kim-plays-suitors", "talks-only-way", "singapore-sequencing"),
    "ROK": ("rok-gas", "rok-most-to-lose"),
}


@cache
def read(name: str, lens: str) -> Reading:
    """Keep every reading: several tables ask for the same one."""
    return reading(name, lens)


@lru_cache(maxsize=2)  # a policy is large
def _solved(name: str, lens: str, settings: tuple[tuple[str, object], ...]) -> tuple[Compiled, Policy]:
    known = read(name, lens)
    if not settings:
        return known.compiled, backward_induction(known.compiled.standoff)
    compiled = compile_like(known.compiled, changed(known.compiled.scenario, dict(settings)))
    return compiled, backward_induction(compiled.standoff)


def asked(name: str, lens: str, ask: str, settings: dict[str, object] | None = None) -> float:
    """Answer a question about a scenario under a lens and changed settings."""
    compiled, policy = _solved(name, lens, tuple((settings or {}).items()))
    question = parse_question(ask, compiled.course_rules[0].vocabulary, compiled.course_rules[0].menus)
    found = forecast(compiled.standoff, policy, [watch_of(question, compiled)])
    return answer_of(question, float(found.answers[0]))


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Markdown."""
    lines = [list(head), ["---"] * len(list(head)), *([str(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _p(value: float) -> str:
    return f"{value:.2f}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:.2f}"


def present_values() -> str:
    """Largest single lump, largest flow over horizon and afterwards, and what is really collected."""
    lumps: dict[tuple[str, str], float] = {}
    flows: dict[tuple[str, str], float] = {}
    got: dict[tuple[str, str], tuple[float, str]] = {}
    for name in SCENARIOS:
        for lens in LENSES:
            seen = read(name, lens)
            game = seen.compiled.standoff.opening
            payoffs = game.payoffs
            for row, column in enumerate(payoffs.flow_columns):
                key = (payoffs.columns[column].argument, lens)
                worth = float(np.abs(payoffs.flow_features[row]).max(initial=0)) * payoffs.weights[column]
                total = worth * (seen.months + 12)  # undiscounted, so that a reader can check it in the head
                flows[key] = max(flows.get(key, 0.0), total, key=abs)
            for row, column in enumerate(payoffs.lump_columns):
                key = (payoffs.columns[column].argument, lens)
                entries = payoffs.lump_worth[payoffs.lump_offset[row] : payoffs.lump_offset[row + 1]]
                worth = float(np.abs(entries).max(initial=0)) * payoffs.weights[column]
                lumps[key] = max(lumps.get(key, 0.0), worth, key=abs)
            by_actor: dict[tuple[str, str], float] = {}
            for column, value in zip(seen.forecast.columns, seen.forecast.value_split, strict=True):
                who = (column.argument, game.actors[column.actor])
                by_actor[who] = by_actor.get(who, 0.0) + float(value)
            for (argument, actor), value in by_actor.items():
                if abs(value) > abs(got.get((argument, lens), (0.0, ""))[0]):
                    got[argument, lens] = (value, f"{actor}, {name}")
    rows = []
    for argument in sorted({a for a, _ in lumps} | {a for a, _ in flows}):
        cells: list[object] = [f"`{argument}`"]
        for lens in LENSES:
            lump, flow = lumps.get((argument, lens)), flows.get((argument, lens))
            cells.append("" if lump is None else f"{lump:+.2f}")
            cells.append("" if flow is None else f"{flow:+.2f}")
        best = max(
            ((got.get((argument, lens), (0.0, "")), SHORT[lens]) for lens in LENSES),
            key=lambda b: abs(b[0][0]),
        )
        cells.append(f"{best[0][0]:+.2f} ({best[0][1]}, {best[1]})")
        rows.append(cells)
    return table(["argument", "lump G", "flow G", "lump H", "flow H", "most really collected"], rows)


def status_quo() -> str:
    """Share of holding at the first initiative of each actor, and how long nobody blinks."""
    rows = []
    for name in SCENARIOS:
        for lens in LENSES:
            seen = read(name, lens)
            choices = seen.opening
            holds = [next(iter(moves.values())) for moves in choices.values()]
            ticks = round(3 / seen.compiled.standoff.tick_months)
            early = 1 - float(seen.forecast.first_blink[:ticks].sum())
            rows.append([name, SHORT[lens], *[_p(h) for h in holds], _p(early), _p(seen.forecast.nobody)])
    head = ["scenario", "lens", "US holds", "China sits", "Russia sits", "DPRK waits", "ROK stands"]
    return table([*head, "nobody in 3 months", "nobody by the horizon"], rows)


def moves_a_year() -> str:
    """Expected counts a year beside the record."""
    rows = []
    for (name, deed), (record, note) in RECORD.items():
        who, verb = deed.rsplit(" ", 1)
        counts = []
        for lens in LENSES:
            seen = read(name, lens)
            opening = seen.compiled.standoff.opening
            menus = dict(zip(opening.actors, opening.moves[: opening.n_actors], strict=True))
            total = 0.0
            for actor in who.split(" or "):
                move = next(m for m in menus[actor] if verb in (m, m + "s", m + "es"))
                total += seen.per_year(actor, move)
            counts.append(f"{total:.2f}")
        rows.append([name, deed, *counts, record, note])
    return table(["scenario", "deed", "a year, G", "a year, H", "record", ""], rows)


def degrees() -> str:
    """First blink, first soft and first hard, by actor."""
    rows = []
    for name in SCENARIOS:
        for lens in LENSES:
            found = read(name, lens).forecast
            cells: list[object] = [name, SHORT[lens]]
            for blinks in (None, found.first_soft, found.first_hard):
                by_actor = first_by_actor(found, blinks)
                cells.append(", ".join(f"{actor} {_p(p)}" for actor, p in by_actor.items() if p >= 0.01))
            rows.append(cells)
    return table(["scenario", "lens", "first blink", "first soft", "first hard"], rows)


def precisions() -> str:
    """P(somebody blinks) at precision x1, x2, x4, and by coin toss; and who is likeliest first at each."""
    rows = []
    for name in SCENARIOS:
        for lens in LENSES:
            seen = read(name, lens)
            cells: list[object] = [name, SHORT[lens]]
            for found in (seen.forecast, sharper(seen, 2.0), _sharpest(name, lens), sharper(seen, 0.0)):
                by_actor = first_by_actor(found)
                nobody = by_actor.pop("nobody")
                leader = max(by_actor, key=lambda actor: by_actor[actor])
                cells.append(f"{_p(1 - nobody)} ({leader} {_p(by_actor[leader])})")
            rows.append(cells)
    return table(["scenario", "lens", "x1", "x2", "x4", "coin toss"], rows)


@cache
def _sharpest(name: str, lens: str) -> Forecast:
    return sharper(read(name, lens), 4.0)


def _first(name: str, lens: str, argument: str, actor: str) -> float:
    """P(actor is first to blink) at four times the precision, without an argument."""
    without = reading(name, lens, {f"arguments.{argument}.strength": 0})
    return first_by_actor(sharper(without, 4.0))[actor]


def reasons() -> str:
    """Who gives way at four times the precision where the record has a blink, and what does it."""
    rows = []
    for name, record in BLINKS.items():
        for lens in LENSES:
            by_actor = first_by_actor(_sharpest(name, lens))
            by_actor.pop("nobody")
            likely = sorted(by_actor, key=lambda actor: -by_actor[actor])
            actors = [actor for actor in likely if by_actor[actor] >= REASONED]
            drops = {
                argument: by_actor[actor] - _first(name, lens, argument, actor)
                for actor in actors[:1]
                for argument in OF_GIVING_WAY[actor]
            }
            argued = sorted(drops, key=lambda argument: -drops[argument])[:2]
            said = ", ".join(f"`{a}` ({-drops[a]:+.2f})" for a in argued if drops[a] >= 0.02)
            who = ", ".join(f"{actor} {_p(by_actor[actor])}" for actor in actors)
            rows.append([name, SHORT[lens], record, who or "nobody", said])
    return table(["scenario", "lens", "the record", "gives way without error (x4)", "what does it"], rows)


def lens_differences() -> str:
    """How far the two readings are apart: first blinker, world at the horizon, questions."""
    rows = []
    for name in SCENARIOS:
        one, other = (read(name, lens) for lens in LENSES)
        first = [first_by_actor(r.forecast) for r in (one, other)]
        apart = sum(abs(first[0][actor] - first[1][actor]) for actor in first[0]) / 2
        variables = one.compiled.standoff.opening.variables
        worlds = [
            (float(np.abs(a[-1] - b[-1]).sum()) / 2, v.name)
            for v, a, b in zip(variables, one.forecast.levels, other.forecast.levels, strict=True)
        ]
        furthest = ", ".join(f"{who} {_p(size)}" for size, who in sorted(worlds, reverse=True)[:3])
        asks = []
        for index, question in enumerate(one.compiled.scenario.questions):
            pair = [r.answers[index] for r in (one, other)]
            asks.append((abs(pair[0] - pair[1]), f"{question.name}: G {_p(pair[0])}, H {_p(pair[1])}"))
        rows.append([name, _p(apart), furthest, max(asks)[1] if asks else ""])
    return table(
        ["scenario", "first blinker apart", "world at the horizon apart", "question furthest apart"], rows
    )


def knock_outs() -> str:
    """Each payoff argument removed, in the place where its claim should be felt."""
    rows, wrong = [], 0
    for d in PAYOFFS:
        before = asked(d.scenario, d.lens, d.ask)
        after = asked(d.scenario, d.lens, d.ask, {f"arguments.{d.argument}.strength": 0})
        moved = after - before
        right = (moved > 0) == (d.expect == "higher") and abs(moved) > 1e-4
        wrong += not right
        rows.append(
            [
                f"`{d.argument}`",
                f"{d.scenario}, {SHORT[d.lens]}",
                d.ask,
                f"{before:.3f}",
                f"{after:.3f}",
                d.expect,
                "yes" if right else "**no**",
            ]
        )
    return (
        table(["argument", "where", "asked", "with it", "without", "expected", "as claimed"], rows)
        + f"\n\n{len(rows) - wrong} of {len(rows)} move as claimed."
    )


def worldly() -> str:
    """Arguments that act through the world, taken back or turned to the other author's value."""
    rows = []
    for s in WORLDLY:
        before = asked(s.scenario, s.lens, s.ask)
        after = asked(s.scenario, s.lens, s.ask, dict(s.set))
        right = (after > before) == (s.expect == "higher") and abs(after - before) > 1e-4
        change = ", ".join(f"{path.split('.', 1)[1]} = {value}" for path, value in s.set.items())
        rows.append(
            [
                f"`{s.argument}`",
                f"{s.scenario}, {SHORT[s.lens]}",
                change,
                s.ask,
                f"{before:.3f}",
                f"{after:.3f}",
                s.expect,
                "yes" if right else "**no**",
            ]
        )
    return table(["argument", "where", "change", "asked", "before", "after", "expected", "as claimed"], rows)


def price_of_patience() -> str:
    """Each actor's gap and the cost of waiting that closes it, in both editions, and who has a reason."""
    rows = [
        [name, SHORT[lens], first, second, reason, BLINKS.get(name, "")]
        for name, lens, first, second, reason in all_rows()
    ]
    head = ["scenario", "lens", "first edition", "second edition", "who has a reason", "in the record"]
    return table(head, rows)


TABLES: dict[str, Callable[[], str]] = {
    "present-values": present_values,
    "status-quo": status_quo,
    "moves-a-year": moves_a_year,
    "degrees": degrees,
    "precisions": precisions,
    "reasons": reasons,
    "price-of-patience": price_of_patience,
    "lens-differences": lens_differences,
    "knock-outs": knock_outs,
    "worldly": worldly,
}


def put(name: str, text: str, to: Path = PAGE) -> None:
    """Replace what stands between the markers of a table."""
    page = to.read_text()
    begin, end = f"<!-- table: {name} -->", f"<!-- end: {name} -->"
    head, _, rest = page.partition(begin)
    _, _, tail = rest.partition(end)
    to.write_text(f"{head}{begin}\n\n{text}\n\n{end}{tail}")


if __name__ == "__main__":
    for wanted in sys.argv[1:] or TABLES:
        print(wanted, flush=True)
        made = TABLES[wanted]()
        if f"<!-- table: {wanted} -->" in PAGE.read_text():
            put(wanted, made)
        else:
            print(made)
