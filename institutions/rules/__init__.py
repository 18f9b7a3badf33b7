"""What a host asks, as data, and whether a student's records answer it. Pure: no Django, no tables, no clock.

`shape` is the rule and its JSON form, `days` counts in stretches of days, `judging` compares rule and records. `words` says a rule in
plain words and is the only one that knows translation; `starters` is the set that a portal begins with.
"""

from institutions.rules.judging import Held, Lack, Outcome, Standing, judge
from institutions.rules.shape import After, BadRule, Clause, Condition, Op, Rule, Valid, dump, parse

__all__ = [
    "After",
    "BadRule",
    "Clause",
    "Condition",
    "Held",
    "Lack",
    "Op",
    "Outcome",
    "Rule",
    "Standing",
    "Valid",
    "dump",
    "judge",
    "parse",
]
