"""Inputs of the fuzzer: drawn from small grammars, then damaged; the same for the same seed and number.

A grammar is mostly right, so that much of what it draws goes deep; one place in thirty holds something odd.
Half of the inputs are then damaged as texts: spans and lines cut out, doubled, exchanged; numbers, words and
marks replaced by odd ones; bytes that are no text.
"""

# ruff: noqa: D102, E501, E731, RUF005  a grammar is read in rows
from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]

NUMBERS = [
    "0", "-0.0", "-1", "1", "2", "0.5", "1e9", "1e10", "-1e9", "1e308", "1e-320", "1e400", "9" * 400, "0x10", "1_000", ".5",
    "5.", ".", "nan", ".inf", "-inf", "010", "1/3", "0/0", "1/0", "²", "١", "90%", "0,4", "0.5..1", "4611686018427387904",
    "18446744073709551616", "1e-9", "0.30000000000000004", "20000", "1e100",
]  # fmt: skip
WORDS = [
    "nobody", "none", "null", "~", "true", "false", "yes", "NO", "on", "<<", "*a", "&a", "&a [*a]", "!!python/name:os.system",
    "exact", "__class__", "lambda", "me", "mover", "move", "é", "ß", "\u202e", "\u2028", "\x85", "\x1b[31m", "\x00", "\ufeff",
    "🙂", "a" * 3000, "", " ", "2020-02-30", "9999-12-31", "0001-01-01", "..", "/etc/passwd", "../x", "-", "--set", "{}", "[]",
    "''", '"', "and", "or", "not", "in", "if", "else", "is", "(" * 60, "[" * 60, "- " * 50, "a.b.c", "horizon", "lens", "weights",
]  # fmt: skip
MARKS = list("{}[]()<>:,;|&*!%@`'\"#?-=+~^\\/ \t\n\r") + ["\r\n", "**", "//", ": ", " #", "\n\n", "\n  "]


class Draw(random.Random):
    """Chances of one input."""

    def rarely(self, one_in: int = 30) -> bool:
        return self.randrange(one_in) == 0

    def odd(self) -> Any:
        """Draw a value that belongs nowhere, or not here."""
        if self.rarely(6):
            return self.choice(
                [[], {}, None, True, [1, [2, [3]]], {"a": {"b": 1}}, -1, 0, 1e308, 2**63, -0.0]
            )
        return self.choice(NUMBERS + WORDS)

    def some(self, of: Sequence[Any], least: int, most: int) -> list[Any]:
        return self.sample(list(of), self.randint(least, min(most, len(of))))

    def number(self) -> float | int | str:
        if self.rarely(40):
            return self.choice(NUMBERS)
        return self.choice(
            [0, 1, 2, 0.25, 0.5, 1.5, -0.3, -1, 3, self.randint(-9, 9), round(self.random(), 3)]
        )

    def share(self) -> Any:
        return self.odd() if self.rarely(60) else self.choice([0, 0.1, 0.25, 0.5, 0.9, 1])


# --- expressions over this world

LEVELS = {
    "gas": ["flowing", "cut", "off-for-good"],
    "talks": ["none", "open"],
    "heat": ["low", "high", "peak"],
}
PARAMETERS = {"haste": 0.5, "hard-line": 2.0}
ACTORS = ["East", "West", "Far-North"]
MOVES = ["hold", "yield", "press", "offer-talks"]


def number(draw: Draw, depth: int = 3) -> str:
    """Draw an expression that is mostly a number."""
    if draw.rarely(150):
        return str(draw.odd())
    if depth == 0 or draw.random() < 0.4:
        return str(draw.choice([*LEVELS, *PARAMETERS, draw.number(), draw.number()]))
    one, two = number(draw, depth - 1), number(draw, depth - 1)
    forms = [
        f"{one} {draw.choice(['+', '-', '*', '/'])} {two}", f"({one})", f"-{one}", f"abs({one})", f"min({one}, {two})",
        f"max({one}, {two})", f"clip({one}, 0, {two})", f"({one}) ** {draw.choice([2, -1, 8, 9, 0, two])}",
        f"{one} if {condition(draw, depth - 1)} else {two}", f"({one} {two})", f"{one}{draw.choice(MARKS)}{two}",
    ]  # fmt: skip
    return draw.choice(forms[:-2] if not draw.rarely(20) else forms)


