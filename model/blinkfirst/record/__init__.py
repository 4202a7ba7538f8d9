"""The record: what happened, and what was said beforehand.

A *case* is a dated decision, a row of a table: the world of that day, what each actor did, what came of it. A
*mapping* turns a case into a scenario of a theatre, by rules that look at nothing later. An *item* is one
thing that a forecast of a case has to say: the probability of each of some options, of which one happened.
Let item i have the options 1 .. n_i, let p_i be the probabilities that a forecaster gives them, and h_i the
one that happened; scores are means over items of functions of p_i and h_i, such as -log p_i[h_i].
"""
