"""Pages, asked for as people ask: lists against the lab list, with their growth; details; homes."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse

from config.bench.figures import QUERIES, Act, Figure
from config.bench.filling.sizes import ONE_CITY
from config.bench.filling.world import World
from config.bench.words import SEARCHED
from evaluations.models import Certificate, Evaluation
from institutions.models import Agreement, Partner
from placements.models import Application, Placement, Slot
from students.models import Record, Student

LIST, SEARCH, DETAIL, MATRIX = 3.0, 4.0, 2.0, 4.0  # times the lab list
HOME_QUERIES, MATRIX_QUERIES = 14, 12
Where = Callable[[World], str]


def get(role: str, where: Where) -> Act:
    """Ask for a page as somebody; it has to be there."""

    def act(world: World) -> Any:
        answer: Any = world.browser_of(role).get(world.address(where))
        if answer.status_code != 200:
            raise AssertionError(f"{world.address(where)} as {role}: {answer.status_code}")
        return answer

    return act


def named(name: str, **query: str) -> Where:
    """The page of this name."""
    return lambda _world: reverse(name) + (f"?{urlencode(query)}" if query else "")


def first(model: type[models.Model], page: str = "", **which: object) -> Where:
    """The page of the first such row."""

    def where(_world: World) -> str:
        thing = model._default_manager.filter(**which).order_by("pk")[0]  # noqa: SLF001 - Django's own name
        return reverse(page, args=[thing.pk]) if page else thing.get_absolute_url()  # type: ignore[attr-defined]

    return where


def a_list(name: str, role: str, where: Where, budget: float | None = LIST) -> Figure:
    """A list: three times the lab list, and no slower when it grows."""
    return Figure("Lists", f"{name}, {role}", get(role, where), budget=budget, queries=QUERIES, grows=True)


def a_detail(name: str, role: str, where: Where) -> Figure:
    """One thing: twice the lab list."""
    return Figure("Details", f"{name}, {role}", get(role, where), budget=DETAIL, queries=QUERIES)


def a_home(role: str) -> Figure:
    """A home: no promise but its questions."""
    return Figure("Homes", f"Home, {role}", get(role, named("home")), queries=HOME_QUERIES)


def hours(world: World) -> str:
    """Of an intern of the supervisor who looks."""
    return first(Placement, "hours_list", supervisor=world.supervisor, state="active")(world)


def evaluation(world: World) -> str:
    """One that waits for the supervisor who looks."""
    return first(Evaluation, evaluator=world.supervisor, state="open")(world)


FIGURES = (
    a_list("Internships, open ones", "student", named("internship_list")),
    a_list("Internships, one city", "nobody", named("internship_list", city=ONE_CITY)),
    a_list("Search, two words", "student", named("internship_list", q=SEARCHED), SEARCH),
    a_list(
        "Search, two words and facets",
        "student",
        named("internship_list", q=SEARCHED, city="Karachi", mine="on"),
        SEARCH,
    ),
    a_list("Search, a word typed wrongly", "student", named("internship_list", q="ultrasuond"), SEARCH),
    a_list("Partners", "nobody", named("partner_list")),
    a_list("Partners, by a name", "nobody", named("partner_list", q="Hospital")),
    a_list("Register, by a name spelt otherwise", "coordinator", named("partner_register", q="Margalla Hospitel")),
    a_list("Register", "coordinator", named("partner_register")),
    a_list("Slots", "lead", named("slot_list")),
    a_list("Slots, by words", "lead", named("slot_list", q="Radiology")),
    a_list("Applications", "lead", named("application_list")),
    a_list("Applications, by words", "lead", named("application_list", q="Khan")),
    a_list("Applications", "coordinator", named("application_list")),
    a_list("Applications", "student", named("application_list")),
    a_list("Placements", "coordinator", named("placement_list")),
    a_list("Placements", "lead", named("placement_list")),
    a_list("Placements, by words", "coordinator", named("placement_list", q="Khan")),
    a_list("Interns", "supervisor", named("placement_list")),
    a_list("Students", "coordinator", named("student_list")),
    a_list("Students, by name", "coordinator", named("student_list", q="Khan")),
    a_list("Agreements", "coordinator", named("agreement_list")),
    a_list("Agreements, by words", "coordinator", named("agreement_list", q="Hospital")),
    a_list("Requirements", "lead", named("requirement_list")),
    a_list("Records to check", "coordinator", named("record_queue")),
    a_list("Records to check, by a name", "coordinator", named("record_queue", q="Khan")),
    a_list("Evaluations", "supervisor", named("evaluation_list")),
    a_list("Certificates", "coordinator", named("certificate_list")),
    a_list("Certificates, by a name", "coordinator", named("certificate_list", q="Khan")),
    a_list("Inbox", "student", named("notification_list")),
    Figure("Lists", "Who starts soon, coordinator", get("coordinator", named("readiness_list")), queries=QUERIES),
    Figure("Lists", "Who may need help, coordinator", get("coordinator", named("support_list")), queries=QUERIES),
    Figure("Lists", "Who is with us this week, lead", get("lead", named("week_list")), queries=QUERIES),
    Figure("Lists", "Grid, lead", get("lead", named("grid")), queries=QUERIES),
    Figure("Lists", "Runway, coordinator", get("coordinator", named("agreement_runway")), queries=QUERIES, budget=LIST),
    Figure(
        "Lists",
        "Readiness matrix, 400 students x 30 requirements",
        get("matrix office", named("readiness_matrix")),
        budget=MATRIX,
        queries=MATRIX_QUERIES,
    ),
    a_detail("Internship", "nobody", first(Slot, state="published", partner=1)),
    a_detail("Internship", "student", first(Slot, state="published", partner=1)),
    a_detail("Partner", "nobody", first(Partner, pk=2)),
    a_detail("Partner", "coordinator", first(Partner, pk=2)),
    a_detail("Slot", "lead", first(Slot, "slot_detail", state="published", partner=1)),
    a_detail("Application", "lead", first(Application, slot__partner=1, state="submitted")),
    a_detail("Application", "coordinator", first(Application, institute=1, state="submitted")),
    a_detail("Placement", "coordinator", first(Placement, institute=1, state="active")),
    a_detail("Placement", "lead", first(Placement, partner=1, state="active")),
    a_detail("Hours of a week", "supervisor", hours),
    a_detail("Student", "coordinator", first(Student, institute=1)),
    a_detail("Record", "coordinator", first(Record, student__institute=1, state="submitted")),
    a_detail("Agreement", "coordinator", first(Agreement, institute=1)),
    a_detail("Certificate", "coordinator", first(Certificate, placement__institute=1)),
    a_detail("Evaluation", "supervisor", evaluation),
    *(a_home(role) for role in ("student", "coordinator", "lead", "supervisor", "administrator")),
)
