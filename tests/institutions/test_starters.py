"""The starter set, requirement by requirement: what meets it, what does not. Judged on 4 January to 28 March 2027."""

from datetime import date

import pytest

from institutions.models import EvidenceKind, FieldType, RequirementStarter
from institutions.rules import Held, Standing, judge, parse
from institutions.rules.starters import STARTERS
from institutions.rules.starters_kinds import KINDS
from institutions.rules.words import say_rule
from institutions.services.starters import load_starters

FIRST, LAST = date(2027, 1, 4), date(2027, 3, 28)
RULES = {s.slug: parse({"holds": s.holds, "any": [list(a) for a in s.any]}) for s in STARTERS}


def day(text):
    return date.fromisoformat(text)


def rec(kind, on="2026-06-01", until=None, **values):
    return Held(kind, day(on), day(until) if until else None, values, verified=True)


def doses(kind, *days, **values):
    return [rec(kind, on, **values) for on in days]


MMR2 = doses("mmr-dose", "2005-01-01", "2005-02-01")
HEPB3 = doses("hepb-dose", "2020-01-01", "2020-02-01", "2020-07-01", product="three-dose")
TITRE = rec("hepb-titre", "2020-08-05", titre="12.5")  # five weeks after the third dose
TABLE = [
    ("mmr", MMR2, "met"),
    ("mmr", MMR2[:1], "missing"),
    ("mmr", doses("mmr-dose", "2005-01-01", "2005-01-20"), "missing"),
    (
        "mmr",
        [*doses("measles-dose", "2005-01-01", "2005-02-01"), *doses("mumps-dose", "2005-01-01", "2005-02-01")],
        "missing",
    ),
    (
        "mmr",
        [
            *doses("measles-dose", "2005-01-01", "2005-02-01"),
            *doses("mumps-dose", "2005-01-01", "2005-02-01"),
            rec("rubella-dose"),
        ],
        "met",
    ),
    ("mmr", [rec("mmr-titre", result="positive")], "met"),
    ("mmr", [rec("mmr-titre", result="equivocal")], "missing"),
    ("hepatitis-b", HEPB3, "missing"),
    ("hepatitis-b", [*HEPB3, TITRE], "met"),
    ("hepatitis-b", [*HEPB3, rec("hepb-titre", "2020-07-29", titre="12.5")], "met"),  # 28 days after
    ("hepatitis-b", [*HEPB3, rec("hepb-titre", "2020-07-28", titre="12.5")], "missing"),  # a day too early
    ("hepatitis-b", [*HEPB3, rec("hepb-titre", "2020-08-26", titre="12.5")], "met"),  # 56 days after
    ("hepatitis-b", [*HEPB3, rec("hepb-titre", "2020-08-27", titre="12.5")], "missing"),  # a day too late
    ("hepatitis-b", [*HEPB3, rec("hepb-titre", "2020-03-10", titre="12.5")], "missing"),  # the series was not complete
    ("hepatitis-b", [*HEPB3, rec("hepb-dose", "2020-08-01"), TITRE], "met"),  # a booster takes nothing away
    ("hepatitis-b", [*HEPB3, rec("hepb-titre", "2020-08-05", titre="9.9")], "missing"),
    (
        "hepatitis-b",
        [
            *doses("hepb-dose", "2020-06-01", "2020-07-01", product="two-dose"),
            rec("hepb-titre", "2020-08-05", titre=11),
        ],
        "met",
    ),
    ("hepatitis-b", [*doses("hepb-dose", "2020-01-01", "2020-02-01", product="three-dose"), TITRE], "missing"),
    (
        "hepatitis-b",
        [*HEPB3, *doses("hepb-dose", "2021-01-01", "2021-02-01", "2021-07-01"), rec("hepb-nonresponder")],
        "met",
    ),
    ("hepatitis-b", [*HEPB3, rec("hepb-nonresponder")], "missing"),
    ("varicella", doses("varicella-dose", "2005-01-01", "2005-02-01"), "met"),
    ("varicella", [rec("varicella-titre", result="positive")], "met"),
    ("varicella", [rec("varicella-titre", result="negative")], "missing"),
    ("tetanus", [rec("tdap", "2018-01-01", product="Tdap")], "met"),
    ("tetanus", [rec("tdap", "2016-01-01", product="Tdap")], "missing"),
    ("tetanus", [rec("tdap", "2017-02-01", product="Tdap")], "expires"),
    ("tetanus", [rec("tdap", "2010-01-01", product="Tdap"), rec("tdap", "2022-01-01", product="Td")], "met"),
    ("tetanus", [rec("tdap", "2022-01-01", product="Td")], "missing"),
    ("influenza", [rec("influenza", "2026-10-05")], "met"),
    ("influenza", [rec("influenza", "2025-10-05")], "missing"),
    ("influenza", [rec("influenza-declination", "2026-11-01")], "met"),
    ("tuberculosis", [rec("tb-igra", result="negative")], "met"),
    ("tuberculosis", [rec("tb-igra", "2025-06-01", result="negative")], "missing"),
    ("tuberculosis", [rec("tb-igra", result="positive")], "missing"),
    ("tuberculosis", [rec("tb-igra", result="positive"), rec("chest-xray", finding="clear")], "missing"),
    (
        "tuberculosis",
        [rec("tb-igra", result="positive"), rec("chest-xray", finding="clear"), rec("tb-symptoms", free=True)],
        "met",
    ),
    ("tuberculosis", doses("tb-skin-test", "2026-06-01", "2026-06-09", result="negative"), "met"),
    ("tuberculosis", doses("tb-skin-test", "2026-06-01", "2026-06-03", result="negative"), "missing"),
    ("basic-life-support", [rec("bls", until="2027-03-28", format="in person")], "met"),
    ("basic-life-support", [rec("bls", until="2027-03-27", format="in person")], "expires"),
    ("basic-life-support", [rec("bls", until="2028-03-27", format="online only")], "missing"),
    ("criminal-check", [rec("criminal-check", "2026-01-04")], "met"),
    ("criminal-check", [rec("criminal-check", "2026-01-03")], "missing"),
    ("child-clearance", [rec("child-clearance")], "met"),
    ("drug-screen", [rec("drug-screen", result="negative")], "met"),
    ("drug-screen", [rec("drug-screen", result="positive")], "missing"),
    ("liability-insurance", [rec("liability-insurance", until="2027-12-31")], "met"),
    ("liability-insurance", [rec("liability-insurance", until="2027-01-31")], "expires"),
    ("health-insurance", [rec("health-insurance", until="2027-12-31")], "met"),
    ("n95-fit", [rec("n95-fit", "2026-03-28")], "met"),
    ("n95-fit", [rec("n95-fit", "2026-03-27")], "expires"),
    ("privacy", [rec("privacy-training")], "met"),
    ("bloodborne", [rec("bloodborne-training")], "met"),
    ("fire-safety", [rec("fire-safety-training")], "met"),
    ("infection-control", [rec("infection-control-training", "2025-12-01")], "missing"),
    ("code-of-conduct", [rec("code-of-conduct")], "met"),
    ("records-access", [rec("ehr-access")], "met"),
    ("physical-exam", [rec("physical-exam", "2026-01-04")], "met"),
    ("physical-exam", [rec("physical-exam", "2026-01-03")], "missing"),
    ("council", [rec("council-registration", until="2027-06-30")], "met"),
    ("council", [rec("council-registration")], "missing"),
    ("photo", [rec("photo", "2026-08-01")], "met"),
    ("identity", [rec("id-card", until="2030-01-01")], "met"),
]