def condition(draw: Draw, depth: int = 3) -> str:
    """Draw an expression that is mostly a condition."""
    if draw.rarely(50):
        return str(draw.odd())
    variable = draw.choice(list(LEVELS))
    level = draw.choice(LEVELS[variable])
    compared = draw.choice(["==", "!=", "<", "<=", ">", ">="])
    if depth == 0 or draw.random() < 0.4:
        return draw.choice(
            [f"{variable} {compared} {level}", f"{variable} in ({level}, {draw.choice(LEVELS[variable])})", "true",
             f"mover == {draw.choice([*ACTORS, 'me'])}", f"move == {draw.choice(MOVES)}", f"{level} {compared} {variable}"]
        )  # fmt: skip
    one, two = condition(draw, depth - 1), condition(draw, depth - 1)
    return draw.choice(
        [f"{one} and {two}", f"{one} or {two}", f"not {one}", f"({one})",
         f"{number(draw, depth - 1)} {compared} {number(draw, depth - 1)}", f"{one} if {two} else {one}"]
    )  # fmt: skip


def expression(draw: Draw) -> str:
    """Draw an expression of any domain."""
    return draw.choice([number, condition])(draw, draw.randint(0, 5))


# --- scenarios


def standoff(draw: Draw) -> dict[str, Any]:
    """Draw the tree of a small stand-off."""
    lenses = draw.some(["old", "new"], 0, 2)
    actors = draw.some(ACTORS, 1, 3)
    quiet = lambda depth=1: _of_the_world(draw, condition, depth)

    def weight() -> Any:
        one = lambda: draw.choice([draw.number(), draw.number(), [-1, -0.5, 0], [0, 1, 2]])
        return {lens: one() for lens in lenses} if lenses and draw.rarely(3) else one()

    def effects() -> dict[str, Any]:
        return {
            v: draw.choice([draw.choice(LEVELS[v]), draw.choice(LEVELS[v]), -1, 1, 0, 9])
            for v in draw.some(LEVELS, 1, 2)
        }

    def outcomes() -> Any:
        if not draw.rarely(4):
            return effects()
        return [{"chance": draw.share(), **effects()}, {} if draw.rarely(2) else effects()]

    def move(name: str) -> dict[str, Any]:
        if name == "hold":
            return {}
        found: dict[str, Any] = {"when": quiet(), "then": outcomes()}
        if not draw.rarely(3):
            found["blink"] = draw.choice(["hard", "soft", {"soft": quiet(), "hard": quiet()}])
        return found

    def term() -> dict[str, Any]:
        felt = draw.choice([draw.choice(actors), list(actors)])
        played = f"mover == {draw.choice([*actors, 'me'])} and move == {draw.choice(MOVES[1:])}"
        acts = {"when": played} if draw.rarely(2) else {"while": quiet()}
        return {"for": felt, **acts, "weight": weight()} | (
            {"worth": number(draw, 1)} if draw.rarely(3) else {}
        )

    def argument() -> dict[str, Any]:
        head = {"claim": "They say so.", "assumption": "Invented."}
        return head | ({"terms": {"a": term(), "b": term()}} if draw.rarely(4) else term())

    tree: dict[str, Any] = {
        "blinkfirst": 1,
        "title": "Invented",
        "start": "2024-01-01",
        "horizon": draw.choice([1, 2, 6, "none"]),
        "tick": draw.choice([0.5, 0.25, "12/52", 1]),
        "world": {v: {"levels": own, "start": draw.choice(own)} for v, own in LEVELS.items()},
        "actors": {
            name: {
                "position": "No.",
                "tempo": draw.choice([0.1, 0.3, 0.5]),
                "patience": draw.choice([0.9, 0.5, 1]),
                "precision": draw.choice([0, 1, 4, 50, 1000, "exact"]),
                "moves": {m: move(m) for m in MOVES if m == "hold" or draw.random() < 0.6},
            }
            for name in actors
        },
        "parameters": {name: {"value": value, "low": -5, "high": 5} for name, value in PARAMETERS.items()},
        "sources": {"book": {"title": "A book", "author": "N. N.", "year": 2020}},
        "arguments": {f"arg-{k}": argument() for k in range(draw.randint(1, 4))},
    }
    if tree["horizon"] == "none":
        tree["window"] = 6
    if lenses:
        tree["lenses"] = {lens: {"title": lens} for lens in lenses}
        tree["lens"] = draw.choice([lenses[0], {lens: 1 / len(lenses) for lens in lenses}])
    if draw.rarely(2):
        tree["nature"] = {
            "drift": {"when": quiet(), "rate": draw.choice([0.1, 0.5, "heat / 10"]), "then": outcomes()}
        }
    if draw.rarely(2):
        tree["questions"] = [ask(draw, actors) for _ in range(draw.randint(1, 3))]
    if draw.rarely(4):
        tree["events"] = [
            {"on": day, "name": "Vote", "foreseen": draw.rarely(2), "set": dict([change(draw)])}
            for day in draw.some(["2024-01-15", "2024-01-20", "2024-02-01"], 1, 2)
        ]
    if draw.rarely(6):
        tree["claims"] = [
            {"says": "So.", "source": {"book": 1}, "ask": ask(draw, actors), "expect": "likely"}
        ]
    return tree


