"""Scores of forecasts: what a probability cost once it is known what happened.

Item i has the options 1 .. n_i; a forecaster gives them probabilities p_i, and h_i happened. A score is a
number per item, the smaller the better, and proper: whoever says what he believes expects the least.

    logarithmic          -ln p_i[h_i]
    Brier                sum_k (p_ik - [k = h_i])^2
    ranked probability   sum_{k < n_i} (P_ik - [h_i <= k])^2 / (n_i - 1),   P_ik = p_i1 + ... + p_ik

Everything here is a function of arrays: ``chances``, one vector per item; ``happened``, one index per item;
``clusters``, the label of the episode each item belongs to.
"""
