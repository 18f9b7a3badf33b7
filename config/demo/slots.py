"""The slots of the demo: one long over, some under way, some open, one not finished."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from config.demo.organisations import actor_of
from config.demo.searches import described
from core.actor import Role
from institutions.models import Department, Institute
from placements.models import Competency, Slot, Track
from placements.services.slots import write_slot
from placements.services.slots_allotments import keep_places
from placements.services.slots_moves import publish_slot
from placements.services.slots_objectives import add_objective

IMAGING = (
    ("Positions patients for plain films", "ACGME", "Patient care"),
    ("Keeps radiation as low as reasonable", "ACGME", "Medical knowledge"),
    ("Explains each step to the patient", "ACGME", "Interpersonal and communication skills"),
    ("Works safely with portable equipment", "ACGME", "Systems-based practice"),
)
NURSING = (
    ("Takes and charts vital signs without prompting", "ACGME", "Patient care"),
    ("Hands over a patient in a structured way", "ACGME", "Interpersonal and communication skills"),
    ("Prepares and checks medication with a second nurse", "ACGME", "Systems-based practice"),
)
CODING = (
    ("Assigns diagnosis codes to outpatient records", "Health information", "Accuracy of code assignment"),
    ("Raises a query when a record is unclear", "Health information", "Query practice"),
    ("Keeps records private at every step", "Health information", "Record handling and privacy"),
)
BENCH = (
    ("Runs and checks controls before samples", "ACGME", "Systems-based practice"),
    ("Prepares and reads a blood film", "ACGME", "Medical knowledge"),
    ("Reports a critical value without delay", "ACGME", "Interpersonal and communication skills"),
)
# By the text of an objective: how many activities lead to it, and at which participation at least.
TARGETS: dict[str, tuple[int | None, str]] = {
    "Positions patients for plain films": (40, "performed"),
    "Works safely with portable equipment": (15, "assisted"),
    "Assigns diagnosis codes to outpatient records": (100, "performed"),
}


@dataclass(frozen=True, slots=True)
class SlotData:
    """One slot; days count from today."""

    key: str
    partner: str
    department: int
    track: str
    title: str
    summary: str
    first: int
    last: int
    deadline: int
    required: int
    places: int
    objectives: tuple[tuple[str, str, str], ...]
    weekly: int = 40
    full_time: bool = True
    stipend: int = 0
    follows: bool = False
    kept: tuple[tuple[str, int], ...] = ()
    publish: bool = True
    kind: str = "internship"
    points: str = ""
    documents: tuple[str, ...] = ()
    references: int = 0
    endorse: bool = False


SLOTS = (
    SlotData(
        key="past",
        partner="margalla",
        department=0,
        track="imaging",
        title="Plain film radiography",
        summary="Chest, limb and spine films on the day list; a teaching hour on Wednesdays.",
        first=-150,
        last=-66,
        deadline=-165,
        required=160,
        places=6,
        objectives=IMAGING,
        weekly=24,
    ),
    SlotData(
        key="now",
        partner="margalla",
        department=0,
        track="imaging",
        title="Diagnostic radiography rotation",
        summary="Plain films, fluoroscopy and a week of CT. Interns work the morning list and present one case a week.",
        first=-40,
        last=44,
        deadline=-55,
        required=320,
        places=6,
        objectives=IMAGING,
        stipend=15000,
    ),
    SlotData(
        key="coding",
        partner="sindh-health",
        department=1,
        track="health-information",
        title="Medical coding internship",
        summary="Coding outpatient records beside an auditor; two days a week in claims.",
        first=-72,
        last=5,
        deadline=-90,
        required=320,
        places=5,
        objectives=CODING,
        weekly=32,
        stipend=20000,
    ),
    SlotData(
        key="bench",
        partner="bolan",
        department=0,
        track="laboratory",
        title="Haematology bench rotation",
        summary="Controls, blood films, coagulation. One intern a bench.",
        first=-30,
        last=40,
        deadline=-45,
        required=200,
        places=3,
        objectives=BENCH,
    ),
    SlotData(
        key="trauma",
        partner="margalla",
        department=1,
        track="imaging",
        title="Portable and trauma imaging",
        summary="Portable chest films, trauma series and theatre, with two night shifts a month.",
        first=56,
        last=140,
        deadline=20,
        required=320,
        places=4,
        objectives=IMAGING,
        stipend=10000,
    ),
    SlotData(
        key="ct",
        partner="clifton",
        department=0,
        track="imaging",
        title="CT imaging observership",
        summary="Protocols, contrast safety and reporting rooms; three mornings a week.",
        first=14,
        last=42,
        deadline=6,
        required=40,
        places=2,
        objectives=IMAGING[1:3],
        weekly=12,
        full_time=False,
        kind="observership",
    ),
    SlotData(
        key="mammography",
        partner="clifton",
        department=0,
        track="imaging",
        title="Mammography and ultrasound rotation",
        summary="Screening mornings and the ultrasound list, with one reporting session a week.",
        first=60,
        last=116,
        deadline=12,
        required=200,
        places=2,
        objectives=IMAGING[1:3],
        follows=True,
        kind="rotation",
    ),
    SlotData(
        key="ward",
        partner="margalla",
        department=2,
        track="nursing",
        title="Ward nursing rotation",
        summary="Medicine, surgery and a month of paediatrics, each with its own nurse in charge.",
        first=42,
        last=126,
        deadline=24,
        required=480,
        places=8,
        objectives=NURSING,
        kept=(("hingol", 3), ("kaghan", 3)),
    ),
    SlotData(
        key="claims",
        partner="sindh-health",
        department=0,
        track="health-information",
        title="Claims desk internship",
        summary="From a claim’s arrival to its answer: reading, coding, asking, closing.",
        first=35,
        last=110,
        deadline=18,
        required=200,
        places=5,
        objectives=CODING,
        stipend=20000,
    ),
    SlotData(
        key="icu",
        partner="chenab",
        department=1,
        track="emergency-and-critical-care",
        title="ICU technician rotation",
        summary="Ventilators, monitors and lines, with a registrar always on the floor.",
        first=70,
        last=150,
        deadline=30,
        required=320,
        places=6,
        objectives=NURSING,
        follows=True,
        points="A moment in which you kept calm\nWhat you have done with monitors so far\nWhy nights do not frighten you",
        documents=("transcript",),
        endorse=True,
    ),
    SlotData(
        key="draft",
        partner="bolan",
        department=1,
        track="laboratory",
        title="Microbiology bench rotation",
        summary="Cultures, sensitivities and a week of parasitology.",
        first=60,
        last=130,
        deadline=35,
        required=200,
        places=2,
        objectives=(),
        publish=False,
    ),
)


def all_slots(*, now: datetime) -> dict[str, Slot]:
    """Every slot by its key, written and published by its partner's lead before its deadline."""
    return {data.key: make_slot(data, now=now) for data in SLOTS}


