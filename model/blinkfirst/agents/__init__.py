"""The same game, played by agents.

One `Actor` agent for each actor, one step of the model a tick, one event log. In every tick one thing
happens, drawn by the protocol in `blinkfirst.rng`: an actor has the initiative and its *mind* says how likely
each move is; or nature acts; or nothing does. With every mind strategic, many runs converge to the exact
forecast.

`MINDS` is the register: a new family of minds is a new file here and one line below. Mesa is imported by
`mesa_model` alone, and only when something is played.
"""

from blinkfirst.agents.minds import Mind
from blinkfirst.agents.strategic import Strategic
from blinkfirst.agents.stubborn import Stubborn

MINDS: dict[str, type[Mind]] = {
    "strategic": Strategic,
    "stubborn": Stubborn,
}
