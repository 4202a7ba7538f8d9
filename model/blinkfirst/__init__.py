"""Who blinks first? Stand-offs argued in YAML, forecast exactly and played by agents.

>>> import blinkfirst as bf
>>> race = bf.load("textbook/preemption-race")
>>> found = bf.run(race)
>>> found.first_blink
{'East': 0.5, 'West': 0.5, 'nobody': 0.0}

Each question is a function of a `Scenario`: `run`, `explain`, `numbers`, `compare`, `sweep`, `commit`,
`stability`, `concepts`, `attrition`, `simulate`; of a `Matrix`, a game that is played once, `equilibria`. The
answers are records with ``summary``, ``table(name)`` and ``tables()``; printed, they show the command's page.

Behind them lie four steps, for those who want the arrays: `load` a scenario, `compile_scenario` it, solve the
stand-off by `backward_induction`, `forecast` what happens.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__: str

if TYPE_CHECKING:
    from blinkfirst.agents.engine import simulate_log
    from blinkfirst.agents.runs import simulate_many
    from blinkfirst.agents.runs_mesa import play, play_many
    from blinkfirst.compile.questions import watch_of
    from blinkfirst.compile.scenario import Compiled, compile_scenario
    from blinkfirst.compile.strategic_forms import strategic_form_of
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
    from blinkfirst.questions.attrition.answer import attrition
    from blinkfirst.questions.backtest.answer import backtest
    from blinkfirst.questions.beliefs.answer import beliefs
    from blinkfirst.questions.calibrate.answer import calibrate
    from blinkfirst.questions.commit.answer import commit
    from blinkfirst.questions.compare.answer import compare
    from blinkfirst.questions.concepts.answer import concepts
    from blinkfirst.questions.explain.answer import explain
    from blinkfirst.questions.library.answer import scenarios
    from blinkfirst.questions.matrix.answer import equilibria
    from blinkfirst.questions.numbers.answer import numbers
    from blinkfirst.questions.run.agents import simulate
    from blinkfirst.questions.run.answer import run
    from blinkfirst.questions.stability.answer import stability
    from blinkfirst.questions.sweep.answer import sweep
    from blinkfirst.scenario.loading import changed, load, load_matrix
    from blinkfirst.scenario.matrix import Matrix
    from blinkfirst.scenario.scenario import Scenario
    from blinkfirst.solve.standoff.backward_induction import backward_induction
    from blinkfirst.solve.standoff.explanation import explain_choice
    from blinkfirst.solve.standoff.forecast import forecast

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
    "attrition",
    "backtest",
    "backward_induction",
    "beliefs",
    "calibrate",
    "changed",
    "commit",
    "compare",
    "compile_scenario",
    "concepts",
    "equilibria",
    "explain",
    "explain_choice",
    "forecast",
    "load",
    "load_matrix",
    "numbers",
    "play",
    "play_many",
    "read_nfg",
    "run",
    "scenarios",
    "simulate",
    "simulate_log",
    "simulate_many",
    "stability",
    "strategic_form_of",
    "sweep",
    "watch_of",
]

# imported when first asked for: `import blinkfirst` stays free of numpy, numba and mesa
_HOMES = {
    "Compiled": "compile.scenario",
    "Equilibria": "game.equilibrium",
    "Forecast": "game.forecast",
    "Game": "game.game",
    "Matrix": "scenario.matrix",
    "Policy": "game.policy",
    "Scenario": "scenario.scenario",
    "Standoff": "game.standoff",
    "StrategicForm": "game.strategic_form",
    "attrition": "questions.attrition.answer",
    "backtest": "questions.backtest.answer",
    "backward_induction": "solve.standoff.backward_induction",
    "beliefs": "questions.beliefs.answer",
    "calibrate": "questions.calibrate.answer",
    "changed": "scenario.loading",
    "commit": "questions.commit.answer",
    "compare": "questions.compare.answer",
    "compile_scenario": "compile.scenario",
    "concepts": "questions.concepts.answer",
    "equilibria": "questions.matrix.answer",
    "explain": "questions.explain.answer",
    "explain_choice": "solve.standoff.explanation",
    "forecast": "solve.standoff.forecast",
    "load": "scenario.loading",
    "load_matrix": "scenario.loading",
    "numbers": "questions.numbers.answer",
    "play": "agents.runs_mesa",
    "play_many": "agents.runs_mesa",
    "read_nfg": "exchange.nfg",
    "run": "questions.run.answer",
    "scenarios": "questions.library.answer",
    "simulate": "questions.run.agents",
    "simulate_log": "agents.engine",
    "simulate_many": "agents.runs",
    "stability": "questions.stability.answer",
    "strategic_form_of": "compile.strategic_forms",
    "sweep": "questions.sweep.answer",
    "watch_of": "compile.questions",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        value: Any = _version()
    elif name in __all__:
        value = getattr(importlib.import_module(f"blinkfirst.{_HOMES.get(name, 'errors')}"), name)
    else:
        raise AttributeError(f"module 'blinkfirst' has no attribute {name!r}")
    globals()[name] = value
    return value


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("blinkfirst")
    except PackageNotFoundError:
        return "0+checkout"


def __dir__() -> list[str]:
    return sorted(__all__)
