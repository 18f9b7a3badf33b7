"""Inviting again mends a wrong address: the old one opens nothing and is told nothing, and of an acceptance at once one is done."""

from datetime import timedelta
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from accounts.models import AccessLink, Purpose, User
from accounts.services.invitations import accept_invitation, last_invitation, make_invitation
from core import clock
from core.actor import Role
from core.errors import NotAllowed, Refusal, Stale
from core.words import when
from institutions.services.inviting_again import invite_again
from institutions.services.memberships import end_membership, invite_member
from notifications.delivery import deliver_due
from notifications.models import Notification
from students.services.students import edit_student
from students.services.students import invite_again as invite_student_again
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.institutions import IntakeFactory, MembershipFactory
from tests.factories.students import StudentFactory
from tests.races import race, refusals

pytestmark = pytest.mark.django_db
WRONG, RIGHT = "sana@margala.example", "sana@margalla.example"


def invite(by, role=Role.SUPERVISOR, email=WRONG):
    return invite_member(by=by.as_actor(), now=clock.now(), role=role, name="Dr Sana Mirza", email=email)


@pytest.fixture
def lead():
    return MembershipFactory(lead=True)


@pytest.fixture
def invited(lead):
    return invite(lead)


def correct(by, membership, email=RIGHT, **more):
    return invite_again(membership_id=membership.pk, by=by.as_actor(), now=clock.now(), email=email, **more)


def address_of(membership):
    return User.objects.get(pk=membership.user_id).email


def open_links(membership):
    return list(AccessLink.objects.unspent().filter(user=membership.user_id).values_list("sent_to", flat=True))


def test_the_invitation_goes_to_the_right_address_and_says_who_sent_it_when(lead, invited):
    correct(lead, invited, email=" Sana@Margalla.example")
    sent = AccessLink.objects.order_by("pk").values_list("sent_to", "by")
    assert (address_of(invited), list(sent)) == (RIGHT, [(WRONG, lead.user_id), (RIGHT, lead.user_id)])


def test_the_history_keeps_both_addresses(lead, invited):
    correct(lead, invited)
    assert list(invited.user.events.order_by("pgh_id").values_list("email", flat=True)) == [WRONG, RIGHT]


def test_nothing_that_was_mailed_to_the_wrong_address_opens_anything(lead, invited):
    now = clock.now()
    AccessLink.make(purpose=Purpose.CALL, user_id=invited.user_id, now=now, expires_at=now + timedelta(days=1))
    EmailAddress.objects.create(user=invited.user, email=WRONG, verified=True, primary=True)
    correct(lead, invited)
    assert (open_links(invited), EmailAddress.objects.filter(user=invited.user).count()) == ([RIGHT], 0)


def test_the_wrong_address_gets_no_mail_and_what_waited_for_it_does_not_leave(lead, invited):
    correct(lead, invited)
    deliver_due(now=clock.now() + timedelta(minutes=1))
    assert [message.to for message in mail.outbox] == [[f"Dr Sana Mirza <{RIGHT}>"]]
    assert sorted(Notification.objects.filter(reader=invited.user).values_list("mail", flat=True)) == ["none", "sent"]


def test_somebody_elses_address_is_refused_beside_its_field_and_says_what_to_do(lead, invited):
    with pytest.raises(Refusal, match="end this role and invite them there") as refused:
        correct(lead, invited, email=UserFactory().email)
    assert (refused.value.field, address_of(invited), open_links(invited)) == ("email", WRONG, [WRONG])


def test_whom_another_organisation_knows_too_is_readdressed_by_the_administrator(lead, invited):
    MembershipFactory(supervisor=True, user=invited.user)
    with pytest.raises(Refusal, match="Ask the administrator") as refused:
        correct(lead, invited)
    assert (refused.value.field, address_of(invited)) == ("email", WRONG)
    correct(MembershipFactory(administrator=True), invited)
    assert address_of(invited) == RIGHT


def test_whoever_sent_the_wrong_one_is_told_that_another_corrected_it(lead, invited):
    colleague = MembershipFactory(lead=True, partner=lead.partner)
    correct(colleague, invited)
    told = Notification.objects.get(kind="account.readdressed")
    assert (told.reader, colleague.user.name in told.body, RIGHT in told.body) == (lead.user, True, True)
    correct(colleague, invited, email="sana.mirza@margalla.example")
    assert Notification.objects.filter(kind="account.readdressed").count() == 1


def test_a_page_shown_before_somebody_else_corrected_it_brings_the_wrong_address_not_back(lead, invited):
    shown = last_invitation(invited.user).pk
    correct(lead, invited, shown_version=shown)
    with pytest.raises(Stale):
        correct(lead, invited, email=WRONG, shown_version=shown)
    assert address_of(invited) == RIGHT


def test_who_accepted_and_whose_role_ended_is_not_readdressed(lead, invited):
    accept_invitation(link_id=AccessLink.objects.get().pk, password=PASSWORD, now=clock.now())
    with pytest.raises(Refusal, match="has accepted already"):
        correct(lead, invited)
    other = invite(lead, email="other@margalla.example")
    end_membership(membership_id=other.pk, by=lead.as_actor(), now=clock.now())
    with pytest.raises(Refusal, match="has ended already"):
        correct(lead, other, email="new@margalla.example")
    assert (address_of(invited), address_of(other)) == (WRONG, "other@margalla.example")


