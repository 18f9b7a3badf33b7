"""What everything is a multiple of, measured in the same rounds."""

from typing import Any

from django.core.handlers.base import BaseHandler
from django.db import connection
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.test import RequestFactory

from config.bench.figures import SELDOM, Yardstick
from config.bench.filling.sizes import ONE_CITY
from config.bench.filling.world import World
from config.bench.rows.capacity import place_without_triggers
from config.bench.rows.imports import copy_people
from config.bench.rows.mail import a_connection_each
from config.bench.rows.papers import print_plainly
from config.bench.words import SEARCHED
from placements.models import Slot

PAGE = 25
PLAIN = Engine().from_string(
    "<!doctype html><title>Slots</title><h1>{{ count }} slots</h1><table>{% for slot in rows %}<tr><td>{{ slot.title }}"
    "<td>{{ slot.partner.name }}<td>{{ slot.department.name }}<td>{{ slot.track.name }}<td>{{ slot.city }}"
    "<td>{{ slot.starts_on }}<td>{{ slot.ends_on }}<td>{{ slot.places }}</tr>{% endfor %}</table>"
)
RAW = """
SELECT s.title, p.name, d.name, t.name, s.city, s.starts_on, s.ends_on, s.places FROM placements_slot s
  JOIN institutions_partner p ON p.id = s.partner_id JOIN institutions_department d ON d.id = s.department_id
  LEFT JOIN placements_track t ON t.id = s.track_id
 WHERE s.state = 'published' AND s.is_public AND s.city = %s ORDER BY s.apply_by LIMIT 25
"""
requests = RequestFactory(SERVER_NAME="localhost")


def hello(_request: HttpRequest) -> HttpResponse:
    """Two words."""
    return HttpResponse("Hello there")


def lab_list(_request: HttpRequest) -> HttpResponse:
    """What a first project would write: a filter, a count, twenty-five rows with what they point at."""
    found = Slot.objects.filter(state="published", is_public=True, city=ONE_CITY).defer("search", "summary")
    rows = found.select_related("partner", "department", "track").order_by("apply_by")[:PAGE]
    return HttpResponse(PLAIN.render(Context({"rows": rows, "count": found.count()})))


class Bare(BaseHandler):
    """Django without middleware."""

    def __init__(self, view: Any) -> None:
        self.view = view

    def __call__(self, _world: World) -> HttpResponse:
        made: HttpResponse = self.view(requests.get("/"))
        return made


def _ask(statement: str, *params: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def icontains(_world: World) -> list[Slot]:
    """The search as it is without an index: every word anywhere."""
    found = Slot.objects.filter(state="published")
    for word in SEARCHED.split():
        anywhere = Q(title__icontains=word) | Q(summary__icontains=word) | Q(partner__name__icontains=word)
        found = found.filter(anywhere | Q(objectives__text__icontains=word))
    return list(found.distinct().order_by("apply_by")[:PAGE])


YARDSTICKS = (
    Yardstick("hello", Bare(hello), "a view of two words, no middleware", times=50),
    Yardstick(
        "lab list",
        Bare(lab_list),
        "25 of the 3.75 % of all slots that one city has: select_related, a count, a plain template; no middleware, nobody signed in",
    ),
    Yardstick("raw SQL", lambda _world: _ask(RAW, ONE_CITY), "the same 25 rows, by hand", times=3),
    Yardstick("SELECT 1", lambda _world: _ask("SELECT 1"), "one empty question", times=50),
    Yardstick("icontains", icontains, "the same words looked for in every row", rounds=SELDOM),
    Yardstick(
        "COPY",
        copy_people,
        "the rows that the import writes, in all tables, copied with their keys, checks and history",
        SELDOM,
    ),
    Yardstick("bare placing", place_without_triggers, "the same 1,000 rows without a trigger", SELDOM),
    Yardstick(
        "a connection each", a_connection_each, "the same mails, a connection for each: STARTTLS, password", SELDOM
    ),
    Yardstick("bare WeasyPrint", print_plainly, "the same certificates, laid out one by one", SELDOM),
)
