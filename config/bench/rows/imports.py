"""Bringing in ten thousand students; and looking ten thousand partners up in the register."""

import csv
import io
from collections.abc import Sequence

from django.db import connection, models, transaction

from accounts.models import AccessLink, User
from config.bench.figures import ONCE, SELDOM, Figure, Kind
from config.bench.filling.world import World
from core import clock
from core.actor import Actor
from core.plans import carry_out, plan
from core.sheets import Plan
from core.tables import read_table
from institutions.models import Intake, Membership, Partner
from institutions.services.duplicates import Asked, Duplicate, likely_duplicates
from notifications.models import Notification
from students.models import Student
from students.services.students_sheet import STUDENTS

LINES = 10_000
NAMES = ("roll_no", "name", "email", "programme", "intake", "father_name", "relation", "city")
# What a line becomes, in the order of the foreign keys; the history follows by its triggers.
WRITTEN: Sequence[type[models.Model]] = (User, Membership, Student, AccessLink, Notification)


def _lines(world: World) -> int:
    return min(LINES, world.size.slots // 10)


def _office(world: World) -> Actor:
    return Membership.objects.get(pk=world.size.students + 1).as_actor()


def _file(world: World) -> bytes:
    """A list of students as an office sends it."""
    if "list" not in world.kept:
        intake = Intake.objects.filter(programme__institute=1).select_related("programme").order_by("pk")[0]
        text = io.StringIO()
        out = csv.writer(text)
        out.writerow([STUDENTS.column(name).heading for name in NAMES])
        for n in range(_lines(world)):
            who = (f"NEW-{n}", f"Areeba Khan {n}", f"new{n}@bench.example")
            out.writerow([*who, intake.programme.code, intake.name, f"Nadeem {n}", "daughter", "Karachi"])
        world.kept["list"] = text.getvalue().encode()
    made: bytes = world.kept["list"]
    return made


def look_through(world: World) -> Plan:
    """Read the file and judge every line: what a person sees before they confirm."""
    made = plan(STUDENTS, read_table(_file(world)), NAMES, by=_office(world), choices={})
    if len(made.new) != _lines(world) or made.problems:
        raise AssertionError(f"{len(made.new)} new, {made.problems[:3]}")
    return made


def bring_in(world: World) -> None:
    """The same, and write it: people, memberships, students, invitations, their messages. Taken back afterwards."""
    with transaction.atomic():
        _write(world)
        transaction.set_rollback(True)


def _write(world: World) -> None:
    made = look_through(world)
    if refused := carry_out(
        STUDENTS, made, by=_office(world), now=clock.now(), tell=lambda _done, _total: None, keep=True
    ):
        raise AssertionError(refused[:3])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def copy_people(world: World) -> None:
    """The rows that `bring_in` writes, copied: the least that the database has to do for them. Taken back afterwards."""
    if "rows" not in world.kept:
        world.kept["rows"] = _rows(world)
    with transaction.atomic(), connection.cursor() as cursor:
        for model in WRITTEN:
            cursor.copy_expert(f"COPY {_columns(model)} FROM STDIN", io.StringIO(world.kept["rows"][model]))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def _rows(world: World) -> dict[type[models.Model], str]:
    """What `bring_in` writes, as COPY reads it."""
    found: dict[type[models.Model], str] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        before = {model: model._default_manager.aggregate(most=models.Max("pk"))["most"] or 0 for model in WRITTEN}  # noqa: SLF001 - Django's own name
        _write(world)
        for model, most in before.items():
            table, _paren, columns = _columns(model).partition(" ")
            text = io.StringIO()
            cursor.copy_expert(f"COPY (SELECT {columns[1:-1]} FROM {table} WHERE id > {most}) TO STDOUT", text)
            found[model] = text.getvalue()
        transaction.set_rollback(True)
    return found


def _columns(model: type[models.Model]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields if not field.generated)
    return f'"{model._meta.db_table}" ({columns})'


def look_up(world: World) -> dict[int, list[Duplicate]]:
    """Ten thousand names with a typing error each, against the register."""
    if "names" not in world.kept:
        known = list(Partner.objects.order_by("pk").values_list("name", "city")[: _lines(world)])
        many = [known[n % len(known)] for n in range(_lines(world))]
        world.kept["names"] = [Asked(name[:3] + name[4:], city) for name, city in many]
    return likely_duplicates(world.kept["names"])


FIGURES = (
    Figure("Work", "Import of 10,000 students, looked through", look_through, "COPY", 0.1, Kind.SPEED, rounds=SELDOM),
    Figure(
        "Work",
        "Import of 10,000 students, looked through and written",
        bring_in,
        "COPY",
        0.1,
        Kind.SPEED,
        rounds=SELDOM,
    ),
    Figure("Work", "Likely duplicates of 10,000 names", look_up, rounds=ONCE),
)
