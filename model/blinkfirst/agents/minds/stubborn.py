"""The mind that never blinks."""

from __future__ import annotations

import numpy as np

from blinkfirst.agents.minds.mind import Mind, Occasion
from blinkfirst.agents.schedule import leads_nowhere
from blinkfirst.game.game import NO_BLINK, FloatArray
from blinkfirst.rng import running_totals


class Stubborn(Mind):
    """Never gives its position up, and is otherwise as strategic as anybody.

    Plays sigma given that the move is no blink: the others keep their odds among one another. The others at
    the table do not know that it is stubborn; they play as if it were strategic. Where sigma leaves nothing
    but blinks (an exact maximiser may), it stands still: the first move on the menu that only leaves the
    world as it is and is no blink, or else the first move that is no blink. Where holding itself is a blink
    and so is everything else, it cannot help blinking, and holds.

    Source
    ------
    The obstinate type of [Abreu2000]. Departure: it keeps its other moves, where theirs only waits.
    """

    memory = 0
    stochastic = True
    source = "[Abreu2000] obstinate types"

    def mix(self, occasion: Occasion) -> FloatArray:
        """Sigma given that it does not blink; the total is formed from left to right."""
        blinks = occasion.game.edge_blink[occasion.edges.start : occasion.edges.stop] != NO_BLINK
        if not blinks.any():
            return occasion.sigma
        kept = np.where(blinks, 0.0, occasion.sigma)
        total = running_totals(kept.tolist())[-1]
        return kept / total if total > 0.0 else _standing_still(occasion, blinks.tolist())


def _standing_still(occasion: Occasion, blinks: list[bool]) -> FloatArray:
    menu = list(enumerate(occasion.edges))
    firm = [(place, edge) for place, edge in menu if not blinks[place]] or menu
    still = [place for place, edge in firm if leads_nowhere(occasion.game, edge)]
    certain = np.zeros(len(menu))
    certain[still[0] if still else firm[0][0]] = 1.0
    return certain
