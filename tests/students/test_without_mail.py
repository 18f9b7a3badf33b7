"""A student without an e-mail address: added, listed, told in the inbox, and never mistaken for another one."""

import pytest
from django.core import mail as outbox
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AccessLink, User
from core import clock
from core.errors import Refusal
from notifications.delivery import deliver_due
from notifications.models import Notification
from notifications.services.posting import Message, post
from students.models import Student
from students.services.students import add_student, edit_student, invite_again
from students.services.students_many import NewStudent, add_students
from tests.factories.accounts import UserFactory
from tests.factories.institutions import IntakeFactory, MembershipFactory
from tests.factories.students import StudentFactory
from tests.students.lists import a_list, figures, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return MembershipFactory(coordinator=True)


@pytest.fixture
def intake(coordinator):
    return IntakeFactory(programme__institute=coordinator.institute)


def add(coordinator, intake, roll_no, **more):
    by = coordinator.as_actor()
    return add_student(by=by, now=clock.now(), intake=intake, roll_no=roll_no, name="Areeba Khan", **more)


def test_two_without_an_address_are_two_people_and_get_no_mail(coordinator, intake):
    first, second = (add(coordinator, intake, roll_no) for roll_no in ("N-1", "N-2"))
    assert (first.user_id != second.user_id, first.user.email, AccessLink.objects.count()) == (True, "", 0)
    assert Notification.objects.count() == 0


def test_a_whole_list_may_have_addresses_for_some(coordinator, intake):
    known = UserFactory(email="known@people.example")
    rows = [
        NewStudent(intake=intake, roll_no="N-1", name="One"),
        NewStudent(intake=intake, roll_no="N-2", name="Two", email="two@people.example"),
        NewStudent(intake=intake, roll_no="N-3", name="Three"),
        NewStudent(intake=intake, roll_no="N-4", name="Four", email=known.email),
    ]
    add_students(by=coordinator.as_actor(), now=clock.now(), students=rows)
    found = dict(Student.objects.values_list("roll_no", "user__email"))
    assert found == {"N-1": "", "N-2": "two@people.example", "N-3": "", "N-4": known.email}
    assert Student.objects.get(roll_no="N-4").user == known
    assert list(Notification.objects.order_by("kind").values_list("kind", "reader__email")) == [
        ("account.invited", "two@people.example"),
        ("account.role", known.email),
    ]


def test_an_empty_cell_of_a_list_takes_no_address_away(office):
    student = StudentFactory(
        institute=office.institute,
        intake=office.intake,
        roll_no="MIT-1",
        user__email="a@people.example",
        user__unclaimed=True,
    )
    head = "roll_no,name,email,programme,intake"
    kept = send(office, a_list(f"MIT-1,{student.user.name},,MIT,Spring 2027\nMIT-2,Sajida,,MIT,Spring 2027", head=head))
    assert figures(kept) == (1, 0, 1)
    student.user.refresh_from_db()
    assert student.user.email == "a@people.example"


def test_the_form_takes_a_student_without_one(client, coordinator, intake):
    client.force_login(coordinator.user)
    sent = {
        "name": "Areeba Khan",
        "roll_no": "N-1",
        "email": "",
        "intake": intake.pk,
        "relation": "",
        "father_name": "",
    }
    page = client.post(reverse("student_add"), sent, follow=True)
    student = Student.objects.get()
    assert (student.user.email, "none: signs in with a code" in page.content.decode()) == ("", True)
    assert student.user.name in client.get(reverse("student_list")).content.decode()
    slip = f"{reverse('slip_print')}?q=N-1"
    assert ["Nobody has told them yet: print a slip." in page.text, slip in page.text] == [True, True]
    assert ["added and invited" in page.text, "invited, added" in page.text] == [False, False]


def test_an_address_that_comes_later_is_sent_the_invitation(coordinator, intake):
    student = add(coordinator, intake, "N-1")
    with pytest.raises(Refusal, match="has no e-mail address"):
        invite_again(student_id=student.pk, by=coordinator.as_actor(), now=clock.now())
    values = {"intake": intake, "roll_no": "N-1", "name": "Areeba Khan", "father_name": "", "relation": "", "city": ""}
    edit_student(student_id=student.pk, by=coordinator.as_actor(), now=clock.now(), email="a@people.example", **values)
    assert Notification.objects.get().kind == "account.invited"


def test_what_they_are_told_stands_in_the_inbox_and_waits_for_no_mail(student_without_mail):
    user = student_without_mail.user
    post(reader=user, message=Message(kind="record.x", subject="Hello", body="You"), dedupe_key="1", now=clock.now())
    row = Notification.objects.get(reader=user)
    assert (row.mail, deliver_due(now=clock.now()), outbox.outbox) == (Notification.Mail.NONE, 0, [])


@pytest.fixture
def student_without_mail():
    return StudentFactory(user__email="")


def test_the_database_keeps_addresses_apart_and_empty_ones_not(student_without_mail):
    UserFactory(email="")
    UserFactory(email="one@people.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="ONE@people.example", name="x")])


@pytest.mark.parametrize(
    "address", ["profile", "home", "mfa_index", "account_email", "account_set_password", "student_profile"]
)
def test_their_own_pages_stand_without_an_address(client, student_without_mail, address):
    student_without_mail.user.set_unusable_password()
    student_without_mail.user.save()
    client.force_login(student_without_mail.user)
    page = client.get(reverse(address))
    assert page.status_code == 200


def test_an_empty_address_signs_nobody_in_and_resets_nothing(client, student_without_mail):
    client.post(reverse("account_login"), {"login": "", "password": "x"})
    client.post(reverse("account_reset_password"), {"email": ""})
    assert ("_auth_user_id" in client.session, Notification.objects.count()) == (False, 0)
