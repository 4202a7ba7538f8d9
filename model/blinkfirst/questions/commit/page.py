"""The commitment game of a scenario as a page and in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import product

from blinkfirst.game.commitments import BLINKS_FIRST, FREE, NEVER_BLINKS
from blinkfirst.game.equilibrium import Equilibrium
from blinkfirst.game.forecast import NOBODY
from blinkfirst.game.game import FloatArray
from blinkfirst.questions.commit.answer import Commitments, TiedHands
from blinkfirst.report.condition import strain_warnings
from blinkfirst.report.document import Block, Document, Section, grid, prose, section
from blinkfirst.report.layout import scenario_title
from blinkfirst.report.strategic_forms import (
    LEAST_SHOWN,
    amount_text,
    bimatrix,
    dominance_text,
    equilibrium_lines,
    listed_equilibria,
    starred,
)
from blinkfirst.report.words import counted, fixed, percent
from blinkfirst.solve.strategic_form.best_replies import best_reply_marks

MOST_COLUMNS = 4
COLUMN_WIDTH = 18
MOST_LINES = 30  # profiles shown of more than two players; --csv has all of them
EQUILIBRIA_SHOWN = 12
_SHORT = {NEVER_BLINKS: "never", BLINKS_FIRST: "first", FREE: "free"}


def document_of(found: Commitments) -> Document:
    """Return the table of the commitments, its equilibria and the value of tying one's hands."""
    return Document(scenario_title(found.scenario), tuple(_opening(found)), tuple(_sections(found)))


def _sections(found: Commitments) -> Iterator[Section]:
    yield _bimatrix(found) if _fits_a_page(found) else _profiles(found)
    if len(found.outcomes.actors) > found.form.n_players:
        yield _by_actor(found)
    if found.form.n_profiles > 1:
        yield _equilibria(found)
    if found.dominated:
        yield section("Dominated postures", prose(*(dominance_text(found.form, d) for d in found.dominated)))
    if found.tied_hands:
        yield _tied_hands(found)
    yield section("In short", prose(*sentences_of(found)))


def _opening(found: Commitments) -> Iterator[Block]:
    table = found.outcomes
    sizes = " x ".join(map(str, table.counts))
    profiles = counted(found.form.n_profiles, "profile")
    how_many = profiles if len(table.counts) == 1 else f"{sizes}, {profiles}"
    made = "Commitments made before the first day and known to all"
    yield prose(f"{made}: {how_many}, each solved exactly.", style="quiet")
    conditions = list(_conditions(found))
    if conditions:
        yield prose(*conditions, style="quiet", indent=2)
    warnings = strain_warnings(found.strain)
    if warnings:
        yield prose(*warnings, style="strong")


def _conditions(found: Commitments) -> Iterator[str]:
    table = found.outcomes
    for player in table.players:
        if player.actors != (player.name,):
            yield f"{player.name}: {', '.join(player.actors)}; payoff: the sum of what they get"
    others = [name for name in table.actors if not any(name in player.actors for player in table.players)]
    if others:
        yield f"not a player, plays as the game goes: {', '.join(others)}"
    for player_name, posture in found.idle:
        yield f"left out: {player_name} {posture!r}: takes nothing off any menu"
    if any(not event.foreseen for event in found.scenario.events):
        yield "values follow what really happens, surprises included"


def _fits_a_page(found: Commitments) -> bool:
    return found.form.n_players == 2 and found.form.counts[1] <= MOST_COLUMNS


def _bimatrix(found: Commitments) -> Section:
    form, marks = found.form, best_reply_marks(found.form)
    first, second = form.players

    def cell(row: int, column: int) -> str:
        values = [
            starred(amount_text(form.payoffs[i, row, column]), bool(marks[i, row, column])) for i in range(2)
        ]
        chances = [percent(p) for p in _by_player(found, found.outcomes.first_blinks[row, column])]
        return f"{', '.join(values)}\n{', '.join(chances)}"

    said = (
        f"above: payoffs of {first} and {second}, utils, * a best reply to the other's posture",
        f"below: who blinks first: {', '.join(_columns(found))}",
    )
    table = bimatrix(form, COLUMN_WIDTH, cell)
    return section("Outcome of each profile", table, prose(*said, style="quiet"))


