"""The rule engine, case by case. No database: it is pure."""

from datetime import date, timedelta

import pytest

from institutions.rules import (
    After,
    BadRule,
    Clause,
    Condition,
    Held,
    Lack,
    Op,
    Outcome,
    Rule,
    Standing,
    Valid,
    dump,
    judge,
    parse,
)

FIRST, LAST = date(2027, 1, 4), date(2027, 3, 28)
DOSES = Clause("dose", count=2, gap_days=28)
TITRE = Clause("titre", where=Condition("result", Op.IS, "positive"))
EITHER = Rule(any=((DOSES,), (TITRE,)))


def a_record(kind="dose", on=date(2026, 1, 1), until=None, verified=True, **values):
    return Held(kind, on, until, values, verified)


def ask(rule, *held, first=FIRST, last=LAST):
    return judge(rule, held, first_day=first, last_day=last)


def one(**clause):
    return Rule(any=((Clause("dose", **clause),),))


def test_nothing_is_missing_both_ways():
    assert ask(EITHER) == Outcome(Standing.MISSING, ((Lack(DOSES, 0),), (Lack(TITRE, 0),)))


def test_either_alternative_will_do():
    doses = a_record(on=date(2020, 1, 1)), a_record(on=date(2020, 1, 29))
    assert ask(EITHER, *doses) == Outcome(Standing.MET)
    assert ask(EITHER, a_record("titre", result="positive")) == Outcome(Standing.MET)


def test_doses_too_close_count_once():
    outcome = ask(EITHER, a_record(on=date(2020, 1, 1)), a_record(on=date(2020, 1, 28)))
    assert outcome.lacks[0] == (Lack(DOSES, 1),)


def test_a_dose_too_close_does_not_stand_in_the_way_of_a_later_one():
    days = date(2020, 1, 1), date(2020, 1, 10), date(2020, 2, 1)
    assert ask(EITHER, *(a_record(on=day) for day in days)).is_met


def test_what_waits_for_verification_would_meet_it():
    doses = a_record(on=date(2020, 1, 1)), a_record(on=date(2020, 1, 29), verified=False)
    assert ask(EITHER, *doses) == Outcome(Standing.WAITING)


def test_all_clauses_of_an_alternative_are_asked():
    rule = Rule(any=((Clause("dose"), TITRE),))
    outcome = ask(rule, a_record())
    assert outcome == Outcome(Standing.MISSING, ((Lack(TITRE, 0),),))
    assert ask(rule, a_record(), a_record("titre", result="positive")).is_met


def test_a_record_that_ends_on_the_way_expires_and_says_when():
    outcome = ask(one(valid=Valid.OWN), a_record(until=date(2027, 3, 1)))
    assert (outcome.standing, outcome.holds_until) == (Standing.EXPIRES, date(2027, 3, 1))
    assert outcome.lacks == ((Lack(Clause("dose", valid=Valid.OWN), 1, date(2027, 3, 1)),),)


def test_the_last_day_itself_is_covered_and_the_day_after_is_not():
    assert ask(one(valid=Valid.OWN), a_record(until=LAST)) == Outcome(Standing.MET, holds_until=LAST)
    assert ask(one(valid=Valid.OWN), a_record(until=date(2027, 3, 27))).standing is Standing.EXPIRES


def test_on_the_first_day_alone_the_end_does_not_matter():
    rule = Rule(any=((Clause("dose", valid=Valid.OWN),),), through=False)
    assert ask(rule, a_record(until=FIRST)).is_met
    assert ask(rule, a_record(until=date(2027, 1, 3))).standing is Standing.MISSING


def test_a_renewal_takes_over_where_the_old_one_ends():
    old, new = a_record(until=date(2027, 2, 1)), a_record(on=date(2027, 2, 2), until=date(2029, 2, 1))
    assert ask(one(valid=Valid.OWN), old, new) == Outcome(Standing.MET, holds_until=date(2029, 2, 1))


def test_a_day_between_old_and_new_is_a_day_without():
    old, new = a_record(until=date(2027, 2, 1)), a_record(on=date(2027, 2, 3), until=date(2029, 2, 1))
    outcome = ask(one(valid=Valid.OWN), old, new)
    assert (outcome.standing, outcome.holds_until) == (Standing.EXPIRES, date(2027, 2, 1))


def test_a_record_that_states_no_end_does_not_count_where_its_end_is_asked():
    assert ask(one(valid=Valid.OWN), a_record()).standing is Standing.MISSING


