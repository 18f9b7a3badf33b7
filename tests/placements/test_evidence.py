"""Evidence beside an objective: a document, or something that stands on the placement."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from accounts.models import StoredFile
from core.errors import NotAllowed, Refusal
from core.uploads import CleanFile
from placements.models import Evidence
from placements.services.evidence import attach_evidence, remove_evidence
from placements.services.own_words import change_reflection
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.learning import ActivityFactory, EvidenceFactory, ReflectionFactory
from tests.factories.placements import FeedbackNoteFactory, ObjectiveFactory
from tests.placements.ward import a_ward
from tests.races import race, refusals

pytestmark = pytest.mark.django_db

PAPER = CleanFile(content=b"%PDF-1.7", name="protocol.pdf", media_type="application/pdf")


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def now(ward):
    return ward.at(a_day(0), 12)


@pytest.fixture
def objective(ward):
    return ObjectiveFactory(slot=ward.placement.slot)


def attach(ward, now, objective, *, by=None, **said):
    return attach_evidence(placement_id=ward.pk, objective_id=objective.pk, by=by or ward.intern, now=now, **said)


def test_attach_evidence_keeps_a_document_of_the_student_and_removing_it_deletes_it(ward, now, objective):
    evidence = attach(ward, now, objective, document=PAPER, title="My protocol")
    assert (evidence.file.owner, evidence.title) == (ward.student.user, "My protocol")
    before = StoredFile.objects.count()
    remove_evidence(evidence_id=evidence.pk, by=ward.intern, now=now)
    assert (StoredFile.objects.count(), Evidence.objects.count()) == (before - 1, 0)


def test_a_document_without_a_title_stands_under_a_name_that_names_no_patient(ward, now, objective):
    named = replace(PAPER, name="MRN 445566.pdf")
    with pytest.raises(Refusal, match="a record number") as error:
        attach(ward, now, objective, document=named)
    assert (error.value.field, Evidence.objects.count()) == ("document", 0)
    assert attach(ward, now, objective, document=named, title="A protocol of mine").title == "A protocol of mine"


@pytest.mark.parametrize("factory", [ActivityFactory, FeedbackNoteFactory, ReflectionFactory])
def test_attach_evidence_links_what_stands_there_once(ward, now, objective, factory):
    thing = factory(placement=ward.placement, **({"shared": True} if factory is ReflectionFactory else {}))
    attach(ward, now, objective, thing=thing)
    with pytest.raises(Refusal, match="already"):
        attach(ward, now, objective, thing=thing)
    assert Evidence.objects.count() == 1


def test_attach_evidence_of_nothing_or_of_both_is_refused(ward, now, objective):
    both = {"document": PAPER, "thing": ActivityFactory(placement=ward.placement)}
    for said in ({}, both):
        with pytest.raises(Refusal, match="one of the two") as error:
            attach(ward, now, objective, **said)
        assert error.value.field == "thing"


def test_attach_evidence_from_another_placement_or_a_private_reflection_is_refused(ward, now, objective):
    with pytest.raises(Refusal, match="another placement"):
        attach(ward, now, objective, thing=ActivityFactory())
    with pytest.raises(Refusal, match="private"):
        attach(ward, now, objective, thing=ReflectionFactory(placement=ward.placement))


def test_evidence_is_put_and_taken_by_the_student_alone(ward, now, objective):
    evidence = EvidenceFactory(placement=ward.placement, objective=objective)
    line = ActivityFactory(placement=ward.placement)
    for actor in (ward.doctor, ward.host, ward.office, MembershipFactory(student=True).as_actor()):
        with pytest.raises(NotAllowed):
            attach(ward, now, objective, by=actor, thing=line)
        with pytest.raises(NotAllowed):
            remove_evidence(evidence_id=evidence.pk, by=actor, now=now)


def test_evidence_is_read_by_those_who_judge_it(ward, objective):
    EvidenceFactory(placement=ward.placement, objective=objective)
    actors = {"intern": ward.intern, "doctor": ward.doctor, "office": ward.office, "host": ward.host}
    actors["administrator"] = MembershipFactory(administrator=True).as_actor()
    found = [name for name, actor in actors.items() if Evidence.objects.visible_to(actor).exists()]
    assert found == ["intern", "doctor", "office"]


def test_evidence_that_became_private_is_read_by_nobody_else(ward, objective):
    reflection = ReflectionFactory(placement=ward.placement)
    EvidenceFactory(placement=ward.placement, objective=objective, activity=None, reflection=reflection)
    found = [actor for actor in (ward.intern, ward.doctor, ward.office) if Evidence.objects.visible_to(actor).exists()]
    assert found == [ward.intern]


@pytest.mark.django_db(transaction=True)
def test_put_beside_an_objective_and_made_private_at_once_is_read_by_nobody_else():
    ward = a_ward()
    now, objective = ward.at(a_day(0), 12), ObjectiveFactory(slot=ward.placement.slot)
    reflection = ReflectionFactory(placement=ward.placement, shared=True)
    results = race(
        [
            lambda: attach(ward, now, objective, thing=reflection),
            lambda: change_reflection(reflection_id=reflection.pk, by=ward.intern, now=now, text="Mine."),
        ]
    )
    assert len(refusals(results, Refusal)) <= 1
    assert not Evidence.objects.exists()


def test_evidence_is_one_thing(ward, objective):
    note = FeedbackNoteFactory(placement=ward.placement)
    with pytest.raises(IntegrityError, match="evidence_is_one_thing"), transaction.atomic():
        EvidenceFactory(placement=ward.placement, objective=objective, note=note)
