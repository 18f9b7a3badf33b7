"""How far an internship fits, in words: the judge alone, without a table."""

import pytest

from placements.fit import Facts, Wanted, distance, judge

CARDIOLOGY = {"specialties": {"cardiology": "Cardiology"}}


def said(wanted, facts):
    return str(judge(wanted, facts))


def test_it_says_what_matches_and_how_much_farther_it_is():
    wanted = Wanted(specialties=frozenset({"cardiology"}), city="Karachi", km_at_most=25)
    assert said(wanted, Facts(**CARDIOLOGY, km=65.2)) == "Matches cardiology; 40 km farther than you wanted"


def test_everything_that_fits_stands_in_the_order_of_its_weight():
    wanted = Wanted(
        specialties=frozenset({"cardiology"}),
        settings=frozenset({"academic"}),
        skills=("ECG", "triage"),
        city="Karachi",
        km_at_most=25,
        weeks_at_least=8,
        weeks_at_most=14,
        hours_at_most=40,
        needs_pay=True,
    )
    facts = Facts(
        **CARDIOLOGY,
        setting=("academic", "Academic hospital"),
        skills=frozenset({"ECG"}),
        km=4.4,
        weeks=12,
        weekly_hours=36,
        has_nights=False,
        stipend=15000,
    )
    assert said(wanted, facts) == (
        "Matches cardiology, 4 km away, academic hospital, 12 weeks, paid, 36 hours a week, ECG"
    )


@pytest.mark.parametrize(
    ("wanted", "facts", "words"),
    [
        (Wanted(tracks=frozenset({"imaging"})), Facts(track=("imaging", "Imaging")), "Matches imaging"),
        (Wanted(tracks=frozenset({"imaging"})), Facts(track=("nursing", "Nursing")), "Another field than yours"),
        (Wanted(tracks=frozenset({"imaging"})), Facts(), ""),
        (Wanted(specialties=frozenset({"ct"})), Facts(specialties={"ct": "CT imaging"}), "Matches CT imaging"),
        (Wanted(city="Karachi"), Facts(city="karachi"), "Matches karachi"),
        (Wanted(city="Karachi"), Facts(city="Lahore"), ""),
        (Wanted(city="Karachi", km_at_most=10), Facts(city="Lahore"), "In Lahore"),
        (Wanted(city="Karachi", km_at_most=10), Facts(is_remote=True, km=900), "Matches from anywhere"),
        (Wanted(city="Karachi", km_at_most=10), Facts(km=10.4), "Matches 10 km away"),
        (
            Wanted(settings=frozenset({"office"})),
            Facts(setting=("laboratory", "Laboratory")),
            "Another setting: laboratory",
        ),
        (Wanted(weeks_at_least=8), Facts(weeks=4), "Shorter than you wanted"),
        (Wanted(weeks_at_most=8), Facts(weeks=12), "Longer than you wanted"),
        (Wanted(weeks_at_most=1), Facts(weeks=1), "Matches 1 week"),
        (Wanted(hours_at_most=24), Facts(weekly_hours=40), "16 hours a week more than you can"),
        (Wanted(no_nights=True), Facts(has_nights=True), "Night shifts"),
        (Wanted(no_nights=True), Facts(has_nights=None), ""),
        (Wanted(needs_pay=True), Facts(), "Unpaid"),
        (Wanted(likes_pay=True), Facts(), ""),
        (Wanted(likes_pay=True), Facts(stipend=1), "Matches paid"),
        (Wanted(), Facts(**CARDIOLOGY, weeks=4, km=900, stipend=5), ""),
    ],
)
def test_each_wish_is_met_missed_or_left_open(wanted, facts, words):
    assert said(wanted, facts) == words


def test_what_fits_better_comes_first():
    wanted = Wanted(
        specialties=frozenset({"cardiology"}),
        tracks=frozenset({"nursing"}),
        city="Karachi",
        km_at_most=25,
        needs_pay=True,
    )
    best_first = [
        Facts(**CARDIOLOGY, km=4, stipend=1),
        Facts(**CARDIOLOGY, km=4),
        Facts(**CARDIOLOGY, km=40),
        Facts(**CARDIOLOGY, km=400),
        Facts(track=("nursing", "Nursing"), km=400),
        Facts(track=("imaging", "Imaging"), km=400),
    ]
    orders = [judge(wanted, facts).order for facts in best_first]
    assert orders == sorted(set(orders), reverse=True)


@pytest.mark.parametrize("must", [{"needs_pay": True}, {"hours_at_most": 20}, {"no_nights": True}])
def test_a_must_that_is_not_met_weighs_more_than_everything_that_fits(must):
    skills = ("a", "b", "c", "d")
    wanted = Wanted(
        **{"hours_at_most": 40} | must,
        specialties=frozenset({"cardiology"}),
        settings=frozenset({"academic"}),
        skills=skills,
        city="Karachi",
        weeks_at_least=8,
        likes_pay=True,
    )
    perfect = {"setting": ("academic", "Academic"), "skills": frozenset(skills), "city": "Karachi", "weeks": 12}
    missed = judge(
        wanted,
        Facts(**CARDIOLOGY, **perfect, weekly_hours=40, has_nights=True, stipend=0 if "needs_pay" in must else 1),
    )
    assert missed.order < judge(wanted, Facts(weekly_hours=20, stipend=1)).order
    assert len(missed.misses) == 1


def test_no_more_than_four_skills_are_named():
    skills = ("a", "b", "c", "d", "e")
    assert said(Wanted(skills=skills), Facts(skills=frozenset(skills))) == "Matches a, b, c, d"


def test_distances_are_those_of_the_globe():
    karachi, lahore = (24.8607, 67.0011), (31.5204, 74.3587)
    assert (round(distance(karachi, lahore)), distance(karachi, karachi)) == (1033, 0)
