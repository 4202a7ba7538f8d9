"""Scenario to stand-off: the one bridge between the written world and the mathematical object.

States, actors, moves and arguments get their order here, once. Everything is vectorised over states;
dated events cut time into stretches, surprises into plans.
"""
