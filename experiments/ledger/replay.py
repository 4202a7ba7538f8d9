"""A ledger by replay: what the first edition would have said on the day of each case of the record.

For every row of `experiments/history/cases.csv` a forecast is dated back to the row's day: does somebody give
way over its business? The probability is the pool's of the theatre `korea-1`, read off the scenario that the
mapping makes of the row. Then it is resolved by the column `blink`; a row that was coded from memory is void.

    python experiments/ledger/replay.py FOLDER

writes a new ledger. That in `experiments/ledger/forecasts` was written so.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from blinkfirst.game.forecast import NOBODY
from blinkfirst.questions.backtest.answer import record_of, theatre_file
from blinkfirst.record.cases import DatedCase, read_cases
from blinkfirst.record.items import FIRST
from blinkfirst.record.ledger import NO, VOID, YES, Entry, LedgerForecast, Resolution, add_entries
from blinkfirst.record.mapping import CaseMapping, first_named
from blinkfirst.record.predictions import POOL, Theatre, predictions, scenario_of_case
from blinkfirst.scenario.calendar import date_after
from blinkfirst.scenario.loading import load_theatre
from blinkfirst.study.store.manifest import today, version_of

RULE = "Somebody is soft or hard in the column blink of experiments/history/cases.csv, brackets apart"


def main(folder: Path) -> None:
    """Write the ledger."""
    file = theatre_file("korea-1")
    files, mapping = record_of(file, None)
    cases = read_cases(files.cases, mapping.columns)
    lenses = tuple(next(iter(one.shares)) for one in load_theatre(file))
    theatre = Theatre(file, file.stem, mapping, {}, lenses)
    items = [item for item in mapping.items(cases) if item.kind == FIRST]
    told = next(one for one in predictions(theatre, cases, items, progress) if one.name == POOL)
    chances = [
        1.0 - float(given[item.options.index(NOBODY)])
        for item, given in zip(items, told.chances, strict=True)
    ]
    for number, (case, chance) in enumerate(zip(cases, chances, strict=True), start=1):
        entries = tuple(replayed(theatre, mapping, case, f"F{number}", chance))
        add_entries(folder, lambda ledger, entries=entries: entries)  # type: ignore[misc]


def replayed(
    theatre: Theatre, mapping: CaseMapping, case: DatedCase, name: str, chance: float
) -> Iterator[Entry]:
    """Yield the forecast of a case and its resolution."""
    scenario = scenario_of_case(theatre, case)
    written = date.fromisoformat(today())
    yield LedgerForecast(
        name=name,
        made=case.on,
        written=written,
        question=f"{case.name}: somebody gives way over: {case['title']}",
        chance=chance,
        rule=RULE,
        by=date_after(case.on, mapping.file.window),
        cluster=case.cluster,
        scenario=theatre.name,
        lens={str(lens): 1.0 / len(theatre.lenses) for lens in theatre.lenses},
        sha256=scenario.sha256,
        version=version_of("blinkfirst"),
    )
    known = case.on + timedelta(days=1)
    if case["confidence"] != "high":
        yield Resolution(name, VOID, known, written, reason="the row was coded from memory, not looked up")
        return
    gave_way = first_named(case["blink"], mapping.file.items.first)
    source = f"{case.name}: {case['source']}"
    yield Resolution(name, YES if gave_way else NO, known, written, source=source)


def progress(text: str) -> None:
    """Say how far it is."""
    sys.stderr.write(f"\r{text} ")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
