"""The mathematical object: games, stand-offs, and the records that solvers, agents and results exchange.

A game is (states, actors, tempo, menus, outcomes, nature, payoffs as features times weights); a stand-off is
a sequence of such games between dated events. Nothing here knows of YAML.
"""
