"""All of it in its order, and the people who look at it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import cycle
from typing import Any

from django.db import connection, models, transaction
from django.test import Client

from accounts.models import StoredFile, User
from config.bench.filling import people, register, slots, training
from config.bench.filling.bulk import count_on, prepare, without_triggers
from config.bench.filling.sizes import Sizes
from config.bench.readiness import fill_readiness
from evaluations.models import Certificate, Evaluation
from evaluations.services.instruments import load_starters as load_forms
from institutions.models import (
    Agreement,
    Department,
    Institute,
    Intake,
    Membership,
    Partner,
    PartnerContact,
    Programme,
    Requirement,
    Site,
)
from institutions.services.starters import load_starters
from notifications.models import Notification
from placements.models import Application, HoursEntry, Objective, Placement, Seat, Slot
from placements.services import catalogue
from students.models import Record, Student

TABLES: tuple[type[models.Model], ...] = (
    Institute, Programme, Intake, User, Membership, Student, Partner, Site, Department, PartnerContact, Agreement, Requirement,
    Application, Objective, Slot, Seat, Placement, HoursEntry, Evaluation, Certificate, StoredFile, Record, Notification,
)  # fmt: skip
STUDENTS = 20  # who search


@dataclass
class World:
    """One filled database: its sizes, and a signed-in browser for each role."""

    size: Sizes
    matrix_office: int  # the coordinator of the 400 students
    kept: dict[str, Any] = field(default_factory=dict)  # what an act made ready the first time

    @cached_property
    def _browsers(self) -> dict[str, "cycle[Client]"]:
        first = self.size.students
        who = {"coordinator": first + 1, "lead": first + 2, "administrator": first + 3, "supervisor": self.supervisor}
        found = {role: cycle([browser(user)]) for role, user in who.items()}
        # Several, or the limit on searches would be what is measured.
        students = [browser(user) for user in range(1, STUDENTS + 1)]
        return found | {
            "student": cycle(students),
            "nobody": cycle([browser()]),
            "matrix office": cycle([browser(self.matrix_office)]),
        }

    def browser_of(self, role: str) -> Client:
        """Signed in once, as people are; `nobody` is not."""
        return next(self._browsers[role])

    def address(self, where: Callable[["World"], str]) -> str:
        """Looked up once."""
        known: dict[Any, str] = self.kept.setdefault("addresses", {})
        if where not in known:
            known[where] = where(self)
        return known[where]

    @cached_property
    def supervisor(self) -> int:
        """Somebody with an intern there; the number of person and membership alike."""
        there = Placement.objects.filter(state="active").exclude(supervisor=None).order_by("pk")
        return int(there.values_list("supervisor", flat=True)[0])


def browser(user_id: int | None = None) -> Client:
    """The whole stack in this process: every middleware, the session, the template; no socket."""
    made = Client(SERVER_NAME="localhost")
    if user_id is not None:
        made.force_login(User.objects.get(pk=user_id))
    made.handler.load_middleware()  # as a server does when it starts: no page's time
    return made


def fill(size: Sizes, *, now: datetime) -> World:
    """Fill an empty database."""
    prepare()
    with transaction.atomic():
        load_starters()
        catalogue.load_starters()
        load_forms(now=now)
        keep = ("placements_slot.slot_counts", "placements_slot.slot_search")
        with without_triggers(*TABLES, but=keep):
            people.fill_institutes(size)
            people.fill_students(size)
            register.fill_partners(size)
            people.fill_staff(size)
            register.fill_agreements(size)
            register.fill_requirements(size)
            slots.fill_applications(size)
            slots.fill_slots(size)
            slots.fill_seats()
            training.fill_placements(size)
            training.fill_hours()
            training.fill_papers(size)
            training.fill_records(size)
            training.fill_messages(size)
        count_on(*TABLES)
    office = fill_readiness(now=now)
    return World(size, office.user_id)


def settle() -> None:
    """What a database that has run for a while has done long ago."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