def _of_the_world(draw: Draw, grammar: Callable[[Draw, int], str], depth: int) -> str:
    text = grammar(draw, depth)
    return text if draw.rarely(10) else re.sub(r"mover? == [\w-]+", "gas != cut", text)


def ask(draw: Draw, actors: Sequence[str] = ACTORS) -> Any:
    """Draw a question to a forecast."""
    if draw.rarely(20):
        return draw.odd()
    deed = lambda: f"{draw.choice(list(actors))} {draw.choice(['blinks', 'yields', 'press', 'blinks hard'])}"
    return draw.choice(
        [f"{deed()} before {deed()}", "nobody blinks", f"count {deed()}", f"{_of_the_world(draw, condition, 1)} by 2024-01-28",
         f"{deed()} when gas == cut", {"name": "Q", "ask": f"talks == open on {draw.choice(['2024-01-09', '2024-02-30'])}"}]
    )  # fmt: skip


def change(draw: Draw) -> tuple[str, Any]:
    """Draw a path and a value."""
    actor = draw.choice(ACTORS)
    known: list[tuple[str, Any]] = [
        (f"actors.{actor}.precision", draw.number()), (f"actors.{actor}.tempo", draw.share()), (f"actors.{actor}.patience", draw.share()),
        ("world.gas", draw.choice(LEVELS["gas"])), ("world.heat.start", draw.choice(LEVELS["heat"])), ("parameters.haste", draw.number()),
        ("arguments.arg-0.weight", draw.number()), ("arguments.arg-1.strength", draw.number()), ("horizon", draw.choice([1, 2, 3, "none"])),
        ("lens", draw.choice(["old", "new", {"old": 0.5, "new": 0.5}])), ("freeze", draw.some(LEVELS, 0, 2)), ("tick", draw.choice([0.5, 1, "1/4"])),
    ]  # fmt: skip
    path, value = draw.choice(known)
    if draw.rarely(12):
        path = draw.choice(
            [str(draw.odd()), f"{path}.{draw.odd()}", path.rpartition(".")[0], "questions", "title", ""]
        )
    return path, draw.odd() if draw.rarely(12) else value


def scenario(draw: Draw) -> str:
    """Draw a scenario: invented, of a shipped file, or a few lines that stand on one."""
    chance = draw.random()
    if chance < 0.02:
        pairs = dict(change(draw) for _ in range(2))
        return _yaml(
            {"blinkfirst": 1, "title": "More", "extends": draw.choice(_names("*.yaml")), **_nested(pairs)}
        )
    if chance < 0.10:
        return draw.choice(_texts("textbook/*.yaml"))
    tree = standoff(draw)
    return _yaml(_damaged_tree(draw, tree) if draw.rarely(2) else tree)


def matrix(draw: Draw) -> str:
    """Draw a matrix, with a list of payoffs or as a table."""
    if draw.rarely(10):
        return draw.choice([text for text in _texts("textbook/*.yaml") if "kind: matrix" in text])
    counts = [draw.randint(1, 3) for _ in range(draw.choice([1, 2, 2, 2, 3]))]
    names = [f"P{k}" for k in range(len(counts))]
    pay = lambda: draw.choice([draw.number(), draw.number(), "haste", "haste * 2"])

    def table(left: Sequence[int]) -> Any:
        return [table(left[1:]) for _ in range(left[0])] if left else [pay() for _ in counts]

    tree: dict[str, Any] = {
        "blinkfirst": 1,
        "kind": "matrix",
        "title": "Invented",
        "assumption": "None.",
        "parameters": {"haste": draw.number()},
        "players": {
            name: {
                "strategies": [f"s{j}" for j in range(n)],
                "precision": draw.choice([0, 1, 4, 1e6]),
                "blinks": ["s0"],
            }
            for name, n in zip(names, counts, strict=True)
        },
        "table": table(counts),
    }
    return _yaml(_damaged_tree(draw, tree) if draw.rarely(2) else tree)


