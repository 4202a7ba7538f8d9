"""Designs: which cases a sweep runs.

A *factor* is a finite sequence of rows, each row one value for each of the factor's paths: an axis (one
path), paired values (several paths that move together), a sample (points of a box), a table of cases. A
*design* is the product of factors F_1 x ... x F_k: case number c, from 0, takes row

    (c // (|F_(j+1)| * ... * |F_k|)) mod |F_j|

of factor F_j, so that the last factor varies fastest. Any block of cases can be worked out by itself; nothing
ever holds all of them. What a case *is*, is its settings: two cases with the same values under the same paths
are the same case (`blinkfirst.study.design.values`).
"""
