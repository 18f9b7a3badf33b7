"""The answer to a call by mailed link: nothing on opening, one person, one answer, and every dead link says why (SAFETY A4)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AccessLink
from core import clock
from core.actor import Via
from institutions.models import Interest
from placements.models import CallAnswer, Slot
from placements.services.calls import cancel_call, close_call
from placements.services.slots import edit_slot
from placements.services.slots_allotments import keep_places
from placements.services.slots_objectives import add_objective
from placements.states import SlotState
from tests.factories.calls import CallAnswerFactory, call_link, interest_link
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import CompetencyFactory
from tests.placements.office import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def link(office):
    return call_link(office.answer, office.lead)


def address(link):
    return reverse("call_by_link", args=[link.token])


@pytest.mark.parametrize("method", ["get", "head"])
def test_call_by_link_asks_for_no_sign_in_and_changes_nothing_on_opening(client, office, link, method):
    client.logout()
    response = getattr(client, method)(address(link))
    office.answer.refresh_from_db()
    assert (response.status_code, office.answer.answered_at) == (200, None)
    assert (response["Referrer-Policy"], "no-store" in response["Cache-Control"]) == ("strict-origin", True)


def test_call_by_link_answers_with_one_button_and_can_be_changed_by_the_same_link(client, office, link):
    client.logout()
    first = client.post(address(link), {"interest": "actively_looking", "places": "6"})
    client.post(address(link), {"interest": "full"})
    office.answer.refresh_from_db()
    assert (first.status_code, "Thank you: Actively looking" in first.text) == (200, True)
    assert (office.answer.interest, office.answer.via, office.answer.answered_by) == (
        Interest.FULL,
        Via.LINK,
        office.lead.user,
    )


@pytest.mark.parametrize("missing", ["places", "department", "earliest", None])
def test_call_by_link_with_all_that_a_slot_needs_is_a_draft_slot_at_once(client, office, link, missing):
    client.logout()
    said = {"places": "6", "department": office.department().pk, "earliest": a_day(100).isoformat()}
    said.pop(missing, None)
    page = client.post(address(link), {"interest": "interested", **said})
    office.answer.refresh_from_db()
    assert ("It is a draft slot of yours now" in page.text, office.answer.slot is None) == (not missing, bool(missing))
    again = client.get(address(link))
    assert (again.status_code, "Press a button to change it" in again.text) == (200, True)


def drafted(client, office, link, **changes):
    """The answer after one that says all that a slot needs."""
    client.logout()
    said = {"places": "6", "department": office.department().pk, "earliest": a_day(100).isoformat()}
    client.post(address(link), {"interest": "interested", **said | changes})
    office.answer.refresh_from_db()
    return office.answer.slot


def test_the_same_link_changes_the_draft_that_the_answer_became(client, office, link):
    office.call.competencies.set([CompetencyFactory(), CompetencyFactory()])
    slot = drafted(client, office, link)
    again = drafted(client, office, link, places="4", earliest=a_day(110).isoformat())
    kept = again.allotments.get()
    assert (again.pk, again.places, again.starts_on, kept.places) == (slot.pk, 4, a_day(110), 4)
    assert again.department != slot.department
    more = drafted(client, office, link, places="9")
    assert (more.pk, more.places, more.allotments.get().places) == (slot.pk, 9, 9)


@pytest.mark.parametrize("interest", ["full", "not_now"])
def test_a_draft_goes_with_its_last_place(client, office, link, interest):
    slot = drafted(client, office, link)
    client.post(address(link), {"interest": interest})
    office.answer.refresh_from_db()
    assert (office.answer.interest, office.answer.slot, Slot.objects.filter(pk=slot.pk).exists()) == (
        interest,
        None,
        False,
    )


TOUCHED = {
    "edited": lambda slot, by: edit_slot(
        slot_id=slot.pk, by=by, now=clock.now(), department=slot.department, places=slot.places, title="Another title"
    ),
    "published": lambda slot, by: Slot.objects.filter(pk=slot.pk).update(
        state=SlotState.PUBLISHED, apply_by=clock.now(), confirmed_at=clock.now()
    ),
    "an objective": lambda slot, by: add_objective(
        slot_id=slot.pk, by=by, now=clock.now(), text="Takes a history", competency=CompetencyFactory()
    ),
    "places of others": lambda slot, by: keep_places(
        slot_id=slot.pk, by=by, now=clock.now(), institute=slot.allotments.get().institute, places=1
    ),
}


@pytest.mark.parametrize("touched", TOUCHED)
def test_a_slot_under_way_is_changed_there_and_the_page_says_whom_to_ask(client, office, link, touched):
    slot = drafted(client, office, link)
    TOUCHED[touched](slot, office.partner)
    before = Slot.objects.filter(pk=slot.pk).values().get()
    institute = office.call.institute
    page = client.get(address(link))
    words = (f"the slot “{before['title']}”, which is under way", institute.email or institute.city)
    assert (page.status_code, [word in page.text for word in words]) == (410, [True, True])
    assert client.post(address(link), {"interest": "full"}).status_code == 410
    assert Slot.objects.filter(pk=slot.pk).values().get() == before


def test_call_by_link_shows_no_totals_and_no_other_partner(client, office, link):
    other = CallAnswerFactory(call=office.call)
    CallAnswer.objects.filter(pk=other.pk).update(answered_at=clock.now(), interest=Interest.LOOKING, places=4321)
    client.logout()
    shown = client.get(address(link)).text
    assert (other.partner.name in shown, "4321" in shown) == (False, False)


def dead(client, link, words):
    """Opening and answering by this link both say why not, and change nothing."""
    answers = [client.get(address(link)), client.post(address(link), {"interest": "full"})]
    assert [(answer.status_code, words in answer.text) for answer in answers] == [(410, True)] * 2
    assert not CallAnswer.objects.filter(answered_at__isnull=False).exists()


def test_a_link_that_expired_says_until_when_it_worked(client, office, link):
    AccessLink.objects.filter(pk=link.pk).update(expires_at=clock.now() - timedelta(minutes=1))
    dead(client, link, "It worked until")


def test_a_link_that_was_revoked_opens_nothing(client, office, link):
    AccessLink.objects.filter(pk=link.pk).update(revoked_at=clock.now())
    dead(client, link, "no longer asked")


def test_a_link_to_a_call_that_is_over_says_so(client, office, link):
    close_call(call_id=office.call.pk, by=office.by, now=clock.now())
    dead(client, link, "no longer asked")
    other = Office()
    second = call_link(other.answer, other.lead)
    cancel_call(call_id=other.call.pk, by=other.by, now=clock.now(), reason="")
    dead(client, second, "no longer asked")


def test_a_link_of_a_person_who_left_the_partner_opens_nothing(client, office, link):
    office.lead.end(clock.now())
    dead(client, link, "You are not asked any more")


def test_a_link_for_another_partners_lead_opens_nothing(client, office):
    dead(client, call_link(office.answer, MembershipFactory(lead=True)), "You are not asked any more")


def test_a_link_of_another_purpose_or_with_a_byte_changed_opens_nothing(client, office, link):
    changed = link.token[:-2] + ("A" if link.token[-2] != "A" else "B") + link.token[-1]
    for token in (interest_link(office.lead).token, changed):
        response = client.get(reverse("call_by_link", args=[token]))
        assert (response.status_code, "cut off in the mail" in response.text) == (404, True)


def test_a_draft_is_no_ones_to_answer(client):
    office = Office(is_open=False)
    dead(client, call_link(office.answer, office.lead), "This call is closed")


def test_an_unknown_kind_of_answer_is_refused(client, office, link):
    response = client.post(address(link), {"interest": "perhaps"})
    office.answer.refresh_from_db()
    assert (list(response.context["form"].errors), office.answer.answered_at) == (["interest"], None)
