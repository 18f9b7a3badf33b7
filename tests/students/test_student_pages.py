"""The placement office's pages of students: who sees whom, what is done, how many queries it takes."""

import pytest
from django.urls import reverse

from accounts.models import ReadLog
from core.actor import Role
from notifications.models import Notification
from students.models import Student
from tests.factories.institutions import IntakeFactory, MembershipFactory
from tests.factories.students import PDF, StudentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, office):
    client.force_login(office.coordinator.user)
    return client


def names_of(response):
    return [student.user.name for student in response.context["page"]]


def a_student(office, **values):
    return StudentFactory(institute=office.institute, intake=office.intake, **values)


def test_student_list_shows_the_institutes_own_by_name(signed_in, office, other_office):
    a_student(office, user__name="Zara")
    a_student(office, user__name="Amna", bare=True)
    a_student(other_office, user__name="Stranger")
    response = signed_in.get(reverse("student_list"))
    assert names_of(response) == ["Amna", "Zara"]
    assert ("Stranger" in response.text, "Profile incomplete" in response.text) == (False, True)


@pytest.mark.parametrize("count", [1, 3])
def test_student_list_takes_six_queries(signed_in, office, count, django_assert_num_queries):
    for _number in range(count):
        a_student(office)
    signed_in.get(reverse("student_list"))
    with django_assert_num_queries(6):  # person, memberships, count, page, and the choices of programme and intake
        assert len(signed_in.get(reverse("student_list")).context["page"]) == count


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "zar"}, ["Zara"]),
        ({"q": "MIT-77"}, ["Amna"]),
        ({"q": "amna@"}, ["Amna"]),
        ({"account": "invited"}, ["Zara"]),
        ({"account": "unready"}, ["Bilal"]),
        ({"account": "ready"}, ["Amna"]),
        ({"q": "nobody of this name"}, []),
    ],
)
def test_student_list_is_narrowed_by_its_address(signed_in, office, query, found):
    a_student(office, user__name="Zara", user__unclaimed=True, bare=True)
    a_student(office, user__name="Amna", roll_no="MIT-77", user__email="amna@students.example")
    a_student(office, user__name="Bilal", bare=True)
    response = signed_in.get(reverse("student_list"), query)
    assert (names_of(response), "Nothing fits these filters" in response.text) == (found, not found)


def test_student_list_is_narrowed_by_programme_and_intake_of_the_institute_alone(signed_in, office, other_office):
    later = IntakeFactory(programme=office.intake.programme)
    a_student(office, user__name="Now")
    StudentFactory(institute=office.institute, intake=later, user__name="Later")
    assert names_of(signed_in.get(reverse("student_list"), {"intake": later.pk})) == ["Later"]
    response = signed_in.get(reverse("student_list"), {"programme": other_office.intake.programme_id})
    assert "programme" in response.context["filter"].form.errors


def test_student_list_without_students_says_what_to_do(signed_in):
    assert reverse("import_add", args=["students"]) in signed_in.get(reverse("student_list")).text


def test_a_viewer_of_one_programme_sees_its_students_and_changes_nothing(client, office):
    other = StudentFactory(institute=office.institute, user__name="Elsewhere")
    mine = a_student(office, user__name="Mine")
    viewer = MembershipFactory(role=Role.VIEWER, institute=office.institute, programme=office.intake.programme)
    client.force_login(viewer.user)
    assert names_of(client.get(reverse("student_list"))) == ["Mine"]
    assert client.get(reverse("student_detail", args=[mine.pk])).status_code == 200
    assert client.get(reverse("student_detail", args=[other.pk])).status_code == 404
    changes = ["student_edit", "student_invite", "student_cv"]
    assert [client.get(reverse(name, args=[mine.pk])).status_code for name in changes] == [403, 403, 403]
    assert [client.get(reverse(name)).status_code for name in ("student_add", "student_profile")] == [403, 403]
    assert client.get(client.get(reverse("student_import")).url).status_code == 403


OF_ONE = ("student_detail", "student_edit", "student_invite", "student_cv")


@pytest.mark.parametrize("who", ["coordinator", "lead", "supervisor", "student", "viewer"])
def test_a_strangers_student_is_not_found_by_anybody(client, office, who):
    student = a_student(office)
    client.force_login(MembershipFactory(**{who: True}).user)
    for name in OF_ONE:
        for ask in (client.get, client.post):
            if name not in {"student_detail", "student_cv"} or ask == client.get:
                assert (name, ask(reverse(name, args=[student.pk])).status_code) == (name, 404)


@pytest.mark.parametrize(
    ("who", "status"), [("lead", 403), ("supervisor", 403), ("student", 403), ("viewer", 200), ("administrator", 200)]
)
def test_student_list_is_for_the_institute(client, who, status):
    client.force_login(MembershipFactory(**{who: True}).user)
    assert client.get(reverse("student_list")).status_code == status


