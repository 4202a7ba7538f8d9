"""Meaning of private types: from their keys to records, every problem in its place."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from blinkfirst.errors import nearest
from blinkfirst.scenario.diagnostics import Diagnostics
from blinkfirst.scenario.lenses import Ranged, Shares, mixed
from blinkfirst.scenario.nodes import Path, dotted
from blinkfirst.scenario.private_types import (
    BLINKS,
    FEWEST_NODES,
    REACH,
    REACH_LIMIT,
    TYPED_LIMIT,
    BeliefGrid,
    PrivateTypes,
    TypeWeight,
    default_nodes,
    fits_grid,
    is_prior,
)
from blinkfirst.scenario.scenario import Actor, Argument, Rules
from blinkfirst.scenario.schema import BeliefsEntry, ScenarioFile, TypeEntry, TypePayoffEntry

# a number of an actor, or what stands in for one that is wrong: path, text, what is expected
ReadNumber = Callable[[Path, str, str], float]

_DIFFERS = ("prior", "lens", "arguments", "precision", "never", "because")
_PRIOR = "a probability above 0 and below 1"
_PRECISION = "a number >= 0 (choice precision, 1/utils)"
_ENDLESS = (
    "has no place beside types: of who never errs each move would show the type, and choices by such signals "
    "have no logit equilibrium"
)


def actors_with_types(file: ScenarioFile) -> tuple[str, ...]:
    """Return the actors whose types are in the game, in the order of the actors."""
    written = [name for name, actor in file.actors.items() if isinstance(actor.types, dict)]
    if file.beliefs == "none":
        return ()
    about = file.beliefs.about if isinstance(file.beliefs, BeliefsEntry) else None
    return tuple(name for name in written if about is None or name in about)


def lenses_of_types(file: ScenarioFile) -> tuple[str, ...]:
    """Return the lenses that second types in the game weigh with, each once."""
    entries = [
        types for name in actors_with_types(file) if isinstance(types := file.actors[name].types, dict)
    ]
    named = [entry.lens for types in entries for entry in types.values() if entry.lens]
    return tuple(dict.fromkeys(lens for lens in named if lens in file.lenses))


def grid_of(diagnostics: Diagnostics, file: ScenarioFile) -> BeliefGrid | None:
    """Check which types are in the game and how finely beliefs are told apart.

    Returns
    -------
    The grid; ``None`` when nobody's types are in the game.
    """
    typed = actors_with_types(file)
    said = file.beliefs if isinstance(file.beliefs, BeliefsEntry) else BeliefsEntry.model_validate({})
    _check_about(diagnostics, file, said.about or ())
    if len(typed) > TYPED_LIMIT:
        message = (
            f"expected at most {TYPED_LIMIT} actors with types at once, got {len(typed)}: "
            f"{', '.join(typed)}; choose with `beliefs: {{about: [{', '.join(typed[:TYPED_LIMIT])}]}}`"
        )
        path: Path = ("beliefs", "about") if said.about else ("actors", typed[TYPED_LIMIT], "types")
        diagnostics.problem(path, message, at_key=True)
    nodes = default_nodes(len(typed)) if said.nodes is None else said.nodes
    if not fits_grid(nodes):
        message = (
            f"expected an odd number of at least {FEWEST_NODES} (0, the prior in the middle, 1, and as many "
            f"on either side; 7, 11, 19 and 35 are each within the next), got {nodes}"
        )
        diagnostics.problem(("beliefs", "nodes"), message)
        nodes = default_nodes(1)
    reach = said.reach
    if not 0 < reach <= REACH_LIMIT:
        expected = f"a number above 0, at most {REACH_LIMIT:g} (log-odds on either side of the prior)"
        diagnostics.problem(("beliefs", "reach"), f"expected {expected}, got {reach:g}")
        reach = REACH
    if typed and file.horizon == "none":
        message = (
            "types need a horizon: what is believed changes as long as anybody moves, and an endless game is "
            "solved for a world that stays; give months, or switch types off with `beliefs: none`"
        )
        diagnostics.problem(("horizon",), message)
    return BeliefGrid(nodes, reach) if typed else None


def _check_about(diagnostics: Diagnostics, file: ScenarioFile, about: Sequence[str]) -> None:
    path: Path = ("beliefs", "about")
    known = diagnostics.declared(path, "actor", about, file.actors)
    written = [name for name, actor in file.actors.items() if isinstance(actor.types, dict)]
    for index, name in enumerate(about):
        if name in about[:index]:
            diagnostics.problem((*path, index), f"{name} appears twice")
        elif name in known and file.actors[name].types is None:
            message = f"{name} has no types; with types there are: {', '.join(written) or 'none'}"
            diagnostics.problem((*path, index), message)


def check_types(diagnostics: Diagnostics, actors: Sequence[Actor]) -> None:
    """Refuse who never errs where anybody has types."""
    if any(actor.types is not None for actor in actors):
        for actor in actors:
            if math.isinf(actor.precision):
                message = f"`exact` {_ENDLESS}; give a number, or switch types off with `beliefs: none`"
                diagnostics.problem(("actors", actor.name, "precision"), message)


def check_types_differ(diagnostics: Diagnostics, rules: Rules) -> None:
    """Refuse types of which the second, as written, is the first; those that are wrong already aside."""
    wrong = [problem.path for problem in diagnostics.problems]
    for actor in rules.actors:
        if actor.types is not None and alike(actor, rules.arguments):
            if any(path.startswith(actor.types.path) for path in wrong):
                continue
            first, second = actor.types.names
            message = (
                f"{second} differs in nothing from {first}; say in what: another `lens`, other weights "
                "(`arguments`), another `precision`, or moves that it makes `never`"
            )
            diagnostics.problem(("actors", actor.name, "types", second), message, at_key=True)


def alike(actor: Actor, arguments: Sequence[Argument]) -> bool:
    """Return whether the second type of an actor, as it is written, is the first.

    A lens of its own counts as a difference, even where it happens to read as the one in force.
    """
    types = actor.types
    if types is None or types.lens or types.never or actor.second_precision != actor.precision:
        return False
    own = {(a.name, t.name): t.weight for a in arguments for t in a.terms}
    return all(
        one.value == (1.0 if one.kind == "times" else own.get((one.argument, one.term)))
        for one in types.weights
    )


class TypesReader:
    """Reads the types of one actor after the other."""

    def __init__(
        self, diagnostics: Diagnostics, file: ScenarioFile, shares: Shares, number: ReadNumber
    ) -> None:
        self.diagnostics, self.file, self.shares, self.number = diagnostics, file, shares, number
        self.used = actors_with_types(file)

    def types(self, actor: Actor) -> PrivateTypes | None:
        """Return the types of an actor; ``None`` where it has none, or they are not in the game."""
        entries = self.file.actors[actor.name].types
        if not isinstance(entries, dict):
            return None
        path: Path = ("actors", actor.name, "types")
        if len(entries) != 2:
            got = f"{len(entries)}: {', '.join(entries)}" if entries else "none"
            message = (
                f"expected two types, the actor as written and another, got {got}; tables of a file and of "
                "what it stands on are merged name by name"
            )
            self.diagnostics.problem(path, message, at_key=True)
            return None
        (first, plain), (second, other) = entries.items()
        self._check_first((*path, first), plain, first, second)
        found = self._second((*path, second), actor, (first, second), (plain, other))
        return found if actor.name in self.used else None

    def _check_first(self, path: Path, entry: TypeEntry, first: str, second: str) -> None:
        for key in _DIFFERS:
            if getattr(entry, key) not in (None, {}, []):
                message = (
                    f"{first} is the actor as written, with at most a label and `means`; what differs stands "
                    f"with {second}"
                )
                self.diagnostics.problem((*path, key), message, at_key=True)

    def _second(
        self, path: Path, actor: Actor, names: tuple[str, str], entries: tuple[TypeEntry, TypeEntry]
    ) -> PrivateTypes:
        entry = entries[1]
        prior = self._prior((*path, "prior"), entry)
        if entry.lens is not None and entry.lens not in self.file.lenses:
            self.diagnostics.unknown((*path, "lens"), "lens", entry.lens, self.file.lenses)
        return PrivateTypes(
            names=names,
            labels=(entries[0].label or "", entry.label or ""),
            means=(entries[0].means or "", entry.means or ""),
            prior=prior.base,
            low=prior.low,
            high=prior.high,
            lens=entry.lens or "",
            weights=tuple(self._weights((*path, "arguments"), actor.name, entry)),
            precision=self._precision((*path, "precision"), entry),
            never=self._never((*path, "never"), actor, entry),
            because=self.diagnostics.declared(
                (*path, "because"), "argument", entry.because, self.file.arguments
            ),
            path=dotted(path),
            place=self.diagnostics.node(path).key,
        )

    def _mixed(self, path: Path, value: object) -> Ranged:
        return mixed(self.diagnostics, path, value, self.shares, list(self.file.lenses))  # type: ignore[arg-type]

    def _prior(self, path: Path, entry: TypeEntry) -> Ranged:
        if entry.prior is None:
            self.diagnostics.problem(path, f"missing; expected {_PRIOR}", at_key=True)
            return Ranged(0.5, 0.5, 0.5)
        before = len(self.diagnostics.problems)
        prior = self._mixed(path, entry.prior)
        if len(self.diagnostics.problems) > before:
            return Ranged(0.5, 0.5, 0.5)
        for end in (prior.base, prior.low, prior.high):
            if not is_prior(end):
                message = f"expected {_PRIOR}, got {end:g}"
                if end in (0.0, 1.0):
                    message += "; of a type that is sure nothing is hidden: write `types: none` instead"
                self.diagnostics.problem(path, message)
                return Ranged(0.5, 0.5, 0.5)
        return prior

    def _precision(self, path: Path, entry: TypeEntry) -> float | None:
        if entry.precision is None:
            return None
        if entry.precision.strip() == "exact":
            self.diagnostics.problem(path, f"expected {_PRECISION}; `exact` {_ENDLESS}")
            return 1.0
        return self.number(path, entry.precision, _PRECISION)

    def _never(self, path: Path, actor: Actor, entry: TypeEntry) -> tuple[str, ...]:
        if entry.never is None:
            return ()
        said = [entry.never] if isinstance(entry.never, str) else entry.never
        if not said:
            self.diagnostics.problem(path, f"expected `{BLINKS}` or a move at least, got an empty list")
        menu = {move.name: move for move in actor.moves}
        if said == [BLINKS]:
            if not any(move.soft or move.hard for move in actor.moves):
                message = f"{actor.name} has no move that is a blink, so there is nothing to strike off"
                self.diagnostics.problem(path, message)
            return (BLINKS,)
        hold = next((m.name for m in actor.moves if m.when is None and not m.outcomes), None)
        for index, name in enumerate(said):
            at = path if isinstance(entry.never, str) else (*path, index)
            if name not in menu:
                message = f"unknown move {name!r}; {actor.name} has: {', '.join(menu)}, or `{BLINKS}` for all"
                self.diagnostics.problem(at, f"{message} of its blinks", nearest(name, [*menu, BLINKS]))
            elif name == hold:
                message = f"{name!r} is the hold, which cannot be struck off: it would leave nothing to do"
                self.diagnostics.problem(at, message)
        return tuple(dict.fromkeys(name for name in said if name in menu))

    def _weights(self, path: Path, actor: str, entry: TypeEntry) -> Iterator[TypeWeight]:
        for name, said in entry.arguments.items():
            here = (*path, name)
            if name not in self.file.arguments:
                self.diagnostics.unknown(here, "argument", name, self.file.arguments, at_key=True)
                continue
            felt = self._felt(name, actor)
            if not felt:
                message = f"{actor} is paid nothing by {name!r}, so there is no weight to change"
                self.diagnostics.problem(here, message, at_key=True)
            elif said.terms is None:
                yield from self._of_all(here, name, said, felt)
            elif said.times is not None or said.weight is not None:
                message = "expected either `terms` or one number for all, got both"
                self.diagnostics.problem(here, message, at_key=True)
            else:
                yield from self._of_terms((*here, "terms"), name, said.terms, felt, actor)

    def _felt(self, argument: str, actor: str) -> tuple[str, ...]:
        """Return the payoffs of an argument that an actor feels; of a single one the name is empty."""
        entry = self.file.arguments[argument]
        entries = {"": entry.for_} if entry.terms is None else {n: t.for_ for n, t in entry.terms.items()}
        return tuple(n for n, whose in entries.items() if whose == actor or actor in list(whose or ()))

    def _of_all(
        self, path: Path, argument: str, said: TypePayoffEntry, felt: Sequence[str]
    ) -> Iterator[TypeWeight]:
        if said.weight is not None and felt != ("",):
            message = f"this argument has several payoffs; expected `terms` with some of: {', '.join(felt)}"
            self.diagnostics.problem((*path, "weight"), message)
            return
        for term in felt:
            yield from self._of_one(path, argument, term, said)

    def _of_terms(
        self,
        path: Path,
        argument: str,
        said: dict[str, TypePayoffEntry],
        felt: Sequence[str],
        actor: str,
    ) -> Iterator[TypeWeight]:
        for term, entry in said.items():
            if term not in felt or not term:
                has = ", ".join(felt) if felt != ("",) else "a single one, without a name"
                message = f"no payoff of that name that {actor} feels; it feels: {has}"
                self.diagnostics.problem((*path, term), message, nearest(term, felt), at_key=True)
            else:
                yield from self._of_one((*path, term), argument, term, entry)

    def _of_one(self, path: Path, argument: str, term: str, said: TypePayoffEntry) -> Iterator[TypeWeight]:
        given = [key for key in ("times", "weight") if getattr(said, key) is not None]
        if len(given) != 1:
            got = "both" if given else "neither"
            self.diagnostics.problem(path, f"expected one of `times` or `weight`, got {got}", at_key=True)
            return
        (kind,) = given
        number = self._mixed((*path, kind), getattr(said, kind))
        steps = tuple(map(str, (*path, kind)))
        yield TypeWeight(argument, term, kind, number.base, number.low, number.high, steps)
