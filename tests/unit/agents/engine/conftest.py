"""The scenario of the agents' worlds, compiled once."""

from __future__ import annotations

import pytest

from worlds.crisis import Crisis, crisis_in


@pytest.fixture(scope="session")
def crisis(tmp_path_factory: pytest.TempPathFactory) -> Crisis:
    return crisis_in(tmp_path_factory.mktemp("simulated"))
