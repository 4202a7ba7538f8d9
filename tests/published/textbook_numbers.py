"""What is known of the textbook scenarios beside what blinkfirst says: the numbers of docs/textbook.md.

The known ones come from `reference.textbook`, which knows nothing of blinkfirst; ours from the shipped
scenarios.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from published.textbook_matrices import played_once
from published.textbook_play import first_with_types, play
from reference.textbook import (
    attrition,
    centipede,
    chain_store,
    coin_tosses,
    matrices,
    offers,
    race,
    reputations,
    setter,
    ultimatum,
    volunteers,
)


@dataclass(frozen=True)
class Number:
    """One known number beside ours."""

    scenario: str
    quantity: str
    known: float
    ours: float


def numbers() -> list[Number]:
    """Everything that is compared, scenario by scenario."""
    return [
        *_coin_tosses(),
        *_standoff(),
        *_centipede(),
        *_chain_store(),
        *_setter(),
        *_offers(),
        *_race(),
        *_ultimatum(),
        *_volunteers(),
        *_matrices(),
    ]


def backgrounds() -> dict[str, float]:
    """Known numbers of other games and limits: what a page says beside ours, and no scenario reproduces."""
    in_rounds = {
        f"volunteer in rounds, {n}": volunteers.mixed_in_rounds(n, benefit=4, cost=1) for n in (2, 3, 5)
    }
    book = reputations.ends([reputations.NORTH, reputations.SOUTH])
    found = first_with_types("war-of-attrition-hidden")
    return {
        "obstinate: North first": book.first[0],
        "obstinate: South first": book.first[1],
        "obstinate: South at once": book.at_once[1],
        "obstinate: North, ours": found["North"],
        "obstinate: South, ours": found["South"],
        "mixed solution": attrition.mixed_first([attrition.EAST, attrition.WEST]),
        "endless bargaining": 1 / 1.7,
        "eleven offers": offers.share_of_the_first(0.7, 11),
        "solo month": race.solo_month(),
        "preemption month": race.preemption_month(),
        **in_rounds,
    }


def _coin_tosses() -> list[Number]:
    known = coin_tosses.first_by((0.2, 0.1, 0.15), (1 / 2, 1 / 2, 2 / 5), 24)
    first = play("coin-tosses").first
    return [
        Number("coin-tosses", f"P({actor} blinks first)", value, first[actor])
        for actor, value in zip(("Often", "Seldom", "Manifold"), known, strict=True)
    ]


def _standoff() -> list[Number]:
    sides = [attrition.EAST, attrition.WEST]
    known, found = attrition.contest(sides), play("two-sided-standoff")
    exact = attrition.contest([attrition.Side(s.prize, s.waiting, s.audience, inf) for s in sides])
    sharp = play("two-sided-standoff", precision=inf)
    return [
        Number("two-sided-standoff", "P(East blinks first)", sum(known.concedes[0]), found.first["East"]),
        Number("two-sided-standoff", "P(West blinks first)", sum(known.concedes[1]), found.first["West"]),
        Number("two-sided-standoff", "worth to East, utils", known.worth[0], found.value("East")),
        Number(
            "two-sided-standoff",
            "P(East blinks first), exact",
            sum(exact.concedes[0]),
            sharp.first["East"],
        ),
    ]


def _centipede() -> list[Number]:
    def ends(precision: float) -> list[float]:
        found = play("centipede", precision=precision)
        months = [found.first_by_tick(("Ann", "Bea")[month % 2])[month] for month in range(4)]
        return [*map(float, months), found.first["nobody"]]

    at_once = Number("centipede", "P(taken at once), exact", centipede.ends_at(inf)[0], ends(inf)[0])
    nodes = ("taken at once", "taken second", "taken third", "taken fourth", "shared out")
    pairs = zip(nodes, centipede.ends_at(1.0), ends(1.0), strict=True)
    return [
        at_once,
        *(Number("centipede", f"P({node}), precision 1", known, ours) for node, known, ours in pairs),
    ]


def _chain_store() -> list[Number]:
    found = []
    for precision, said in ((inf, "exact"), (1.0, "precision 1")):
        one, played = chain_store.town(precision), play("chain-store", precision=precision)
        wars = 4 * one.enters * (1 - one.tolerates)
        entries, fights = played.answer("count Rivals enter"), played.answer("count Chain fights")
        found += [
            Number("chain-store", f"shops opened of four, {said}", 4 * one.enters, entries),
            Number("chain-store", f"price wars, {said}", wars, fights),
        ]
    return found


def _setter() -> list[Number]:
    asked = (
        ((0.5, 0.4), 0.3, 0.0),
        ((0.5, 0.5), 0.3, 0.0),
        ((0.5, 0.5), 0.6, 0.0),
        ((0.5, 0.5), 0.3, 0.05),
        ((0.5, 0.5), 0.6, 0.15),
    )
    found = []
    for ideals, reversion, price in asked:
        settings = {
            "parameters.nearer-wants": ideals[0],
            "parameters.farther-wants": ideals[1],
            "parameters.reversion": reversion,
            "arguments.price-of-a-veto.weight": -price,
        }
        said = f"policy, ideals {ideals[0]} and {ideals[1]}, reversion {reversion}, veto price {price}"
        ours = 1 + play("setter-and-veto", settings).value("Drafter")
        known = setter.highest_acceptable(ideals, reversion, price)
        found.append(Number("setter-and-veto", said, known, ours))
    return found


def _offers() -> list[Number]:
    known, found = offers.bargain(10, 12, (0.7, 0.7)), play("alternating-offers")
    hasty = offers.bargain(10, 12, (0.7, 0.5))
    pressed = play("alternating-offers", {"parameters.west-delay": 0.5})
    return [
        Number("alternating-offers", "East's share", known.share, found.value("East") / 0.7),
        Number("alternating-offers", "East's share, West at 0.5", hasty.share, pressed.value("East") / 0.7),
        Number("alternating-offers", "worth to West, utils", known.worth[1], found.value("West")),
    ]


def _race() -> list[Number]:
    found = play("preemption-race")
    known = race.race([round(race.price(k / 2), 4) for k in range(24)], 0.5)
    ticks = found.first_by_tick("East") + found.first_by_tick("West")
    return [
        Number("preemption-race", "month of the first entry", known.first / 2, float(ticks.argmax()) / 2),
        Number("preemption-race", "P(East is first)", 0.5, found.first["East"]),
        Number("preemption-race", "worth to either, utils", known.worth, found.value("West")),
    ]


def _ultimatum() -> list[Number]:
    found = []
    for precision, said in ((10, ""), (inf, ", exact")):
        ours, known = play("ultimatum", precision=precision), ultimatum.ends(ultimatum.Ultimatum(), precision)
        carried_out = ours.answer("threat == kept by 2024-07-01")
        found += [
            Number("ultimatum", f"P(Target yields){said}", known.yielded, ours.first["Target"]),
            Number("ultimatum", f"P(the threat lapses){said}", known.lapsed, ours.first["Sender"]),
            Number("ultimatum", f"P(it is carried out){said}", known.struck, carried_out),
        ]
    empty = play("ultimatum", {"arguments.broken-word.weight": 0}, precision=inf).first
    known = ultimatum.ends(ultimatum.Ultimatum(broken=0.0), inf)
    return [
        *found,
        Number("ultimatum", "P(Target yields), face 0, exact", known.yielded, empty["Target"]),
        Number("ultimatum", "P(the threat lapses), face 0, exact", known.lapsed, empty["Sender"]),
    ]


def _volunteers() -> list[Number]:
    found = []
    for n in (2, 3, 5):
        played = play("volunteers-dilemma", {"parameters.objectors": n})
        ours = played.answer("text == blocked by 2024-03-01")
        quantity = f"P(blocked in two months), {n} objectors"
        found.append(Number("volunteers-dilemma", quantity, volunteers.blocked_by(4, n), ours))
    return found


def _matrices() -> list[Number]:
    """Games that are played once."""
    first, second = matrices.logit_pennies(1.0, prize=9.0)
    sharper = matrices.logit_pennies(100.0, prize=9.0)
    chicken, doves = played_once("chicken"), played_once("hawk-dove")
    sanctions, harsher = played_once("tsebelis-sanctions"), played_once("tsebelis-sanctions", penalty=-5)
    hunt, pennies = played_once("stag-hunt"), played_once("ochs-pennies")
    violate = matrices.violations(punished=-1, ignored=-4, needless=-1, peace=2)
    safer = matrices.logit_stags(0.25, stag=9, hare=8, together=7)
    enforced = [matrices.sanctions(penalty, loot=3, harassed=-0.5, quiet=0) for penalty in (-2, -5)]
    found = [
        ("chicken", "number of equilibria", 3, chicken.count),
        ("chicken", "P(straight), mixed", matrices.chicken_straight(-10), chicken.mixed("Row", "straight")),
        ("chicken", "P(swerve), precision 1", matrices.logit_chicken(1, -10), chicken.logit("Row", "swerve")),
        ("hawk-dove", "P(hawk), mixed", matrices.hawks(2, 4), doves.mixed("East", "hawk")),
        ("hawk-dove", "worth to East, mixed, utils", 1 - matrices.hawks(2, 4), doves.mixed_payoff("East")),
        ("tsebelis-sanctions", "P(violate)", violate, sanctions.mixed("Target", "violate")),
        ("tsebelis-sanctions", "P(sanction)", enforced[0], sanctions.mixed("Sender", "sanction")),
        ("tsebelis-sanctions", "P(violate), penalty -5", violate, harsher.mixed("Target", "violate")),
        ("tsebelis-sanctions", "P(sanction), penalty -5", enforced[1], harsher.mixed("Sender", "sanction")),
        ("stag-hunt", "P(stag), mixed", matrices.stag_share(9, 8, 7), hunt.mixed("First", "stag")),
        ("stag-hunt", "P(stag), precision 1/4", safer, hunt.logit("First", "stag", 0.25)),
        ("stag-hunt", "P(stag) at the end of the logit path", 0, hunt.limit("First", "stag")),
        ("ochs-pennies", "P(Row heads), equilibrium", 1 / 2, pennies.mixed("Row", "heads")),
        ("ochs-pennies", "P(Column heads), equilibrium", 1 / 10, pennies.mixed("Column", "heads")),
        ("ochs-pennies", "P(Row heads), precision 1", first, pennies.logit("Row", "heads")),
        ("ochs-pennies", "P(Column heads), precision 1", second, pennies.logit("Column", "heads")),
        ("ochs-pennies", "P(Row heads), precision 100", sharper[0], pennies.logit("Row", "heads", 100)),
        ("ochs-pennies", "P(Column heads), precision 100", sharper[1], pennies.logit("Column", "heads", 100)),
    ]
    return [Number(*row) for row in found]
