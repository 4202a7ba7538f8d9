"""Equilibria, logit equilibria and dominance of games in strategic form.

A strategic form is (players i, strategies A_i, payoffs u_i: A_0 x ... x A_{P-1} -> utils). A mixed profile
sigma is a Nash equilibrium when no player gains by deviating alone, u_i(a, sigma_-i) <= u_i(sigma) for all i
and a; it is a logit equilibrium of precision lambda when each player's probabilities are proportional to
exp(lambda u_i(a, sigma_-i)).
"""
