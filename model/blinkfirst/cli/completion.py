"""Completion in a shell: a parameter is completed by what its metavar says it takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import click
from click.shell_completion import CompletionItem

from blinkfirst.questions.library import manual, offers
from blinkfirst.scenario.nodes import Node


class Offer(click.types.StringParamType):
    """A text, of which a shell is offered the names that may be meant."""

    def __init__(self, names: Callable[[click.Context, str], Iterable[str]]) -> None:
        self.names = names

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the names that go on as the word is begun."""
        head, last = _last_name(incomplete)
        return [CompletionItem(head + name) for name in offers.safe(self.names(ctx, last), last)]


def _last_name(incomplete: str) -> tuple[str, str]:
    """Split a word before the last name in it: after a comma, or in a text after the last blank or sign."""
    found = re.search(r"[^,\s():!<>\"']*\Z", incomplete)
    start = found.start() if found is not None else 0
    return incomplete[:start], incomplete[start:]


def completed(command: click.Command) -> click.Command:
    """Return a command whose texts are completed, and those of the commands below it."""
    for below in getattr(command, "commands", {}).values():
        completed(below)
    for parameter in command.params:
        name = re.match(r"\W*(\w+)", parameter.metavar or (parameter.name or "").upper())
        argument = isinstance(parameter, click.Argument)
        offer = OFFERS.get((name[1] if name else "", argument)) or OFFERS.get((name[1] if name else "", None))
        if offer is not None and isinstance(parameter.type, click.types.StringParamType):
            parameter.type = Offer(offer)
    return command


def _tree(ctx: click.Context) -> Node | None:
    """Return the tree of the first file among the words of the command line."""
    return offers.tree_among(ctx.find_root().obj or ())


def _in_tree(names: Callable[[Node, str], Iterable[str]]) -> Callable[[click.Context, str], Iterable[str]]:
    def offered(ctx: click.Context, begun: str) -> Iterable[str]:
        tree = _tree(ctx)
        return () if tree is None else names(tree, begun)

    return offered


def _lenses(tree: Node, begun: str) -> Iterable[str]:
    return offers.entries(tree, "lenses")


def _actors(tree: Node, begun: str) -> Iterable[str]:
    return [*offers.entries(tree, "actors"), *offers.entries(tree, "players")]


def _words(tree: Node, begun: str) -> Iterable[str]:
    return offers.words(tree)


def _starts(tree: Node, begun: str) -> Iterator[str]:
    for setting in offers.settings(tree, f"world.{begun}"):
        yield setting.removeprefix("world.")


def _files(ctx: click.Context, begun: str) -> Iterable[str]:
    return offers.files(begun)


def _shipped(ctx: click.Context, begun: str) -> Iterable[str]:
    return offers.shipped()


def _theatres(ctx: click.Context, begun: str) -> Iterable[str]:
    return offers.theatres()


def _topics(ctx: click.Context, begun: str) -> Iterable[str]:
    return manual.topics()


# by the first word of a metavar; True: of arguments only, None: of options, too
OFFERS: dict[tuple[str, bool | None], Callable[[click.Context, str], Iterable[str]]] = {
    ("FILE", True): _files,
    ("FOLDER", True): _files,
    ("FIRST", True): _files,
    ("SECOND", True): _files,
    ("NAME", True): _shipped,
    ("TOPIC", True): _topics,
    ("THEATRE", None): _theatres,
    ("LENS", None): _in_tree(_lenses),
    ("PATH", None): _in_tree(offers.settings),
    ("WHAT", None): _in_tree(offers.settings),
    ("ACTOR", None): _in_tree(_actors),
    ("PLAYER", None): _in_tree(_actors),
    ("CONDITION", None): _in_tree(_words),
    ("TEXT", None): _in_tree(_words),
    ("VARIABLE", None): _in_tree(_starts),
}