def test_nobody_sees_a_student_without_signing_in(client, office):
    student = a_student(office)
    for address in (
        reverse("student_list"),
        reverse("student_profile"),
        *(reverse(name, args=[student.pk]) for name in OF_ONE),
    ):
        assert client.get(address).url == f"{reverse('account_login')}?next={address}"


def test_a_student_reads_the_own_page_and_no_classmates(client, office):
    mine, other = a_student(office), a_student(office)
    client.force_login(mine.user)
    own = client.get(reverse("student_detail", args=[mine.pk]))
    assert (
        own.status_code,
        reverse("student_profile") in own.text,
        reverse("student_edit", args=[mine.pk]) in own.text,
    ) == (200, True, False)
    assert [client.get(reverse(name, args=[other.pk])).status_code for name in OF_ONE] == [404, 404, 404, 404]
    assert client.get(reverse("student_edit", args=[mine.pk])).status_code == 403


def test_student_detail_takes_five_queries_and_hides_the_identity_number(signed_in, office, django_assert_num_queries):
    student = a_student(office, id_number="42101-1234567-1")
    address = reverse("student_detail", args=[student.pk])
    signed_in.get(address)
    with django_assert_num_queries(5):  # person, memberships, student, records, slip
        page = signed_in.get(address).text
    assert ("ends in 5671" in page, "1234567" in page.replace("+923001234567", "")) == (True, False)


def filled(office, **values):
    given = {
        "name": "Areeba Khan",
        "roll_no": "MIT-1",
        "email": "areeba@students.example",
        "intake": office.intake.pk,
        "relation": "daughter",
    }
    return given | {"father_name": "Nadeem Khan", "city": "Karachi"} | values


def test_student_add_sent_twice_adds_and_invites_once(signed_in, office):
    page = signed_in.get(reverse("student_add"))
    data = filled(office, idempotency_key=page.context["form"]["idempotency_key"].value())
    first, second = (signed_in.post(reverse("student_add"), data) for _time in range(2))
    student = Student.objects.get()
    assert (first.url, second.url) == (student.get_absolute_url(),) * 2
    assert Notification.objects.filter(kind="account.invited").count() == 1


def test_student_add_refused_keeps_what_was_typed(signed_in, office):
    a_student(office, roll_no="MIT-1")
    response = signed_in.post(reverse("student_add"), filled(office))
    assert response.context["form"].errors == {"roll_no": ["Another student has this roll number."]}
    assert "areeba@students.example" in response.text


def test_student_add_offers_own_intakes_alone(signed_in, office, other_office):
    response = signed_in.post(reverse("student_add"), filled(office, intake=other_office.intake.pk))
    assert (list(response.context["form"].errors), Student.objects.count()) == (["intake"], 0)


def test_student_edit_shows_both_when_somebody_was_quicker(signed_in, office):
    student = a_student(office)
    data = filled(office, version=1)
    signed_in.post(reverse("student_edit", args=[student.pk]), data | {"city": "Quetta"})
    response = signed_in.post(reverse("student_edit", args=[student.pk]), data | {"city": "Lahore"})
    student.refresh_from_db()
    assert (student.city, "Somebody changed this" in response.text, "Lahore" in response.text) == ("Quetta", True, True)


def test_student_invite_says_what_will_happen_then_does_it(signed_in, office):
    student = a_student(office, user__unclaimed=True)
    address = reverse("student_invite", args=[student.pk])
    assert "the earlier one stops working" in signed_in.get(address).text
    assert Notification.objects.count() == 0
    response = signed_in.post(address, {"idempotency_key": "once", "email": student.user.email})
    assert (response.url, list(Notification.objects.values_list("reader_id", "kind"))) == (
        student.get_absolute_url(),
        [(student.user_id, "account.invited")],
    )


def test_student_invite_of_somebody_who_accepted_says_so(signed_in, office):
    student = a_student(office)
    response = signed_in.get(reverse("student_invite", args=[student.pk]))
    assert (response.status_code, "has accepted already" in response.text) == (409, True)


def test_student_cv_reaches_office_and_owner_and_the_offices_reading_is_logged(client, office):
    student = a_student(office)
    for user in (student.user, office.coordinator.user):
        client.force_login(user)
        response = client.get(reverse("student_cv", args=[student.pk]))
        assert (b"".join(response.streaming_content), response["Content-Security-Policy"]) == (
            PDF,
            "sandbox; default-src 'none'",
        )
    assert list(ReadLog.objects.values_list("reader_id", flat=True)) == [office.coordinator.user_id]


def test_student_cv_without_one_says_so(signed_in, office):
    response = signed_in.get(reverse("student_cv", args=[a_student(office, bare=True).pk]))
    assert (response.status_code, "There is no CV here yet" in response.text) == (409, True)
