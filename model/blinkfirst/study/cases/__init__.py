"""The cases of a sweep, answered with as little recomputation as possible.

A *case* is a scenario with a value for every path of a design. What a path touches decides what a new value
costs (`levers`): numbers are changed in a compiled game (`Compiled.edited`), start levels change only where
one looks, all else is read and compiled again, as `run --set` does. All roads give the same bits.

::

    SweepTask -> PartWorker.part(cases) -> PartBytes       a part of the sweep, as the bytes of its tables
    cost_of(SweepTask) -> SweepCost                        what each path costs, how many cases make a part
"""
