"""Executors, which compute the cases of a sweep: in this process, in threads, in processes, on a cluster.

A sweep is cut into parts, and an executor is a function from parts to their results, in any order, each part
exactly once. A part's answer depends on the task and on its cases alone, never on where, when or beside what
it is computed. So the same sweep gives the same bytes on all executors, and after any number of lost workers.
"""
