"""What `vector8` and `compiling` lean on in numba and llvmlite beyond what these promise to keep."""

from __future__ import annotations

import importlib
import pickle
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from blinkfirst.solve.kernels import add_marginals
from blinkfirst.solve.kernels.compiling import is_cached

# module -> what is used of it; dotted names are looked up from class to attribute
INTERNALS = {
    "llvmlite.ir": (
        "Constant", "DoubleType", "IntType", "VectorType", "IRBuilder.bitcast", "IRBuilder.fcmp_ordered",
        "IRBuilder.gep", "IRBuilder.insert_element", "IRBuilder.load", "IRBuilder.select",
        "IRBuilder.shuffle_vector", "IRBuilder.store",
    ),
    "numba": ("njit", "types.Type", "types.float64", "types.intp", "types.void"),
    "numba.core.caching": (
        "Cache.load_overload", "Cache._load_overload", "Cache._guard_against_spurious_io_errors",
        "IndexDataCacheFile._load_index",
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


def test_an_index_that_names_a_class_since_renamed_is_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = add_marginals._cache._cache_file  # type: ignore[attr-defined]
    stale = pickle.dumps(Fraction(1)).replace(b"Fraction", b"Fictions")
    path = tmp_path / "stale.nbi"
    path.write_bytes(pickle.dumps(index._version, protocol=-1) + stale)
    monkeypatch.setattr(index, "_index_path", str(path))
    assert index._load_index() == {}


def test_a_kernel_is_found_on_disk_after_it_ran() -> None:
    sums = np.zeros(2)
    add_marginals(np.array([[0], [1]], dtype=np.uint32), np.array([0.25, 0.75]), sums)
    assert sums.tolist() == [0.25, 0.75]
    assert is_cached(add_marginals)
