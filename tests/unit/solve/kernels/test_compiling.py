"""What `vector8` and `compiling` lean on in numba and llvmlite beyond what these promise to keep."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest

from blinkfirst.solve.kernels import add_marginals, compiling
from blinkfirst.solve.kernels.compiling import is_cached, kernel

# module -> what is used of it; dotted names are looked up from class to attribute
INTERNALS = {
    "llvmlite.ir": (
        "Constant", "DoubleType", "IntType", "VectorType", "IRBuilder.bitcast", "IRBuilder.fcmp_ordered",
        "IRBuilder.gep", "IRBuilder.insert_element", "IRBuilder.load", "IRBuilder.select",
        "IRBuilder.shuffle_vector", "IRBuilder.store",
    ),
    "numba": ("njit", "types.Type", "types.float64", "types.intp", "types.void"),
    "numba.core.caching": (
        "Cache.load_overload", "Cache.save_overload", "Cache._load_overload", "Cache._save_overload",
        "NullCache.save_overload",
    ),
    "numba.core.cpu": ("CPUContext.get_dummy_value", "CPUContext.make_array"),
    "numba.core.datamodel.models": ("PrimitiveModel",),
    "numba.core.errors": ("TypingError",),
    "numba.core.runtime.nrt": ("rtsys.initialize",),
    "numba.extending": ("intrinsic", "lower_builtin", "register_model", "type_callable"),
}  # fmt: skip
WHAT_TO_DO = (
    "this version of {module} has no {name}. Either mend what uses it in blinkfirst/solve/kernels/vector8.py "
    "or compiling.py, or let pyproject.toml allow only versions that have it, and note it in "
    "docs/discussion/dependencies.md"
)


@pytest.mark.parametrize(("module", "names"), INTERNALS.items())
def test_numba_still_has_what_the_kernels_lean_on(module: str, names: tuple[str, ...]) -> None:
    found = importlib.import_module(module)
    for name in names:
        thing: object = found
        for step in name.split("."):
            thing = getattr(thing, step, None)
            assert thing is not None, WHAT_TO_DO.format(module=module, name=name)


FRESH = """
import sys
from blinkfirst import backward_induction, compile_scenario, forecast, load
standoff = compile_scenario(load("textbook/two-sided-standoff")).standoff
forecast(standoff, backward_induction(standoff))
print([name for name in ("scipy.linalg", "numba.np.arraymath", "numba.np.linalg") if name in sys.modules])
"""


def test_machine_code_from_disk_needs_none_of_what_compiling_needs() -> None:
    """Else every command waits half a second longer. Which functions of arrays kernels call matters, too."""
    runs = [
        subprocess.run([sys.executable, "-c", FRESH], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert runs[1].stdout == "[]\n"


def test_a_kernel_is_found_on_disk_after_it_ran() -> None:
    sums = np.zeros(2)
    add_marginals(np.array([[0], [1]], dtype=np.uint32), np.array([0.25, 0.75]), sums)
    assert sums.tolist() == [0.25, 0.75]
    assert is_cached(add_marginals)


def double(number: float) -> float:
    return 2 * number


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """Return the kernel as a new process has it, all processes with one folder of their own."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    compiling._notice.cache_clear()
    return lambda: kernel(double)


def doubled(compiled: Any) -> bool:
    """Whether a kernel, which works, was found on disk."""
    assert compiled(1.5) == 3
    return bool(compiled.stats.cache_hits)


@pytest.mark.parametrize(
    "damaged",
    [
        lambda content: b"",
        lambda content: content[:100],
        lambda content: content[:-1],
        lambda content: content[:500] + bytes([content[500] ^ 1]) + content[501:],
        lambda content: b"\x80\x05I1\n." + content,
    ],
    ids=["empty", "short", "shorter", "one bit", "another's"],
)
def test_a_damaged_file_costs_a_compilation_and_a_line(
    damaged: Callable[[bytes], bytes],
    fresh: Callable[[], Any],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert [doubled(fresh()), doubled(fresh())] == [False, True]
    (file,) = tmp_path.glob("*/*")
    file.write_bytes(damaged(file.read_bytes()))
    assert [doubled(fresh()), doubled(fresh())] == [False, True]
    (said,) = caplog.messages
    assert said == (
        f"compiled kernels in {file.parent} cannot be used (the file is damaged); compiling again"
    )
    assert list(tmp_path.glob("*/*")) == [file]


def test_code_of_other_sources_is_replaced(
    fresh: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert not doubled(fresh())
    before = list(tmp_path.glob("*/*"))
    monkeypatch.setattr(compiling, "_digest_of", lambda sources: "changed")
    assert not is_cached(fresh())
    assert [doubled(fresh()), doubled(fresh())] == [False, True]
    assert len(before) == len(list(tmp_path.glob("*/*"))) == 1 and before != list(tmp_path.glob("*/*"))


def test_a_named_tuple_with_its_fields_in_another_order_is_another_type() -> None:
    typeof: Any = numba.typeof
    kinds: list[Any] = [namedtuple("Pair", fields) for fields in ("a b", "b a")]
    keys = [((typeof(kind(1.0, 2.0)),), "processor") for kind in kinds]
    assert compiling._spelled(keys[0]) != compiling._spelled(keys[1])


def test_a_full_disk_and_no_folder_at_all_cost_a_line(
    fresh: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        assert [doubled(fresh()), doubled(fresh())] == [False, False]
    monkeypatch.setattr(numba.core.caching.CompileResultCacheImpl, "_locator_classes", [])
    assert [doubled(fresh()), doubled(fresh())] == [False, False]
    full_disk, nowhere = caplog.messages
    assert full_disk.startswith("compiled kernels cannot be kept in ")
    assert ": No space left on device; they are compiled again next time" in full_disk
    assert nowhere.startswith("there is no folder to keep compiled kernels in; they are compiled again")


def test_the_command_tells_where_they_are_and_removes_them(tmp_path: Path) -> None:
    """Whatever lies beside them stays."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "blinkfirst", "kernels"]
    (first, *_) = run_lines(command, environment)
    assert first.endswith(": 0 files, 0 kB")
    folder = Path(first.partition(": ")[0])
    for name in ("a.b-1.py311.nbi", "a.b-1.py311.1.nbc", "a.pyc"):
        (folder / name).write_bytes(bytes(600))
    assert run_lines([*command, "--clear"], environment)[0] == f"{folder}: 2 files, 1 kB, removed"
    assert [path.name for path in folder.iterdir()] == ["a.pyc"]


def run_lines(command: list[str], environment: dict[str, str]) -> list[str]:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()
