"""Who blinks first? Stand-offs argued in YAML, forecast exactly and played by agents.

>>> import blinkfirst
>>> scenario = blinkfirst.load("2019-hanoi")
>>> scenario.lens_text
'haggard-2022'

The journey is always the same, each stop a frozen record: `load` a scenario, `compile_scenario` it, solve the
stand-off by `backward_induction`, `forecast` what happens;
`explain_choice` takes a choice apart, `play` lets agents play it once, `simulate` many times.

A game that is played once goes another way: `load_matrix` (or `read_nfg`, of another program's file),
`strategic_form_of`, `equilibria`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from blinkfirst.agents.one_run import simulate_log
    from blinkfirst.agents.runs import simulate, simulate_many
    from blinkfirst.agents.runs_mesa import play, play_many
    from blinkfirst.compile.matrix import strategic_form_of
    from blinkfirst.compile.questions import watch_of
    from blinkfirst.compile.scenario import Compiled, compile_scenario
    from blinkfirst.errors import (
        BlinkFirstError,
        GameError,
        OptionError,
        ScenarioError,
        SolverError,
        StoreError,
        StudyError,
        TooLargeError,
        WorkerError,
    )
    from blinkfirst.exchange.nfg import read_nfg
    from blinkfirst.game.equilibrium import Equilibria
    from blinkfirst.game.forecast import Forecast
    from blinkfirst.game.game import Game
    from blinkfirst.game.policy import Policy
    from blinkfirst.game.standoff import Standoff
    from blinkfirst.game.strategic_form import StrategicForm
    from blinkfirst.scenario.loading import changed, load
    from blinkfirst.scenario.matrix.loading import load_matrix
    from blinkfirst.scenario.matrix.matrix import Matrix
    from blinkfirst.scenario.scenario import Scenario
    from blinkfirst.solve.standoff.backward_induction import backward_induction
    from blinkfirst.solve.standoff.explanation import explain_choice
    from blinkfirst.solve.standoff.forecast import forecast
    from blinkfirst.solve.strategic_form.equilibria import equilibria

__all__ = [
    "BlinkFirstError",
    "Compiled",
    "Equilibria",
    "Forecast",
    "Game",
    "GameError",
    "Matrix",
    "OptionError",
    "Policy",
    "Scenario",
    "ScenarioError",
    "SolverError",
    "Standoff",
    "StoreError",
    "StrategicForm",
    "StudyError",
    "TooLargeError",
    "WorkerError",
    "backward_induction",
    "changed",
    "compile_scenario",
    "equilibria",
    "explain_choice",
    "forecast",
    "load",
    "load_matrix",
    "play",
    "play_many",
    "read_nfg",
    "simulate",
    "simulate_log",
    "simulate_many",
    "strategic_form_of",
    "watch_of",
]

# imported when first asked for: `import blinkfirst` stays free of numpy, numba and mesa
_HOMES = {
    "Compiled": "compile.scenario",
    "Equilibria": "game.equilibrium",
    "Forecast": "game.forecast",
    "Game": "game.game",
    "Matrix": "scenario.matrix.matrix",
    "Policy": "game.policy",
    "Scenario": "scenario.scenario",
    "Standoff": "game.standoff",
    "StrategicForm": "game.strategic_form",
    "backward_induction": "solve.standoff.backward_induction",
    "changed": "scenario.loading",
    "compile_scenario": "compile.scenario",
    "equilibria": "solve.strategic_form.equilibria",
    "explain_choice": "solve.standoff.explanation",
    "forecast": "solve.standoff.forecast",
    "load": "scenario.loading",
    "load_matrix": "scenario.matrix.loading",
    "play": "agents.runs_mesa",
    "play_many": "agents.runs_mesa",
    "read_nfg": "exchange.nfg",
    "simulate": "agents.runs",
    "simulate_log": "agents.one_run",
    "simulate_many": "agents.runs",
    "strategic_form_of": "compile.matrix",
    "watch_of": "compile.questions",
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
