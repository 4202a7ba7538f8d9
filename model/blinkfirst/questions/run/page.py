"""The outlook of a scenario as a page and in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from blinkfirst.game.forecast import NOBODY
from blinkfirst.game.game import BLINK_DEGREES
from blinkfirst.game.leader import Leader, leader_of
from blinkfirst.questions.beliefs.page import TITLE as PATIENCE
from blinkfirst.questions.beliefs.page import patience_section
from blinkfirst.questions.run.agents_page import runs_sections
from blinkfirst.questions.run.facts import median_date, sentences_of
from blinkfirst.questions.run.ledger_page import ledger_section
from blinkfirst.questions.run.outlook import (
    FOLLOWS,
    FOLLOWS_NOT,
    DecisiveChoice,
    LensVerdict,
    Outlook,
    OverRanges,
    Patience,
    Reason,
)
from blinkfirst.questions.run.reputations import known_of, type_chances
from blinkfirst.questions.run.reputations_page import reputation_sections
from blinkfirst.questions.run.tables import values_by_argument
from blinkfirst.record.base_rates import LEVEL, MONTHS, BaseRates
from blinkfirst.report.condition import warnings_of
from blinkfirst.report.document import (
    Bars,
    Block,
    Document,
    Grid,
    GridColumn,
    Lines,
    Section,
    Style,
    Styled,
    Words,
    grid,
    prose,
    quiet,
    section,
    strong,
)
from blinkfirst.report.facts import Shown
from blinkfirst.report.labels import Labels
from blinkfirst.report.words import cited, counted, fixed, joined, percent, spoken_date
from blinkfirst.scenario.calendar import date_after
from blinkfirst.scenario.scenario import Argument, Scenario
from blinkfirst.solve.hidden_resolve.any_standoff import affordable
from blinkfirst.solve.standoff.certified import CertifiedForecast

COLOURS: dict[str, Style] = {FOLLOWS: "good", FOLLOWS_NOT: "bad"}
REASONS_SHOWN = 3
WAYS_SHOWN = 3
WORTH_SHOWING = 0.0005
# a reason weaker than this part of the strongest one is not shown
SMALLEST_REASON = 20
FLAT = 0.1  # of the largest hazard; months that differ by less share one line
LEAST_HAZARD = 0.0005
BASE_RATES = "Does anybody give way? The forecast beside earlier cases"
LEARNT = "What each end would say of the readings: their shares after it, by Bayes' rule"
DECISIVE = "The decisive arguments{read}, at each actor's likeliest blink (+ speaks for the likelier move)"
LENSES_SHOWN = 2  # in the table of chances
SURVIVES = {True: "yes", False: "no", None: "unsure"}


def document_of(outlook: Outlook, ledger: bool = False) -> Document:
    """Return title, first blinkers, hazard, questions, claims, the decisive arguments and runs of agents.

    Parameters
    ----------
    ledger : append all arguments with their sources.
    """
    scenario = outlook.scenario
    sections = [*_sections(outlook)]
    if outlook.runs is not None:
        exact = outlook.first_blink | {question.name: question.answer for question in outlook.questions}
        by_type = {} if outlook.pool else dict(_exact_types(outlook))
        sections += runs_sections(outlook.runs, exact, by_type)
    if ledger:
        for read, forecast in [(one.scenario, one.forecast) for one in outlook.pool] or [
            (scenario, outlook.forecast)
        ]:
            worth = {} if outlook.trust.is_unsure else values_by_argument(forecast)
            sections.append(ledger_section(read, worth))
    return Document(scenario.title, tuple(_opening(outlook)), tuple(sections))


def _exact_types(outlook: Outlook) -> Iterator[tuple[tuple[str, str], float]]:
    for known in known_of(outlook):
        for one in type_chances(known):
            yield (one.actor, one.type), one.first


def _opening(outlook: Outlook) -> Iterator[Block]:
    scenario = outlook.scenario
    end = scenario.end
    span = "no horizon, shown" if scenario.stationary else "until"
    yield prose(
        f"{scenario.start} {span} {end}, {_states(outlook)}, lens: "
        f"{scenario.lens_text or 'none'}",
        style="quiet",
    )
    if not outlook.trust.is_unsure:
        yield prose(*sentences_of(outlook))


def _states(outlook: Outlook) -> str:
    """Return how many states can be reached, in each reading of a pool where these differ."""
    standoffs = [one.standoff for one in outlook.pool] or [outlook.standoff]
    counts = dict.fromkeys(standoff.opening.n_states for standoff in standoffs)
    *most, last = counts
    return "".join(f"{count:,} or " for count in most) + counted(last, "reachable state")


def _scenario(scenario: Scenario) -> Iterator[Section]:
    """Describe the scenario as its file does, and list its dated events."""
    blocks: list[Block] = [prose(scenario.summary)] if scenario.summary else []
    if scenario.events:
        events = ((e.on, e.name, "foreseen" if e.foreseen else "surprise") for e in scenario.events)
        blocks.append(prose(*(f"{day}  {name} ({known})" for day, name, known in events), indent=2))
    if blocks:
        yield section("The scenario", *blocks)


def _sections(outlook: Outlook) -> Iterator[Section]:
    warnings = warnings_of(outlook.trust)
    if outlook.trust.is_unsure:
        yield section("Who blinks first?", Lines(tuple(warnings), "strong"))
    else:
        yield section("Who blinks first?", _blinkers(outlook), *_notes(warnings), _key(outlook))
        if outlook.pool:
            yield section(LEARNT, _learnt(outlook))
        yield from _patience_sections(outlook)
        yield from reputation_sections(outlook)
        yield from _scenario(outlook.scenario)
        yield section("Positions, and how each gives its own up", _positions(outlook))
    if outlook.certified is not None:
        yield _certified(outlook, outlook.certified)
    if outlook.trust.is_unsure:
        return
    if outlook.base_rates is not None:
        yield _base_rates(outlook, outlook.base_rates)
    yield _hazard(outlook)
    if outlook.questions:
        yield section("Questions", _questions(outlook))
    if outlook.claims:
        yield section("Claims: does the conclusion follow from the arguments?", _claims(outlook))
    yield from _decisive_section(outlook.scenario, outlook.decisive, DECISIVE.format(read=""))
    for one in outlook.pool:
        title = DECISIVE.format(read=f", read with {one.lens}")
        yield from _decisive_section(one.scenario, one.decisive, title)


def _patience_sections(outlook: Outlook) -> Iterator[Section]:
    """Yield the prices of patience where they were asked for, of a pool by reading."""
    if outlook.patience is not None:
        yield _patience(outlook.scenario, outlook.patience, PATIENCE)
    for one in outlook.pool:
        if one.patience is not None:
            yield _patience(one.scenario, one.patience, f"{PATIENCE}, read with {one.lens}")


def _patience(scenario: Scenario, found: Patience, title: str) -> Section:
    if not found.prices:
        return section(title, prose(f"There is no price of patience here: {found.refused}", style="quiet"))
    blocks = patience_section(scenario, found.prices).blocks
    typed = "Of actors with private types: the first type's, as if everybody knew that it is of that type."
    return section(title, *blocks, *((prose(typed, style="quiet"),) if scenario.grid is not None else ()))


def _decisive_section(
    scenario: Scenario, decisive: Sequence[DecisiveChoice], title: str
) -> Iterator[Section]:
    if decisive:
        arguments = {argument.name: argument for argument in scenario.rules.arguments}
        labels = Labels(scenario)
        yield section(title, *(block for choice in decisive for block in _choice(choice, arguments, labels)))


def _notes(warnings: Sequence[str]) -> list[Block]:
    """Return sentences that nobody should miss."""
    return [Lines(tuple(warnings), "strong")] if warnings else []


def _blinkers(outlook: Outlook) -> Grid:
    """Return the chances of a first blink, its soft and hard parts, and what they are elsewhere."""
    soft, hard = outlook.first_blink_by_degree
    other = [reading.first_blink for reading in outlook.readings[:LENSES_SHOWN]]
    columns = (outlook.first_blink, soft, hard, outlook.coin_toss, outlook.sharper, *other)
    lenses = [reading.lens for reading in outlook.readings[:LENSES_SHOWN]]
    heads = ("", "first", "soft", "hard", "coin toss", "precision x2", *lenses)
    shown = Labels(outlook.scenario).actor
    rows = [
        (shown(name), *(_chance(chances[name], outlook) if name in chances else "" for chances in columns))
        for name in _ranked(outlook)
        if name not in outlook.never_blinking
    ]
    return grid(heads, rows)


def _learnt(outlook: Outlook) -> Grid:
    """Return the shares of a pool's readings before anything has happened, and after each end."""
    shown, lenses = Labels(outlook.scenario).actor, [one.lens for one in outlook.pool]
    after = outlook.learnt
    rows = [("before", *(percent(one.share) for one in outlook.pool))]
    rows += [
        (_end(name, shown), *(percent(after[name][lens]) for lens in lenses))
        for name in _ranked(outlook)
        if outlook.first_blink[name] >= WORTH_SHOWING
    ]
    return grid(("", *lenses), rows)


