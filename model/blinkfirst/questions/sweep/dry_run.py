"""Telling what a sweep would do."""

from __future__ import annotations

from dataclasses import replace

import click

from blinkfirst.questions.sweep.request import Errand
from blinkfirst.questions.sweep.running import Printing, Where, default_outcomes, request_of, request_on_top
from blinkfirst.report.output import page
from blinkfirst.study.cases.cost import cost_of
from blinkfirst.study.folder_plan import cases_to_add, found_in
from blinkfirst.study.plan import Sweep, path_columns, planned
from blinkfirst.study.store.sweep_folder import check_place, holds_sweep
from blinkfirst.study.store.tables import OUTCOMES


def announce(errand: Errand, where: Where, printing: Printing, resume: bool) -> None:
    """Print what a sweep would do; nothing is written, and nothing solved."""
    from blinkfirst.questions.sweep.plan_page import print_plan

    if errand.heading:
        click.echo(errand.heading)
    sweep, there = _planned(errand, printing, resume)
    for remark in errand.remarks:
        click.echo(remark)
    cost = cost_of(sweep.requests[-1].task(sweep.manifest.paths))
    cases = sum(len(sweep.manifest.cases_of(part)) for part in there)
    missing, parts = sweep.manifest.cases - cases, sweep.manifest.parts - len(there)
    console = page()
    print_plan(console, sweep, cost, missing, where.spoken(parts, missing, cost))


def _planned(errand: Errand, printing: Printing, resume: bool) -> tuple[Sweep, set[int]]:
    """Return the sweep as it would be, and the parts of it that are there."""
    folder = errand.folder
    begun = folder is not None and (errand.design is None or (resume and holds_sweep(folder)))
    if folder is None or not begun:
        if folder is not None:
            check_place(folder)
        request = request_of(errand, OUTCOMES if folder is not None else default_outcomes(errand, printing))
        part_size = cost_of(request.task(path_columns(request.design))).cases_per_part
        return planned(request, part_size), set()
    kept = found_in(folder, writing=False)
    sweep, there = kept.sweep, kept.store.done()
    if errand.design is not None:
        request = request_on_top(errand, kept)
        more = cases_to_add(kept, request)
        if more:
            part_size = cost_of(request.task(sweep.manifest.paths)).cases_per_part
            manifest = sweep.manifest.enlarged(request.design.as_object(), more, part_size)
            sweep = replace(sweep, requests=(*sweep.requests, request), manifest=manifest)
    return sweep, there
