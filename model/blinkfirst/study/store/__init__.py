"""The result folder of a sweep: cases in numbered parts, each part there whole or not at all.

A *case* is one setting of every path of a design; its number, ``case_id``, is its place in the folder. A
*part* is a run of consecutive cases: the unit of work, of writing and of resuming. A *round* is the parts of
one design; enlarging a sweep adds a round behind the others and leaves what is there alone.

::

    manifest.json       what is swept: scenario, rounds, outcomes, seed, versions   (manifest.py)
    scenario.yaml       the composed scenario; run it, and you get case results again
    parts/000000/       one Parquet file per table                                  (tables.py)
    parts/000001/

`CaseStore` (sweep_folder.py) writes it, reading.py streams a table back part by part, query.py answers SQL
over it, sweep_summary.py sums it up. Nothing in a folder depends on time, machine or order of work.
"""
