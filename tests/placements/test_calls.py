"""Calls for places: who may do what, what is written and told, and what the database refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AccessLink, Purpose
from core import clock
from core.errors import IllegalMove, NotAllowed, Refusal, Stale
from institutions.models import Interest
from notifications.models import Notification
from placements.models import Call, CallAnswer
from placements.services import calls as services
from placements.states import CallState
from tests.factories.calls import CallAnswerFactory, CallFactory, call_link
from tests.factories.institutions import (
    IntakeFactory,
    MembershipFactory,
    PartnerFactory,
    ProgrammeFactory,
    a_day,
)
from tests.placements.office import Office, told
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return Office()


def written(coordinator, programme, **changes):
    values = {"title": "Nursing", "starts_on": a_day(90), "ends_on": a_day(170), "places": 60}
    values |= {"answer_by": clock.now() + timedelta(days=20), "programme": programme}
    return services.write_call(by=coordinator.as_actor(), now=clock.now(), **values | changes)


def test_write_call_is_the_institutes_own_and_a_draft():
    coordinator = MembershipFactory(coordinator=True)
    call = written(coordinator, ProgrammeFactory(institute=coordinator.institute))
    assert (call.institute_id, call.state, call.sent_at) == (coordinator.institute_id, CallState.DRAFT, None)


def test_write_call_for_another_institutes_programme_is_refused():
    with pytest.raises(Refusal, match="another office"):
        written(MembershipFactory(coordinator=True), ProgrammeFactory())


def test_write_call_outside_the_coordinators_programme_is_refused():
    programme = ProgrammeFactory()
    narrow = MembershipFactory(
        coordinator=True, institute=programme.institute, programme=ProgrammeFactory(institute=programme.institute)
    )
    with pytest.raises(Refusal, match="another office"):
        written(narrow, programme)


def test_write_call_with_an_intake_of_another_programme_is_refused():
    coordinator = MembershipFactory(coordinator=True)
    programme = ProgrammeFactory(institute=coordinator.institute)
    with pytest.raises(Refusal, match="another programme"):
        written(coordinator, programme, intake=IntakeFactory())


@pytest.mark.parametrize("trait", ["lead", "supervisor", "viewer", "student"])
def test_write_call_by_anybody_else_is_not_allowed(trait):
    with pytest.raises(NotAllowed):
        written(MembershipFactory(**{trait: True}), ProgrammeFactory())


def test_edit_call_of_a_draft_changes_it_and_refuses_a_stale_form():
    office = Office(is_open=False)
    values = {"programme": office.call.programme, "title": "Renamed"}
    services.edit_call(call_id=office.call.pk, by=office.by, now=clock.now(), shown_version=1, **values)
    office.call.refresh_from_db()
    assert (office.call.title, office.call.version) == ("Renamed", 2)
    with pytest.raises(Stale):
        services.edit_call(call_id=office.call.pk, by=office.by, now=clock.now(), shown_version=1, **values)


def test_edit_call_that_partners_have_read_is_refused(office):
    with pytest.raises(Refusal, match="Partners have read it"):
        services.edit_call(
            call_id=office.call.pk, by=office.by, now=clock.now(), programme=office.call.programme, title="X"
        )


def test_choose_partners_of_a_draft_keeps_what_is_ticked_and_leaves_what_was_not_shown():
    office = Office(is_open=False)
    kept, dropped, new = office.answer.partner, CallAnswerFactory(call=office.call).partner, PartnerFactory()
    services.choose_partners(call_id=office.call.pk, by=office.by, now=clock.now(), ticked=[new], shown=[new, dropped])
    assert set(office.call.answers.values_list("partner_id", flat=True)) == {kept.pk, new.pk}
    assert Notification.objects.count() == 0


def test_choose_partners_of_an_open_call_writes_to_the_new_ones_and_keeps_who_was_asked(office):
    lead = MembershipFactory(lead=True)
    shown = [lead.partner, office.lead.partner]
    services.choose_partners(call_id=office.call.pk, by=office.by, now=clock.now(), ticked=[lead.partner], shown=shown)
    assert [reader for reader, _subject in told("call.sent")] == [lead.user_id]
    assert office.call.answers.filter(sent_at__isnull=False).count() == 2


def test_send_call_mails_every_lead_a_link_of_their_own():
    office = Office(is_open=False, message="We would be glad of nights too.")
    second = MembershipFactory(lead=True, partner=office.lead.partner)
    MembershipFactory(lead=True, partner=office.lead.partner, ended_at=clock.now())
    other = CallAnswerFactory(call=office.call, partner=MembershipFactory(lead=True).partner)
    services.send_call(call_id=office.call.pk, by=office.by, now=clock.now())
    mails = Notification.objects.filter(kind="call.sent").select_related("link")
    assert {(mail.reader_id, mail.link.user_id, mail.link.subject_id) for mail in mails} == {
        (office.lead.user_id, office.lead.user_id, office.answer.pk),
        (second.user_id, second.user_id, office.answer.pk),
        *((lead.user_id, lead.user_id, other.pk) for lead in other.partner.memberships.all()),
    }
    assert all(mail.body.startswith("We would be glad of nights too.") for mail in mails)
    office.call.refresh_from_db()
    row = office.call.transitions.get()
    assert (office.call.state, row.move, row.by_id) == (CallState.OPEN, "send", office.coordinator.user_id)


def test_send_call_to_nobody_is_refused():
    call = CallFactory()
    coordinator = MembershipFactory(coordinator=True, institute=call.institute)
    with pytest.raises(Refusal, match="Nobody is chosen"):
        services.send_call(call_id=call.pk, by=coordinator.as_actor(), now=clock.now())


def test_send_call_whose_deadline_has_passed_is_refused():
    office = Office(is_open=False, answer_by=clock.now() - timedelta(hours=1))
    with pytest.raises(Refusal, match="day to answer by has passed"):
        services.send_call(call_id=office.call.pk, by=office.by, now=clock.now())


@pytest.mark.parametrize("service", [services.send_call, services.close_call, services.chase_call])
def test_another_institutes_coordinator_moves_no_call_of_ours(office, service):
    stranger = MembershipFactory(coordinator=True).as_actor()
    more = {"answers": []} if service is services.chase_call else {}
    with pytest.raises(NotAllowed):
        service(call_id=office.call.pk, by=stranger, now=clock.now(), **more)


def test_another_institute_sees_no_call_of_ours_and_a_partner_sees_only_what_it_was_sent(office):
    draft = CallAnswerFactory(call=CallFactory(), partner=office.lead.partner)
    other_lead = MembershipFactory(lead=True).as_actor()
    stranger = MembershipFactory(coordinator=True).as_actor()
    assert list(Call.objects.visible_to(office.by)) == list(Call.objects.visible_to(office.partner)) == [office.call]
    assert list(CallAnswer.objects.visible_to(office.partner)) == [office.answer]
    assert draft not in CallAnswer.objects.visible_to(office.partner)
    for actor in (stranger, other_lead):
        assert (Call.objects.visible_to(actor).count(), CallAnswer.objects.visible_to(actor).count()) == (0, 0)


def test_close_call_ends_the_links_and_thanks_who_promised_alone(office):
    silent = CallAnswerFactory(call=office.call, partner=MembershipFactory(lead=True).partner)
    link = call_link(office.answer, office.lead)
    office.answers(places=6)
    services.close_call(call_id=office.call.pk, by=office.by, now=clock.now())
    link.refresh_from_db()
    assert link.revoked_at is not None
    assert [reader for reader, _subject in told("call.closed")] == [office.lead.user_id]
    assert silent.partner.memberships.get().user.notifications.count() == 0


def extend(office, days, by=None, now=None):
    now = now or clock.now()
    answer_by = now + timedelta(days=days)
    return services.extend_call(call_id=office.call.pk, by=by or office.by, now=now, answer_by=answer_by)


def test_extend_call_tells_the_silent_alone_each_time_and_keeps_their_links(office):
    answered = CallAnswerFactory(call=office.call, partner=MembershipFactory(lead=True).partner)
    CallAnswer.objects.filter(pk=answered.pk).update(interest=Interest.FULL, answered_at=clock.now())
    link = call_link(office.answer, office.lead)
    extend(office, 30)
    extend(office, 40)
    assert [reader for reader, _subject in told("call.extended")] == [office.lead.user_id] * 2
    link.refresh_from_db()
    office.call.refresh_from_db()
    assert link.is_live(clock.now())
    assert (office.call.state, office.call.transitions.count()) == (CallState.OPEN, 2)
    assert office.call.answer_by > clock.now() + timedelta(days=39)


@pytest.mark.parametrize(("days", "says"), [(10, "later moment"), (100, "before the first day")])
def test_extend_call_to_a_moment_that_makes_no_sense_is_refused(office, days, says):
    with pytest.raises(Refusal, match=says):
        extend(office, days)


def test_extend_call_that_is_closed_or_another_offices_is_refused(office):
    with pytest.raises(NotAllowed):
        extend(office, 30, by=MembershipFactory(coordinator=True).as_actor())
    services.close_call(call_id=office.call.pk, by=office.by, now=clock.now())
    with pytest.raises(Refusal, match="open call"):
        extend(office, 30)


def test_cancel_call_tells_who_was_asked_and_of_a_draft_nobody(office):
    services.cancel_call(call_id=office.call.pk, by=office.by, now=clock.now(), reason="The intake is postponed.")
    draft = Office(is_open=False)
    services.cancel_call(call_id=draft.call.pk, by=draft.by, now=clock.now(), reason="")
    assert [reader for reader, _subject in told("call.cancelled")] == [office.lead.user_id]
    with pytest.raises(Refusal, match="This call was cancelled"):
        office.answers()


def test_a_closed_call_is_not_closed_or_sent_again(office):
    services.close_call(call_id=office.call.pk, by=office.by, now=clock.now())
    for service in (services.close_call, services.send_call):
        with pytest.raises((Refusal, IllegalMove)):
            service(call_id=office.call.pk, by=office.by, now=clock.now())


def chase(office, answers=None, now=None):
    return services.chase_call(
        call_id=office.call.pk, by=office.by, now=now or clock.now(), answers=answers or [office.answer]
    )


def test_chase_call_asks_the_silent_alone_and_each_once_a_day(office):
    answered = CallAnswerFactory(call=office.call, partner=MembershipFactory(lead=True).partner)
    CallAnswer.objects.filter(pk=answered.pk).update(interest=Interest.FULL, answered_at=clock.now())
    chase(office, [office.answer, answered])
    assert [reader for reader, _subject in told("call.reminder")] == [office.lead.user_id]
    with pytest.raises(Refusal, match="asked again today"):
        chase(office)
    chase(office, now=clock.now() + timedelta(days=1))
    assert len(told("call.reminder")) == 2


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_chase_at_once_write_one_mail():
    office = Office()
    results = race([lambda: chase(office)] * 4)
    assert sum(isinstance(result, Call) for result in results) == 1
    assert len(told("call.reminder")) == 1


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"ends_on": a_day(-1)}, "call_ends_after_start"),
        ({"places": 0}, "call_wants_places"),
        ({"sent_at": None}, "call_that_is_open_was_sent"),
    ],
)
def test_the_database_refuses_a_call_that_makes_no_sense(office, changes, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Call.objects.filter(pk=office.call.pk).update(**changes)


def test_links_of_a_call_are_for_leads_and_for_nobody_else(office):
    MembershipFactory(supervisor=True, partner=office.lead.partner)
    services.make_links(office.call, now=clock.now())
    links = AccessLink.objects.filter(purpose=Purpose.CALL)
    assert list(links.values_list("user_id", "subject_id")) == [(office.lead.user_id, office.answer.pk)]
