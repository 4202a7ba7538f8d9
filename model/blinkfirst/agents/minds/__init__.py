"""Choices of an actor: a *mind* gives the mixed action of its actor in every state and tick.

`MINDS` is the one register: a new family of minds is a new file here and one line below.
"""

from blinkfirst.agents.minds.mind import Mind, Strategic
from blinkfirst.agents.minds.stubborn import Stubborn

MINDS: dict[str, type[Mind]] = {"strategic": Strategic, "stubborn": Stubborn}