def study(draw: Draw) -> str:
    """Draw a file of studies about the scenario beside it."""
    if draw.rarely(20):
        return draw.choice(_texts("../experiments/*.yaml"))

    def one() -> dict[str, Any]:
        found: dict[str, Any] = {
            "question": "Which?",
            "scenario": "beside",
            "design": [axis(draw) for _ in range(draw.randint(1, 2))],
        }
        extras: dict[str, Any] = {
            "sample": {"method": draw.choice(["lhs", "sobol", "random"]), "n": draw.choice([1, 3, 8])}, "over": draw.choice(["weights", "parameters"]),
            "lens": "old", "set": dict([change(draw)]), "questions": [ask(draw)], "outcomes": ["first_blinkers"], "seed": draw.number(),
        }  # fmt: skip
        return found | {key: extras[key] for key in draw.some(extras, 0, 2)}

    tree = {"blinkfirst": 1, "studies": {f"study-{k}": one() for k in range(draw.randint(1, 2))}}
    return _yaml(_damaged_tree(draw, tree) if draw.rarely(2) else tree)


# --- designs and tables


def value(draw: Draw, given: Any) -> str:
    if isinstance(given, dict):
        return "+".join(f"{name}:{share}" for name, share in given.items())
    return f"[{', '.join(map(str, given))}]" if isinstance(given, list) else str(given)


def axis(draw: Draw) -> str:
    """Draw a text of a design."""
    path, given = change(draw)
    low, high, count = draw.number(), draw.number(), draw.choice([1, 2, 3, 5, draw.number()])
    values = draw.choice(
        [value(draw, given), f"{value(draw, given)},{value(draw, change(draw)[1])}", f"linspace({low},{high},{count})",
         f"range({low},{high},{count})", f"log({low},{high},{count})", f"interval({low},{high})"]
    )  # fmt: skip
    return f"zip({path}={values}, {change(draw)[0]}={values})" if draw.rarely(6) else f"{path}={values}"


def design(draw: Draw) -> str:
    """Draw a design, a text a line; a line may ask for a sample, one may say what it is over."""
    lines = [axis(draw) for _ in range(draw.randint(1, 3))]
    if draw.rarely(3):
        lines.append(
            f"--sample {draw.choice(['lhs', 'sobol', 'random', 'sobl'])} {draw.choice([1, 2, 8, 0, -1])}"
        )
    if draw.rarely(4):
        lines.append(f"--over {draw.choice(['weights', 'parameters', 'arguments.arg-0', 'wieghts'])}")
    return "\n".join(lines)


def settings(draw: Draw) -> str:
    """Draw what ``--set`` gets, a setting a line; a line may be a lens."""
    lines = [
        f"{path}={value(draw, given)}" for path, given in (change(draw) for _ in range(draw.randint(1, 2)))
    ]
    if draw.rarely(6):
        lines.append(f"--lens {draw.choice(['old', 'old=0.5,new=0.5', 'old=1,old=0', 'x', '=', draw.odd()])}")
    return "\n".join(lines)


def cases(draw: Draw) -> str:
    """Draw a table of cases."""
    header = [change(draw)[0] for _ in range(draw.randint(1, 3))]
    rows = [
        [value(draw, change(draw)[1] if draw.rarely(3) else draw.number()) for _ in header]
        for _ in range(draw.randint(0, 6))
    ]
    return _csv(draw, [header, *rows])


def ranks(draw: Draw) -> str:
    """Draw a table of ranks for the scenario beside it."""
    header = [*draw.some(LEVELS, 0, 3), *(ACTORS[:2] if not draw.rarely(8) else draw.some(ACTORS, 0, 3))]
    cell = lambda name: draw.choice([*LEVELS[name], "", ""]) if name in LEVELS else draw.randint(-9, 9)
    return _csv(draw, [header, *([cell(name) for name in header] for _ in range(draw.randint(0, 5)))])