@pytest.mark.parametrize(("slug", "held", "standing"), TABLE)
def test_a_starter_is_answered_as_the_field_says(slug, held, standing):
    assert judge(RULES[slug], held, first_day=FIRST, last_day=LAST).standing is Standing(standing)


def test_every_starter_is_in_the_table_and_fails_without_records():
    assert {row[0] for row in TABLE} == set(RULES)
    none = {slug: judge(rule, [], first_day=FIRST, last_day=LAST).standing for slug, rule in RULES.items()}
    assert set(none.values()) == {Standing.MISSING}


def test_every_rule_speaks_of_kinds_and_fields_that_there_are():
    fields = {kind.slug: {field["name"] for field in kind.fields} for kind in KINDS}
    clauses = [clause for rule in RULES.values() for alternative in rule.any for clause in alternative]
    assert [c for c in clauses if c.kind not in fields] == []
    assert [c for c in clauses if c.where and c.where.field not in fields[c.kind]] == []
    assert {field["type"] for kind in KINDS for field in kind.fields} <= set(FieldType.values)


@pytest.mark.django_db
def test_load_starters_adds_once_and_leaves_what_was_edited():
    load_starters()
    EvidenceKind.objects.filter(slug="bls").update(name="First aid card")
    load_starters()
    assert EvidenceKind.objects.count() == len(KINDS)
    assert RequirementStarter.objects.count() == len(STARTERS)
    assert EvidenceKind.objects.get(slug="bls").name == "First aid card"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "words"),
    [
        (
            "varicella",
            (
                "Varicella vaccination twice at least 28 days apart, or Varicella serology with result “positive”; "
                "must hold through the last day"
            ),
        ),
        (
            "tetanus",
            (
                "Tdap or Td vaccination with product “Tdap” (no older than 10 years), or Tdap or Td vaccination with product “Tdap” "
                "and Tdap or Td vaccination (no older than 10 years); must hold through the last day"
            ),
        ),
        (
            "influenza",
            (
                "Influenza vaccination (of the season; asked where the placement touches 1 September to 31 March), or Influenza "
                "declination (of the season; asked where the placement touches 1 September to 31 March); must hold through the last day"
            ),
        ),
        (
            "tuberculosis",
            (
                "TB blood test (IGRA) with result “negative” (no older than 1 year), or TB skin test (TST) twice at least 7 days apart "
                "with result “negative” (no older than 1 year), or Chest X-ray with finding “clear” (no older than 1 year) and TB symptom "
                "form with “no symptoms” ticked (no older than 1 year); must hold on the first day"
            ),
        ),
        (
            "basic-life-support",
            "Basic life support card with taught “in person” (not expired); must hold through the last day",
        ),
    ],
)
def test_a_rule_is_said_in_plain_words(slug, words):
    load_starters()
    assert say_rule(RULES[slug], EvidenceKind.objects.by_slug()) == words
