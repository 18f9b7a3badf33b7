"""Adding, correcting and inviting one student."""

import pytest

from accounts.models import AccessLink, User
from core import clock
from core.actor import Role
from core.errors import NotAllowed, Refusal, Stale
from institutions.models import Membership
from notifications.models import Notification
from students.models import Student
from students.services import students as services
from tests.factories.accounts import UserFactory
from tests.factories.institutions import IntakeFactory, MembershipFactory
from tests.factories.students import StudentFactory

pytestmark = pytest.mark.django_db


def add(office, **values):
    given = {
        "intake": office.intake,
        "roll_no": "MIT-1",
        "name": "Areeba Khan",
        "email": "Areeba@students.example",
        **values,
    }
    return services.add_student(by=given.pop("by", office.actor), now=clock.now(), **given)


def edit(office, student, **values):
    names = ("roll_no", "father_name", "relation", "city", "intake")
    given = {name: getattr(student, name) for name in names} | {"name": student.user.name} | values
    return services.edit_student(student_id=student.pk, by=given.pop("by", office.actor), now=clock.now(), **given)


def test_add_student_makes_person_membership_student_and_invitation(office):
    student = add(office, father_name="Nadeem Khan", relation="daughter", id_number="42101-1234567-1", city="Karachi")
    user = User.objects.get(email="areeba@students.example")
    assert (student.user, student.institute, student.programme, student.intake) == (
        user,
        office.institute,
        office.intake.programme,
        office.intake,
    )
    assert (user.name, user.is_claimed, student.id_last4, student.profile_done_at) == (
        "Areeba Khan",
        False,
        "5671",
        None,
    )
    assert list(Membership.objects.filter(user=user).values_list("role", "institute_id")) == [
        (Role.STUDENT, office.institute.pk)
    ]
    assert list(Notification.objects.values_list("reader_id", "kind", "link_id")) == [
        (user.pk, "account.invited", AccessLink.objects.get().pk)
    ]


def test_add_student_who_has_an_account_keeps_it_and_tells_of_the_role(office):
    known = UserFactory(email="areeba@students.example", name="Dr Areeba Khan")
    student = add(office)
    assert (student.user, student.user.name) == (known, "Dr Areeba Khan")
    assert list(Notification.objects.values_list("reader_id", "kind")) == [(known.pk, "account.role")]
    assert AccessLink.objects.count() == 0


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"email": "another@students.example", "roll_no": "mit-1"}, "roll_no", "Another student has this roll number"),
        ({"roll_no": "MIT-2"}, "email", "A student with this address is here already"),
    ],
)
def test_add_student_twice_is_refused_beside_the_field(office, values, field, words):
    add(office)
    with pytest.raises(Refusal, match=words) as refused:
        add(office, **values)
    assert (refused.value.field, Student.objects.count()) == (field, 1)


def test_one_person_may_be_a_student_of_two_institutes_with_the_same_roll_number(office, other_office):
    first, second = add(office), add(other_office)
    assert (first.user, first.institute != second.institute) == (second.user, True)


@pytest.mark.parametrize("trait", ["viewer", "student", "lead", "supervisor", "administrator"])
def test_add_student_is_for_coordinators_alone(office, trait):
    with pytest.raises(NotAllowed, match="kept by the institute"):
        add(office, by=MembershipFactory(**{trait: True}).as_actor())
    assert Student.objects.count() == 0


def test_add_student_to_another_offices_intake_is_refused(office, other_office):
    with pytest.raises(NotAllowed, match="another office"):
        add(office, intake=other_office.intake)


def test_a_coordinator_of_one_programme_keeps_that_programme_alone(office):
    narrow = MembershipFactory(role=Role.COORDINATOR, institute=office.institute, programme=office.intake.programme)
    elsewhere = IntakeFactory(programme__institute=office.institute)
    student = StudentFactory(institute=office.institute, intake=elsewhere)
    assert add(office, by=narrow.as_actor()).intake == office.intake
    with pytest.raises(NotAllowed, match="another office"):
        add(office, by=narrow.as_actor(), intake=elsewhere, roll_no="MIT-2", email="b@students.example")
    with pytest.raises(NotAllowed, match="kept by the institute"):
        edit(office, student, by=narrow.as_actor(), city="Quetta")


def test_edit_student_corrects_the_register_and_keeps_every_earlier_word(office):
    student = StudentFactory(institute=office.institute, intake=office.intake, father_name="Nadim Khan")
    edit(office, student, father_name="Nadeem Khan", name="Areeba Khan", shown_version=1)
    student.refresh_from_db()
    assert (student.father_name, student.user.name, student.version) == ("Nadeem Khan", "Areeba Khan", 2)
    assert list(student.events.order_by("pgh_id").values_list("father_name", flat=True)) == [
        "Nadim Khan",
        "Nadeem Khan",
    ]


def test_edit_student_from_an_old_page_is_refused(office):
    student = StudentFactory(institute=office.institute, intake=office.intake)
    edit(office, student, city="Quetta", shown_version=1)
    with pytest.raises(Stale):
        edit(office, student, city="Lahore", shown_version=1)


def test_edit_student_with_another_address_sends_a_new_invitation_there(office):
    student = add(office)
    (earlier,) = AccessLink.objects.all()
    edit(office, student, email="right@students.example")
    student.user.refresh_from_db()
    earlier.refresh_from_db()
    assert (student.user.email, earlier.revoked_at is not None) == ("right@students.example", True)
    assert Notification.objects.filter(reader=student.user, kind="account.invited").count() == 2


@pytest.mark.parametrize(
    ("arrange", "values", "field", "words"),
    [
        (lambda _user: None, {"email": "new@students.example"}, "email", "The account is in use"),
        (
            lambda user: MembershipFactory(supervisor=True, user=user),
            {"name": "Somebody Else"},
            "name",
            "other roles in the portal",
        ),
    ],
)
def test_edit_student_leaves_to_people_what_is_theirs(office, arrange, values, field, words):
    student = StudentFactory(institute=office.institute, intake=office.intake)
    arrange(student.user)
    with pytest.raises(Refusal, match=words) as refused:
        edit(office, student, **values)
    assert refused.value.field == field


def test_edit_student_of_unclaimed_person_known_elsewhere_does_not_take_their_address(office, other_office):
    student = add(office)
    add(other_office)
    with pytest.raises(Refusal, match="Ask the administrator"):
        edit(office, student, email="mine@students.example")


def test_edit_student_with_somebody_elses_address_is_refused(office):
    student, taken = add(office), UserFactory()
    with pytest.raises(Refusal, match="Somebody else has this address"):
        edit(office, student, email=taken.email)


def test_invite_again_sends_a_new_link_until_the_account_is_in_use(office):
    student = add(office)
    services.invite_again(student_id=student.pk, by=office.actor, now=clock.now())
    assert Notification.objects.filter(reader=student.user, kind="account.invited").count() == 2
    User.objects.filter(pk=student.user_id).update(claimed_at=clock.now())
    with pytest.raises(Refusal, match="has accepted already"):
        services.invite_again(student_id=student.pk, by=office.actor, now=clock.now())


def test_another_office_neither_edits_nor_invites(office, other_office):
    student = add(office)
    with pytest.raises(NotAllowed):
        edit(office, student, by=other_office.actor, city="Lahore")
    with pytest.raises(NotAllowed):
        services.invite_again(student_id=student.pk, by=other_office.actor, now=clock.now())