def make_slot(data: SlotData, *, now: datetime) -> Slot:
    """One slot, written, filled and published by its partner’s lead."""
    lead = actor_of(Role.LEAD, data.partner)
    supervisor = _supervisor(data)
    begun = now + timedelta(days=min(data.deadline - 25, -3))
    deadline = (now + timedelta(days=data.deadline)).replace(hour=12, minute=0, second=0, microsecond=0)
    department = Department.objects.filter(site__partner_id=lead.partner_id).order_by("pk")[data.department]
    slot = write_slot(
        by=lead,
        now=begun,
        department=department,
        title=data.title,
        kind=data.kind,
        summary=data.summary,
        city=department.site.city,
        track=Track.objects.get(slug=data.track),
        supervisor_id=supervisor,
        starts_on=(now + timedelta(days=data.first)).date(),
        ends_on=(now + timedelta(days=data.last)).date(),
        apply_by=deadline,
        weekly_hours=data.weekly,
        required_hours=data.required,
        full_time=data.full_time,
        stipend=data.stipend,
        is_public=True,
        agreement_follows=data.follows,
        places=data.places,
        statement_points=data.points,
        documents_asked=list(data.documents),
        references_asked=data.references,
        asks_for_endorsement=data.endorse,
        **described(data.key),
    )
    for text, framework, name in data.objectives:
        competency = Competency.objects.get(framework=framework, name=name)
        target, participation = TARGETS.get(text, (None, ""))
        asked = {"target": target, "participation": participation}
        add_objective(slot_id=slot.pk, by=lead, now=begun, text=text, competency=competency, **asked)
    for slug, places in data.kept:
        keep_places(slot_id=slot.pk, by=lead, now=begun, institute=Institute.objects.get(slug=slug), places=places)
    return publish_slot(slot_id=slot.pk, by=lead, now=begun + timedelta(days=1)) if data.publish else slot


def _supervisor(data: SlotData) -> int | None:
    """The membership of who supervises there: the partner's head nurse for nursing, else its first supervisor."""
    index = 1 if data.track == "nursing" else 0
    return actor_of(Role.SUPERVISOR, data.partner, index).membership_id
