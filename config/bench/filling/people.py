"""Institutes with their programmes and intakes; students, offices, leads and supervisors."""

from allauth.mfa.models import Authenticator

from accounts.models import User
from config.bench.filling.bulk import chance, insert, pick
from config.bench.filling.sizes import INTAKES, PROGRAMMES, SUPERVISORS, Sizes
from institutions.models import Institute, Intake, Membership, Programme
from students.models import Student

FIRST = ("Ayesha", "Hamza", "Areeba", "Bilal", "Zainab", "Usman", "Mehwish", "Saad", "Hira", "Omar", "Sana", "Imran")
LAST = (
    "Khan",
    "Baloch",
    "Siddiqui",
    "Mengal",
    "Rind",
    "Yousaf",
    "Mirza",
    "Shah",
    "Haleem",
    "Qureshi",
    "Durrani",
    "Memon",
)
CITIES = (
    "Karachi",
    "Lahore",
    "Quetta",
    "Multan",
    "Peshawar",
    "Sukkur",
    "Hyderabad",
    "Turbat",
    "Murree",
    "Islamabad",
    "Larkana",
)


def institute_of(student: str, size: Sizes) -> str:
    """SQL: every fifth student is the first institute’s."""
    return f"CASE WHEN {student} <= {size.office_students} THEN 1 ELSE 2 + mod({student}, {size.institutes - 1}) END"


def fill_institutes(size: Sizes) -> None:
    """Institutes, two programmes each, three intakes each."""
    insert(
        Institute,
        f"generate_series(1, {size.institutes}) n",
        id="n",
        name="'Institute of Health Sciences ' || n",
        short_name="'IHS ' || n",
        slug="'ihs-' || n",
        city=pick(CITIES, chance("n", 1)),
    )
    insert(
        Programme,
        f"generate_series(1, {size.institutes * PROGRAMMES}) n",
        id="n",
        institute=f"(n + {PROGRAMMES - 1}) / {PROGRAMMES}",
        name="'BSc programme ' || n",
        code="'P' || n",
    )
    insert(
        Intake,
        f"generate_series(1, {size.institutes * PROGRAMMES * INTAKES}) n",
        id="n",
        programme=f"(n + {INTAKES - 1}) / {INTAKES}",
        name=f"'Intake ' || mod(n, {INTAKES})",
        starts_on="current_date - 200",
    )


def fill_students(size: Sizes) -> None:
    """People, their memberships, their rows as students: one number for all three."""
    name = f"{pick(FIRST, chance('n', 2))} || ' ' || {pick(LAST, chance('n', 3))}"
    source = f"(SELECT n, {institute_of('n', size)} AS institute FROM generate_series(1, {size.students}) n) s"
    programme = f"(institute - 1) * {PROGRAMMES} + 1 + mod(n, {PROGRAMMES})"
    insert(
        User,
        source,
        id="n",
        email="'student' || n || '@country.example'",
        name=name,
        password="'!'",
        claimed_at="now()",
    )
    insert(Membership, source, id="n", user="n", institute="institute", role="'student'")
    insert(
        Student,
        source,
        id="n",
        user="n",
        institute="institute",
        programme=programme,
        intake=f"({programme} - 1) * {INTAKES} + 1 + mod(n, {INTAKES})",
        roll_no="'R-' || n",
        father_name=pick(FIRST, chance("n", 4)),
        city=pick(CITIES, chance("n", 5)),
        skills="'Plain films'",
        profile_done_at="now()",
    )


def fill_staff(size: Sizes) -> None:
    """The first institute’s office, the first partner’s lead and supervisors, an administrator; each with a second step."""
    first = size.students
    roles = ["coordinator", "lead", "administrator", "viewer", *["supervisor"] * SUPERVISORS]
    rows = ", ".join(f"({first + n}, '{role}')" for n, role in enumerate(roles, start=1))
    source = f"(VALUES {rows}) AS s(n, role)"
    insert(
        User,
        source,
        id="n",
        email="role || n || '@country.example'",
        name="'Dr ' || " + pick(LAST, chance("n", 6)),
        password="'!'",
        claimed_at="now()",
        is_staff="role = 'administrator'",
        is_superuser="role = 'administrator'",
    )
    insert(
        Membership,
        source,
        id="n",
        user="n",
        role="role",
        institute="CASE WHEN role IN ('coordinator', 'viewer') THEN 1 END",
        partner="CASE WHEN role IN ('lead', 'supervisor') THEN 1 END",
        department="CASE WHEN role = 'supervisor' THEN 1 + mod(n, 4) END",
        clears_health_evidence="role = 'coordinator'",
    )
    insert(Authenticator, source, user="n", type="'totp'", data="'{}'::jsonb", created_at="now()")


def supervisor(number: str, size: Sizes) -> str:
    """SQL for one of the first partner’s supervisors."""
    return f"{size.students + 5} + mod({number}, {SUPERVISORS})"