def _end(name: str, shown: Shown) -> str:
    return f"{name} blinks" if name == NOBODY else f"{shown(name)} blinks first"


def _key(outlook: Outlook) -> Lines:
    """Say what the columns of the chances are, and who is not among the rows."""
    lenses = joined(reading.lens for reading in outlook.readings[:LENSES_SHOWN])
    said = [
        "first = soft + hard; coin toss: all moves equally likely; precision x2: everybody errs less"
        + (f"; {lenses}: read with that lens" if lenses else "")
        + ("; a pool has their mean by share, in every column" if outlook.pool else "")
    ]
    if any(affordable(known.standoff) is not known.standoff for known in known_of(outlook)):
        said.append("precision x2, other lenses and claims: on half as many nodes of belief")
    if outlook.never_blinking:
        names = joined(map(Labels(outlook.scenario).actor, outlook.never_blinking))
        said.append(f"No move of {names} that can be made is a blink.")
    return prose(*said, style="quiet")


def _ranked(outlook: Outlook) -> list[str]:
    """Return the names of actors, the likeliest first, and nobody."""
    chances = outlook.first_blink
    return sorted(chances, key=lambda name: (name == NOBODY, -chances[name]))


def _positions(outlook: Outlook) -> Grid:
    rows: list[tuple[Words, ...]] = []
    shown = Labels(outlook.scenario).actor
    for name in _ranked(outlook):
        if name != NOBODY:
            said = outlook.positions.get(name, "")
            rows.append((shown(name), (Styled(said, "emphasis"), f"\n{_ways(outlook, name)}")))
    return grid(("", ""), rows, prose=[1])


