"""Incidents: reported at any hour, read by few and each reading written down, looked at, followed up, closed."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from accounts.models import ReadLog
from core import clock
from core.errors import NotAllowed, Refusal
from notifications import reminders
from notifications.models import Notification, Preference
from placements.models import Incident
from placements.services.incidents import close_incident, follow_up_incident, report_incident, triage_incident
from placements.states_support import IncidentState
from placements.sweeps.support import UNTRIAGED
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.support import IncidentFactory
from tests.placements.pages import page, sign_in
from tests.placements.ward import a_ward, names, told

pytestmark = pytest.mark.django_db

WHAT = "A used needle went through the glove while I closed the box."


@pytest.fixture
def ward():
    return a_ward()


def report(ward, by=None, now=None, **said):
    values = {"kind": "exposure", "day": a_day(-1), "at": time(2, 30), "what": WHAT} | said
    return report_incident(placement_id=ward.pk, by=by or ward.intern, now=now or clock.now(), **values)


def test_a_needlestick_at_night_reaches_both_offices_at_once_whatever_hours_they_keep(ward):
    Preference.objects.create(user=ward.coordinator.user, quiet_from=time(21), quiet_until=time(8))
    night = ward.at(a_day(0), 3)
    incident = report(ward, now=night, day=a_day(0))
    rows = Notification.objects.filter(kind="incident.reported")
    assert sorted(rows.values_list("reader__name", flat=True)) == names(ward.coordinator, ward.lead)
    assert set(rows.values_list("send_after", flat=True)) == {night}
    assert (incident.happened_at, [WHAT in row.body + row.subject for row in rows]) == (
        ward.at(a_day(0), 2, 30),
        [False, False],
    )


def test_a_student_keeps_it_from_the_partner(ward):
    incident = report(ward, kind="conduct", office_only=True)
    assert told("incident.reported") == names(ward.coordinator)
    seen = [Incident.objects.visible_to(actor).exists() for actor in (ward.office, ward.host, ward.intern)]
    assert seen == [True, False, True]
    with pytest.raises(NotAllowed):
        triage_incident(incident_id=incident.pk, by=ward.host, now=clock.now(), severity="minor", note="Nothing.")


def test_only_the_student_can_keep_it_from_the_partner(ward):
    assert [report(ward, by=actor, office_only=True).office_only for actor in (ward.doctor, ward.office)] == [
        False,
        False,
    ]


def test_report_incident_by_a_stranger_or_before_the_first_day_is_refused(ward):
    for actor in (a_ward().intern, a_ward().office):
        with pytest.raises(NotAllowed):
            report(ward, by=actor)
    with pytest.raises(Refusal, match="has not begun"):
        report(a_ward(confirmed=True))
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"day": a_day(1)}, "day", "has not come yet"),
        ({"day": a_day(-31)}, "day", "had not begun"),
        ({"what": "With MRN 884213"}, "what", "a record number"),
        ({"told": "0300 1234567"}, "told", "a phone number"),
    ],
)
def test_report_incident_is_refused_beside_its_field(ward, said, field, words):
    with pytest.raises(Refusal, match=words) as error:
        report(ward, **said)
    assert (error.value.field, Incident.objects.exists()) == (field, False)


def test_the_course_of_an_incident_is_told_to_its_reporter_and_the_other_office(ward):
    incident, now = report(ward), clock.now()
    triage_incident(incident_id=incident.pk, by=ward.host, now=now, severity="serious", note="To the emergency room.")
    assert told("incident.triaged") == names(ward.student, ward.coordinator)
    said = dict(Notification.objects.filter(kind="incident.triaged").values_list("reader", "subject"))
    assert [said[who.user_id].partition(":")[0] for who in (ward.student, ward.coordinator)] == [
        "Your report was read",
        "An incident is looked after",
    ]
    for note in ("First dose given.", "Blood was taken."):
        follow_up_incident(incident_id=incident.pk, by=ward.office, now=now, note=note)
    closed = close_incident(incident_id=incident.pk, by=ward.office, now=now, note="All clear. New boxes were bought.")
    assert (closed.state, closed.severity) == (IncidentState.CLOSED, "serious")
    moves = list(closed.transitions.order_by("pk").values_list("move", "note"))
    assert moves == [
        ("triage", "To the emergency room."),
        ("follow_up", "First dose given."),
        ("follow_up", "Blood was taken."),
        ("close", "All clear. New boxes were bought."),
    ]


def test_nobody_skips_a_step(ward):
    incident, now = report(ward), clock.now()
    with pytest.raises(Refusal, match="once somebody has said how serious"):
        follow_up_incident(incident_id=incident.pk, by=ward.office, now=now, note="Done.")
    with pytest.raises(Refusal, match="when something was done"):
        close_incident(incident_id=incident.pk, by=ward.office, now=now, note="Done.")
    triage_incident(incident_id=incident.pk, by=ward.office, now=now, severity="minor", note="Rest.")
    with pytest.raises(Refusal, match="looked at already"):
        triage_incident(incident_id=incident.pk, by=ward.host, now=now, severity="minor", note="Rest.")
    for actor in (ward.intern, ward.doctor):
        with pytest.raises(NotAllowed):
            follow_up_incident(incident_id=incident.pk, by=actor, now=now, note="Done.")
    with pytest.raises(NotAllowed):
        close_incident(incident_id=incident.pk, by=ward.host, now=now, note="Done.")


def test_what_was_reported_stays_as_it_was_written(ward):
    incident = IncidentFactory(placement=ward.placement)
    for change in ({"what": "Nothing happened."}, {"office_only": True}, {"kind": "other"}):
        with pytest.raises(InternalError, match="what_was_reported_stays"), transaction.atomic():
            Incident.objects.filter(pk=incident.pk).update(**change)


def test_incident_constraints(ward):
    incident = IncidentFactory(placement=ward.placement)
    with pytest.raises(IntegrityError, match="an_incident_looked_at_says_how_serious"), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(state="triaged")
    with pytest.raises(IntegrityError, match="an_incident_says_what_happened"), transaction.atomic():
        IncidentFactory(placement=ward.placement, what="")


def test_who_sees_an_incident(ward):
    incident = IncidentFactory(placement=ward.placement)
    viewer = MembershipFactory(viewer=True, institute=ward.placement.institute).as_actor()
    admin = MembershipFactory(administrator=True)
    through_their_eyes = ward.coordinator.as_actor(viewed_by=admin.user_id)
    people = (
        ward.intern, ward.office, ward.host, ward.doctor, viewer, admin.as_actor(), through_their_eyes, a_ward().office,
    )  # fmt: skip
    seen = [Incident.objects.visible_to(actor).filter(pk=incident.pk).exists() for actor in people]
    assert seen == [True, True, True, False, False, False, False, False]


def test_nobody_has_looked_for_a_day_reminds_both_offices_once(ward):
    IncidentFactory(placement=ward.placement)
    now = clock.now()
    rounds = [reminders.remind(now=now + timedelta(hours=hours), rules=[UNTRIAGED]) for hours in (20, 25, 30)]
    assert rounds == [0, 2, 0]


# The pages


def test_incident_report_from_a_phone_at_night(client, ward):
    sign_in(client, ward.student)
    form = client.get(page("incident_report", ward))
    assert ("First help, then this form" in form.text, "Only my placement office reads this" in form.text) == (
        True,
        True,
    )
    sent = {"kind": "exposure", "day": a_day(-1).isoformat(), "at": "02:30", "what": WHAT, "told": "Sister in charge"}
    refused = client.post(page("incident_report", ward), {**sent, "what": "With MRN 884213"})
    assert ("a record number" in refused.text, "With MRN 884213" in refused.text) == (True, True)
    answer = client.post(page("incident_report", ward), sent, follow=True)
    assert ("It is reported" in answer.text, WHAT in answer.text) == (True, True)


def test_who_reads_it_is_written_down_and_seen_by_whoever_reported_it(client, ward):
    incident = IncidentFactory(placement=ward.placement)
    sign_in(client, ward.student).get(incident.get_absolute_url())
    assert not ReadLog.objects.exists()
    sign_in(client, ward.coordinator).get(incident.get_absolute_url())
    text = sign_in(client, ward.student).get(incident.get_absolute_url()).text
    assert (ward.coordinator.user.name in text, ReadLog.objects.get().about) == (True, f"incident:{incident.pk}")


def test_the_offices_act_by_their_pages(client, ward):
    incident = IncidentFactory(placement=ward.placement)
    acts = [
        (ward.lead, "incident_triage", {"severity": "moderate", "note": "Seen."}),
        (ward.lead, "incident_follow_up", {"note": "Dose given."}),
        (ward.coordinator, "incident_close", {"note": "All clear."}),
    ]
    for membership, name, sent in acts:
        sign_in(client, membership).post(reverse(name, args=[incident.pk]), sent)
    incident.refresh_from_db()
    assert incident.state == IncidentState.CLOSED


@pytest.mark.parametrize("count", [1, 3])
def test_incident_list_asks_no_more_for_three_than_for_one(client, ward, count, django_assert_num_queries):
    IncidentFactory.create_batch(count, placement=ward.placement)
    sign_in(client, ward.lead).get(reverse("incident_list"))
    with django_assert_num_queries(4):
        found = client.get(reverse("incident_list"))
    assert len(found.context["page"].object_list) == count


def test_the_office_reads_at_home_that_nobody_has_looked(client, ward):
    IncidentFactory(placement=ward.placement)
    IncidentFactory(placement=ward.placement, triaged=True)
    assert "1 incident nobody has looked at" in sign_in(client, ward.coordinator).get(reverse("home")).text


def test_incident_list_of_nobody_leads_to_the_placements(client, ward):
    assert "No incident" in sign_in(client, ward.supervisor).get(reverse("incident_list")).text