def test_a_record_dated_after_the_first_day_does_not_hold_on_it():
    assert ask(one(), a_record(on=date(2027, 1, 5))).standing is Standing.MISSING
    assert ask(one(), a_record(on=FIRST)).is_met


@pytest.mark.parametrize(
    ("on", "met"),
    [(date(2026, 3, 28), True), (date(2026, 3, 27), False), (date(2025, 1, 1), False)],
)
def test_months_count_from_the_record_to_the_same_day_of_the_month(on, met):
    assert ask(one(valid=Valid.MONTHS, months=12), a_record(on=on)).is_met is met


def test_months_from_a_long_month_end_with_the_short_one():
    outcome = ask(one(valid=Valid.MONTHS, months=6), a_record(on=date(2026, 8, 31)))
    assert outcome.holds_until == date(2027, 2, 28)


def test_one_host_may_ask_for_a_younger_record_than_the_next():
    record = a_record(on=date(2020, 1, 1), until=date(2030, 1, 1))
    assert ask(one(valid=Valid.MONTHS, months=120), record).is_met
    assert ask(one(valid=Valid.MONTHS, months=60), record).standing is Standing.MISSING


SEASON = one(valid=Valid.SEASON, opens=(9, 1), closes=(3, 31))


@pytest.mark.parametrize(
    ("on", "first", "last", "standing"),
    [
        (date(2026, 9, 1), FIRST, LAST, Standing.MET),
        (date(2026, 8, 31), FIRST, LAST, Standing.MISSING),
        (None, date(2027, 4, 1), date(2027, 8, 31), Standing.MET),
        (None, date(2027, 4, 1), date(2027, 9, 1), Standing.EXPIRES),
        (None, date(2027, 3, 31), date(2027, 8, 31), Standing.MISSING),
        (date(2026, 10, 1), FIRST, date(2027, 12, 31), Standing.EXPIRES),
    ],
)
def test_a_season_asks_for_a_record_of_the_season_where_it_is_touched(on, first, last, standing):
    held = [a_record(on=on)] if on else []
    assert ask(SEASON, *held, first=first, last=last).standing is standing


def test_a_season_within_one_year():
    rule = one(valid=Valid.SEASON, opens=(6, 1), closes=(8, 31))
    assert ask(rule).is_met
    assert ask(rule, first=date(2027, 5, 1), last=date(2027, 6, 1)).holds_until == date(2027, 5, 31)


def test_doses_that_end_count_only_while_enough_of_them_hold():
    clause = Clause("dose", count=2, valid=Valid.OWN)
    held = [a_record(until=date(2027, 6, 1)), a_record(on=date(2026, 5, 1), until=date(2027, 2, 1))]
    outcome = ask(Rule(any=((clause,),)), *held)
    assert (outcome.standing, outcome.holds_until) == (Standing.EXPIRES, date(2027, 2, 1))
    assert ask(Rule(any=((clause,),)), *held, a_record(on=date(2026, 6, 1), until=date(2027, 9, 1))).is_met


@pytest.mark.parametrize(
    ("op", "wanted", "value", "fits"),
    [
        (Op.IS, "positive", "Positive", True),
        (Op.IS, "positive", "negative", False),
        (Op.IS, "positive", "", False),
        (Op.IS, True, True, True),
        (Op.IS, True, "on", False),
        (Op.IS, 10, "10.0", True),
        (Op.AT_LEAST, 10, "10", True),
        (Op.AT_LEAST, 10, 9.9, False),
        (Op.AT_LEAST, 10, "many", False),
        (Op.AT_MOST, 5, 5, True),
        (Op.AT_MOST, 5, 6, False),
    ],
)
def test_a_condition_compares_what_the_record_says(op, wanted, value, fits):
    rule = one(where=Condition("said", op, wanted))
    assert ask(rule, a_record(said=value)).is_met is fits


def test_a_condition_on_a_field_that_is_not_there_does_not_hold():
    assert ask(one(where=Condition("said", Op.IS, "x")), a_record()).standing is Standing.MISSING


FULL = {
    "holds": "first_day",
    "any": [
        [
            {"kind": "a", "count": 2, "gap_days": 28, "valid": {"for": "months", "months": 12}},
            {"kind": "b", "where": ["titre", "at_least", 10], "valid": {"for": "own"}},
        ],
        [{"kind": "c", "valid": {"for": "season", "opens": [10, 1], "closes": [3, 31]}}],
    ],
}