def _base_rates(outlook: Outlook, found: BaseRates) -> Section:
    """Set how often somebody gave way in the record beside the forecast's chance of it."""
    rows = []
    for one in found.rates:
        said = outlook.somebody_by(one.months)
        share = f"{one.gave_way} of {one.cases}"
        interval = f"{percent(one.low)} to {percent(one.high)}"
        forecast = "" if said is None else _chance(said, outlook)
        rows.append((f"{one.months} months", forecast, percent(one.rate), share, interval, str(one.episodes)))
    day = spoken_date(found.before)
    if not rows:
        none = f"{found.record}: no case whose {MONTHS[0]} months had passed before {day}"
        return section(BASE_RATES, prose(none, style="quiet"))
    words = (
        f"{found.record}: cases whose months had passed before {day}; the interval holds "
        f"{percent(LEVEL)}, as if each episode were one case. A record holds days on which something was "
        "decided, so that its rates are high"
    )
    heads = ("within", "forecast", "record", "cases", "interval", "episodes")
    return section(BASE_RATES, grid(heads, rows), prose(words, style="quiet"))


def _certified(outlook: Outlook, certified: CertifiedForecast) -> Section:
    brackets = zip((*certified.actors, NOBODY), (*certified.first_blink, certified.nobody), strict=True)
    shown = Labels(outlook.scenario).actor
    rows = [(shown(name), bracket.decimal, f"+/- {bracket.radius:.1g}") for name, bracket in brackets]
    error = outlook.certified_error
    lines: list[Words] = [quiet(f"in {certified.bits:,} bits")]
    if error is not None:
        claim = outlook.trust.condition.worst
        held = "as it claims" if error <= claim else "MORE THAN IT CLAIMS: please report this scenario"
        said = f"the forecast above differs from this by at most {error:.1g}, {held} (up to {claim:.1g})"
        lines.append(Styled(said, "quiet" if error <= claim else "bad"))
    if certified.ties:
        ties = counted(certified.ties, "menu")
        lines.append(quiet(f"in {ties} of exact maximisers moves tie, and share evenly"))
    title = "Certified by ball arithmetic: P(first blink)"
    return section(title, grid(("", "", ""), rows, left=3), Lines(tuple(lines)))


