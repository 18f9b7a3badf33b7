"""The list of students: what its lines say, and which services write them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.actor import Actor
from core.columns import Column, choice, email, length
from core.errors import Refusal, Words
from core.lookups import among
from core.sheet_kinds import THOUSAND, parts
from core.sheets import OF_STUDENTS, Row, Sheet, Tell, declare
from core.tables import Problem
from core.verdict import Verdict
from institutions.models import Intake, Membership
from students.models import Student
from students.policies import students as policies
from students.services.students_many import SAID, Edit, NewStudent, add_students, edit_students

RELATIONS = {
    "son": "son", "son of": "son", "s/o": "son", "daughter": "daughter", "daughter of": "daughter", "d/o": "daughter",
    "wife": "wife", "wife of": "wife", "w/o": "wife",
}  # fmt: skip
GENDERS = {
    "female": "female", "woman": "female", "f": "female", "male": "male", "man": "male", "m": "male", "x": "x",
}  # fmt: skip
SPONSORED = {
    "graduate": "graduate", "sponsored graduate": "graduate", "switcher": "switcher", "sponsored, changing field": "switcher",
    "changing field": "switcher", "enrolled": "", "no": "",
}  # fmt: skip
Intakes = Mapping[tuple[str, str], Intake]


class StudentSheet(Sheet):
    """Students of the actor's institute, known by their roll numbers."""

    noun = "students"
    area = OF_STUDENTS
    title = gettext_lazy("Students")
    about = gettext_lazy(
        "Whoever is new gets an invitation by mail, or without an address a printed slip; whoever has an account keeps it."
    )
    columns = (
        Column("roll_no", "Roll number", needed=True, most=length(Student, "roll_no"), also=("roll", "reg no", "registration number"),
               help=gettext_lazy("Tells one student from another.")),
        Column("name", "Name", needed=True, most=length(User, "name"), also=("student name", "full name", "student"),
               help=gettext_lazy("As on the identity card: certificates print it.")),
        Column("email", "E-mail", email, most=length(User, "email"), also=("mail", "email address", "e-mail address"),
               help=gettext_lazy("The invitation goes there. Without one, print a slip with a code.")),
        Column("programme", "Programme", needed=True, also=("program", "course", "degree"), say=lambda programme: programme.code,
               help=gettext_lazy("Its code or its name.")),
        Column("intake", "Intake", needed=True, also=("cohort", "batch", "session"), say=lambda intake: intake.name,
               help=gettext_lazy("Its name.")),
        Column("father_name", "Father’s name", most=length(Student, "father_name"),
               also=("father name", "fathers name", "father's name", "father", "husband name"),
               help=gettext_lazy("Or the husband’s, as certificates print it.")),
        Column("relation", "Relation", choice(RELATIONS), help=gettext_lazy("son, daughter or wife.")),
        Column("gender", "Gender", choice(GENDERS), also=("sex",),
               help=gettext_lazy("female, male or x; for places that are kept for some.")),
        Column("city", "City", most=length(Student, "city"), also=("town",)),
        Column("sponsored_as", "Sponsored", choice(SPONSORED), also=("sponsored as", "enrolled or sponsored"),
               help=gettext_lazy("For who is not enrolled: the institute answers for them while they do internships.")),
    )  # fmt: skip
    unique = (("roll_no",), ("email",))
    sample = (
        (
            "MIT-2027-001",
            "Areeba Khan",
            "areeba.khan@students.example",
            "MIT",
            "Spring 2027",
            "Nadeem Khan",
            "daughter",
            "female",
            "Karachi",
            "",
        ),
        (
            "MIT-2027-002",
            "Hamza Yousaf",
            "hamza.yousaf@students.example",
            "MIT",
            "Spring 2027",
            "Yousaf Ali",
            "son",
            "male",
            "Hyderabad",
            "",
        ),
    )
    list_route = "student_list"
    tries_new = tries_changed = False

    def may(self, actor: Actor) -> Verdict:
        return policies.may_add(actor)

    def hints(self, actor: Actor) -> list[tuple[Words, list[str]]]:
        intakes = Intake.objects.visible_to(actor).select_related("programme").order_by("programme__name", "-starts_on")
        return [
            (_("Your programmes and intakes"), [f"{i.programme.code} · {i.name} ({i.programme.name})" for i in intakes])
        ]

    def book(self, actor: Actor, rows: Sequence[Row]) -> Intakes:
        """The actor's intakes by programme and name, the programme by its code and by its name."""
        found = {}
        for intake in Intake.objects.visible_to(actor).select_related("programme"):
            for programme in (intake.programme.code, intake.programme.name):
                found[programme.casefold(), intake.name.casefold()] = intake
        return found

    def judge(self, row: Row, book: Intakes) -> Iterator[tuple[str, Words]]:
        programme, name = row.values["programme"], row.values["intake"]
        intake = book.get((programme.casefold(), name.casefold()))
        if intake is not None:
            row.values |= {"programme": intake.programme, "intake": intake}
        elif programme.casefold() in {known for known, _intake in book}:
            yield "intake", _("%(programme)s has no intake “%(cell)s”.") % {"programme": programme, "cell": name}
        else:
            yield "programme", _("You have no programme “%(cell)s” with an intake.") % {"cell": programme}

    def things(self, actor: Actor, rows: Sequence[Row], *, lock: bool) -> Iterable[Student]:
        numbers = [row.values["roll_no"].lower() for row in rows]
        found = _seen(actor).alias(number=Lower("roll_no")).filter(among("number", numbers))
        return found.select_for_update(of=("self",)) if lock else found

    def by_key(self, actor: Actor, keys: Iterable[int]) -> Mapping[int, Student]:
        return {student.pk: student for student in _seen(actor).filter(pk__in=keys)}

    def cells(self, thing: Student) -> dict[str, str]:
        return {
            "roll_no": thing.roll_no,
            "name": thing.user.name,
            "email": thing.user.email,
            "programme": thing.programme.code,
            "intake": thing.intake.name,
            "father_name": thing.father_name,
            "relation": thing.relation,
            "gender": thing.gender,
            "city": thing.city,
            "sponsored_as": thing.sponsored_as,
        }

    def alike(self, rows: Sequence[Row], actor: Actor) -> dict[int, dict[int, str]]:
        """New roll numbers under a name and father's name that are here already."""
        people: dict[tuple[str, str], list[Student]] = {}
        named = (
            _seen(actor).alias(named=Lower("user__name")).filter(named__in=[row.values["name"].lower() for row in rows])
        )
        for student in named:
            people.setdefault((student.user.name.casefold(), student.father_name.casefold()), []).append(student)
        found = {}
        for row in rows:
            if same := people.get((self.say(row, "name").casefold(), self.say(row, "father_name").casefold())):
                found[row.line] = {
                    s.pk: f"{s.user.name}, {s.roll_no}, {s.programme.code} {s.intake.name}" for s in same
                }
        return found

    def settle(self, row: Row, book: Any, actor: Actor) -> Iterator[tuple[str, Words]]:
        """An address in use, and the name of somebody whom others know too, are not the office's to change."""
        user = row.thing.user
        if row.changes.get("email", ("", "?"))[1] == "":
            del row.changes["email"]  # an empty cell takes no address away
        for name, theirs in (("email", user.is_claimed or row.thing.elsewhere), ("name", row.thing.elsewhere)):
            if theirs and row.changes.pop(name, None):
                yield name, _("stays “%(was)s”: %(person)s keeps it in their own account.") % {
                    "was": getattr(user, name), "person": user.name,
                }  # fmt: skip

    def known(self, rows: Sequence[Row], actor: Actor) -> Iterator[Problem]:
        """Who has the roll number in another programme, and who is here with the address under another number."""
        yield from self._taken_by_others(rows, actor)
        new = [row for row in rows if row.is_new]
        here = Student.objects.filter(institute_id=actor.institute_id)
        numbers = [row.values["roll_no"].lower() for row in new]
        taken = set(
            here.alias(number=Lower("roll_no"))
            .filter(among("number", numbers))
            .values_list(Lower("roll_no"), flat=True)
        )
        emails = [row.values["email"] for row in new if row.values.get("email")]
        at = dict(here.filter(among("user__email", emails)).values_list("user__email", "roll_no"))
        for row in new:
            if row.values["roll_no"].lower() in taken:
                words = _("Another student has the roll number %(cell)s.") % {"cell": row.values["roll_no"]}
                yield Problem(row.line, "roll_no", words)
            if row.values.get("email") in at:
                words = _("%(cell)s is a student here already, with the roll number %(number)s.")
                yield Problem(
                    row.line, "email", words % {"cell": row.values["email"], "number": at[row.values["email"]]}
                )

    def _taken_by_others(self, rows: Sequence[Row], actor: Actor) -> Iterator[Problem]:
        """Another number or address that a line gives to somebody who is here, and that is another's already. At most two queries."""
        numbered = {row.values["roll_no"].lower(): row for row in rows if "roll_no" in row.changes}
        here = Student.objects.filter(institute_id=actor.institute_id).annotate(number=Lower("roll_no"))
        taken = here.filter(among("number", numbered)).values_list("number", "pk") if numbered else []
        for number, pk in taken:
            row = numbered[number]
            if pk != row.thing.pk:
                yield Problem(row.line, "roll_no", _("Another student has this roll number."))
        mailed = {row.values["email"]: row for row in rows if "email" in row.changes}
        used = User.objects.filter(among("email", mailed)).values_list("email", flat=True) if mailed else []
        for address in used:
            yield Problem(mailed[address].line, "email", _("Somebody else has this address."))

    def write(self, rows: Sequence[Row], *, by: Actor, now: datetime, tell: Tell) -> list[Problem]:
        """By the thousand: the changed, then the new."""
        changed, new = [row for row in rows if not row.is_new], [row for row in rows if row.is_new]
        done = 0
        try:
            for part in parts(changed, THOUSAND):
                edit_students(by=by, now=now, edits=[self._edit(row) for row in part])
                tell(done := done + len(part))
            for part in parts(new, THOUSAND):
                add_students(by=by, now=now, students=[_new(row) for row in part])
                tell(done := done + len(part))
        except Refusal as refusal:
            return [Problem(0, "", str(refusal))]
        return []

    def _edit(self, row: Row) -> Edit:
        student = row.thing
        return Edit(
            student=student,
            name=row.values["name"] if "name" in row.changes else student.user.name,
            email=row.values["email"] if "email" in row.changes else None,
            **{name: self.value(row, name, getattr(student, name)) for name in SAID},
        )


def _seen(actor: Actor) -> QuerySet[Student]:
    """The actor's students with what a line says of them, and whether another organisation knows the person (`elsewhere`)."""
    others = Membership.objects.current().filter(user=OuterRef("user")).exclude(institute_id=actor.institute_id)
    return Student.objects.visible_to(actor).for_list().annotate(elsewhere=Exists(others))


def _new(row: Row) -> NewStudent:
    names = ("intake", "roll_no", "name", "email", "father_name", "relation", "gender", "city", "sponsored_as")
    return NewStudent(**{name: row.values[name] for name in names if name in row.values})


STUDENTS = declare(StudentSheet())
