"""Situations above the factories: one of everything, and everyone who might look at it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.urls import reverse

from accounts.models import AccessLink, FilePage, Purpose, User
from core import clock
from core.actor import Role
from evaluations.models import Criterion, Evaluation, Instrument
from evaluations.states import EvaluationState
from institutions.models import AgreementDocument, Import, Membership
from notifications.models import Notification
from placements.models import Competency, FeedbackNote, HoursEntry, Objective, Placement, Scale, ScalePoint
from placements.states import HoursState, PlacementState
from tests.factories.attendance import AbsenceFactory, PlannedShiftFactory
from tests.factories.calls import things_of_calls
from tests.factories.evaluations import a_draft
from tests.factories.institutions import (
    AgreementFactory,
    DepartmentFactory,
    InstituteFactory,
    MembershipFactory,
    a_day,
    a_scan,
)
from tests.factories.learning import learnt_on
from tests.factories.placements import AllotmentFactory, ApplicationFactory, SlotFactory
from tests.factories.records import RecordFactory
from tests.factories.register import register_things
from tests.factories.requirements import RequirementFactory, WaiverFactory
from tests.factories.searches import searches_of
from tests.factories.students import StoredFileFactory, StudentFactory, membership_of
from tests.scenarios_after import asked_later
from tests.scenarios_applying import applying_of
from tests.scenarios_choosing import choosing_at
from tests.scenarios_goals import prepared
from tests.scenarios_mentors import mentor_of, mentors_of
from tests.scenarios_operations import operated_upon
from tests.scenarios_papers import papers_of
from tests.scenarios_recorded import recorded
from tests.scenarios_said import said_about
from tests.scenarios_support import support_of
from tests.scenarios_weeks import weeks_of

NOON = {"hour": 12, "minute": 0, "second": 0, "microsecond": 0}


@dataclass
class World:
    """The people by role, and the one thing that each address is about."""

    people: dict[str, User | None]
    things: dict[str, Any] = field(default_factory=dict)

    def path(self, name: str, route: str, parameters: tuple[str, ...]) -> str:
        """The address of `name` about this world's thing of that noun."""
        return reverse(name, kwargs={parameter: self._value(name, route, parameter) for parameter in parameters})

    def _value(self, name: str, route: str, parameter: str) -> Any:
        """`pk` means the noun that the route begins with; other parameters say their own noun."""
        noun = route.strip("^").partition("/")[0] if parameter == "pk" else parameter
        for key in (f"{name}.{parameter}", noun):
            if key in self.things:
                return self.things[key]
        raise AssertionError(f"tests/scenarios.py has no thing for “{parameter}” of {name} ({route})")


def make_world() -> World:
    """One student of one institute on placement at one partner, with one of everything; and strangers on both sides."""
    coordinator = MembershipFactory(coordinator=True, clears_health_evidence=True)
    lead = MembershipFactory(lead=True, clears_health_evidence=True)
    department = DepartmentFactory(site__partner=lead.partner)
    supervisor = MembershipFactory(supervisor=True, partner=lead.partner, department=department)
    student = StudentFactory(institute=coordinator.institute)
    agreement = AgreementFactory(
        signed=True,
        institute=coordinator.institute,
        partner=lead.partner,
        programmes=[student.programme],
        ends_on=a_day(400),
    )
    placement = a_placement(student=student, supervisor=supervisor, department=department, agreement=agreement)
    people = {
        "anonymous": None,
        "student": membership_of(student).user,
        "other student": membership_of(StudentFactory()).user,
        "supervisor": supervisor.user,
        "mentor": mentor_of(placement).user,
        "lead": lead.user,
        "other lead": MembershipFactory(lead=True).user,
        "coordinator": coordinator.user,
        "other coordinator": MembershipFactory(coordinator=True).user,
        "viewer": MembershipFactory(viewer=True, institute=coordinator.institute).user,
        "administrator": _administrator().user,
    }
    return World(
        people, _things(placement, agreement, supervisor, coordinator) | things_of_calls(student.programme, lead)
    )


