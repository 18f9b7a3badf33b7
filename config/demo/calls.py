"""Programmes with their blocks, how partners stand, and two calls for places: one half answered, one whose answers became slots."""

from datetime import date, datetime, timedelta

from config.demo.organisations import actor_of
from core.actor import Actor, Role
from institutions.models import Department, Intake, Interest, Partner, Programme, SlotKind
from institutions.services.interest import ask_interest, say_interest
from placements.models import Call, CallAnswer, Competency, ProgrammeBlock, ScalePoint, Slot, Track
from placements.services.calls import chase_call, choose_partners, close_call, send_call, write_call
from placements.services.calls_answers import answer_call, make_slot
from placements.services.catalogue import SUPERVISION
from placements.services.intakes import copy_intake, edit_intake, name_next_year
from placements.services.programmes import add_block, add_competency
from placements.services.slots import edit_slot
from placements.services.slots_moves import publish_slot

# institute, programme: name, weeks, hours, track of each block
BLOCKS = {
    ("hingol", "BSN"): (
        ("Medicine and allied", 6, 200, "nursing"),
        ("Surgery and theatre", 4, 140, "nursing"),
        ("Mother and child", 4, 140, "nursing"),
    ),
    ("hingol", "MIT"): (("Plain films", 5, 160, "imaging"), ("CT and fluoroscopy", 4, 140, "imaging")),
    ("kaghan", "MLT"): (("Haematology", 4, 150, "laboratory"), ("Microbiology", 4, 150, "laboratory")),
}
# institute, programme, block: framework, competency, rank of the level, how often
COMPETENCIES = (
    ("hingol", "BSN", None, "ACGME", "Professionalism", None, None),
    ("hingol", "BSN", "Medicine and allied", "ACGME", "Patient care", 4, 40),
    ("hingol", "BSN", "Surgery and theatre", "ACGME", "Systems-based practice", 3, 10),
    ("hingol", "MIT", "Plain films", "ACGME", "Patient care", 4, 60),
    ("hingol", "MIT", "CT and fluoroscopy", "ACGME", "Medical knowledge", 3, None),
)
# partner, how it stands, a word, days for which it holds, days ago
INTERESTS = (
    ("margalla", Interest.LOOKING, "Nursing and imaging; four weeks or more.", None, 12),
    ("clifton", Interest.INTERESTED, "Two interns a section.", 120, 30),
    ("bolan", Interest.NOT_NOW, "We move to the new building this month.", 40, 9),
    ("chenab", Interest.FULL, "", 60, 20),
)


def all_calls(*, now: datetime) -> None:
    """All of it, each act by the person whose it is."""
    for (slug, code), blocks in BLOCKS.items():
        _blocks(slug, code, blocks, now=now - timedelta(days=200))
    for row in COMPETENCIES:
        _competency(*row, now=now - timedelta(days=199))
    _next_year(now=now)
    for slug, interest, note, holds, ago in INTERESTS:
        lead = actor_of(Role.LEAD, slug)
        until = (now + timedelta(days=holds)).date() if holds else None
        values = {"interest": interest, "note": note, "holds_until": until}
        say_interest(partner_id=lead.partner_id, by=lead, now=now - timedelta(days=ago), **values)
    coordinator = actor_of(Role.COORDINATOR, "kaghan")
    ask_interest(by=coordinator, now=now - timedelta(days=3), partners=list(_partners("sindh-health")))
    _half_answered(now=now)
    _closed(now=now)


def _programme(slug: str, code: str) -> Programme:
    return Programme.objects.get(institute__slug=slug, code=code)


def _partners(*slugs: str) -> list[Partner]:
    return list(Partner.objects.filter(slug__in=slugs).order_by("pk"))


def _blocks(slug: str, code: str, blocks: tuple[tuple[str, int, int, str], ...], *, now: datetime) -> None:
    by, programme = actor_of(Role.COORDINATOR, slug), _programme(slug, code)
    for position, (name, weeks, hours, track) in enumerate(blocks, start=1):
        values = {"name": name, "weeks": weeks, "hours": hours, "track": Track.objects.get(slug=track)}
        add_block(programme_id=programme.pk, by=by, now=now, position=position, **values)


def _competency(
    slug: str,
    code: str,
    block: str | None,
    framework: str,
    name: str,
    rank: int | None,
    count: int | None,
    *,
    now: datetime,
) -> None:
    programme = _programme(slug, code)
    add_competency(
        programme_id=programme.pk,
        by=actor_of(Role.COORDINATOR, slug),
        now=now,
        competency=Competency.objects.get(framework=framework, name=name),
        block=ProgrammeBlock.objects.get(programme=programme, name=block) if block else None,
        level=ScalePoint.objects.get(scale__slug=SUPERVISION, rank=rank) if rank else None,
        count=count,
    )


def _next_year(*, now: datetime) -> None:
    """The nursing intake goes through its blocks in spring; next year's is copied from it."""
    by = actor_of(Role.COORDINATOR, "hingol")
    intake = Intake.objects.filter(programme=_programme("hingol", "BSN")).get()
    days: dict[int, tuple[date, date]] = {}
    monday = _monday(now + timedelta(days=60))
    for block in intake.programme.blocks.order_by("position"):
        days[block.pk] = (monday, monday + timedelta(weeks=block.weeks, days=-3))
        monday += timedelta(weeks=block.weeks)
    values = {"name": intake.name, "starts_on": intake.starts_on, "place_by": intake.place_by, "days": days}
    edit_intake(intake_id=intake.pk, by=by, now=now - timedelta(days=90), **values)
    copy_intake(intake_id=intake.pk, by=by, now=now - timedelta(days=8), name=name_next_year(intake.name))