def _profiles(found: Commitments) -> Section:
    form, marks = found.form, best_reply_marks(found.form)
    everything = list(product(*map(range, form.counts)))
    shown = everything if len(everything) <= MOST_LINES else _chief_profiles(found, everything)
    rows = []
    for profile in shown:
        cells = [
            f"{_short(name)}\n{starred(amount_text(form.payoffs[(i, *profile)]), bool(marks[(i, *profile)]))}"
            for i, name in enumerate(form.profile_names(profile))
        ]
        chances = [percent(p) for p in _by_player(found, found.outcomes.first_blinks[profile])]
        rows.append((*cells, *chances))
    said = [
        "; ".join(f"{short}: {name}" for name, short in _SHORT.items()),
        "below a posture: the player's payoff, utils, * a best reply to the others' postures",
    ]
    if len(shown) < len(everything):
        said.append(
            f"shown are {len(shown)} of {len(everything):,} profiles: those in which at most one player "
            "commits, and pure equilibria; --csv prints all"
        )
    table = grid((*form.players, *_chance_heads(found)), rows, left=0)
    return section("Outcome of each profile", table, prose(*said, style="quiet"))


def _chief_profiles(found: Commitments, everything: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Choose the profiles in which nobody commits or one player does, and the pure equilibria."""
    pure = {tuple(support[0] for support in one.supports) for one in found.equilibria.equilibria if one.pure}
    players = found.outcomes.players
    return [
        profile
        for profile in everything
        if profile in pure
        or sum(not player.postures[k].free for player, k in zip(players, profile, strict=True)) <= 1
    ]


def _by_actor(found: Commitments) -> Section:
    """The amounts inside the sums: every actor, where nobody commits and where one player does.

    Two tables, so that no number is cut short on a narrow page.
    """
    table = found.outcomes
    amounts = [("nobody commits", *map(amount_text, table.uncommitted.values))]
    chances = [("nobody commits", *map(percent, table.uncommitted.first_blinks))]
    for tied in found.tied_hands:
        name = f"{found.form.players[tied.player]} {_short(found.form.strategies[tied.player][tied.posture])}"
        amounts.append((name, *map(amount_text, table.uncommitted.values + tied.actor_gain)))
        chances.append((name, *map(percent, tied.first_blinks)))
    said = "; ".join(f"{short}: {name}" for name, short in _SHORT.items() if name != FREE)
    tables = grid(("utils", *table.actors), amounts), grid(("blinks first", *table.actors), chances)
    return section("Actor by actor", *tables, prose(said, style="quiet"))


def _equilibria(found: Commitments) -> Section:
    search = found.equilibria
    which = "all equilibria" if search.complete else "equilibria found"
    kind = "degenerate: payoffs are tied" if search.degenerate else "no ties at the equilibria"
    title = f"Nash equilibria of the commitments ({which}, {kind}; by {search.method})"
    return listed_equilibria(title, found.form, search, EQUILIBRIA_SHOWN, partial(_equilibrium, found))


def _equilibrium(found: Commitments, number: int, equilibrium: Equilibrium) -> Iterator[str]:
    yield from equilibrium_lines(found.form, number, equilibrium)
    chances = _by_player(found, found.expected_first_blinks(equilibrium.profile))
    blinks = ", ".join(f"{name} {percent(p)}" for name, p in zip(_columns(found), chances, strict=True))
    yield f"first blink: {blinks}"


def _tied_hands(found: Commitments) -> Section:
    players = found.form.players
    rows = []
    for tied in found.tied_hands:
        chances = _by_player(found, tied.first_blinks)
        gains = [f"{_signed(g)}{'*' if k == tied.player else ''}" for k, g in enumerate(tied.gain)]
        rows.append((_one_commits(found, tied), *gains, *map(percent, chances)))
    chances = _by_player(found, found.outcomes.uncommitted.first_blinks)
    rows.append((NOBODY, *("" for _ in players), *map(percent, chances)))
    said = (
        "gains, utils, by one commitment while all others play as the game goes, over nobody committing;",
        "* gains of the player who commits",
    )
    table = grid(("who commits alone", *players, *_chance_heads(found)), rows, prose=[0])
    return section("The value of tying one's hands", table, prose(*said, style="quiet"))


def sentences_of(found: Commitments) -> Iterator[str]:
    """Say who blinks, who should tie its hands, and at whose cost."""
    yield _who_blinks(found)
    for player, name in enumerate(found.form.players):
        own = [tied for tied in found.tied_hands if tied.player == player]
        if own:
            yield _worth_tying(found, name, own)
        else:
            yield f"{name} has no commitment to make."
    several = sum(count > 1 for count in found.form.counts) > 1
    if several and len(found.equilibria.equilibria) == 1 and found.equilibria.complete:
        yield _the_equilibrium(found)


def _who_blinks(found: Commitments) -> str:
    chances = _by_player(found, found.outcomes.uncommitted.first_blinks)
    names = _columns(found)
    ranked = sorted(zip(chances, names, strict=True), key=lambda one: -one[0])
    said = [
        f"{'nobody blinks' if name == NOBODY else f'{name} blinks first'} with {percent(chance)}"
        for chance, name in ranked[:2]
        if chance >= LEAST_SHOWN
    ]
    return f"Without commitments {', '.join(said)}."


def _worth_tying(found: Commitments, name: str, own: Sequence[TiedHands]) -> str:
    best = max(own, key=lambda tied: tied.own_gain)
    posture = found.form.strategies[best.player][best.posture]
    if best.own_gain < LEAST_SHOWN:
        lost = best.own_gain <= -LEAST_SHOWN
        loss = f"costs it {-best.own_gain:.3f} utils" if lost else "changes nothing for it"
        return f"{name} gains nothing by tying its hands alone: even {posture!r} {loss}."
    losers, winners = _others(found, best, -1.0), _others(found, best, 1.0)
    effects = [f"at the cost of {losers}"] if losers else []
    effects += [f"to the benefit of {winners}"] if winners else []
    end = f", {' and '.join(effects)}" if effects else ", and nobody else gains or loses by it"
    return f"{name} gains {best.own_gain:.3f} utils by tying its hands: {posture!r}{end}."


def _others(found: Commitments, tied: TiedHands, sign: float) -> str:
    """Name other players, and actors that belong to none, whose gain has this sign."""
    names = _columns(found)[:-1]
    own = found.form.players[tied.player]
    pairs = zip(names, _summed_by_player(found, tied.actor_gain), strict=True)
    told = [f"{name} ({_signed(g)})" for name, g in pairs if name != own and sign * g >= LEAST_SHOWN]
    return ", ".join(told)


def _the_equilibrium(found: Commitments) -> str:
    (only,) = found.equilibria.equilibria
    form = found.form
    if not only.pure:
        return "If all choose at once, the only equilibrium is mixed."
    profile = tuple(support[0] for support in only.supports)
    if all(form.strategies[i][k] == FREE for i, k in enumerate(profile)):
        return "If all choose at once, nobody commits: that is the only equilibrium."
    return f"If all choose at once, the only equilibrium is: {_profile_text(found, profile)}."


def _profile_text(found: Commitments, profile: Sequence[int]) -> str:
    """Say who commits to what; players that give nothing up are left out."""
    players = found.outcomes.players
    said = [
        f"{player.name} {player.postures[k].name}"
        for player, k in zip(players, profile, strict=True)
        if not player.postures[k].free
    ]
    return "; ".join(said) or NOBODY


def _one_commits(found: Commitments, tied: TiedHands) -> str:
    """Name a commitment in full for two players; in short for more, where columns are many."""
    posture = found.form.strategies[tied.player][tied.posture]
    return f"{found.form.players[tied.player]} {posture if found.form.n_players <= 2 else _short(posture)}"


def _columns(found: Commitments) -> list[str]:
    table = found.outcomes
    committed = {name for player in table.players for name in player.actors}
    return [*found.form.players, *(name for name in table.actors if name not in committed), NOBODY]


def _chance_heads(found: Commitments) -> list[str]:
    return ["nobody\nblinks" if name == NOBODY else f"{name}\nfirst" for name in _columns(found)]


def _by_player(found: Commitments, chances: FloatArray) -> list[float]:
    """P(blinks first) in the order of `_columns`."""
    return [*_summed_by_player(found, chances), max(0.0, 1.0 - float(chances.sum()))]


def _summed_by_player(found: Commitments, amounts: FloatArray) -> list[float]:
    """Amounts summed over the actors of each player; then those of actors that belong to none."""
    table = found.outcomes
    committed = {name for player in table.players for name in player.actors}
    summed = [float(table.payoff(k, amounts)) for k in range(len(table.players))]
    others = [float(x) for name, x in zip(table.actors, amounts, strict=True) if name not in committed]
    return [*summed, *others]


def _short(posture: str) -> str:
    return _SHORT.get(posture, posture)


def _signed(value: float) -> str:
    return fixed(value, 3, signed=True)
