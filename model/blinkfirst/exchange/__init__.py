"""Games and chains in the file formats of other people's tools.

What crosses the border are files, never objects: the Python calls of Gambit, Storm and PRISM move from one
version to the next, their file formats do not. A compiled stand-off leaves as

* `efg`: the tree of its histories, for Gambit (`game_tree` unrolls it);
* `explicit_chains`: the Markov chain that everybody's choices make of it, for Storm and PRISM
  (`policy_chain`);
* `prism_game`: the game itself, a turn-based stochastic game, for PRISM-games;
* `sgame_table`: a stochastic game with a state for every tick and chooser, for sgamesolver
  (`stochastic_standoff` unrolls it).

Strategic forms leave for Gambit, and come back, as `nfg`; stochastic games come back through `sgame_table`.
Errors in a file have their line and column. Nothing here solves anything.
"""
