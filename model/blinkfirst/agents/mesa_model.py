"""The stand-off as a Mesa model. The only file that imports Mesa.

Importing Mesa takes a second and forces the process's multiprocessing start method, so import this file
inside the function that needs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import mesa
import numpy as np

from blinkfirst.agents.believed import BelievedStretch, begin_believing, empty_believing, let_minds_change
from blinkfirst.agents.event_log import EVENT, MOVE, NATURE, LogEntry, first_blink
from blinkfirst.agents.minds.assignment import mind_names, minds_of
from blinkfirst.agents.minds.mind import Mind, Occasion, TableMind, mixed_actions
from blinkfirst.agents.schedule import PlayedStretch, leads_nowhere, played_course
from blinkfirst.errors import GameError
from blinkfirst.game.game import HARD, SOFT, FloatArray
from blinkfirst.game.policy import Policy
from blinkfirst.game.standoff import Standoff
from blinkfirst.rng import DRAWS_PER_TICK, drawn_types, pick, pick_or_nothing, running_totals
from blinkfirst.scenario.calendar import date_of
from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy, Tick


class ActorAgent(mesa.Agent):  # type: ignore[misc]
    """A state that decides by its mind; ``moves_made`` counts the initiatives that could change the world."""

    def __init__(self, model: StandoffModel, index: int, name: str, mind: Mind) -> None:
        super().__init__(model)
        self.index, self.name, self.mind = index, name, mind
        self.begin()

    def begin(self) -> None:
        """Forget the last run."""
        self.initiatives = 0
        self.moves_made = 0
        self.mind.begin()

    @property
    def payoff(self) -> float:
        """Utils so far, discounted to the start."""
        return float(self.model.payoffs[self.index])

    def choose(self, uniform: float) -> int:
        """The edge this actor's mind picks, now that it has the initiative."""
        model: StandoffModel = self.model
        here = model.stretch
        menu = here.menu(model.state, self.index)
        edge = menu[pick(running_totals(self._mix(here, menu).tolist()), uniform)]
        self.initiatives += 1
        self.moves_made += not leads_nowhere(here.game, edge)
        return edge

    def _mix(self, here: PlayedStretch, menu: range) -> FloatArray:
        model: StandoffModel = self.model
        if here.believed is not None:
            return self._as_believed(here, here.believed, menu)
        if isinstance(self.mind, TableMind):
            return model.tables[here.first_tick][model.tick - here.first_tick, menu.start : menu.stop]
        occasion = Occasion(model.tick, here.game, model.state, menu, here.sigma(model.tick, menu))
        return self.mind.mix(occasion)

    def _as_believed(self, here: PlayedStretch, believed: BelievedStretch, menu: range) -> FloatArray:
        """Return how this actor's own type chooses at what is believed, unless its mind leaves that."""
        model: StandoffModel = self.model
        believing = model.believing
        state, mover, run = (np.array([index], dtype=np.uint32) for index in (model.state, self.index, 0))
        believed.choose(model.later(believed), state, mover, run, 1, believing)
        sigma = believing.choice[:, : len(menu)]
        if not isinstance(self.mind, TableMind):
            return self.mind.mix(Occasion(model.tick, here.game, model.state, menu, sigma[0]))
        minds = [actor.mind for actor in model.cast]
        states, movers = state.astype(np.int64), mover.astype(np.int64)
        let_minds_change(minds, here.game, states, movers, believing.choice)
        return np.asarray(sigma[0])


