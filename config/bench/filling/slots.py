"""What is published, and who wishes for it."""

from django.db.models import Model

from config.bench.filling.bulk import chance, insert, pick
from config.bench.filling.people import CITIES, institute_of, supervisor
from config.bench.filling.sizes import DEPARTMENTS, ONE_CITY, Sizes
from placements.models import (
    Application,
    Competency,
    HandsOn,
    Language,
    Objective,
    Seat,
    Setting,
    Shifts,
    Slot,
    Specialty,
    Track,
)

TITLES = (
    "Diagnostic radiography rotation", "Ultrasound observership", "Ward nursing internship", "Clinical coding internship",
    "Emergency department rotation", "Laboratory bench internship", "Dispensary internship", "Physiotherapy rotation",
    "Health records internship", "Claims review internship", "Community vaccination rotation", "Intensive care observership",
    "Magnetic resonance rotation", "Blood bank internship", "House job in medicine", "House job in surgery",
)  # fmt: skip
WEEK = (
    "Plain films in the morning, ultrasound after noon, a teaching round on Wednesdays.",
    "Ward round at eight, charts until noon, one procedure a day under supervision.",
    "Coding of discharge summaries, then a review with the senior coder.",
    "Triage with the senior nurse, handover in writing, simulation on Fridays.",
    "Samples until ten, reports until two, quality control with the pathologist.",
    "Claims of the day, questions to the wards, a case conference each week.",
)
AIMS = (
    "Positions patients for plain films",
    "Hands over completely",
    "Codes a discharge summary",
    "Explains each step",
)
# Of a hundred wishes for places.
STATES = (
    *["submitted"] * 30, *["under_review"] * 15, *["shortlisted"] * 5, *["waitlisted"] * 5, *["rejected"] * 25,
    *["withdrawn"] * 10, *["declined"] * 5, *["draft"] * 5,
)  # fmt: skip


def wished_slot(student: str, wish: str, size: Sizes) -> str:
    """SQL for the slot of a student’s n-th wish; the one at 0 is where the student is placed."""
    return f"1 + mod({student} * 7919 + {wish} * 104729 + {wish} * {wish} * 31, {size.slots})"


def partner_of(slot: str, size: Sizes) -> str:
    """SQL for the partner of a slot: the first has a share of its own, the others have very different ones."""
    others = f"1 + floor({size.partners} * power({chance(slot, 10)}, 2))::integer"
    return f"CASE WHEN {slot} <= {size.lead_slots} THEN 1 ELSE {others} END"


def fill_applications(size: Sizes) -> None:
    """Four of five students are placed; all of them wished for `wishes` slots more. Written before the slots, which count them."""
    sent = "now() - interval '1 day' * (1 + floor(200 * " + chance("n", 7) + "))"
    insert(
        Application,
        f"(SELECT n FROM generate_series(1, {size.students}) n WHERE mod(n, 5) <> 0) s",
        id="n",
        student="n",
        slot=wished_slot("n", "0", size),
        partner=partner_of(wished_slot("n", "0", size), size),
        institute=institute_of("n", size),
        state="'accepted'",
        statement="'I learn by doing, and this ward does a lot.'",
        submitted_at=sent,
        answer_by="now()",
    )
    number = f"{size.students} + (i - 1) * {size.wishes} + k"
    state = pick(STATES, chance(number, 8))
    source = f"""(SELECT DISTINCT ON (i, slot) {number} AS n, i, slot, {state} AS state FROM (
        SELECT i, k, {wished_slot("i", "k", size)} AS slot
          FROM generate_series(1, {size.students}) i, generate_series(1, {size.wishes}) k) w
         WHERE slot <> {wished_slot("i", "0", size)} OR mod(i, 5) = 0 ORDER BY i, slot, k) s"""
    insert(
        Application,
        source,
        id="n",
        student="i",
        slot="slot",
        partner=partner_of("slot", size),
        institute=institute_of("i", size),
        state="state",
        statement="'I learn by doing, and this ward does a lot.'",
        submitted_at=f"CASE WHEN state <> 'draft' THEN {sent} END",
        waitlisted_at=f"CASE WHEN state = 'waitlisted' THEN {sent} END",
    )


def fill_slots(size: Sizes) -> None:
    """Slots of partners of very different size; three of eighty in one city and open, of the others half."""
    tracks = list(Track.objects.order_by("position", "pk").values_list("pk", flat=True))
    insert(
        Objective,
        f"generate_series(1, {size.slots}) n, generate_series(1, 2) k",
        slot="n",
        position="k",
        text=pick(AIMS, chance("n * 2 + k", 9)),
        competency=str(Competency.objects.order_by("pk").values_list("pk", flat=True)[0]),
    )
    source = f"""(SELECT n, {partner_of("n", size)} AS partner, mod(n, 80) < 3 AS here, {chance("n", 11)} AS a, {chance("n", 12)} AS b,
        mod(n, 80) < 3 OR {chance("n", 13)} < 0.55 AS ahead FROM generate_series(1, {size.slots}) n) s"""
    begins = "current_date + CASE WHEN ahead THEN 10 + (a * 200)::integer ELSE -20 - (a * 230)::integer END"
    insert(
        Slot,
        source,
        id="n",
        partner="partner",
        department=f"(partner - 1) * {DEPARTMENTS} + 1 + mod(n, {DEPARTMENTS})",
        track=f"({'ARRAY[' + ', '.join(map(str, tracks)) + ']'})[1 + mod(n, {len(tracks)})]",
        specialty=_one_of(Specialty, "n / 3"),
        setting=_one_of(Setting, "partner"),
        hands_on=_one_of(HandsOn, "n / 7"),
        language=_one_of(Language, "n / 11"),
        shifts=pick(Shifts.values, chance("n", 14)),
        title=pick(TITLES, "b"),
        summary=f"{pick(WEEK, 'a')} || ' ' || {pick(WEEK, 'b')}",
        city=f"CASE WHEN here THEN '{ONE_CITY}' ELSE {pick(CITIES, chance('partner', 2))} END",
        supervisor=f"CASE WHEN partner = 1 THEN {supervisor('n', size)} END",
        starts_on=begins,
        ends_on=f"{begins} + 60 + (b * 40)::integer",
        apply_by="now() + interval '1 day' * CASE WHEN ahead THEN 1 + a * 60 ELSE -30 END",
        places="50",
        state="CASE WHEN here OR b < 0.85 THEN 'published' WHEN b < 0.93 THEN 'closed' WHEN b < 0.97 THEN 'draft' ELSE 'archived' END",
        confirmed_at="now() - interval '1 day' * (a * 50)",
        published_at="now() - interval '1 day' * (b * 200)",
    )


def _one_of(model: type[Model], number: str) -> str:
    """SQL for one term of the catalogue after the other."""
    keys = model._default_manager.order_by("pk").values_list("pk", flat=True)  # noqa: SLF001 - Django's own name
    return f"(ARRAY[{', '.join(map(str, keys))}])[1 + mod({number}, {len(keys)})]"


def fill_seats() -> None:
    """A seat for each who holds a place, numbered without a gap at each partner."""
    insert(
        Seat,
        """placements_application a JOIN placements_slot s ON s.id = a.slot_id WHERE a.state = 'accepted'""",
        application="a.id",
        partner="s.partner_id",
        partner_number="row_number() OVER (PARTITION BY s.partner_id ORDER BY a.id)",
        during="daterange(s.starts_on, s.ends_on, '[]')",
    )
