"""Independent cases in threads.

The kernels let go of Python's lock, so threads are enough. Every case is computed on one thread, in the same
order of operations, so the results are the same bytes however many threads there are. Two and not more: each
case needs memory of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager

MOST_WORKERS = 2


@contextmanager
def workers(count: int | None = None) -> Iterator[Executor]:
    """Threads to give cases to; what has not begun is dropped when the block is left, by an error say.

    Parameters
    ----------
    count : of threads; one per core but at most `MOST_WORKERS` by default.
    """
    pool = ThreadPoolExecutor(count or min(MOST_WORKERS, os.cpu_count() or 1))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
