"""The requirements that hosts commonly ask, to be copied and adapted.

Data, loaded into a table by `institutions.services.starters` and edited there: councils and hosts change their minds.
"""

from typing import Any, NamedTuple


class StarterData(NamedTuple):
    """One requirement as hosts commonly ask it: each alternative is a tuple of clauses."""

    slug: str
    title: str
    any: tuple[tuple[dict[str, Any], ...], ...]
    note: str = ""
    holds: str = "through"


def _ask(kind: str, *, count: int = 1, gap_days: int = 0, **more: Any) -> dict[str, Any]:
    """One clause; `field=("is", value)` is its condition, `after` its distance; `months`, `own` and `season` its validity."""
    clause: dict[str, Any] = {"kind": kind}
    if count > 1:
        clause["count"] = count
    if gap_days:
        clause["gap_days"] = gap_days
    for name, value in more.items():
        clause |= _VALID[name](value) if name in _VALID else {"where": [name, *value]}
    return clause


_VALID: dict[str, Any] = {
    "after": lambda after: {"after": dict(zip(("kind", "from", "to"), after, strict=True))},
    "months": lambda months: {"valid": {"for": "months", "months": months}},
    "own": lambda _: {"valid": {"for": "own"}},
    "season": lambda days: {"valid": {"for": "season", "opens": days[0], "closes": days[1]}},
}
SEEN = ("is", "positive")
ENOUGH = _ask("hepb-titre", titre=("at_least", 10), after=("hepb-dose", 28, 56))
SEASON = ([9, 1], [3, 31])

STARTERS = (
    StarterData(
        "mmr",
        "Measles, mumps, rubella",
        (
            (_ask("mmr-dose", count=2, gap_days=28),),
            (
                _ask("measles-dose", count=2, gap_days=28),
                _ask("mumps-dose", count=2, gap_days=28),
                _ask("rubella-dose"),
            ),
            (_ask("mmr-titre", result=SEEN),),
        ),
        "Two doses, or a blood test that shows you are immune.",
    ),
    StarterData(
        "hepatitis-b",
        "Hepatitis B",
        (
            (_ask("hepb-dose", count=3, gap_days=28), ENOUGH),
            (_ask("hepb-dose", count=2, gap_days=28, product=("is", "two-dose")), ENOUGH),
            (_ask("hepb-dose", count=6), _ask("hepb-nonresponder")),
        ),
        "A titre below 10: have the series again and another titre, four to eight weeks after its last dose. After a second series "
        "without an answer, bring a physician’s statement.",
    ),
    StarterData(
        "varicella",
        "Varicella (chickenpox)",
        ((_ask("varicella-dose", count=2, gap_days=28),), (_ask("varicella-titre", result=SEEN),)),
        "Two doses, or a blood test that shows you are immune.",
    ),
    StarterData(
        "tetanus",
        "Tetanus, diphtheria, pertussis",
        (
            (_ask("tdap", product=("is", "Tdap"), months=120),),
            (_ask("tdap", product=("is", "Tdap")), _ask("tdap", months=120)),
        ),
        "One Tdap in your life, and Tdap or Td within ten years.",
    ),
    StarterData(
        "influenza",
        "Influenza",
        ((_ask("influenza", season=SEASON),), (_ask("influenza-declination", season=SEASON),)),
        "Each season anew. A medical reason against it is accepted.",
    ),
    StarterData(
        "tuberculosis",
        "Tuberculosis",
        (
            (_ask("tb-igra", result=("is", "negative"), months=12),),
            (_ask("tb-skin-test", count=2, gap_days=7, result=("is", "negative"), months=12),),
            (_ask("chest-xray", finding=("is", "clear"), months=12), _ask("tb-symptoms", free=("is", True), months=12)),
        ),
        "The blood test is better than the skin test where BCG is given. After a positive test: a chest X-ray and the symptom form.",
        "first_day",
    ),
    StarterData(
        "basic-life-support",
        "Basic life support",
        ((_ask("bls", format=("is", "in person"), own=True),),),
        "A course with hands on; one taught online only does not count.",
    ),
    StarterData(
        "criminal-check",
        "Criminal record check",
        ((_ask("criminal-check", months=12),),),
        "It may take 45 days.",
        "first_day",
    ),
    StarterData(
        "child-clearance", "Child abuse clearance", ((_ask("child-clearance", months=12),),), holds="first_day"
    ),
    StarterData(
        "drug-screen", "Drug screen", ((_ask("drug-screen", result=("is", "negative"), months=12),),), holds="first_day"
    ),
    StarterData(
        "liability-insurance",
        "Liability insurance",
        ((_ask("liability-insurance", own=True),),),
        "The certificate must be here three weeks before the first day.",
    ),
    StarterData("health-insurance", "Health insurance", ((_ask("health-insurance", own=True),),)),
    StarterData(
        "n95-fit", "N95 fit test", ((_ask("n95-fit", months=12),),), "Once a year, and for the model you will wear."
    ),
    StarterData("privacy", "Privacy and confidentiality", ((_ask("privacy-training", months=12),),)),
    StarterData("bloodborne", "Bloodborne pathogens", ((_ask("bloodborne-training", months=12),),)),
    StarterData("fire-safety", "Fire and safety", ((_ask("fire-safety-training", months=12),),)),
    StarterData("infection-control", "Infection control", ((_ask("infection-control-training", months=12),),)),
    StarterData("code-of-conduct", "Code of conduct", ((_ask("code-of-conduct"),),), "Sign the host’s own form."),
    StarterData("records-access", "Access to records", ((_ask("ehr-access"),),), "Sign the host’s own form."),
    StarterData(
        "physical-exam",
        "Physical examination",
        ((_ask("physical-exam", months=12),),),
        "Within the last year.",
        "first_day",
    ),
    StarterData(
        "council",
        "Council registration",
        ((_ask("council-registration", own=True),),),
        "Provisional registration will do.",
    ),
    StarterData("photo", "Photo for the badge", ((_ask("photo", months=6),),), holds="first_day"),
    StarterData("identity", "Proof of identity", ((_ask("id-card", own=True),),), holds="first_day"),
)