def _chance(chance: float, outlook: Outlook) -> str:
    return "unsure" if math.isnan(chance) else percent(chance, outlook.trust.condition.worst)


def _ways(outlook: Outlook, name: str) -> str:
    """Return an actor's likeliest first blinks with their degree, and when half of them have come."""
    forecast = outlook.forecast
    actor = forecast.actors.index(name)
    totals, labels = forecast.first_blink.sum(axis=0), Labels(outlook.scenario)
    ways = [
        (float(totals[deed, degree]), f"{labels.move(name, move)} ({BLINK_DEGREES[degree + 1]})")
        for deed, (owner, move) in enumerate(forecast.deeds)
        for degree in (0, 1)
        if owner == actor
    ]
    ranked = sorted(ways, key=lambda way: -way[0])[:WAYS_SHOWN]
    likely = [f"{way} {percent(probability)}" for probability, way in ranked if probability >= WORTH_SHOWING]
    if not likely:
        return "cannot blink" if name in outlook.never_blinking else "hardly ever blinks"
    day = median_date(forecast, outlook.scenario, actor)
    return f"{', '.join(likely)}; when it does, half of the time by {spoken_date(day)}"


def _hazard(outlook: Outlook) -> Section:
    hazards, start = outlook.forecast.hazard, outlook.scenario.start
    title = "Hazard: chance of a first blink in the month, if nobody has blinked before"
    low, top = float(hazards.min()), float(hazards.max())
    if top - low <= max(FLAT * top, LEAST_HAZARD):
        span = percent(top) if percent(low) == percent(top) else f"{percent(low)} to {percent(top)}"
        return section(title, prose(f"{span} in every month"))
    rows = tuple(
        (f"{month:2} to {date_after(start, month)}", percent(float(hazard)), float(hazard) / top)
        for month, hazard in enumerate(hazards, start=1)
    )
    return section(f"{title}; the longest bar is {percent(top)}", Bars(rows))


def _questions(outlook: Outlook) -> Grid:
    rows = []
    for question in outlook.questions:
        shown = f"{question.answer:.2f} times" if question.counts else percent(question.answer)
        named = question.name if question.name == question.ask else f"{question.name} ({question.ask})"
        rows.append((shown, named))
    return Grid((GridColumn("", right=True), GridColumn("", prose=True)), tuple(rows))


def _claims(outlook: Outlook) -> Grid:
    rows: list[tuple[Words, ...]] = []
    ranges = outlook.ranges
    drawn = () if ranges is None else ranges.claims
    for answer, held in zip_longest(outlook.claims, drawn):
        author = [v for v in answer.verdicts if v.role != "rival"]
        rivals = [v for v in answer.verdicts if v.role == "rival"]
        claim = f"{answer.claim.says} ({cited(answer.claim.source)})"
        own = (*_verdicts(author), *_held(held, ranges))
        rows.append((claim, answer.claim.expect, own, _verdicts(rivals)))
    if any(rivals for *_, rivals in rows):
        heads = ("claim", "expected", "its author's lens", "the rival's")
        return grid(heads, rows, left=4, prose=(0, 2, 3))
    return grid(("claim", "expected", "verdict"), [row[:3] for row in rows], left=3, prose=(0, 2))


def _held(draws: int | None, ranges: OverRanges | None) -> tuple[str, ...]:
    """Say in how many draws from the authors' ranges a claim follows."""
    return () if draws is None or ranges is None else (f"\nfollows in {draws} of {ranges.draws} draws",)


def _verdicts(verdicts: Iterable[LensVerdict]) -> tuple[str | Styled, ...]:
    found: list[str | Styled] = []
    for verdict in verdicts:
        if found:
            found.append("\n")
        found.append(Styled(verdict.verdict, COLOURS.get(verdict.verdict, "plain")))
        was = "" if verdict.before is None else f"{verdict.before:.3f} to "
        by = f" by {abs(verdict.margin):.3f}" if verdict.verdict in COLOURS else ""
        found.append(f"{by} ({was}{verdict.answer:.3f})")
    return tuple(found)