class StandoffModel(mesa.Model):  # type: ignore[misc]
    """A stand-off, one tick a step.

    Mesa's own generators are never drawn from; `rng` is ours, spent as `blinkfirst.rng` says. ``running``
    turns False at the horizon. Where ``collect`` is set, ``datacollector`` has one row for the start and one
    after every step; a row shows the world at its tick, after a dated event of that tick, as the forecast
    does.

    With private types, every run draws its own; `types` is what was drawn, and `beliefs` what everybody
    holds for likely of each typed actor, the probability of its second type.

    Parameters
    ----------
    rng : the stream of the replicate, from `blinkfirst.rng.replicate_stream`.
    minds : actor -> name of its mind; strategic by default.

    Attributes
    ----------
    tick : the tick about to be played.
    state : of the world, an index in ``stretch.game``.
    tables : by first tick of a stretch, shape (ticks, E), what minds without memory play in it.
    payoffs : shape (A,), utils so far, discounted to the start, without the afterwards.
    types : of every typed actor, 0 for the first and 1 for the second.
    believing : beliefs and choices, of one run.
    """

    def __init__(
        self,
        standoff: Standoff,
        policy: Policy | HiddenPolicy,
        rng: np.random.Generator,
        minds: Mapping[str, str] | None = None,
        collect: bool = True,
    ) -> None:
        super().__init__(rng=0)  # given our generator, Mesa would draw from it to seed its own
        self.standoff = standoff
        self.course = played_course(standoff, policy)
        self.collect = collect
        playing = minds_of(standoff, policy, mind_names(standoff, minds or {}))
        self.tables = {
            played.first_tick: mixed_actions(played.game, played.first_tick, played.choice, playing)
            for played in self.course
            if played.choice.size
        }
        typed = standoff.typed
        self._priors = [one.prior for one in typed]
        self.believing = empty_believing([played.game for played in self.course], len(typed), 1)
        names = standoff.opening.movers
        self.cast = tuple(ActorAgent(self, index, names[index], mind) for index, mind in enumerate(playing))
        self._everybody = np.arange(len(self.cast))
        self._observers = tuple(actor.mind for actor in self.cast if actor.mind.memory > 0)
        _let_go(self)
        self.restart(rng)

    def restart(self, rng: np.random.Generator) -> None:
        """Go back to the start, with another stream."""
        self.rng = rng
        self.running = True
        self.steps = 0
        self.tick = 0
        self._number = 0
        self.stretch = self.course[0]
        self.state = self.stretch.game.start
        self.log: list[LogEntry] = []
        self.types: list[int] = drawn_types(rng, self._priors) if self._priors else []
        self.held: list[list[float]] = []
        if self._priors:
            kinds = np.array([self.types])
            begin_believing(self.stretch.game, self.believing, self._priors, kinds)
        self._ticks: Iterator[Tick] = iter(())
        self._now: Tick | None = None
        self.payoffs = np.zeros(len(self.cast))
        self._weight = np.ones(len(self.cast))
        for actor in self.cast:
            actor.begin()
        if self.collect:
            self.datacollector = _collector(self)
            self.datacollector.collect(self)

    def step(self) -> None:
        """Play one tick.

        Raises `GameError` when the horizon has been reached.
        """
        if not self.running:
            raise GameError(f"tick {self.tick}: the horizon has been reached; `restart` to play again")
        who, which, how = self.rng.random(DRAWS_PER_TICK).tolist()
        self.payoffs += self._weight * self._felt_flow()
        drawn = pick_or_nothing(self.stretch.who(self.state), who)
        if drawn < len(self.cast):
            self._play(self.cast[drawn], which, how)
        elif drawn < len(self.stretch.who(self.state)):
            self._let_nature(drawn - len(self.cast), how)
        self._go_on()

    @property
    def beliefs(self) -> list[float]:
        """Beliefs about each typed actor, the probability of its second type."""
        return list(self.believing.beliefs[0].tolist())

    def later(self, believed: BelievedStretch) -> FloatArray:
        """Return what comes after this tick, at all states and nodes of beliefs."""
        if self._now is None:
            self._ticks = believed.ticks()
            self._now = next(self._ticks)
        while self._now.number < self.tick:
            self._now = next(self._ticks)
        return self._now.later

    def _felt_flow(self) -> FloatArray:
        """Return what the state pays everybody, as its type feels it."""
        believed = self.stretch.believed
        if believed is None:
            return np.asarray(self.stretch.flow[self.state])
        return np.asarray(believed.felt.flow[self.believing.kinds[0], self.state, self._everybody])

    def _felt_lump(self, edge: int) -> FloatArray:
        """Return what a move pays everybody, as its type feels it."""
        believed = self.stretch.believed
        if believed is None:
            return np.asarray(self.stretch.lump[edge])
        return np.asarray(believed.felt.lump[self.believing.kinds[0], edge, self._everybody])

    def level(self, variable: int) -> str:
        """Name of the level of a variable now."""
        game = self.stretch.game
        return game.variables[variable].levels[int(game.states[self.state, variable])]

    @property
    def first_blinker(self) -> str:
        """The first to blink so far; empty when nobody has."""
        blink = first_blink(self.log, (SOFT, HARD))
        return blink.actor if blink else ""

    def _play(self, actor: ActorAgent, which: float, how: float) -> None:
        here = self.stretch
        edge = actor.choose(which)
        outcome = int(here.game.outcome_offset[edge]) + pick(here.outcomes(edge), how)
        self.payoffs += self._weight * self._felt_lump(edge)
        if here.believed is not None:
            here.believed.learn(self.believing, np.zeros(1, dtype=np.int64), np.array([edge]))
        name, move = here.game.edge_label(edge)
        blink = int(here.game.edge_blink[edge])
        after = int(here.game.outcome_state[outcome])
        self._record(LogEntry(self.tick, MOVE, name, move, self.state, after, blink, edge))

    def _let_nature(self, place: int, how: float) -> None:
        game = self.stretch.game
        row = int(game.nature_offset[self.state]) + place
        outcome = int(game.nature_outcome_offset[row]) + pick(self.stretch.nature_outcomes(row), how)
        after = int(game.nature_outcome_state[outcome])
        name = game.nature[int(game.nature_event[row])]
        self._record(LogEntry(self.tick, NATURE, "", name, self.state, after, nature_row=row))

    def _go_on(self) -> None:
        self._weight *= self.stretch.discount
        self.tick += 1
        self.steps = self.tick  # Mesa 3 counts them too, Mesa 4 does not
        self.running = self.tick < self.standoff.ticks
        while self._number + 1 < len(self.course) and self.course[self._number + 1].first_tick == self.tick:
            self._strike()
        if self.collect:
            self.datacollector.collect(self)

    def _strike(self) -> None:
        self._number += 1
        self.stretch = self.course[self._number]
        self._now = None
        carry = self.stretch.carry
        after = self.state if carry is None else int(carry[self.state])
        self._record(LogEntry(self.tick, EVENT, "", self.stretch.event, self.state, after))

    def _record(self, entry: LogEntry) -> None:
        self.state = entry.after_state
        self.log.append(entry)
        self.held.append(self.beliefs)
        for mind in self._observers:
            mind.observe(entry)


def _collector(model: StandoffModel) -> Any:
    standoff = model.standoff
    reporters: dict[str, Any] = {
        "tick": lambda m: m.tick,
        "date": lambda m: date_of(standoff.start, m.tick, standoff.tick_months),
        "months": lambda m: m.tick * standoff.tick_months,
    }
    for q, typed in enumerate(standoff.typed):
        name = f"belief.{standoff.opening.actors[typed.actor]}"
        reporters[name] = lambda m, q=q: m.beliefs[q]
    for number, variable in enumerate(standoff.opening.variables):
        reporters[f"world.{variable.name}"] = lambda m, number=number: m.level(number)
    reporters["first_blinker"] = lambda m: m.first_blinker
    return mesa.DataCollector(
        model_reporters=reporters,
        agent_reporters={name: name for name in ("name", "initiatives", "moves_made", "payoff")},
    )


def _let_go(model: StandoffModel) -> None:
    # Mesa numbers agents in a table of its own that keeps every model alive for as long as the process runs.
    numbers = getattr(mesa.Agent, "_ids", None)
    if isinstance(numbers, dict):
        numbers.pop(model, None)
