"""What removing each argument should move, and which way: the ledger's own direction, one place for each.

Every payoff argument has a place (scenario and lens) where its claim should be felt, a question, and the side
on which the answer lies once the argument is gone. Arguments without payoff have a setting that takes them
back.
"""

from __future__ import annotations

from typing import NamedTuple

G, H = "garrie-2018", "haggard-2022"
HIGHER, LOWER = "higher", "lower"


class Direction(NamedTuple):
    """Without the argument, `ask` in `scenario` under `lens` should be `expect`."""

    argument: str
    scenario: str
    lens: str
    ask: str
    expect: str


PAYOFFS = (
    Direction("dprk-wants-opening", "2018-trilateral-revision", G, "count DPRK offers", LOWER),
    Direction("humanitarian-cost", "2017-unity", G, "count China or Russia backs", HIGHER),
    Direction("sanctions-dont-work", "2022-testing-without-pushback", H, "count US presses", HIGHER),
    Direction("delay-to-stay-arbiter", "2019-hanoi", G, "US accepts by 2020-05-01", HIGHER),
    Direction("veto-protects-us-firms", "2019-hanoi", G, "US rebuffs by 2019-05-31", LOWER),
    Direction("no-us-gain-from-stalemate", "2019-hanoi", H, "count US resumes", HIGHER),
    Direction("icbm-triggers-tabling", "2022-testing-without-pushback", H, "count US presses", LOWER),
    Direction("tabling-puts-them-on-defence", "2022-testing-without-pushback", H, "count US presses", LOWER),
    Direction("capability-jump", "2022-testing-without-pushback", H, "count DPRK fires", LOWER),
    Direction("blame-china-narrative", "2018-report-hold", G, "count US airs", LOWER),
    Direction("dprk-as-trade-chip", "2018-report-hold", G, "count US airs", LOWER),
    Direction("cake-contradiction", "2018-report-hold", G, "count US presses", HIGHER),
    Direction("us-loses-control", "2018-race-to-invest", G, "US enters by 2020-10-01", LOWER),
    Direction("rok-drift-discord", "2018-gas-pipeline", G, "ROK asks by 2020-02-28", HIGHER),
    Direction("all-first-then-relief", "2018-trilateral-revision", G, "US blinks by 2020-04-01", HIGHER),
    Direction("deniable-concession", "2018-tacit-double-freeze", G, "US suspends by 2018-12-31", LOWER),
    Direction("slow-denuke-claim", "2018-tacit-double-freeze", G, "US suspends by 2018-12-31", HIGHER),
    Direction("moratorium-was-owed", "2018-tacit-double-freeze", H, "US suspends by 2018-12-31", HIGHER),
    Direction("hanoi-gap", "2019-hanoi", H, "US accepts by 2020-05-01", HIGHER),
    Direction("drills-too-dear", "2018-tacit-double-freeze", G, "US suspends by 2018-12-31", LOWER),
    Direction("investor-interest", "2018-race-to-invest", G, "US enters by 2020-10-01", LOWER),
    Direction("showcase-via-us-capital", "2018-race-to-invest", G, "US enters by 2020-10-01", LOWER),
    Direction("lure-away", "2018-race-to-invest", G, "US enters by 2020-10-01", LOWER),
    Direction("united-push-forces-us", "2018-trilateral-revision", G, "US blinks by 2020-04-01", LOWER),
    Direction("force-us-veto", "2018-trilateral-revision", G, "count China or Russia calls", LOWER),
    Direction("veto-reveals-insincerity", "2018-forced-us-veto", G, "count DPRK fires", LOWER),
    Direction("nonprolif-unity", "2017-unity", G, "count China or Russia backs", LOWER),
    Direction("anti-militarisation", "2017-unity", G, "count China or Russia backs", HIGHER),
    Direction("rhetoric-backlash", "2017-unity", G, "count China or Russia backs", HIGHER),
    Direction("no-unilateral", "2017-unity", G, "count Russia backs", HIGHER),
    Direction("no-more-punitive-votes", "2022-double-veto", G, "count China or Russia backs", HIGHER),
    Direction("content-objection", "2018-report-hold", G, "Russia blocks by 2018-11-30", LOWER),
    Direction("leak-as-pressure-pretext", "2018-report-hold", G, "Russia blocks by 2018-11-30", LOWER),
    Direction("hold-not-veto", "2022-double-veto", H, "Russia objects by 2022-07-31", HIGHER),
    Direction("blame-splitting", "2018-report-hold", G, "China blocks by 2018-11-30", HIGHER),
    Direction("sino-russian-coordination", "2022-double-veto", H, "China objects by 2022-07-31", LOWER),
    Direction("us-to-blame", "2022-double-veto", H, "Russia objects by 2022-07-31", LOWER),
    Direction("bloc-to-blame", "2022-double-veto", H, "Russia objects by 2022-07-31", LOWER),
    Direction("new-cold-war-no-help", "2022-double-veto", H, "count China or Russia backs", HIGHER),
    Direction("p5-paralysis", "2022-double-veto", H, "Russia objects by 2022-07-31", LOWER),
    Direction("automaticity-2397", "2022-double-veto", H, "Russia objects by 2022-07-31", HIGHER),
    Direction("obsolete-resolutions", "2018-race-to-invest", G, "count China or Russia enters", LOWER),
    Direction("ga-veto-review", "2022-double-veto", H, "China objects by 2022-07-31", HIGHER),
    Direction("draft-sweetener", "2022-double-veto", H, "China objects by 2022-07-31", HIGHER),
    Direction("soft-text-alternative", "2017-unity", H, "count China or Russia dilutes", LOWER),
    Direction("report-feeds-hawks", "2018-report-hold", G, "Russia blocks by 2018-11-30", LOWER),
    Direction("bidding-war", "2018-race-to-invest", G, "US enters by 2020-10-01", LOWER),
    Direction("haste-penalty", "2018-race-to-invest", G, "count China or Russia enters", HIGHER),
    Direction("timing-window-defiance", "2018-race-to-invest", G, "count China or Russia enters", LOWER),
    Direction("content-to-let-us-lead", "2018-race-to-invest", G, "count China or Russia enters", HIGHER),
    Direction("overplay-triggers-bypass", "2018-report-hold", G, "count China or Russia enters", LOWER),
    Direction("steps-merit-revision", "2018-trilateral-revision", G, "count China or Russia sponsors", LOWER),
    Direction("korean-asian-centric", "2018-race-to-invest", G, "count China or Russia enters", LOWER),
    Direction("rok-gas", "2018-gas-pipeline", G, "ROK asks by 2020-02-28", LOWER),
    Direction("rok-most-to-lose", "2018-gas-pipeline", G, "count ROK mediates", LOWER),
    Direction("talks-only-way", "2018-trilateral-revision", G, "count DPRK shuns", HIGHER),
    Direction("singapore-sequencing", "2018-trilateral-revision", G, "count DPRK shuns", HIGHER),
    Direction("kim-plays-suitors", "2018-tacit-double-freeze", G, "DPRK freezes by 2018-12-31", LOWER),
    Direction("pause-unrequited", "2018-tacit-double-freeze", G, "DPRK freezes by 2018-12-31", HIGHER),
    Direction("one-tool", "2022-testing-without-pushback", H, "count DPRK fires", LOWER),
    Direction("impunity-signal", "2022-testing-without-pushback", H, "count DPRK fires", LOWER),
    Direction("no-pushback", "2018-report-hold", H, "count DPRK fires", HIGHER),
    Direction("war-opportunity-fealty", "2022-testing-without-pushback", H, "count DPRK launches", LOWER),
    Direction("test-till-satisfied", "2018-tacit-double-freeze", H, "DPRK freezes by 2018-12-31", HIGHER),
    Direction("dprk-shuns-talks", "2019-hanoi", H, "count DPRK shuns", LOWER),
    Direction("restraint-fades", "2019-hanoi", H, "count DPRK fires", HIGHER),
    Direction("open-door-offer", "2019-hanoi", H, "count US resumes", HIGHER),
    Direction("structural-leakage", "2022-mandate-renewal", H, "China or Russia refuses", LOWER),
    Direction("programme-to-finish", "2022-double-veto", H, "DPRK fires by 2022-08-12", LOWER),
    Direction("unanswered-demand", "2018-trilateral-revision", H, "China or Russia shelves", LOWER),
)


