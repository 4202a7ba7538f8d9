"""Runs of agents, as a page and in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from blinkfirst.game.leader import likeliest_blinkers
from blinkfirst.report.document import Block, Document, Grid, Section, grid, prose, section
from blinkfirst.report.labels import Labels
from blinkfirst.report.words import counted, percent
from blinkfirst.scenario.questions import COUNT

if TYPE_CHECKING:  # agents bring a large library along
    from blinkfirst.agents.frequencies import Estimate
    from blinkfirst.questions.run.agents import Chosen, SampleRuns, Story


def document_of(sample: SampleRuns) -> Document:
    """Return runs as dated stories, then the shares of all runs."""
    return Document(sample.scenario.title, sections=tuple(runs_sections(sample, {})))


_BY_TYPE = (
    "types drawn by their priors; belief: what the others held the second type for in the end, on average; "
    "exact chances are of the grid of beliefs, so that they may differ by its error, too"
)


def runs_sections(
    sample: SampleRuns, exact: Mapping[str, float], exact_types: Mapping[tuple[str, str], float] | None = None
) -> Iterator[Section]:
    """Yield the stories and the shares, beside exact probabilities and counts where they are known.

    ``exact_types`` : by actor and type, the probability that this actor blinks first if it is of the type.
    """
    if sample.chosen is not None:
        yield section("Which runs follow", prose(chosen_sentence(sample, sample.chosen)))
    for told in sample.stories:
        yield section(story_heading(sample, told), prose(*told.lines, indent=2))
    odd = {actor: mind for actor, mind in sample.minds.items() if mind != "strategic"}
    notes: list[Block] = []
    if odd:
        shown = Labels(sample.scenario).actor
        minds = ", ".join(f"{shown(actor)} is {mind}" for actor, mind in odd.items())
        said = "the shares are not those of the exact forecast, in which all are strategic"
        notes.append(prose(f"{minds}: {said}", style="quiet"))
        if sample.types:
            notes.append(prose("What they do is read by the others as if they played by it", style="quiet"))
    yield section(f"Who blinked first in {sample.runs:,} runs", _shares(sample, exact), *notes)
    if sample.types:
        yield section("The same runs by type", _by_type(sample, exact_types), prose(_BY_TYPE, style="quiet"))


def story_heading(sample: SampleRuns, told: Story) -> str:
    """Return the heading of a story."""
    alone = sample.chosen is None and len(sample.stories) == 1
    return f"{'One run' if alone else f'Run {told.run:,}'} (seed {sample.seed}, replicate {told.run})"


def chosen_sentence(sample: SampleRuns, chosen: Chosen) -> str:
    """Say how many of the runs meet the condition on stories, and how many of these follow."""
    share = chosen.share
    count, among = round(share.value * sample.runs), counted(sample.runs, "run")
    if not count:
        return f"None of {among} meets the condition that {chosen.condition}: there is no story."
    told = len(sample.stories)
    first = {0: "", 1: "; the first of them follows"}.get(told, f"; the first {told:,} of them follow")
    met = f"{count:,} of {among} ({percent(share.value)}) meet{'s' if count == 1 else ''} the condition that"
    return f"{met} {chosen.condition}{'; it follows' if count == told == 1 else first}."


def sentences_of(sample: SampleRuns) -> Iterator[str]:
    """Return in sentences who blinked first in how many of the runs."""
    shares = {name: estimate.value for name, estimate in sample.first_blink.items()}
    first, among = likeliest_blinkers(shares), f"of {sample.runs:,} runs (seed {sample.seed})"
    if not first:
        yield f"Nobody blinked in any {among}."
        return
    leaders, share = " and ".join(map(Labels(sample.scenario).actor, first)), percent(shares[first[0]])
    yield f"{leaders} blinked first most often, in {share}{' each' if len(first) > 1 else ''} {among}."
    yield f"In {percent(shares['nobody'])} nobody blinked."


def _shares(sample: SampleRuns, exact: Mapping[str, float]) -> Grid:
    counting = {question.name for question in sample.scenario.questions if question.ask.form == COUNT}
    shown = Labels(sample.scenario).actor
    blinking = {
        name: share for name, share in sample.first_blink.items() if share.value or exact.get(name) != 0.0
    }  # without those that cannot blink
    rows = [(shown(name), *_share(name, share, exact, counts=False)) for name, share in blinking.items()]
    rows += [
        (name, *_share(name, share, exact, name in counting)) for name, share in sample.questions.items()
    ]
    return grid(("", "agents", "95 % interval", *(["exact"] if exact else [])), rows)


def _by_type(sample: SampleRuns, exact: Mapping[tuple[str, str], float] | None) -> Grid:
    labels = Labels(sample.scenario)
    rows = []
    rules = sample.scenario.rules
    shown = {actor.name: actor.types.shown for actor in rules.actors if actor.types is not None}
    for actor, types in sample.types.items():
        for one, name in zip(types, shown[actor], strict=True):
            shares = [percent(share.value) for share in one.first_blink.values()] or ["", "", ""]
            beside = [percent(exact[actor, one.type])] if exact else []
            held = percent(one.belief.value) if one.runs else ""
            own, *rest = shares
            rows.append((labels.actor(actor), name, f"{one.runs:,}", own, *beside, *rest, held))
    beside = ["exact"] if exact else []
    return grid(("", "type", "runs", "blinks first", *beside, "another", "nobody", "belief"), rows, left=2)


def _share(name: str, share: Estimate, exact: Mapping[str, float], counts: bool) -> tuple[str, ...]:
    value, low, high, *beside = (
        f"{number:.2f}" if counts else percent(number)
        for number in (*share, *([exact[name]] if exact else []))
    )
    return value, f"{low} to {high}", *beside
