"""The solutions of a matrix as a page and in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import product

from blinkfirst.game.equilibrium import Equilibrium
from blinkfirst.game.game import FloatArray
from blinkfirst.questions.matrix.answer import MULTIPLES, MatrixAnswer
from blinkfirst.questions.matrix.forecast import concessions
from blinkfirst.questions.matrix.forecast_page import (
    concessions_text,
    matrix_opening,
    matrix_title,
    outcome_text,
    parted_text,
    precisions_text,
)
from blinkfirst.report.document import Document, Section, grid, prose, section
from blinkfirst.report.strategic_forms import (
    bimatrix,
    dominance_text,
    equilibrium_lines,
    listed_equilibria,
    payoff_text,
    share_text,
    starred,
)
from blinkfirst.report.words import counted, percent
from blinkfirst.solve.strategic_form.best_replies import best_reply_marks

MOST_COLUMNS = 6
COLUMN_WIDTH = 16
MOST_LINES = 40  # profiles of a table that is listed; --json has all of them
EQUILIBRIA_SHOWN = 20
STRATEGIES_SHOWN = 30  # rows of the logit path and the levels
_PLURAL = "strictly dominated strategies"
_HEADS = {0.25: "1/4", 0.5: "1/2"}


def document_of(found: MatrixAnswer) -> Document:
    """Return the table, what is dominated, the equilibria, the logit path and levels of reasoning."""
    return Document(matrix_title(found.matrix), matrix_opening(found.matrix), tuple(_sections(found)))


def _sections(found: MatrixAnswer) -> Iterator[Section]:
    yield _bimatrix(found) if _fits_a_page(found) else _profiles(found)
    if found.dominated:
        yield section("Dominated strategies", prose(*_dominated(found)))
    yield _equilibria(found)
    yield _path(found)
    yield _levels(found)
    yield section("In short", prose(*sentences_of(found)))


def _fits_a_page(found: MatrixAnswer) -> bool:
    return found.form.n_players == 2 and found.form.counts[1] <= MOST_COLUMNS


def _bimatrix(found: MatrixAnswer) -> Section:
    form, marks = found.form, best_reply_marks(found.form)
    first, second = form.players

    def cell(row: int, column: int) -> str:
        return ", ".join(
            starred(payoff_text(form.payoffs[i, row, column]), bool(marks[i, row, column])) for i in range(2)
        )

    said = f"what {first} and {second} get, in utils, * where it is a best reply to the other's strategy"
    return section("The table", bimatrix(form, COLUMN_WIDTH, cell), prose(said, style="quiet"))


def _profiles(found: MatrixAnswer) -> Section:
    form, marks = found.form, best_reply_marks(found.form)
    everything = list(product(*map(range, form.counts)))
    rows = [
        [
            f"{name} {starred(payoff_text(form.payoffs[(i, *profile)]), bool(marks[(i, *profile)]))}"
            for i, name in enumerate(form.profile_names(profile))
        ]
        for profile in everything[:MOST_LINES]
    ]
    said = ["what each gets, in utils, * where it is a best reply to the others' strategies"]
    if len(everything) > MOST_LINES:
        said.append(f"the first {MOST_LINES} of {len(everything):,} profiles; --json has all of them")
    return section("The table", grid(form.players, rows, left=0), prose(*said, style="quiet"))


def _dominated(found: MatrixAnswer) -> Iterator[str]:
    form, left = found.form, found.elimination
    yield from (dominance_text(form, one) for one in found.dominated)
    if len(left.rounds) > 1:
        gone = sum(map(len, left.rounds))
        sizes = " x ".join(map(str, left.form.counts))
        yield (
            f"Taken out round after round, {counted(gone, 'strictly dominated strategy', _PLURAL)} go in "
            f"{counted(len(left.rounds), 'round')} and leave {sizes}."
        )


def _equilibria(found: MatrixAnswer) -> Section:
    search = found.equilibria
    title = f"Nash equilibria ({_how_sure(found)}; by {search.method})"
    return listed_equilibria(title, found.form, search, EQUILIBRIA_SHOWN, partial(_equilibrium, found))


def _how_sure(found: MatrixAnswer) -> str:
    search = found.equilibria
    which = "there are no others" if search.complete else "there may be others"
    if not search.degenerate:
        return f"{which}, no ties"
    if any(len(component) > 1 for component in search.components):
        return f"{'corners of all there are' if search.complete else which}, ties make a continuum of them"
    return f"{which}, some payoffs are tied"


def _equilibrium(found: MatrixAnswer, number: int, equilibrium: Equilibrium) -> Iterator[str]:
    yield from equilibrium_lines(found.form, number, equilibrium, share_text)
    yielding = concessions(found.matrix, equilibrium.profile)
    if yielding.players:
        yield f"gives way: {concessions_text(yielding)}"


def _path(found: MatrixAnswer) -> Section:
    profiles = [one.profile for one in found.steps]
    heads = [_HEADS.get(multiple, f"{multiple:g}") for multiple in MULTIPLES]
    if found.path.limit is not None:
        profiles.append(found.path.limit.profile)
        heads.append("limit")
    rows, left_out = _strategies(found, profiles)
    yielding = [concessions(found.matrix, profile) for profile in profiles]
    if yielding[0].players:
        rows.append(("nobody gives way", *(percent(one.nobody) for one in yielding)))
    precisions = precisions_text(found.matrix)
    said = f"in multiples of the file's precisions ({precisions}): 0 is a coin toss, 1 the forecast{left_out}"
    blocks = grid(("", *heads), rows), prose(said, style="quiet"), prose(*_path_in_words(found))
    return section("Logit equilibria: what players do who err less and less", *blocks)


def _strategies(
    found: MatrixAnswer, profiles: Sequence[Sequence[FloatArray]]
) -> tuple[list[tuple[str, ...]], str]:
    """Return a row for every strategy, or for the likeliest, and what to say of the others."""
    form = found.form
    rows = [(i, k) for i, own in enumerate(form.strategies) for k in range(len(own))]
    likeliest = {row: max(float(profile[row[0]][row[1]]) for profile in profiles[1:]) for row in rows}
    shown = sorted(rows, key=lambda row: -likeliest[row])[:STRATEGIES_SHOWN]
    told = [
        (
            f"{form.players[i]} {form.strategies[i][k]}",
            *(percent(float(profile[i][k])) for profile in profiles),
        )
        for i, k in rows
        if (i, k) in shown
    ]
    left = len(rows) - len(shown)
    return told, f"; {counted(left, 'unlikelier strategy', 'unlikelier strategies')} left out" if left else ""


def _path_in_words(found: MatrixAnswer) -> Iterator[str]:
    path = found.path
    if path.turns:
        yield (
            f"The path turns at {_times(path.turns)} the file's precisions: in between, one precision has "
            "several logit equilibria, and the columns show the one that is reached first."
        )
    if path.forks:
        yield (
            f"At {_times(path.forks)} the file's precisions another branch crosses. Beyond it this path, "
            "which goes straight on, is one of several: equals stay equals on it, and any lack of symmetry "
            "would send it elsewhere."
        )
    if found.coin_tossers:
        yield (
            f"{' and '.join(found.coin_tossers)} tossing a coin (precision 0), the path leads to what the "
            "others do best against that, which need not be an equilibrium."
        )
    elif found.limit is not None:
        yield f"The path leads to equilibrium {found.limit + 1}."
    elif path.limit is not None and found.equilibria.complete:
        yield "The path leads to an equilibrium between those listed, one of a continuum."
    elif path.limit is not None:
        yield "The path leads to an equilibrium beside those listed: one of a continuum, or one not found."
    else:
        yield "No equilibrium was found at the end of the path."


def _times(multiples: Sequence[float]) -> str:
    return f"{' and '.join(f'{multiple:.3g}' for multiple in multiples)} times"


def _levels(found: MatrixAnswer) -> Section:
    profiles = [*found.levels, found.hierarchy.played]
    heads = ("", *(f"level {k}" for k in range(len(found.levels))), "hierarchy")
    rows, left_out = _strategies(found, profiles)
    said = (
        "level 0 tosses a coin; each level is the best reply to the others one level below",
        f"hierarchy: levels mixed as a Poisson distribution has them, each knowing those below{left_out}",
    )
    return section("Levels of reasoning", grid(heads, rows), prose(*said, style="quiet"))


def sentences_of(found: MatrixAnswer) -> list[str]:
    """Say how many equilibria there are, who gives way, and what errors do to it."""
    said = (_how_many(found), outcome_text(found.forecast), parted_text(found.forecast))
    return [sentence for sentence in said if sentence]


def _how_many(found: MatrixAnswer) -> str:
    search = found.equilibria
    pure = sum(one.pure for one in search.equilibria)
    mixed = len(search.equilibria) - pure
    if not search.equilibria:
        return "No equilibrium was found, which does not mean that there is none."
    kinds = [f"{pure} pure"] if pure else []
    kinds += [f"{mixed} mixed"] if mixed else []
    total = "One equilibrium" if len(search.equilibria) == 1 else f"{len(search.equilibria)} equilibria"
    kind = ("pure" if pure else "mixed") if len(search.equilibria) == 1 else " and ".join(kinds)
    if any(len(component) > 1 for component in search.components):
        return f"{total}: {kind}; some are corners of a continuum, along which a tie lets somebody mix."
    sure = "" if search.complete else ", and there may be more"
    advice = "; nothing in the table says which" if len(search.equilibria) > 1 else ""
    return f"{total}: {kind}{sure}{advice}."
