"""The names of the demo: places, programmes, people. Invented; the two institutes share no person's name, so that a leak would show."""

from dataclasses import dataclass

from core.actor import Role
from institutions.models import PartnerKind

PASSWORD = "demo-wardbridge-2027"  # noqa: S105 - printed on the first page of the demo


@dataclass(frozen=True, slots=True)
class InstituteData:
    """One institute with its people and the pool its students' names come from."""

    name: str
    short_name: str
    slug: str
    city: str
    recognised_by: str
    phone: str
    signatory: tuple[str, str]
    programmes: tuple[tuple[str, str, int], ...]  # code, name, required hours
    staff: tuple[tuple[Role, str, str], ...]  # role, name, position
    given: tuple[str, ...]
    family: tuple[str, ...]
    asks_for_merit: bool = False


@dataclass(frozen=True, slots=True)
class PartnerData:
    """One partner with its departments and people."""

    name: str
    slug: str
    kind: PartnerKind
    city: str
    about: str
    cap: int | None
    departments: tuple[str, ...]
    staff: tuple[tuple[Role, str, str, str, int], ...]  # role, name, position, licence, index of the department


INSTITUTES = (
    InstituteData(
        name="Hingol College of Health Sciences",
        short_name="Hingol College",
        slug="hingol",
        city="Karachi",
        recognised_by="Allied Health Professionals Council",
        phone="+92 21 555 0142",
        signatory=("Prof Nadia Rehman", "Principal"),
        asks_for_merit=True,
        programmes=(
            ("MIT", "BSc Medical Imaging Technology", 320),
            ("HIM", "Diploma in Health Information Management", 240),
            ("BSN", "BSc Nursing", 480),
        ),
        staff=(
            (Role.COORDINATOR, "Bilal Ahmed", "Placement coordinator"),
            (Role.VIEWER, "Prof Nadia Rehman", "Principal"),
            (Role.MENTOR, "Hina Raza", "Senior lecturer in imaging"),
        ),
        given=(
            "Ayesha",
            "Hamza",
            "Mahnoor",
            "Usman",
            "Zainab",
            "Daniyal",
            "Hira",
            "Saad",
            "Laiba",
            "Fahad",
            "Iqra",
            "Talha",
        ),
        family=("Khan", "Siddiqui", "Qureshi", "Baloch", "Memon", "Sheikh", "Ansari", "Lodhi"),
    ),
    InstituteData(
        name="Kaghan Institute of Nursing and Allied Health",
        short_name="Kaghan Institute",
        slug="kaghan",
        city="Islamabad",
        recognised_by="Pakistan Nursing and Midwifery Council",
        phone="+92 51 555 0177",
        signatory=("Dr Tariq Mehmood", "Director"),
        programmes=(("BSN", "BSc Nursing (four years)", 480), ("MLT", "BSc Medical Laboratory Technology", 300)),
        staff=((Role.COORDINATOR, "Rabia Noor", "Head of placements"),),
        given=("Waleed", "Sidra", "Junaid", "Komal", "Arslan", "Nimra", "Shahzaib", "Mehwish", "Adeel", "Rimsha"),
        family=("Abbasi", "Satti", "Tanoli", "Swati", "Jadoon", "Kayani", "Gakhar"),
    ),
)

PARTNERS = (
    PartnerData(
        name="Margalla Teaching Hospital",
        slug="margalla",
        kind=PartnerKind.HOSPITAL,
        city="Karachi",
        about="A teaching hospital of 640 beds. Interns join the round, have one named supervisor, and a teaching hour on Wednesdays.",
        cap=60,
        departments=("Radiology", "Emergency", "Nursing services"),
        staff=(
            (Role.LEAD, "Farah Jamil", "Education office", "", 0),
            (Role.SUPERVISOR, "Dr Sana Mirza", "Consultant radiologist", "PMDC 41207-P", 0),
            (Role.SUPERVISOR, "Sister Grace Masih", "Head nurse", "PNMC 88130", 2),
        ),
    ),
    PartnerData(
        name="Clifton Medical Centre",
        slug="clifton",
        kind=PartnerKind.CLINIC,
        city="Karachi",
        about="An outpatient centre by the sea with CT, ultrasound and a day ward. Two interns a section, never more.",
        cap=20,
        departments=("Imaging", "Day ward"),
        staff=(
            (Role.LEAD, "Omar Haleem", "Administrator", "", 0),
            (Role.SUPERVISOR, "Dr Imran Peracha", "Radiologist", "PMDC 50911-S", 0),
        ),
    ),
    PartnerData(
        name="Bolan Diagnostics",
        slug="bolan",
        kind=PartnerKind.LABORATORY,
        city="Quetta",
        about="A reference laboratory with six sections. Interns rotate through all of them and keep a logbook.",
        cap=None,
        departments=("Haematology", "Microbiology"),
        staff=(
            (Role.LEAD, "Gul Bakht", "Laboratory manager", "", 0),
            (Role.SUPERVISOR, "Dr Naveed Kakar", "Pathologist", "PMDC 33871-P", 1),
        ),
    ),
    PartnerData(
        name="Sindh Health Insurance",
        slug="sindh-health",
        kind=PartnerKind.INSURER,
        city="Karachi",
        about="Claims, coding and quality for a million insured. Interns code real, anonymous records beside an auditor.",
        cap=None,
        departments=("Claims", "Coding and quality"),
        staff=(
            (Role.LEAD, "Shazia Dawood", "Human resources", "", 0),
            (Role.SUPERVISOR, "Kashif Raza", "Lead coder", "", 1),
        ),
    ),
    PartnerData(
        name="Chenab General Hospital",
        slug="chenab",
        kind=PartnerKind.HOSPITAL,
        city="Multan",
        about="The district’s general hospital: 320 beds, a busy emergency department, night shifts with a registrar on the floor.",
        cap=40,
        departments=("Emergency", "Critical care"),
        staff=(
            (Role.LEAD, "Mubashir Gill", "Medical education", "", 0),
            (Role.SUPERVISOR, "Dr Amina Sial", "Intensivist", "PMDC 47720-P", 1),
        ),
    ),
)
