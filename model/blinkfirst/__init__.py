"""Who blinks first? Stand-offs argued in YAML, forecast exactly and played by agents.

>>> import blinkfirst
>>> scenario = blinkfirst.load("2019-hanoi")
>>> scenario.lens_text
'haggard-2022'

The journey is always the same, each stop a frozen record: `load` a scenario, `compile_scenario` it, solve the
stand-off by `backward_induction`, `forecast` what happens;
`explain_choice` takes a choice apart, `play` lets agents play it once, `simulate` many times.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from blinkfirst.agents.playing import play, play_many
    from blinkfirst.compile.timeline import Compiled, compile_scenario
    from blinkfirst.compile.watches import watch_of
    from blinkfirst.errors import (
        BlinkFirstError,
        GameError,
        OptionError,
        ScenarioError,
        SolverError,
        StoreError,
        StudyError,
        WorkerError,
    )
    from blinkfirst.game.forecast import Forecast
    from blinkfirst.game.game import Game
    from blinkfirst.game.policy import Policy
    from blinkfirst.game.standoff import Standoff
    from blinkfirst.scenario.loading import changed, load
    from blinkfirst.scenario.scenario import Scenario
    from blinkfirst.simulation.many_runs import simulate, simulate_many
    from blinkfirst.simulation.one_run import simulate_log
    from blinkfirst.solve.backward_induction import backward_induction
    from blinkfirst.solve.explanation import explain_choice
    from blinkfirst.solve.forecast import forecast

__all__ = [
    "BlinkFirstError",
    "Compiled",
    "Forecast",
    "Game",
    "GameError",
    "OptionError",
    "Policy",
    "Scenario",
    "ScenarioError",
    "SolverError",
    "Standoff",
    "StoreError",
    "StudyError",
    "WorkerError",
    "backward_induction",
    "changed",
    "compile_scenario",
    "explain_choice",
    "forecast",
    "load",
    "play",
    "play_many",
    "simulate",
    "simulate_log",
    "simulate_many",
    "watch_of",
]

# imported when first asked for: `import blinkfirst` stays free of numpy, numba and mesa
_HOMES = {
    "Compiled": "compile.timeline",
    "Forecast": "game.forecast",
    "Game": "game.game",
    "Policy": "game.policy",
    "Scenario": "scenario.scenario",
    "Standoff": "game.standoff",
    "backward_induction": "solve.backward_induction",
    "changed": "scenario.loading",
    "compile_scenario": "compile.timeline",
    "explain_choice": "solve.explanation",
    "forecast": "solve.forecast",
    "load": "scenario.loading",
    "play": "agents.playing",
    "play_many": "agents.playing",
    "simulate": "simulation.many_runs",
    "simulate_log": "simulation.one_run",
    "simulate_many": "simulation.many_runs",
    "watch_of": "compile.watches",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'blinkfirst' has no attribute {name!r}")
    module = importlib.import_module(f"blinkfirst.{_HOMES.get(name, 'errors')}")
    value = getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