def sgame(draw: Draw) -> str:
    """Draw a table of sgamesolver."""
    states, players = (
        [f"s{k}" for k in range(draw.randint(1, 3))],
        [f"p{k}" for k in range(draw.randint(1, 2))],
    )
    leads = lambda: draw.choice(
        [draw.choice(states), "", f"{states[0]}: 0.5, {states[-1]}: 0.5", f"{{{states[0]}: 1}}"]
    )
    actions = {(state, p): draw.randint(1, 2) for state in states for p in players}
    rows: list[list[Any]] = [
        ["state", *(f"a_{p}" for p in players), *(f"u_{p}" for p in players), "to_state"]
    ]
    rows.append(["delta", *("" for _ in players), *(draw.choice([0, 0.9, 0.5]) for _ in players), ""])
    for state in states:
        profiles: list[list[str]] = [[]]
        for p in players:
            profiles = [[*done, f"a{k}"] for done in profiles for k in range(actions[state, p])]
        rows += [[state, *profile, *(draw.number() for _ in players), leads()] for profile in profiles]
    return _csv(draw, rows)


def nfg(draw: Draw) -> str:
    """Draw a strategic form as Gambit writes it, payoff by payoff or by outcomes."""
    counts = [draw.randint(1, 3) for _ in range(draw.choice([1, 2, 2, 3]))]
    cells = 1
    for count in counts:
        cells *= count
    name = lambda k: f'"{draw.choice(["P", "P", "", draw.odd()])}{k}"'
    head = f'NFG 1 {draw.choice(["R", "D"])} "{draw.choice(["Game", draw.odd()])}" {{ {" ".join(name(k) for k in range(len(counts)))} }}'
    named = "{ " + " ".join("{ " + " ".join(name(k) for k in range(n)) + " }" for n in counts) + " }"
    strategies = draw.choice([named, "{ " + " ".join(map(str, counts)) + " }"])
    comment = '"A comment"\n' if draw.rarely(2) else ""
    pays = lambda: draw.choice([str(draw.number()), f"{draw.randint(-9, 9)}/{draw.randint(0, 9)}"])
    if draw.rarely(2):
        return f"{head} {strategies}\n{comment}{' '.join(pays() for _ in range(cells * len(counts)))}\n"
    made = "\n".join(
        f'{{ "o{k}" {draw.choice([", ", " "]).join(pays() for _ in counts)} }}' for k in range(cells)
    )
    return f"{head}\n{strategies}\n{comment}{{\n{made}\n}}\n{' '.join(str(draw.randint(0, cells)) for _ in range(cells))}\n"


# --- damage


def damaged(draw: Draw, text: str) -> str:
    """Damage a text in one place or several."""
    for _ in range(draw.choice([1, 1, 1, 2, 3, 8])):
        text = draw.choice(_DAMAGES)(draw, text)
    return text[:200_000]


def _cut(draw: Draw, text: str) -> str:
    begin, end = _span(draw, text)
    return text[:begin] + text[end:]


def _doubled(draw: Draw, text: str) -> str:
    begin, end = _span(draw, text)
    times = draw.choice([2, 2, 3, 50, 2000]) if end - begin < 60 else 2
    return text[:begin] + text[begin:end] * times + text[end:]


def _marked(draw: Draw, text: str) -> str:
    at = draw.randint(0, len(text))
    return text[:at] + draw.choice(MARKS) + text[at + draw.randint(0, 1) :]


def _insert(draw: Draw, text: str) -> str:
    at = draw.randint(0, len(text))
    return text[:at] + draw.choice(NUMBERS + WORDS) + text[at:]


def _other_token(draw: Draw, text: str) -> str:
    tokens = re.split(r"([\w.]+)", text)
    if len(tokens) > 1:
        own = tokens[1::2]
        tokens[2 * draw.randrange(len(own)) + 1] = draw.choice(
            [*draw.sample(own, min(len(own), 8)), draw.choice(NUMBERS), draw.choice(WORDS)]
        )
    return "".join(tokens)


