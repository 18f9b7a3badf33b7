"""What the bench measures on: a country of institutes and partners, skewed as life is, the same at every run.

Written in bulk by the database itself, without the triggers that count and keep history; their sums are written too. Chance is a hash
of the row's number, so that figures repeat.
"""