def _administrator() -> Membership:
    membership = MembershipFactory(administrator=True)
    User.objects.filter(pk=membership.user_id).update(is_staff=True, is_superuser=True)
    return membership


def a_placement(*, student: Any, supervisor: Membership, department: Any, agreement: Any, **changes: Any) -> Placement:
    """An active placement in its third week of twelve, with one objective."""
    slot = SlotFactory(
        partner=department.site.partner,
        department=department,
        supervisor=supervisor,
        starts_on=a_day(-20),
        ends_on=a_day(64),
        apply_by=clock.now() - timedelta(days=40),
    )
    competency, _new = Competency.objects.get_or_create(framework="ACGME", name="Patient care")
    Objective.objects.create(slot=slot, position=1, text="Positions patients for plain films", competency=competency)
    application = ApplicationFactory(slot=slot, student=student, accepted=True)
    values = {
        "application": application,
        "student": student,
        "slot": slot,
        "institute": student.institute,
        "partner": slot.partner,
        "department": department,
        "supervisor": supervisor,
        "agreement": agreement,
        "starts_on": slot.starts_on,
        "ends_on": slot.ends_on,
        "required_minutes": 320 * 60,
        "state": PlacementState.ACTIVE,
        "arrived_on": slot.starts_on,
    }
    return Placement.objects.create(**values | changes)


def a_scale() -> Scale:
    """The five-point supervision scale, made when there is none."""
    scale, new = Scale.objects.get_or_create(slug="supervision", version=1, defaults={"name": "Supervision"})
    if new:
        labels = ("Watched only", "With me beside", "With me nearby", "On their own", "Could teach it")
        ScalePoint.objects.bulk_create(
            ScalePoint(scale=scale, rank=i, label=label, plain=label) for i, label in enumerate(labels, 1)
        )
    return scale


def an_evaluation(placement: Placement, **changes: Any) -> Evaluation:
    """The final evaluation of a placement, open for its supervisor, on a form of one criterion."""
    instrument, new = Instrument.objects.get_or_create(
        slug="scene", version=1, defaults={"title": "Final evaluation", "scale": a_scale(), "published_at": None}
    )
    if new:
        Criterion.objects.create(instrument=instrument, position=1, text="Explains each step to the patient")
        instrument.published_at = clock.now()
        instrument.save()
    values = {
        "placement": placement,
        "instrument": instrument,
        "evaluator": placement.supervisor,
        "state": EvaluationState.OPEN,
        "opens_on": a_day(-1),
        "due_at": clock.now() + timedelta(days=10),
    }
    return Evaluation.objects.create(**values | changes)


def _things(placement: Placement, agreement: Any, supervisor: Membership, coordinator: Membership) -> dict[str, Any]:
    """What each noun of an address stands for."""
    return {
        "agreements": agreement.pk,
        "document_pk": a_stored_document(agreement).pk,
        **dict.fromkeys(("internships", "slots"), placement.slot.pk),
        "students": placement.student.pk,
        "applications": placement.application.pk,
        "placements": placement.pk,
        "objective_pk": placement.slot.objectives.get().pk,
        "slug": placement.partner.slug,
        "name": "none",
        **weeks_of(placement),
        **said_about(placement, coordinator),
        "allotment_pk": AllotmentFactory(slot=placement.slot, institute=InstituteFactory()).pk,
        **_evidence(placement),
        **register_things(placement),
        **_asked(placement, supervisor),
        "imports": an_import(coordinator).pk,
        "noun": "students",
        "kind": "csv",
        **_training(placement, supervisor),
        **learnt_on(placement),
        **papers_of(placement, supervisor),
        **prepared(placement),
        **applying_of(placement, coordinator),
        **_links(placement, supervisor),
        **searches_of(placement),
        **choosing_at(placement, supervisor),
        **recorded(placement, supervisor, coordinator),
        **asked_later(),
        **mentors_of(placement) | support_of(placement, coordinator) | operated_upon(supervisor),
    }


