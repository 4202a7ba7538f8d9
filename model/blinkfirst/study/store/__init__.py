"""The result folder of a sweep: cases in numbered parts, each part there whole or not at all.

A *case* is one setting of every path of a design; its number, ``case_id``, is its place in the folder. A
*part* is a run of consecutive cases: the unit of work, of writing and of resuming. A *round* is the parts of
one design; enlarging a sweep adds a round behind the others and leaves what is there alone.

::

    manifest.json       what is swept: scenario, rounds, outcomes, seed, versions   (manifest.py)
    scenario.yaml       the composed scenario; run it, and you get case results again
    parts/000000/       one Parquet file per table                                  (case_tables.py)
    parts/000001/

`CaseStore` (store.py) writes it, reading.py streams a table back part by part, query.py answers SQL over it,
summary.py says what was found. Nothing in a folder depends on the time, the machine or the order of work.
"""
