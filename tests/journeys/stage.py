"""What a journey begins with, and what goes on behind it: an administrator's set-up, the mail server, the clock, the workers."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any, Protocol

from celery import current_app
from django.conf import LazySettings
from django.test import Client

from config.schedule import SCHEDULE
from core import clock
from core.actor import Actor, Role, Via
from evaluations.services.instruments import load_starters
from institutions.models import Department, Institute, Membership, Partner
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


class Opener(Protocol):
    """Opens a browser for somebody."""

    def __call__(self, name: str, email: str, *, on_a_phone: bool) -> Person: ...


@dataclass
class Stage:
    """One portal with its people. `someone("lead")` is the same person at the same browser throughout."""

    settings: LazySettings
    sink: Sink
    open_browser: Opener
    people: dict[str, Person] = field(default_factory=dict)

    def someone(self, who: str) -> Person:
        if who not in self.people:
            self.people[who] = self.open_browser(*CAST[who], on_a_phone=who in ON_A_PHONE)
        return self.people[who]

    def signed_in(self, membership: Membership) -> Person:
        """Somebody whom a factory made, signed in already: for what happens in the middle of a story."""
        user = membership.user
        client = Client()
        client.force_login(user)
        person = self.open_browser(
            user.name, user.email, on_a_phone=membership.role in {Role.STUDENT, Role.SUPERVISOR, Role.MENTOR}
        )
        session = client.cookies[self.settings.SESSION_COOKIE_NAME]
        person.page.context.add_cookies([{"name": session.key, "value": session.value, "url": self.settings.SITE_URL}])
        person.visits("/home/")
        return person

    def runs(self, task: str, *args: int) -> None:
        """What a worker does when it is woken."""
        current_app.loader.import_default_modules()  # as it does when it starts
        current_app.tasks[task](*args)

    def work(self) -> None:
        """What beat and worker do by themselves: every task of the clock table once, then the mail that they left."""
        for row in SCHEDULE.values():
            self.runs(row["task"])
        deliver_due(now=clock.now())

    def later(self, to: date) -> None:
        """Let time pass until the morning of `to`, with whatever the clock does in between."""
        days = (to - clock.today()).days
        assert days >= 0, "time only passes"
        self.settings.CLOCK_SHIFT += timedelta(days=days)
        self.work()

    def mail(self, who: str, subject: str) -> EmailMessage:
        """The latest mail to somebody whose subject has these words."""
        return self.mail_to(CAST[who][1], subject)

    def mail_to(self, email: str, subject: str) -> EmailMessage:
        """The same by the address."""
        deliver_due(now=clock.now())
        found = [mail for mail in self.sink.to(email) if subject in mail["Subject"]]
        assert found, f"{email} has no mail “{subject}”, but {[mail['Subject'] for mail in self.sink.to(email)]}"
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
