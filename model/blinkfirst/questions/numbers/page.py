"""The numbers of a scenario as a page in a terminal and in sentences."""

from __future__ import annotations

from itertools import groupby

from rich.console import Console
from rich.text import Text

from blinkfirst.compile.numbers import KINDS, Number
from blinkfirst.questions.numbers.answer import NumberList
from blinkfirst.questions.numbers.tables import shown_value, source_of


def print_page(console: Console, found: NumberList) -> None:
    """Print the numbers kind by kind: path and value, as ``--set`` takes them, and what is known of each."""
    console.print(Text(summary_of(found), style="bold"))
    ordered = sorted(found.numbers, key=lambda number: KINDS.index(number.kind))
    for kind, numbers in groupby(ordered, key=lambda number: number.kind):
        console.print(Text(f"\n{kind}", style="bold"))
        for number in numbers:
            console.print(_entry(number), soft_wrap=True)


def summary_of(found: NumberList) -> str:
    """Return how many numbers there are, by kind, and the lens in force."""
    counts = {kind: sum(number.kind == kind for number in found.numbers) for kind in KINDS}
    listed = ", ".join(f"{kind} {count}" for kind, count in counts.items() if count)
    count = f"{len(found.numbers)} number{'' if len(found.numbers) == 1 else 's'}"
    return f"{count} of {found.scenario.name}, lens {found.scenario.lens_text or 'none'}: {listed or 'none'}."


def _entry(number: Number) -> Text:
    text = Text(f"{number.path}={_spelled(shown_value(number))}")
    known = [] if number.low is None else [f"{_spelled(number.low)} to {_spelled(number.high)}"]
    known += [number.unit] if number.unit else []
    known += [f"{lens} {_spelled(said.value)}" for lens, said in number.by_lens.items()]
    known += [f"touches {', '.join(number.touches)}"] if number.touches else []
    known += [source] if (source := source_of(number)) else []
    return text.append(f"\n    {'; '.join(known)}", style="dim") if known else text


def _spelled(value: float | str | None) -> str:
    return f"{value:g}" if isinstance(value, float) else value or ""
