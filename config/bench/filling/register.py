"""The register of partners, and what institutes have signed with them."""

from collections.abc import Sequence

from config.bench.filling.bulk import chance, insert, literal, pick
from config.bench.filling.people import CITIES
from config.bench.filling.sizes import AGREED, DEPARTMENTS, PROGRAMMES, Sizes
from institutions.models import Agreement, Department, EvidenceKind, Partner, PartnerContact, Requirement, Site

# Four thousand names without a number in them, so that looking for likely duplicates has real work to do.
BEGINS = (
    *("Mar", "Koh", "Che", "Zia", "Hin", "Bol", "Rav", "Ind", "Kar", "Nao"),
    *("Sar", "Tal", "Gil", "Hun", "Ska", "Dir", "Swa", "Pis", "Lor", "Mur"),
)
MIDDLES = (
    *("gal", "sar", "nab", "rat", "gol", "an", "i", "us", "akor", "shki"),
    *("gan", "ar", "git", "za", "rdu", "bela", "tan", "hin", "al", "ree"),
)
ENDS = ("la", "", "abad", "pur", "kot", "garh", "wal", "stan", "nagar", "dara")
SORTS = (
    "Teaching Hospital",
    "General Hospital",
    "Clinic",
    "Diagnostics",
    "Laboratory",
    "Eye Hospital",
    "Medical Centre",
    "Trust",
)
WARDS = ("Radiology", "Medicine", "Surgery", "Health records")
SAID = "Rounds at eight, teaching on Wednesdays, and a senior beside every intern for the first two weeks of the stay."


def fill_partners(size: Sizes) -> None:
    """Partners, one site each, four departments each, a contact each."""
    series = f"generate_series(1, {size.partners}) n"
    word = f"{_at(BEGINS, 'n - 1')} || {_at(MIDDLES, '(n - 1) / 20')} || {_at(ENDS, '(n - 1) / 400')}"
    insert(
        Partner,
        series,
        id="n",
        name=f"{word} || ' ' || {_at(SORTS, 'n')}",
        slug="'partner-' || n",
        kind=pick(("hospital", "hospital", "clinic", "laboratory", "imaging"), chance("n", 1)),
        city=pick(CITIES, chance("n", 2)),
        about=f"'{SAID}'",
        how_taught=f"'{SAID}'",
        teaching="'teaching'",
        beds="100 + mod(n, 900)",
    )
    insert(Site, series, id="n", partner="n", name="'Main building'", city=pick(CITIES, chance("n", 2)))
    insert(
        Department,
        f"generate_series(1, {size.partners * DEPARTMENTS}) n",
        id="n",
        site=f"(n + {DEPARTMENTS - 1}) / {DEPARTMENTS}",
        name=_at(WARDS, "n"),
        beds="30",
    )
    insert(
        PartnerContact,
        series,
        partner="n",
        duty="'education'",
        name="'Education office'",
        phone="'+9221' || lpad(n::text, 8, '3')",
    )


def fill_agreements(size: Sizes) -> None:
    """Every institute with the largest partners, signed, for both programmes; one in eight ends within three months."""
    partners = min(AGREED, size.partners)
    source = f"generate_series(1, {size.institutes}) i, generate_series(1, {partners}) p"
    number = f"(i - 1) * {partners} + p"
    insert(
        Agreement,
        source,
        id=number,
        institute="i",
        partner="p",
        title="'Affiliation agreement ' || i || '/' || p",
        terms="'As signed.'",
        starts_on="current_date - 400",
        ends_on=f"current_date + CASE WHEN mod({number}, 8) = 0 THEN 20 + mod({number}, 70) ELSE 400 END",
        places="5000",
        state="'signed'",
        sent_by=str(size.students + 1),
        sent_at="now() - interval '410 days'",
        signed_by=str(size.students + 2),
        signed_at="now() - interval '400 days'",
    )
    insert(
        Agreement.programmes.through,
        f"{source}, generate_series(1, {PROGRAMMES}) k",
        agreement=number,
        programme=f"(i - 1) * {PROGRAMMES} + k",
    )


def fill_requirements(size: Sizes) -> None:
    """Six things that each of the largest partners asks, of the first kinds of evidence."""
    kinds = list(EvidenceKind.objects.order_by("position", "pk").values_list("slug", flat=True)[:6])
    rule = '{{"holds": "through", "any": [[{{"kind": "{}"}}]]}}'
    insert(
        Requirement,
        f"generate_series(1, {min(AGREED, size.partners)}) p, generate_series(1, {len(kinds)}) k",
        partner="p",
        title="'Requirement ' || k",
        rule="(" + _at([rule.format(kind) for kind in kinds], "k - 1") + ")::jsonb",
        position="k",
    )


def _at(words: Sequence[str], number: str) -> str:
    """SQL for one of the words after the other."""
    return f"({literal(words)})[1 + mod({number}, {len(words)})::integer]"
