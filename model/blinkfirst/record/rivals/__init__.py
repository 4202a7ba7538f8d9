"""Rivals: forecasters that know the record and no theory, whom a theatre has to beat.

A rival looks at items of the same kind and actor. It *learns* of some of them only, by one of two rules:
those of other clusters (leave one cluster out), or those of earlier days; never of the item's own cluster
under the first, nor of its own day under the second.
"""
