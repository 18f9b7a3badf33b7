"""Partners that are probably in the register already, however they are spelt. For one that is entered, and for whole lists at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from core.errors import Words
from institutions.models import Partner, PartnerMerge, Site
from institutions.states import MergeState


class Asked(NamedTuple):
    """What is known of a partner that may be in the register. Plain pairs of name and city will do."""

    name: str
    city: str = ""
    phone: str = ""
    email: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A partner in the register that is probably the one, and why."""

    partner: Partner
    alike: float  # of the names in plain letters, 0 to 1
    reasons: tuple[Words, ...]


# How much alike two names must be: in one city, where no city is known, and in two cities. Tried on names with typing errors in
# tests/institutions/test_duplicates.py.
IN_ONE_CITY, SOMEWHERE, IN_TWO_CITIES = 0.4, 0.55, 0.7
NEAR = 0.003  # degrees: some 300 m
MOST = 5  # shown for each

# One pass: each asked name finds its neighbours by the trigram index `partner_plain_name`; numbers, addresses and coordinates
# find theirs by being equal or near.
FIND = """
WITH asked AS MATERIALIZED (
    SELECT i, institutions_plain_name(name) AS plain_name, institutions_plain(city) AS city, phone, lower(email) AS email, lat, lon
      FROM unnest(%(i)s::int[], %(name)s::text[], %(city)s::text[], %(phone)s::text[], %(email)s::text[],
                  %(lat)s::float8[], %(lon)s::float8[]) AS rows(i, name, city, phone, email, lat, lon)
), found AS (
    SELECT i, partner.id, similarity(partner.plain_name, asked.plain_name) AS alike, '' AS reason
      FROM asked JOIN institutions_partner partner ON partner.plain_name %% asked.plain_name
     WHERE similarity(partner.plain_name, asked.plain_name) >= CASE
               WHEN asked.city = '' THEN %(somewhere)s
               WHEN similarity(institutions_plain(partner.city), asked.city) >= 0.5 THEN %(one_city)s
               ELSE %(two_cities)s END
    UNION ALL
    SELECT i, reached.id, 0, 'phone' FROM asked JOIN (
        SELECT id, phone FROM institutions_partner UNION ALL SELECT partner_id, phone FROM institutions_partnercontact
    ) reached ON reached.phone <> '' AND reached.phone = asked.phone
    UNION ALL
    SELECT i, reached.id, 0, 'email' FROM asked JOIN (
        SELECT id, lower(email) AS email FROM institutions_partner
        UNION ALL SELECT partner_id, lower(email) FROM institutions_partnercontact
    ) reached ON reached.email <> '' AND reached.email = asked.email
    UNION ALL
    SELECT i, site.partner_id, 0, 'near' FROM asked JOIN institutions_site site
        ON site.latitude BETWEEN asked.lat - %(near)s AND asked.lat + %(near)s
       AND site.longitude BETWEEN asked.lon - %(near)s AND asked.lon + %(near)s
)
SELECT i, id, max(alike), array_agg(DISTINCT reason) FROM found GROUP BY i, id ORDER BY i, max(alike) DESC, id
"""


def likely_duplicates(
    asked: Iterable[Asked | Sequence[object]], *, but: int | None = None, among: QuerySet[Partner] | None = None
) -> dict[int, list[Duplicate]]:
    """For each that was asked about, by its place in the list: who it probably is, the likeliest first; nothing where nobody is.

    `but` is a partner who is not meant, `among` are those who may be. Two queries, for one or for ten thousand; one where nobody was
    found.
    """
    found: dict[int, list[tuple[int, float, list[str]]]] = defaultdict(list)
    rows = [row if isinstance(row, Asked) else Asked(*row) for row in asked]  # type: ignore[arg-type]
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(FIND, _columns(rows))
        for index, partner_id, alike, reasons in cursor.fetchall():
            if partner_id != but:
                found[index].append((partner_id, alike, reasons))
    wanted = {pk for matches in found.values() for pk, _alike, _reasons in matches[:MOST]}
    partners = (Partner.objects.all() if among is None else among).in_bulk(wanted) if wanted else {}
    return {
        index: [
            Duplicate(partners[pk], alike, tuple(_in_words(alike, reasons)))
            for pk, alike, reasons in matches[:MOST]
            if pk in partners
        ]
        for index, matches in found.items()
    }


def duplicates_of(partner: Partner, sites: Iterable[Site]) -> list[Duplicate]:
    """Who else in the register this partner probably is, without those of whom an administrator said that they are two.

    `sites` are its own. One query, and another where anybody was found.
    """
    site = next((site for site in sites if site.latitude is not None), None)
    asked = Asked(
        name=partner.name,
        city=partner.city,
        phone=partner.phone,
        email=partner.email,
        latitude=float(site.latitude) if site else None,
        longitude=float(site.longitude) if site else None,
    )
    return likely_duplicates([asked], but=partner.pk, among=_not_known_as_two(partner)).get(0, [])


def _not_known_as_two(partner: Partner) -> QuerySet[Partner]:
    """Everybody but those of whom an administrator said that they are not this partner."""
    declined = PartnerMerge.objects.filter(state=MergeState.DECLINED)
    pair = Q(survivor=partner, loser=OuterRef("pk")) | Q(loser=partner, survivor=OuterRef("pk"))
    return Partner.objects.exclude(Exists(declined.filter(pair)))


def _columns(rows: Sequence[Asked]) -> dict[str, Any]:
    return {
        "i": list(range(len(rows))),
        "name": [row.name for row in rows],
        "city": [row.city for row in rows],
        "phone": [row.phone for row in rows],
        "email": [row.email for row in rows],
        "lat": [None if row.latitude is None else float(row.latitude) for row in rows],
        "lon": [None if row.longitude is None else float(row.longitude) for row in rows],
        "one_city": IN_ONE_CITY,
        "somewhere": SOMEWHERE,
        "two_cities": IN_TWO_CITIES,
        "near": NEAR,
    }


def _in_words(alike: float, reasons: list[str]) -> Iterable[Words]:
    if alike >= 1:
        yield _("the same name")
    elif alike > 0:
        yield _("a similar name")
    words = {"phone": _("the same phone number"), "email": _("the same e-mail"), "near": _("at the same place")}
    yield from (words[reason] for reason in words if reason in reasons)
