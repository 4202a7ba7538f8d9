"""The cases of a sweep, answered with as little recomputation as possible.

A *case* is a scenario with a value for every path of a design. What a path touches decides what a new value
costs (`levers`): weights and precision change arrays of a compiled game, parameters that only payoffs mention
change some of its features, start levels change nothing but where one looks; all else is read and compiled
anew. A `fast_lane` takes the short cuts, the slow road of `part_worker` is what `run --set` does; both give
the same bits, and whatever the fast lane does not plainly understand takes the slow road.

::

    SweepTask -> PartWorker.part(cases) -> PartBytes       a part of the sweep, as the bytes of its tables
    cost_of(SweepTask) -> SweepCost                        what each path costs, how many cases make a part
"""
