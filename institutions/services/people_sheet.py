"""The list of a partner's supervisors: what its lines say, and which services write them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.actor import Actor, Role
from core.columns import Column, email, length, normal
from core.errors import Words
from core.sheet_kinds import LineSheet
from core.sheets import OF_PARTNERS, Row, declare
from core.verdict import Verdict, never
from institutions.models import Department, Membership
from institutions.policies import people as policies
from institutions.services.memberships import describe_member, invite_member

most = partial(length, Membership)
Departments = Mapping[str, Department | None]


def site_and_name(department: Department | None) -> str:
    """A department as a cell names it."""
    return f"{department.site.name} / {department.name}" if department else ""


def department_book(actor: Actor) -> dict[str, Department | None]:
    """A partner's departments by “site / name”, and by the name alone where only one has it (None where several have). One query."""
    found: dict[str, Department | None] = {}
    for department in Department.objects.visible_to(actor).select_related("site__partner"):
        found[normal(site_and_name(department))] = department
        alone = normal(department.name)
        found[alone] = None if alone in found else department
    return found


def find_department(cell: str, book: Departments) -> tuple[Department | None, str]:
    """The department that a cell names, or what is wrong with it."""
    if (department := book.get(normal(cell))) is not None:
        return department, ""
    if normal(cell) in book:
        return None, _("Several departments are called “%(cell)s”. Write it as site / department.") % {"cell": cell}
    return None, _("You have no department “%(cell)s”.") % {"cell": cell}


class SupervisorSheet(LineSheet):
    """Supervisors of the acting lead's partner, known by their addresses."""

    noun = "supervisors"
    area = OF_PARTNERS
    title = gettext_lazy("Supervisors")
    about = gettext_lazy("Whoever is new is invited by mail to supervise interns.")
    columns = (
        Column("email", "E-mail", email, needed=True, most=length(User, "email"), also=("mail", "email address"),
               help=gettext_lazy("Tells one person from another. The invitation goes there.")),
        Column("name", "Name", needed=True, most=length(User, "name"), also=("supervisor", "full name"),
               help=gettext_lazy("With title, as letters print it: Dr Sana Mirza.")),
        Column("department", "Department", also=("ward", "section"), say=site_and_name, empty=None,
               help=gettext_lazy("Its name, or site / name where two have one name.")),
        Column("title", "Position", most=most("title"), also=("title", "designation")),
        Column("licence_no", "Council and licence number", most=most("licence_no"), also=("licence", "license", "pmdc", "licence no")),
    )  # fmt: skip
    unique = (("email",),)
    sample = (
        (
            "sana.mirza@margalla.example",
            "Dr Sana Mirza",
            "Main building / Radiology",
            "Consultant radiologist",
            "PMDC 41207-P",
        ),
        ("bilal.shah@margalla.example", "Dr Bilal Shah", "", "", ""),
    )
    list_route = "people_list"

    def may(self, actor: Actor) -> Verdict:
        if not actor.acts_as(Role.LEAD):
            return never(_("Supervisors are named by their own organisation."))
        return policies.may_invite(actor, Role.SUPERVISOR)

    def hints(self, actor: Actor) -> list[tuple[Words, list[str]]]:
        mine = Department.objects.visible_to(actor).select_related("site").order_by("site__name", "name")
        return [(_("Your departments"), [site_and_name(department) for department in mine])]

    def book(self, actor: Actor, rows: Sequence[Row]) -> Departments:
        return department_book(actor)

    def judge(self, row: Row, book: Departments) -> Iterator[tuple[str, Words]]:
        if cell := row.values.get("department"):
            row.values["department"], wrong = find_department(cell, book)
            if wrong:
                yield "department", wrong

    def things(self, actor: Actor, rows: Sequence[Row], *, lock: bool) -> Iterable[Membership]:
        here = Membership.objects.visible_to(actor).current().filter(role=Role.SUPERVISOR)
        found = here.filter(user__email__in=[row.values["email"] for row in rows])
        found = found.select_related("user", "department__site")
        return found.select_for_update(of=("self",)) if lock else found

    def cells(self, thing: Membership) -> dict[str, str]:
        return {
            "email": thing.user.email,
            "name": thing.user.name,
            "department": site_and_name(thing.department),
            "title": thing.title,
            "licence_no": thing.licence_no,
        }

    def settle(self, row: Row, book: Departments, actor: Actor) -> Iterator[tuple[str, Words]]:
        """A name is the person's own."""
        if row.changes.pop("name", None):
            name = row.thing.user.name
            yield "name", _("stays “%(name)s”: people change their names in their own account.") % {"name": name}

    def add(self, row: Row, *, by: Actor, now: datetime) -> Membership:
        return invite_member(by=by, now=now, role=Role.SUPERVISOR, **row.values)

    def edit(self, row: Row, *, by: Actor, now: datetime) -> Membership:
        names = ("department", "title", "licence_no")
        values = {name: self.value(row, name, getattr(row.thing, name)) for name in names}
        return describe_member(membership_id=row.thing.pk, by=by, now=now, **values)


SUPERVISORS = declare(SupervisorSheet())