def _monday(moment: datetime) -> date:
    day = moment.date()
    return day + timedelta(days=-day.weekday() % 7)


def _call(code: str, title: str, slugs: tuple[str, ...], *, now: datetime, **values: object) -> Call:
    """Written and sent by Hingol's coordinator to these partners."""
    by, partners = actor_of(Role.COORDINATOR, "hingol"), _partners(*slugs)
    programme = _programme("hingol", code)
    intake = programme.intakes.order_by("starts_on").first()
    call = write_call(by=by, now=now, programme=programme, intake=intake, title=title, kind=SlotKind.ROTATION, **values)
    choose_partners(call_id=call.pk, by=by, now=now, ticked=partners, shown=partners)
    return send_call(call_id=call.pk, by=by, now=now)


def _half_answered(*, now: datetime) -> None:
    """Sixty places wanted: two have answered, three are silent and one of them was asked again yesterday."""
    call = _call(
        "BSN",
        "Nursing rotations, next spring",
        ("margalla", "chenab", "clifton", "bolan", "sindh-health"),
        now=now - timedelta(days=15),
        starts_on=_monday(now + timedelta(days=60)),
        ends_on=_monday(now + timedelta(days=60)) + timedelta(weeks=14, days=-3),
        places=60,
        track=Track.objects.get(slug="nursing"),
        competencies=Competency.objects.filter(framework="ACGME", name__in=["Patient care", "Professionalism"]),
        message="Our third year goes through medicine, surgery and mother and child. Nights are welcome from the second block.",
        answer_by=(now + timedelta(days=9)).replace(hour=12, minute=0, second=0, microsecond=0),
    )
    _answer(call, "margalla", Interest.LOOKING, 42, 2, now=now - timedelta(days=13), note="Twelve on nights at most.")
    _answer(call, "clifton", Interest.NOT_NOW, 0, None, now=now - timedelta(days=10), note="No ward of that size.")
    silent = CallAnswer.objects.filter(call=call, partner__slug="chenab")
    by = actor_of(Role.COORDINATOR, "hingol")
    chase_call(call_id=call.pk, by=by, now=now - timedelta(days=1), answers=silent)


def _closed(*, now: datetime) -> None:
    """Six places wanted and promised; one answer is a published slot, the other a draft."""
    call = _call(
        "MIT",
        "Imaging rotations, summer",
        ("margalla", "clifton"),
        now=now - timedelta(days=50),
        starts_on=_monday(now + timedelta(days=150)),
        ends_on=_monday(now + timedelta(days=150)) + timedelta(weeks=9, days=-3),
        places=6,
        track=Track.objects.get(slug="imaging"),
        competencies=Competency.objects.filter(framework="ACGME", name__in=["Patient care", "Medical knowledge"]),
        answer_by=(now - timedelta(days=25)).replace(hour=12, minute=0, second=0, microsecond=0),
    )
    _answer(call, "margalla", Interest.LOOKING, 4, 0, now=now - timedelta(days=44))
    _answer(call, "clifton", Interest.INTERESTED, 2, 0, now=now - timedelta(days=24), note="Mornings only.")
    close_call(call_id=call.pk, by=actor_of(Role.COORDINATOR, "hingol"), now=now - timedelta(days=20))
    published = _slot(call, "margalla", "Summer radiography rotation", now=now - timedelta(days=18))
    _publish(published, actor_of(Role.LEAD, "margalla"), now=now - timedelta(days=17))
    _slot(call, "clifton", "Summer imaging mornings", now=now - timedelta(days=2))


def _answer(
    call: Call, slug: str, interest: Interest, places: int, index: int | None, *, now: datetime, note: str = ""
) -> None:
    lead = actor_of(Role.LEAD, slug)
    answer = CallAnswer.objects.get(call=call, partner_id=lead.partner_id)
    department = None if index is None else _departments(lead)[index]
    values = {"interest": interest, "places": places, "department": department, "note": note}
    answer_call(answer_id=answer.pk, by=lead, now=now, **values)


def _departments(lead: Actor) -> list[Department]:
    rows = Department.objects.filter(site__partner_id=lead.partner_id).select_related("site")
    return list(rows.order_by("pk"))


def _slot(call: Call, slug: str, title: str, *, now: datetime) -> Slot:
    lead = actor_of(Role.LEAD, slug)
    answer = CallAnswer.objects.select_related("department__site").get(call=call, partner_id=lead.partner_id)
    return make_slot(answer_id=answer.pk, by=lead, now=now, title=title, department=answer.department)


def _publish(slot: Slot, lead: Actor, *, now: datetime) -> None:
    """With the deadline that a draft leaves open."""
    apply_by = datetime.combine(slot.starts_on - timedelta(days=40), now.timetz()).replace(hour=12, minute=0, second=0)
    kept = {"department": slot.department, "places": slot.places, "required_hours": 160}
    summary = "Plain films and portable work, with a week of CT. One supervisor for two interns."
    edit_slot(slot_id=slot.pk, by=lead, now=now, apply_by=apply_by, summary=summary, **kept)
    publish_slot(slot_id=slot.pk, by=lead, now=now)
