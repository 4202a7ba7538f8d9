"""From a standoff to what everybody does, what happens, and why.

A solution assigns to every state s, tick t and actor j a logit choice over the menu of j,

    sigma_t,j(m | s) proportional to exp(lambda_j Q_t,j(s, m)),   Q_t,j(s, m) = lump_j(s, j, m) + delta_j
    E[V_t+1,j(s') | s, m],

with V from the horizon backward (`backward_induction`). Pushing the probability of the states forward
through sigma gives the forecast (`forecast.forecast`); pushing it forward from one move at a time explains
the worth of that move (`explanation.explain_choice`). Importing this package is cheap; importing its files
brings in numba.
"""