def an_import(coordinator: Membership) -> Import:
    """A list of one student that was brought in already."""
    return Import.objects.create(
        noun="students",
        institute=coordinator.institute,
        by=coordinator.user,
        membership=coordinator,
        name="spring.csv",
        rows=1,
        headings=["Name"],
        columns=["name"],
        report={"new": 1, "changed": 0, "same": 0},
        done_at=clock.now(),
    )


def _evidence(placement: Placement) -> dict[str, Any]:
    """A health record that waits, and the partner asks for it."""
    record = RecordFactory(student=placement.student, health=True)
    RequirementFactory(partner=placement.partner, kind=record.kind)
    FilePage.objects.create(file=record.file, number=1, picture=StoredFileFactory(media_type="image/jpeg"))
    pages = dict.fromkeys(("record_page.number", "placement_record_page.number"), 1)
    return {**pages, "records": record.pk, "record_pk": record.pk, "record_add.slug": record.kind.slug}


def a_stored_document(agreement: Any) -> AgreementDocument:
    """A document of the agreement, its file in the storage."""
    document = a_scan(agreement)
    document.file.file.save("signed.pdf", ContentFile(b"%PDF-"))
    return document


def _asked(placement: Placement, supervisor: Membership) -> dict[str, Any]:
    """What the partner asks, and that it was waived once."""
    requirement = RequirementFactory(partner=placement.partner)
    waiver = WaiverFactory(student=placement.student, requirement=requirement, given_by=supervisor.user)
    return {"requirements": requirement.pk, "requirement_pk": requirement.pk, "waivers": waiver.pk}


def _training(placement: Placement, supervisor: Membership) -> dict[str, Any]:
    now = clock.now()
    start = (now - timedelta(days=2)).replace(**NOON)
    entry = HoursEntry.objects.create(
        placement=placement,
        started_at=start,
        ended_at=start + timedelta(hours=4),
        minutes=240,
        state=HoursState.SUBMITTED,
        submitted_at=now,
    )
    note = FeedbackNote.objects.create(
        placement=placement, kind="strength", text="Calm with patients.", by=supervisor.user, at=now
    )
    absence = AbsenceFactory(placement=placement, first_day=a_day(-4))  # apart from the entry, at any hour of any zone
    shift = PlannedShiftFactory(placement=placement, absence=absence, proposed=True)
    return {"entry_pk": entry.pk, "note_pk": note.pk, "absence_pk": absence.pk, "shift_pk": shift.pk}


def _links(placement: Placement, supervisor: Membership) -> dict[str, Any]:
    """An evaluation with its link, a person with an invitation, a message."""
    now = clock.now()
    lasting = {"now": now, "expires_at": now + timedelta(days=9)}
    evaluation = an_evaluation(placement)
    link = AccessLink.make(purpose=Purpose.EVALUATION, user_id=supervisor.user_id, subject_id=evaluation.pk, **lasting)
    invited = MembershipFactory(role=Role.SUPERVISOR, partner=placement.partner, user__unclaimed=True)
    invitation = AccessLink.make(purpose=Purpose.INVITATION, user_id=invited.user_id, **lasting)
    calendar = AccessLink.make(
        purpose=Purpose.CALENDAR, user_id=supervisor.user_id, subject_id=supervisor.pk, **lasting
    )
    message = {
        "kind": "placement.starting",
        "dedupe_key": "scene",
        "subject": "Soon",
        "body": "Soon.",
        "created_at": now,
        "send_after": now,
    }
    notification = Notification.objects.create(reader=placement.student.user, **message)
    return {
        "evaluations": evaluation.pk,
        "instruments": a_draft(evaluation).pk,
        "programme_pk": placement.student.programme_id,
        "evaluation_ask_by_link.token": evaluation.asking_path(now).split("/")[-2],
        "token": link.token,
        "people": invited.pk,
        "invitation_accept.token": invitation.token,
        "calendar_feed.token": calendar.token,
        "notifications": notification.pk,
    }
