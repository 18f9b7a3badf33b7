"""An institute that brings its running term over: a partner with an agreement, a ward, a supervisor and some students."""

from dataclasses import dataclass
from typing import Any

from institutions.models import Agreement, Department, Import, Membership, Partner
from students.models import Student
from tests.factories.institutions import AgreementFactory, DepartmentFactory, MembershipFactory, PartnerFactory, a_day
from tests.factories.students import StudentFactory
from tests.students.conftest import Office, an_office
from tests.students.lists import a_list, bring, send

HEAD = (
    "Placement number,Roll number,Partner,Department,Slot,Kind of stay,First day,Last day,Full-time,Hours asked for,"
    "Supervisor’s e-mail,Agreement,Stands,Agreed with"
)
OPENING = "Roll number,Partner,Department,First day,Counted until,Hours approved,Approved by,Reason"
COLUMNS = (
    "number", "roll", "partner", "department", "title", "kind", "first", "last", "full_time", "hours", "supervisor", "agreement",
    "state", "agreed_with",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """Who is there before the first list is sent."""

    office: Office
    partner: Partner
    ward: Department
    agreement: Agreement
    supervisor: Membership
    lead: Membership
    students: list[Student]

    def line(self, student: int = 1, /, **cells: Any) -> str:
        """A line about the student R-<student>, active since thirty days, in as many cells as HEAD has."""
        usual = {
            "roll": f"R-{student}", "partner": self.partner.name, "department": "Ward 4", "kind": "rotation", "first": a_day(-30),
            "last": a_day(60), "hours": "320", "supervisor": self.supervisor.user.email,
        }  # fmt: skip
        return ",".join(str((usual | cells).get(column, "")) for column in COLUMNS)

    def opening(self, student: int = 1, /, **cells: Any) -> str:
        """A line of opening hours of the placement that `line` brings."""
        usual = {
            "roll": f"R-{student}", "partner": self.partner.name, "department": "Ward 4", "first": a_day(-30), "until": a_day(-2),
            "hours": "120:30", "by": "Dr Sana Mirza", "reason": "",
        }  # fmt: skip
        return ",".join(map(str, (usual | cells).values()))

    def bring(self, *lines: str, noun: str = "placements", head: str = HEAD) -> Import:
        """Send and confirm."""
        return bring(self.office, a_list(*lines, head=head), noun=noun)

    def send(self, *lines: str, noun: str = "placements", head: str = HEAD) -> Import:
        """Send, and see what it would do."""
        return send(self.office, a_list(*lines, head=head), noun=noun)

    def bring_hours(self, *lines: str) -> Import:
        """Send and confirm opening hours."""
        return self.bring(*lines, noun="opening_hours", head=OPENING)


def a_term(*, students: int = 3, places: int = 20, people_cap: int | None = None) -> Term:
    office = an_office()
    partner = PartnerFactory(name="Kohsar Hospital", people_cap=people_cap)
    return Term(
        office=office,
        partner=partner,
        ward=DepartmentFactory(site__partner=partner, site__name="Main building", name="Ward 4"),
        agreement=AgreementFactory(
            signed=True,
            institute=office.institute,
            partner=partner,
            programmes=[office.intake.programme],
            places=places,
            title="Affiliation 2026",
        ),
        supervisor=MembershipFactory(supervisor=True, partner=partner, user__email="mirza@kohsar.example"),
        lead=MembershipFactory(lead=True, partner=partner),
        students=[
            StudentFactory(institute=office.institute, intake=office.intake, roll_no=f"R-{n}")
            for n in range(1, students + 1)
        ],
    )


def problems(kept: Import) -> list[tuple[Any, ...]]:
    """(line, heading, words) of everything that is wrong."""
    return [tuple(problem) for problem in kept.report["problems"]]


def changes(kept: Import) -> dict[int, list[list[str]]]:
    """By line, what would change."""
    return {row["line"]: row["changes"] for row in kept.report["first_changed"]}