def _other_line(draw: Draw, text: str) -> str:
    lines = text.split("\n")
    one, two = draw.randrange(len(lines)), draw.randrange(len(lines))
    if draw.rarely(2):
        lines[one], lines[two] = lines[two], lines[one]
    elif draw.rarely(2):
        lines[one] = " " * draw.randint(0, 5) + lines[one].lstrip()
    else:
        lines.insert(one, lines[two])
    return "\n".join(lines)


def _span(draw: Draw, text: str) -> tuple[int, int]:
    begin = draw.randint(0, len(text))
    return begin, min(len(text), begin + draw.choice([1, 1, 3, 10, 40, len(text)]))


_DAMAGES = (_cut, _doubled, _marked, _insert, _other_token, _other_token, _other_line)


def _damaged_tree(draw: Draw, tree: Any) -> Any:
    """Put something odd into a place of a tree, take something away, or call it otherwise."""
    tree = deepcopy(tree)
    for _ in range(draw.choice([1, 1, 2])):
        places = list(_places(tree))
        holder, key = draw.choice(places)
        deed = draw.randrange(5)
        if deed == 0:
            del holder[key]
        elif deed == 1 and isinstance(holder, dict):
            holder[str(draw.odd())] = holder.pop(key)
        elif deed == 2:
            other, place = draw.choice(places)
            holder[key] = deepcopy(other[place])
        else:
            holder[key] = draw.odd()
        if not tree:
            return tree
    return tree


def _places(tree: Any, depth: int = 0) -> Any:
    for key in list(tree) if isinstance(tree, dict) else range(len(tree)):
        yield tree, key
        if isinstance(tree[key], dict | list) and depth < 12:
            yield from _places(tree[key], depth + 1)


def bytes_of(draw: Draw, text: str) -> bytes:
    """Return a text as bytes, of which one in fifty has some that are no text."""
    raw = text.encode("utf-8", "surrogatepass")
    if not draw.rarely(50):
        return raw
    at = draw.randint(0, len(raw))
    odd = draw.choice(
        [b"\xff", b"\xfe\xff", b"\x00", b"\xc3", b"\xed\xa0\x80", b"PK\x03\x04", b"\xef\xbb\xbf", b"\x1f\x8b"]
    )
    return (raw[:at] + odd + raw[at:], odd + raw, raw[:at], raw.decode("utf-8", "ignore").encode("utf-16"))[
        draw.randrange(4)
    ]


# --- writing


class _Plain(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _yaml(tree: Any) -> str:
    return str(yaml.dump(tree, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=1000))


def _csv(draw: Draw, rows: Sequence[Sequence[Any]]) -> str:
    mark = ";" if draw.rarely(40) else ","
    cell = lambda text: f'"{text}"' if "," in text or "\n" in text else text
    return "\n".join(mark.join(cell(str(one)) for one in row) for row in rows) + "\n"


def _nested(pairs: dict[str, Any]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for path, given in pairs.items():
        *above, last = path.split(".")
        holder = tree
        for step in above:
            below = holder.setdefault(step, {})
            holder = below if isinstance(below, dict) else holder
        holder[last] = given
    return tree


@cache
def _texts(pattern: str) -> tuple[str, ...]:
    return tuple(path.read_text("utf-8") for path in sorted((ROOT / "scenarios").glob(pattern)))


@cache
def _names(pattern: str) -> tuple[str, ...]:
    return tuple(path.stem for path in sorted((ROOT / "scenarios").glob(pattern)))


GRAMMARS: dict[str, tuple[Callable[[Draw], str], int]] = {
    "scenario": (scenario, 4), "settings": (settings, 4), "expression": (expression, 48), "design": (design, 10), "study": (study, 1),
    "cases": (cases, 10), "ranks": (ranks, 8), "nfg": (nfg, 8), "sgame": (sgame, 6), "matrix": (matrix, 3),
}  # fmt: skip
"""How each kind is drawn, and how many of a hundred inputs are of it: fewer of those that take long."""


def invented(seed: int, index: int, kinds: Sequence[str]) -> tuple[str, bytes]:
    """Return the kind and the bytes of an input; kinds are drawn as `GRAMMARS` says."""
    draw = Draw(f"{seed}/{index}")
    kind = draw.choices(kinds, [GRAMMARS[name][1] for name in kinds])[0]
    text = GRAMMARS[kind][0](draw)
    return kind, bytes_of(draw, damaged(draw, text) if draw.rarely(2) else text)
