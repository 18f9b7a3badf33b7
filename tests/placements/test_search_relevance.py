"""Sixty searches as people type them, each judged by hand before: `search_queries.csv` on the internships of `search_slots.csv`.

A search is right when one of the first three internships is one that was meant.
"""

import csv
from pathlib import Path

import pytest

from core import clock
from core.actor import NOBODY
from placements.models import Setting, Specialty, Track
from placements.search.search import Search
from placements.services.catalogue import load_starters
from tests.factories.institutions import DepartmentFactory, PartnerFactory
from tests.factories.placements import ObjectiveFactory, SlotFactory

HERE = Path(__file__).parent
FIRST, AT_LEAST = 3, 55


def rows(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def publish(line, partners, departments):
    partner = partners.setdefault(line["partner"], None) or PartnerFactory(name=line["partner"], city=line["city"])
    partners[line["partner"]] = partner
    at = (line["partner"], line["department"])
    if at not in departments:
        departments[at] = DepartmentFactory(site__partner=partner, site__city=line["city"], name=line["department"])
    slot = SlotFactory(
        title=line["title"],
        partner=partner,
        department=departments[at],
        track=Track.objects.get(slug=line["track"]),
        specialty=Specialty.objects.get(name=line["specialty"]),
        setting=Setting.objects.get(name=line["setting"]),
        city=line["city"],
        summary=line["summary"],
    )
    for text in line["objectives"].split("; "):
        ObjectiveFactory(slot=slot, text=text)
    return slot.pk


@pytest.mark.django_db
def test_at_least_55_of_60_searches_find_what_was_meant_among_the_first_three():
    load_starters()
    partners, departments = {}, {}
    keys = {publish(line, partners, departments): line["key"] for line in rows("search_slots.csv")}
    queries = rows("search_queries.csv")
    assert len(queries) == 60
    missed = []
    for line in queries:
        search = Search(NOBODY, {"q": line["query"]}, now=clock.now())
        first = [keys[slot.pk] for slot in search.in_order().order_by(*search.order)[:FIRST]]
        if not set(first) & set(line["right"].split()):
            missed.append(f"{line['query']} ({line['about']}): {first}")
    print(f"found {len(queries) - len(missed)} of {len(queries)}; missed:", *missed, sep="\n  ")  # noqa: T201 - read with -s
    assert len(queries) - len(missed) >= AT_LEAST, missed
