"""What holds of every rule and every set of records, tried on thousands of them."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from operator import eq, ge, le

from hypothesis import given, settings
from hypothesis import strategies as st

from institutions.rules import After, Clause, Condition, Held, Op, Rule, Standing, Valid, dump, judge, parse
from institutions.rules.days import months_after

BEGIN = date(2027, 1, 1)
# From worst to best. What is verified counts for more than what waits, a whole stretch for more than its first day.
RANK = [Standing.MISSING, Standing.EXPIRES, Standing.WAITING, Standing.MET]

kinds = st.sampled_from(["a", "b", "c"])
days = st.integers(-900, 900).map(lambda n: BEGIN + timedelta(days=n))
conditions = st.sampled_from(
    [None, Condition("n", Op.AT_LEAST, 3), Condition("n", Op.AT_MOST, 3), Condition("n", Op.IS, 3)]
)
afters = st.none() | st.tuples(kinds, st.integers(0, 200), st.integers(0, 400)).map(
    lambda a: After(a[0], a[1], a[1] + a[2])
)
days_of_year = st.tuples(st.integers(1, 12), st.integers(1, 28))
clauses = st.builds(
    Clause,
    kind=kinds,
    count=st.integers(1, 3),
    gap_days=st.sampled_from([0, 7, 28, 200]),
    where=conditions,
    after=afters,
    valid=st.sampled_from(Valid),
    months=st.integers(1, 40),
    opens=days_of_year,
    closes=days_of_year,
).map(lambda clause: replace(clause, after=None) if clause.after and clause.after.kind == clause.kind else clause)
rules = st.builds(
    Rule,
    any=st.lists(st.lists(clauses, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(tuple),
    through=st.booleans(),
)
records = st.builds(
    Held,
    kind=kinds,
    on=days,
    until=st.none() | days,
    values=st.fixed_dictionaries({"n": st.integers(1, 5)}),
    verified=st.booleans(),
)
wallets = st.lists(records, max_size=6)
stays = st.tuples(days, st.integers(0, 400)).map(lambda stay: (stay[0], stay[0] + timedelta(days=stay[1])))
many = settings(max_examples=60, deadline=None)


def rank(rule, held, stay):
    return RANK.index(judge(rule, held, first_day=stay[0], last_day=stay[1]).standing)


@many
@given(rules, wallets, records, stays)
def test_one_record_more_never_makes_it_worse(rule, held, extra, stay):
    assert rank(rule, [*held, extra], stay) >= rank(rule, held, stay)


@many
@given(rules, wallets.filter(bool), stays, st.data())
def test_one_record_less_never_makes_it_better(rule, held, stay, data):
    index = data.draw(st.integers(0, len(held) - 1))
    assert rank(rule, held[:index] + held[index + 1 :], stay) <= rank(rule, held, stay)


@many
@given(rules, wallets, stays)
def test_verifying_what_waits_never_makes_it_worse_and_leaves_nothing_waiting(rule, held, stay):
    verified = [Held(r.kind, r.on, r.until, r.values, verified=True) for r in held]
    after = rank(rule, verified, stay)
    assert after >= rank(rule, held, stay)
    assert RANK[after] is not Standing.WAITING


@many
@given(rules, wallets, stays, st.randoms())
def test_the_order_of_records_is_irrelevant(rule, held, stay, chance):
    shuffled = chance.sample(held, len(held))
    answers = [judge(rule, some, first_day=stay[0], last_day=stay[1]) for some in (held, shuffled)]
    assert answers[0] == answers[1]


@many
@given(rules, st.lists(clauses, min_size=1, max_size=2).map(tuple), wallets, stays)
def test_one_alternative_more_never_makes_it_worse(rule, alternative, held, stay):
    wider = Rule(any=(*rule.any, alternative), through=rule.through)
    assert rank(wider, held, stay) >= rank(rule, held, stay)


@many
@given(rules, clauses, wallets, stays)
def test_one_clause_more_never_makes_it_better(rule, clause, held, stay):
    narrower = Rule(any=tuple((*alternative, clause) for alternative in rule.any), through=rule.through)
    assert rank(narrower, held, stay) <= rank(rule, held, stay)


@many
@given(rules, wallets, stays, st.integers(1, 400))
def test_a_later_last_day_never_makes_it_better(rule, held, stay, longer):
    later = (stay[0], stay[1] + timedelta(days=longer))
    assert rank(rule, held, later) <= rank(rule, held, stay)


@many
@given(rules, wallets, stays)
def test_holding_on_the_first_day_asks_no_more_than_holding_through(rule, held, stay):
    gently = Rule(any=rule.any, through=False)
    assert rank(gently, held, stay) >= rank(rule, held, stay)


@many
@given(rules, wallets, stays)
def test_what_is_met_says_until_when_and_it_is_true(rule, held, stay):
    outcome = judge(rule, held, first_day=stay[0], last_day=stay[1])
    wanted = stay[1] if rule.through else stay[0]
    if outcome.is_met:
        assert outcome.lacks == ()
        assert outcome.holds_until is None or outcome.holds_until >= wanted
    elif outcome.standing is Standing.EXPIRES:
        assert stay[0] <= outcome.holds_until < wanted
    if outcome.standing in {Standing.MISSING, Standing.EXPIRES}:
        assert len(outcome.lacks) == len(rule.any)


@many
@given(rules, wallets, stays)
def test_a_day_by_day_count_comes_to_the_same(rule, held, stay):
    """The plain definition: on each day wanted, some alternative has enough records for each of its clauses that day."""
    verified = [record for record in held if record.verified]
    wanted = [stay[0] + timedelta(days=n) for n in range((stay[1] - stay[0]).days + 1)] if rule.through else [stay[0]]
    met = all(
        any(all(enough(c, alternative, verified, day) for c in alternative) for alternative in rule.any)
        for day in wanted
    )
    assert judge(rule, held, first_day=stay[0], last_day=stay[1]).is_met is met


def enough(clause, alternative, held, day):
    """By trying every choice of `count` records that hold on `day`."""
    if clause.valid is Valid.SEASON and opened(clause.closes, day - timedelta(days=1)) >= opened(clause.opens, day):
        return True
    there = [r for r in held if r.kind == clause.kind and r.on <= day and fits(clause, r) and lasts(clause, r, day)]
    firsts = [r.on for r in there if in_time(clause.after, r, alternative, held)]
    return any(apart(choice, clause) for choice in combinations(sorted(firsts), clause.count))


def apart(choice, clause):
    return all(after - before >= timedelta(days=clause.gap_days) for before, after in pairwise(choice))


def in_time(after, record, alternative, held):
    """By trying every choice of records that would complete the other series, the last of it at the right distance."""
    if after is None:
        return True
    series = next((clause for clause in alternative if clause.kind == after.kind), Clause(after.kind))
    firsts = sorted(r.on for r in held if r.kind == series.kind and fits(series, r))
    complete = [choice for choice in combinations(firsts, series.count) if apart(choice, series)]
    return any(after.least <= (record.on - choice[-1]).days <= after.most for choice in complete)


def fits(clause, record):
    compare = {Op.AT_LEAST: ge, Op.AT_MOST: le, Op.IS: eq}
    return clause.where is None or compare[clause.where.op](record.values["n"], clause.where.value)


def lasts(clause, record, day):
    return {
        Valid.FOREVER: True,
        Valid.MONTHS: day <= months_after(record.on, clause.months),
        Valid.OWN: record.until is not None and day <= record.until,
        Valid.SEASON: opened(clause.opens, record.on) == opened(clause.opens, day),
    }[clause.valid]


def opened(day_of_year, day):
    """The latest such day of a year, on or before `day`."""
    this_year = date(day.year, *day_of_year)
    return this_year if this_year <= day else date(day.year - 1, *day_of_year)


@many
@given(rules)
def test_the_json_form_means_the_same(rule):
    assert dump(parse(dump(rule))) == dump(rule)
