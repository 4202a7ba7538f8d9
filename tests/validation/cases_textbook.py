"""The textbook scenarios beside numbers worked out from the literature, without blinkfirst."""

from __future__ import annotations

from validation.textbook_page import page_cases

TOPIC = "Textbook scenarios"

SOURCES = {
    "coin-tosses": "the race of geometric waits, in closed form",
    "two-sided-standoff": "war of attrition with a deadline, backward by hand",
    "centipede": "Rosenthal 1981 and McKelvey & Palfrey 1992: four moves, backward by hand",
    "chain-store": "Selten 1978: one town at a time",
    "setter-and-veto": "Romer & Rosenthal 1978, Tsebelis 2002, Cameron 2000: the best point all accept",
    "alternating-offers": "Ståhl 1972, Rubinstein 1982: shares of a pie offer by offer",
    "preemption-race": "Fudenberg & Tirole 1985: rents equalised, in half months",
    "volunteers-dilemma": "Diekmann 1985, in rounds: logit choice of one among equals",
}
CASES = page_cases(SOURCES)