@pytest.mark.parametrize("trait", ["supervisor", "coordinator", "mentor", "viewer", "student"])
def test_who_may_not_invite_corrects_nothing(invited, trait):
    with pytest.raises(NotAllowed):
        correct(MembershipFactory(**{trait: True}), invited)
    assert address_of(invited) == WRONG


# At once


def accept(link):
    return accept_invitation(link_id=link.pk, password=PASSWORD, now=clock.now())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(6))
def test_of_an_acceptance_and_a_correction_at_once_one_is_done(turn):
    lead = MembershipFactory(lead=True)
    invited = invite(lead)
    link = AccessLink.objects.get()
    calls = [lambda: accept(link), lambda: correct(lead, invited)]
    (refused,) = refusals(race(calls[:: 1 if turn % 2 else -1]), Refusal)
    user = User.objects.get(pk=invited.user_id)
    accepted = (WRONG, [], "Dr Sana Mirza has accepted already.")
    corrected = (RIGHT, [RIGHT], "This invitation was used already or has ended.")
    assert (user.email, open_links(invited), refused.reason) == (accepted if user.is_claimed else corrected)


@pytest.mark.django_db(transaction=True)
def test_a_student_who_accepts_while_the_register_is_corrected_has_one_address():
    office = MembershipFactory(coordinator=True)
    intake = IntakeFactory(programme__institute=office.institute)
    values = {"intake": intake, "father_name": "", "relation": "", "city": ""}
    for turn in range(4):
        student = StudentFactory(institute=office.institute, intake=intake, user__unclaimed=True)
        link, was = make_invitation(user=student.user, now=clock.now()), student.user.email
        said = values | {"roll_no": student.roll_no, "name": f"Renamed {turn}", "email": f"right{turn}@people.example"}
        ids = {"student_id": student.pk, "by": office.as_actor(), "now": clock.now()}
        assert len(refusals(race([partial(accept, link), partial(edit_student, **ids, **said)]), Refusal)) == 1
        user = User.objects.get(pk=student.user_id)
        assert user.email == (was if user.is_claimed else said["email"])


@pytest.mark.django_db(transaction=True)
def test_of_two_who_correct_one_page_at_once_one_does():
    lead = MembershipFactory(lead=True)
    invited = invite(lead)
    shown = last_invitation(invited.user).pk
    calls = [
        lambda n=n: correct(lead, invited, email=f"sana{n}@margalla.example", shown_version=shown) for n in range(4)
    ]
    assert len(refusals(race(calls), Stale)) == 3
    assert open_links(invited) == [address_of(invited)]


# Pages


def test_people_remind_says_where_it_went_and_when_and_takes_another_address(client, lead, invited):
    client.force_login(lead.user)
    address = reverse("people_remind", args=[invited.pk])
    page = client.get(address)
    assert f"went to {WRONG} on {when(last_invitation(invited.user).created_at)}" in page.text
    data = {"email": "sana", "idempotency_key": "", "version": page.context["form"]["version"].value()}
    assert "Enter a valid email address" in client.post(address, data).text
    taken = client.post(address, data | {"email": lead.user.email})
    assert list(taken.context["form"].errors) == ["email"]
    done = client.post(address, data | {"email": RIGHT}, follow=True)
    assert f"A new invitation is on its way to {RIGHT}" in done.text
    assert "Somebody changed this" in client.post(address, data | {"email": WRONG}).text


def test_people_remind_of_who_accepted_says_so(client, lead):
    colleague = MembershipFactory(supervisor=True, partner=lead.partner)
    client.force_login(lead.user)
    page = client.get(reverse("people_remind", args=[colleague.pk]))
    assert (page.status_code, "has accepted already" in page.text) == (409, True)


def test_the_old_link_says_that_it_was_taken_back_and_names_nobody(client, lead, invited):
    old = AccessLink.objects.get()
    correct(lead, invited)
    page = client.get(reverse("invitation_accept", args=[old.token]))
    assert (page.status_code, "This invitation was taken back" in page.text) == (410, True)
    assert [word in page.text for word in (RIGHT, WRONG, "Sana")] == [False, False, False]
    new = AccessLink.objects.get(sent_to=RIGHT)
    assert client.get(reverse("invitation_accept", args=[new.token])).status_code == 200


def test_student_invite_corrects_the_address_and_the_register_says_so(client):
    office = MembershipFactory(coordinator=True)
    intake = IntakeFactory(programme__institute=office.institute)
    student = StudentFactory(institute=office.institute, intake=intake, user__unclaimed=True)
    client.force_login(office.user)
    address = reverse("student_invite", args=[student.pk])
    done = client.post(address, {"email": RIGHT, "idempotency_key": ""}, follow=True)
    student.refresh_from_db()
    assert (address_of(student), student.version, f"on its way to {RIGHT}" in done.text) == (RIGHT, 2, True)
    with pytest.raises(Refusal, match="ask the administrator to join") as refused:
        invite_student_again(student_id=student.pk, by=office.as_actor(), now=clock.now(), email=UserFactory().email)
    assert refused.value.field == "email"
