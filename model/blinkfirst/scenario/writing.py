"""Writing a composed scenario as YAML that loads to the same game."""

from __future__ import annotations

from typing import Any

import yaml

from blinkfirst.scenario.nodes import Node, plain
from blinkfirst.scenario.reading import scalar


class _Dumper(yaml.SafeDumper):
    """Block style, in written order; no aliases, which our reader would count against the file."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _as_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    """Quote a text that our reader would take for a number (``1e5``) though PyYAML would not, and escape the
    odd line breaks that it would fold.
    """
    if any(mark in text for mark in "\x85\u2028\u2029"):
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
    try:
        plain_text = scalar(text) == text
    except ValueError:
        plain_text = False
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain_text else "'")


_Dumper.add_representer(str, _as_text)


def yaml_text(composed: Node) -> str:
    """Return a composed tree as YAML text; loading it gives the same scenario.

    Texts that a YAML reader could take for something else (``NO``, ``12:30``, ``+1``) come out in quotes.
    """
    return str(yaml.dump(plain(composed), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120))
