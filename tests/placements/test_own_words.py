"""Reflections, mentor meetings and check-ins: whose they are, and who reads them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import IntegrityError, connection, transaction

from core.errors import NotAllowed, Refusal
from placements.models import CheckIn, CheckInConsent, Evidence, MentorMeeting, Reflection
from placements.services import check_ins, own_words
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.learning import (
    CheckInFactory,
    ConsentFactory,
    EvidenceFactory,
    MentorMeetingFactory,
    ReflectionFactory,
)
from tests.factories.placements import ObjectiveFactory
from tests.placements.ward import a_ward, names, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def now(ward):
    return ward.at(a_day(0), 12)


def parties(ward):
    """Everybody who might look, by who they are."""
    viewer = MembershipFactory(viewer=True, institute=ward.placement.institute).as_actor()
    administrator = MembershipFactory(administrator=True).as_actor()
    eyes = {"viewed_by": administrator.user_id}
    return {
        "intern": ward.intern,
        "doctor": ward.doctor,
        "office": ward.office,
        "host": ward.host,
        "viewer": viewer,
        "administrator": administrator,
        "other student": MembershipFactory(student=True, institute=ward.placement.institute).as_actor(),
        "other office": MembershipFactory(coordinator=True).as_actor(),
        "through the intern’s eyes": replace(ward.intern, **eyes),
        "through the office’s eyes": replace(ward.office, **eyes),
    }


def readers(model, ward):
    return [name for name, actor in parties(ward).items() if model.objects.visible_to(actor).exists()]


# Who reads it


def test_a_private_reflection_is_read_by_its_owner_alone(ward):
    ReflectionFactory(placement=ward.placement)
    assert readers(Reflection, ward) == ["intern"]


def test_a_shared_reflection_is_read_by_supervisor_and_office(ward):
    ReflectionFactory(placement=ward.placement, shared=True)
    assert readers(Reflection, ward) == ["intern", "doctor", "office"]


def test_a_meeting_is_read_by_the_office_and_by_nobody_who_grades(ward):
    MentorMeetingFactory(placement=ward.placement)
    assert readers(MentorMeeting, ward) == ["intern", "office"]


def test_a_check_in_is_read_by_its_owner_alone_until_they_consent(ward):
    CheckInFactory(placement=ward.placement)
    assert readers(CheckIn, ward) == ["intern"]


def test_with_consent_the_office_reads_from_then_on_and_withdrawn_nothing_at_once(ward, now):
    early = CheckInFactory(placement=ward.placement, at=now)
    check_ins.share_check_ins(placement_id=ward.pk, by=ward.intern, now=now + timedelta(minutes=1))
    late = CheckInFactory(placement=ward.placement, at=now + timedelta(minutes=2))
    assert readers(CheckIn, ward) == ["intern", "office"]
    assert list(CheckIn.objects.visible_to(ward.office)) == [late]
    assert list(CheckIn.objects.visible_to(ward.intern).order_by("at")) == [early, late]
    check_ins.hide_check_ins(placement_id=ward.pk, by=ward.intern, now=now + timedelta(minutes=3))
    assert readers(CheckIn, ward) == ["intern"]


def test_a_new_consent_does_not_reach_back(ward, now):
    ConsentFactory(placement=ward.placement, given_at=now, withdrawn_at=now + timedelta(minutes=2))
    CheckInFactory(placement=ward.placement, at=now + timedelta(minutes=1))
    check_ins.share_check_ins(placement_id=ward.pk, by=ward.intern, now=now + timedelta(minutes=3))
    assert readers(CheckIn, ward) == ["intern"]


def test_no_page_of_the_admin_shows_any_of_it():
    own = [apps.get_model("placements", name) for name in ("Reflection", "MentorMeeting", "CheckIn", "CheckInConsent")]
    assert [model for model in own if admin.site.is_registered(model)] == []


def test_the_words_are_encrypted_where_they_lie(ward):
    ReflectionFactory(placement=ward.placement, text="I was too quick.")
    CheckInFactory(placement=ward.placement, text="The nights are long.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM placements_reflection UNION ALL SELECT text FROM placements_checkin")
        lying = " ".join(text for (text,) in cursor.fetchall())
    assert [words for words in ("too quick", "nights") if words in lying] == []


# Reflections


def write(ward, now, **said):
    said = {"text": "I was too quick."} | said
    return own_words.write_reflection(**{"placement_id": ward.pk, "by": ward.intern, "now": now} | said)


def test_write_reflection_tells_nobody_unless_it_is_shared(ward, now):
    write(ward, now)
    assert told("reflection.shared") == []
    write(ward, now, share=True)
    assert told("reflection.shared") == names(ward.supervisor)


def test_write_reflection_with_a_patients_name_is_refused(ward, now):
    with pytest.raises(Refusal, match="a person’s name") as error:
        write(ward, now, text="Mrs Bibi was afraid.")
    assert (error.value.field, Reflection.objects.count()) == ("text", 0)


def test_change_reflection_to_private_takes_it_from_beside_its_objective(ward, now):
    reflection = write(ward, now, share=True)
    objective = ObjectiveFactory(slot=ward.placement.slot)
    EvidenceFactory(placement=ward.placement, objective=objective, activity=None, reflection=reflection)
    changed = own_words.change_reflection(reflection_id=reflection.pk, by=ward.intern, now=now, text="Mine.")
    assert (changed.is_shared, changed.text, Evidence.objects.count()) == (False, "Mine.", 0)


def test_own_words_are_written_and_removed_by_their_owner_alone(ward, now):
    reflection, meeting = (
        ReflectionFactory(placement=ward.placement, shared=True),
        MentorMeetingFactory(placement=ward.placement),
    )
    row = CheckInFactory(placement=ward.placement)
    for name, actor in parties(ward).items():
        if name == "intern":
            continue
        said = {"by": actor, "now": now}
        for act in (
            lambda said=said: own_words.write_reflection(placement_id=ward.pk, text="Not mine.", **said),
            lambda said=said: own_words.change_reflection(reflection_id=reflection.pk, text="Not mine.", **said),
            lambda said=said: own_words.remove_reflection(reflection_id=reflection.pk, **said),
            lambda said=said: own_words.remove_meeting(meeting_id=meeting.pk, **said),
            lambda said=said: check_ins.check_in(placement_id=ward.pk, feeling=3, **said),
            lambda said=said: check_ins.remove_check_in(check_in_id=row.pk, **said),
            lambda said=said: check_ins.share_check_ins(placement_id=ward.pk, **said),
            lambda said=said: check_ins.hide_check_ins(placement_id=ward.pk, **said),
        ):
            with pytest.raises(NotAllowed):
                act()
    own_words.remove_reflection(reflection_id=reflection.pk, by=ward.intern, now=now)
    own_words.remove_meeting(meeting_id=meeting.pk, by=ward.intern, now=now)
    check_ins.remove_check_in(check_in_id=row.pk, by=ward.intern, now=now)
    assert [model.objects.count() for model in (Reflection, MentorMeeting, CheckIn)] == [0, 0, 0]


# Meetings and consents


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"day": a_day(1)}, "day"),
        ({"day": a_day(-400)}, "day"),
        ({"next_on": a_day(-1)}, "next_on"),
        ({"next_on": a_day(400)}, "next_on"),
        ({"agreed": "Look up MRN 48213."}, "agreed"),
    ],
)
def test_note_meeting_that_cannot_be_is_refused_beside_its_field(ward, now, said, field):
    said = {"day": a_day(-1), "mentor": "Hina Raza", "agreed": "Two lists."} | said
    with pytest.raises(Refusal) as error:
        own_words.note_meeting(placement_id=ward.pk, by=ward.intern, now=now, **said)
    assert (error.value.field, MentorMeeting.objects.count()) == (field, 0)


def test_share_check_ins_twice_is_refused(ward, now):
    check_ins.share_check_ins(placement_id=ward.pk, by=ward.intern, now=now)
    with pytest.raises(Refusal, match="already"):
        check_ins.share_check_ins(placement_id=ward.pk, by=ward.intern, now=now)


def test_one_consent_stands_at_a_time(ward):
    ConsentFactory(placement=ward.placement)
    with pytest.raises(IntegrityError, match="one_standing_consent"), transaction.atomic():
        ConsentFactory(placement=ward.placement)
    assert CheckInConsent.objects.standing().count() == 1


def test_a_feeling_is_one_of_five(ward):
    with pytest.raises(IntegrityError, match="a_feeling_is_one_of_five"), transaction.atomic():
        CheckInFactory(placement=ward.placement, feeling=6)