def _choice(
    choice: DecisiveChoice, arguments: Mapping[str, Argument], labels: Labels
) -> Iterator[Block]:
    """Set the likelier of a blink and the move in its place against the other: above 0 speaks for it."""
    ties = "".join(f"; {tie}" for tie in _ties(choice, labels))
    move, instead = (labels.move(choice.actor, name) for name in (choice.move, choice.instead))
    blink = f"{move}, a {choice.degree} blink ({percent(choice.probability)})"
    hold = f"{instead} ({percent(choice.instead_probability)})"
    sign = 1 if choice.probability > choice.instead_probability else -1
    likelier, other = (blink, hold)[::sign]
    difference = fixed(sign * choice.difference, 2, signed=True)
    yield prose(
        (
            strong(labels.actor(choice.actor)),
            f", as {choice.type}" if choice.type else "",
            f", {choice.day}: {likelier} rather than {other}: {difference} utils{ties}",
        )
    )
    rows: list[tuple[Words, ...]] = []
    for reason in shown_reasons(choice.reasons):
        argument = arguments[reason.argument]
        name = labels.argument(reason.argument)
        cause = (Styled(name, "emphasis"), f" ({cited(argument.source)}): {argument.claim}")
        rows.append((fixed(sign * reason.utils, 2, signed=True), cause))
    yield Grid((GridColumn("", right=True), GridColumn("", prose=True)), tuple(rows), indent=4)


def _ties(choice: DecisiveChoice, labels: Labels) -> Iterator[str]:
    """Say what was as likely as that which is taken apart here."""
    if choice.days_alike > 1:
        yield f"the first of {choice.days_alike:,} equally likely days"
    if choice.blinks_alike > 1:
        yield f"one of {choice.blinks_alike:,} equally likely blinks that day"
    if choice.instead_alike:
        instead, *alike = (labels.move(choice.actor, m) for m in (choice.instead, *choice.instead_alike))
        yield f"as likely as {instead}: {joined(alike)}"


def shown_reasons(reasons: Sequence[Reason]) -> list[Reason]:
    """Return the reasons worth a line: the strongest for and against, without those too small to matter."""
    largest = max((abs(reason.utils) for reason in reasons), default=0.0)
    shown = [reason for reason in reasons if abs(reason.utils) >= largest / SMALLEST_REASON]
    kept: list[Reason] = []
    for sign in (1, -1):
        kept += [reason for reason in shown if reason.utils * sign > 0][:REASONS_SHOWN]
    return sorted(kept, key=lambda reason: -abs(reason.utils))


def across_row(outlook: Outlook) -> tuple[str, ...]:
    """Return the row of the table across scenarios: who leads, with what chance, and under the rival lens."""
    labels = Labels(outlook.scenario)
    name = outlook.scenario.name
    if outlook.trust.is_unsure:
        return (name, "unsure", "", "", "", "")
    rivals = [
        f"{_leading(leader, labels)} {percent(leader.chance)}"
        for leader in (leader_of(reading.first_blink) for reading in outlook.readings)
    ]
    leader = outlook.leader
    return (
        name,
        _leading(leader, labels),
        _chance(leader.chance, outlook),
        SURVIVES[outlook.survives],
        _chance(outlook.first_blink[NOBODY], outlook),
        "; ".join(rivals),
    )


def _leading(leader: Leader, labels: Labels) -> str:
    names = leader.names
    return labels.actor(names[0]) if len(names) == 1 else f"{len(names)} tie"


def across_document(rows: Sequence[Sequence[str]]) -> Document:
    """Return the table across scenarios, a row of `across_row` each."""
    heads = ("scenario", "leader", "chance", "survives", "nobody", "rival lens")
    right = ("chance", "nobody")
    columns = tuple(GridColumn(head, right=head in right, prose=head == "rival lens") for head in heads)
    said = (
        "survives: the same leader has at least half of its chance when everybody's precision is doubled; "
        "otherwise it rests on error"
    )
    return Document(
        f"Who blinks first? {counted(len(rows), 'scenario')}",
        (Grid(columns, tuple(map(tuple, rows))), prose(said, style="quiet")),
    )
