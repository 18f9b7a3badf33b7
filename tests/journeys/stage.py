"""What a journey begins with, and what goes on behind it: an administrator's set-up, the mail server, the clock, the workers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any

from celery import current_app
from django.conf import LazySettings

from config.schedule import SCHEDULE
from core import clock
from core.actor import Actor, Role, Via
from evaluations.services.instruments import load_starters
from institutions.models import Department, Institute, Partner
from institutions.services.memberships import invite_member
from notifications.delivery import deliver_due
from tests.factories.institutions import (
    DepartmentFactory,
    InstituteFactory,
    IntakeFactory,
    MembershipFactory,
    PartnerFactory,
    ProgrammeFactory,
)
from tests.journeys.person import Person
from tests.smtp_sink import Sink

PASSWORD = "a lamp in every corridor"

# Everybody of the journey, by who they are.
CAST = {
    "coordinator": ("Nadia Qureshi", "nadia@hingol.example"),
    "lead": ("Imran Sheikh", "imran@kohsar.example"),
    "supervisor": ("Dr Sana Mirza", "sana@kohsar.example"),
    "student": ("Areeba Khan", "areeba@students.example"),
    # Nobody is signed in at these.
    "supervisor's phone": ("", ""),
    "stranger": ("", ""),
}
ON_A_PHONE = {"student", "supervisor", "supervisor's phone"}

Opener = Callable[[str], Person]


@dataclass
class Stage:
    """One portal with its people. `someone("lead")` is the same person at the same browser throughout."""

    settings: LazySettings
    sink: Sink
    open_browser: Opener
    people: dict[str, Person] = field(default_factory=dict)

    def someone(self, who: str) -> Person:
        if who not in self.people:
            self.people[who] = self.open_browser(who)
        return self.people[who]

    def work(self) -> None:
        """What beat and worker do by themselves: every task of the clock table once, then the mail that they left."""
        current_app.loader.import_default_modules()  # as a worker does when it starts
        for row in SCHEDULE.values():
            current_app.tasks[row["task"]]()
        deliver_due(now=clock.now())

    def later(self, to: date) -> None:
        """Let time pass until the morning of `to`, with whatever the clock does in between."""
        days = (to - clock.today()).days
        assert days >= 0, "time only passes"
        self.settings.CLOCK_SHIFT += timedelta(days=days)
        self.work()

    def mail(self, who: str, subject: str) -> EmailMessage:
        """The latest mail to somebody whose subject has these words."""
        deliver_due(now=clock.now())
        email = CAST[who][1]
        found = [mail for mail in self.sink.to(email) if subject in mail["Subject"]]
        assert found, f"{who} has no mail “{subject}”, but {[mail['Subject'] for mail in self.sink.to(email)]}"
        return found[-1]

    def opens_mail(self, who: str, subject: str) -> Person:
        """Somebody opens the link in that mail."""
        person = self.someone(who)
        person.follows_mail(self.mail(who, subject))
        return person

    def accepts_invitation(self, who: str, subject: str = "You are invited") -> Person:
        """Somebody makes the account theirs."""
        person = self.opens_mail(who, subject)
        person.sees_heading(f"Welcome, {CAST[who][0]}")
        person.fills("Password", PASSWORD)
        person.fills("The same once more", PASSWORD)
        person.presses("Accept and sign in")
        return person


@dataclass(frozen=True)
class Calendar:
    """The days of the journey. The placement is short, so that its evaluation opens on its second day."""

    begins: date
    ends: date

    @classmethod
    def make(cls) -> "Calendar":
        """A placement of two weeks and a day, in a fortnight."""
        begins = clock.today() + timedelta(days=14)
        return cls(begins=begins, ends=begins + timedelta(days=15))

    def day(self, number: int) -> date:
        """The placement's first day is number 1."""
        return self.begins + timedelta(days=number - 1)


def set_up() -> None:
    """What an administrator enters before anybody comes: the two organisations, their structure, the first two people."""
    load_starters(now=clock.now())
    institute = InstituteFactory(name="Hingol College of Health Sciences", short_name="Hingol College", slug="hingol")
    for name, code in (("BSc Medical Imaging Technology", "MIT"), ("BSc Nursing", "BSN")):
        programme = ProgrammeFactory(institute=institute, name=name, code=code)
        IntakeFactory(programme=programme, name="Spring 2027")
    partner = PartnerFactory(name="Kohsar Teaching Hospital", slug="kohsar")
    DepartmentFactory(site__partner=partner, site__name="Main building", name="Radiology")
    administrator = MembershipFactory(administrator=True).as_actor()
    _invite(administrator, "coordinator", Role.COORDINATOR, institute=institute)
    _invite(administrator, "lead", Role.LEAD, partner=partner)


def _invite(by: Actor, who: str, role: Role, **of: Institute | Partner | Department) -> None:
    name, email = CAST[who]
    values: dict[str, Any] = {"role": role, "name": name, "email": email, **of}
    assert by.via == Via.PERSON
    invite_member(by=by, now=clock.now(), **values)