class Setting(NamedTuple):
    """An argument that acts through the world: `set` it to the other author's value, or to its absence."""

    argument: str
    scenario: str
    lens: str
    set: dict[str, float | str]
    ask: str
    expect: str


WORLDLY = (
    Setting(
        "stare-down",
        "2018-trilateral-revision",
        G,
        {"actors.US.patience": 0.6},
        "US blinks by 2020-04-01",
        LOWER,
    ),
    Setting(
        "first-block-signals-type",
        "2018-report-hold",
        G,
        {"world.shield": "shown"},
        "China or Russia backs",
        LOWER,
    ),
    Setting(
        "process-irreversible",
        "2018-report-hold",
        G,
        {"parameters.brittle": 0.3},
        "talks < summit by 2019-08-30",
        HIGHER,
    ),
    Setting(
        "two-faced-us",
        "2018-trilateral-revision",
        G,
        {"world.hawks": "loud"},
        "US blinks by 2020-04-01",
        LOWER,
    ),
    Setting(
        "hawk-noise",
        "2018-trilateral-revision",
        G,
        {"parameters.hawkishness": 0.8},
        "US blinks by 2020-04-01",
        LOWER,
    ),
    Setting(
        "veto-pushes-dprk-east",
        "2018-forced-us-veto",
        G,
        {"world.relief": "none"},
        "lead == asia by 2020-03-15",
        LOWER,
    ),
    Setting(
        "tacit-double-freeze",
        "2018-tacit-double-freeze",
        G,
        {"world.pledge": "given"},
        "talks == summit by 2018-12-31",
        HIGHER,
    ),
    Setting(
        "un-relief-fastest",
        "2018-race-to-invest",
        G,
        {"world.sanctions": "sectoral"},
        "lead != none by 2019-10-10",
        HIGHER,
    ),
    Setting(
        "rebuff-but-enter",
        "2018-trilateral-revision",
        G,
        {"arguments.all-first-then-relief.terms.enter.weight": -9},
        "US blinks by 2020-04-01",
        LOWER,
    ),
    Setting(
        "relief-draft-mirrors-dprk-ask",
        "2018-forced-us-veto",
        G,
        {"world.relief": "none"},
        "sanctions <= sectoral by 2020-03-15",
        LOWER,
    ),
    Setting(
        "vague-process", "2019-hanoi", G, {"parameters.vague": 0.13}, "talks < summit by 2019-12-31", HIGHER
    ),
    Setting(
        "consulted-first",
        "2022-double-veto",
        H,
        {"parameters.consultation": 0.7},
        "text == both-against by 2022-07-31",
        LOWER,
    ),
    Setting(
        "covid-tightens",
        "2022-testing-without-pushback",
        H,
        {"parameters.border": 1},
        "leak >= porous by 2023-08-01",
        HIGHER,
    ),
    Setting(
        "structural-leakage",
        "2022-testing-without-pushback",
        H,
        {"parameters.smuggling": 0.02},
        "leak >= porous by 2024-08-01",
        LOWER,
    ),
)