def test_a_rule_is_read_and_written_without_loss():
    rule = parse(FULL)
    assert dump(rule) == FULL
    assert rule.kinds == {"a", "b", "c"}
    assert rule.any[1][0] == Clause("c", valid=Valid.SEASON, opens=(10, 1), closes=(3, 31))


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ([], ""),
        ({"any": []}, ""),
        ({"any": [], "holds": "through"}, "any"),
        ({"any": [[]], "holds": "through"}, "any.0"),
        ({"any": [[{"kind": "a"}]], "holds": "always"}, "holds"),
        ({"any": [[{"kind": ""}]], "holds": "through"}, "any.0.0.kind"),
        ({"any": [[{"kind": "a", "count": 0}]], "holds": "through"}, "any.0.0.count"),
        ({"any": [[{"kind": "a", "count": True}]], "holds": "through"}, "any.0.0.count"),
        ({"any": [[{"kind": "a", "gap_days": -1}]], "holds": "through"}, "any.0.0.gap_days"),
        ({"any": [[{"kind": "a", "what": 1}]], "holds": "through"}, "any.0.0"),
        ({"any": [[{"kind": "a", "where": ["f", "like", "x"]}]], "holds": "through"}, "any.0.0.where"),
        ({"any": [[{"kind": "a", "where": ["f", "at_least", "x"]}]], "holds": "through"}, "any.0.0.where"),
        ({"any": [[{"kind": "a", "where": ["f"]}]], "holds": "through"}, "any.0.0.where"),
        ({"any": [[{"kind": "a", "valid": {"for": "months"}}]], "holds": "through"}, "any.0.0.valid"),
        (
            {"any": [[{"kind": "a", "valid": {"for": "months", "months": 0}}]], "holds": "through"},
            "any.0.0.valid.months",
        ),
        ({"any": [[{"kind": "a", "valid": {"for": "ever"}}]], "holds": "through"}, "any.0.0.valid"),
        (
            {
                "any": [[{"kind": "a", "valid": {"for": "season", "opens": [2, 29], "closes": [3, 1]}}]],
                "holds": "through",
            },
            "any.0.0.valid.opens",
        ),
    ],
)
def test_what_is_no_rule_is_refused_where_it_goes_wrong(data, where):
    with pytest.raises(BadRule) as caught:
        parse(data)
    assert str(caught.value) == where


TITRE_IN_TIME = Clause("titre", after=After("dose", 28, 56))


@pytest.mark.parametrize(
    ("days", "counts"), [(27, False), (28, True), (40, True), (56, True), (57, False), (-30, False)]
)
def test_a_record_counts_within_its_days_after_the_other_kind(days, counts):
    dose = a_record(on=date(2025, 3, 1))
    titre = a_record("titre", on=date(2025, 3, 1) + timedelta(days=days))
    assert ask(Rule(any=((TITRE_IN_TIME,),)), dose, titre).is_met is counts


def test_the_days_count_from_the_record_that_completes_the_series_of_the_same_alternative():
    rule = Rule(any=((DOSES, TITRE_IN_TIME),))
    doses = a_record(on=date(2025, 1, 1)), a_record(on=date(2025, 3, 1))
    after_the_first, after_the_second = (a_record("titre", on=date(2025, month, 5)) for month in (2, 4))
    assert not ask(rule, *doses, after_the_first).is_met
    assert ask(rule, *doses, after_the_second).is_met


def test_a_series_that_waits_for_its_check_leaves_what_came_after_it_waiting():
    dose, titre = a_record(on=date(2025, 1, 1), verified=False), a_record("titre", on=date(2025, 2, 5))
    assert ask(Rule(any=((TITRE_IN_TIME,),)), dose, titre).standing is Standing.WAITING


@pytest.mark.parametrize(
    ("after", "path"),
    [
        ("dose", "any.0.0.after"),
        ({"kind": "dose", "from": 28}, "any.0.0.after"),
        ({"kind": "titre", "from": 28, "to": 56}, "any.0.0.after.kind"),
        ({"kind": "", "from": 28, "to": 56}, "any.0.0.after.kind"),
        ({"kind": "dose", "from": -1, "to": 56}, "any.0.0.after.from"),
        ({"kind": "dose", "from": 28, "to": 27}, "any.0.0.after.to"),
    ],
)
def test_a_distance_that_is_none_is_refused(after, path):
    with pytest.raises(BadRule) as caught:
        parse({"holds": "through", "any": [[{"kind": "titre", "after": after}]]})
    assert str(caught.value) == path
