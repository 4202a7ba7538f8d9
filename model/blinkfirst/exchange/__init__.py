"""Games and chains in the file formats of other people's tools.

What crosses the border are files, never objects: the Python calls of Gambit, Storm and PRISM move from one
version to the next, their file formats do not. A compiled stand-off leaves as

* `efg`: the tree of its histories, for Gambit (`game_tree` unrolls it);
* `drn`, `prism`: the Markov chain that everybody's choices make of it, for Storm and PRISM (`policy_chain`);
* `prism_game`: the game itself, a turn-based stochastic game, for PRISM-games.

Nothing here solves anything. Whatever is written here can be computed again by software not written here.
"""
