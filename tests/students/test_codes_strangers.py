"""What a stranger learns at the page of sign-in codes (SAFETY A2): nothing by words, by time, or by trying."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from students.models import SignInCode
from tests.factories.institutions import MembershipFactory
from tests.factories.students import StudentFactory
from tests.students.test_codes import a_slip, enter, is_signed_in

pytestmark = pytest.mark.django_db

ADDRESS = reverse("code_sign_in")


@pytest.fixture
def coordinator():
    return MembershipFactory(coordinator=True)


@pytest.fixture
def student(coordinator):
    """One who has neither an address nor a password."""
    return StudentFactory(
        institute=coordinator.institute, user__email="", user__unclaimed=True, user__phone="+923001234567"
    )


def plain(client, **sent):
    page = client.post(ADDRESS, sent)
    text = page.content.decode()
    return (
        page.status_code,
        text.replace(sent["who"], "").split("</head>")[1].split("csrfmiddlewaretoken")[0],
        text[-400:],
    )


@pytest.mark.parametrize("more", [{"code": "ABCDE23456"}, {"send": "1"}, {"code": ""}])
def test_known_and_unknown_names_are_answered_in_the_same_words(client, coordinator, student, more):
    a_slip(coordinator, student)
    assert plain(client, who=student.roll_no, **more) == plain(client, who="R-9999999", **more)


def test_who_typed_no_code_is_asked_for_it_and_nothing_is_counted_as_wrong(client, coordinator, student):
    code = a_slip(coordinator, student)
    for _again in range(6):
        form = client.post(ADDRESS, {"who": student.roll_no, "code": ""}).context["form"]
        assert form.errors == {"code": ["Type the code that you have been given, or ask for one."]}
    enter(client, student.roll_no, code)
    assert is_signed_in(client)


def test_a_name_that_two_institutes_use_is_answered_as_an_unknown_one(client, student):
    other = StudentFactory(roll_no=student.roll_no)
    for more in ({"send": "1"}, {"send": "1", "institute": student.institute_id}):
        assert plain(client, who=other.roll_no, **more) == plain(client, who="R-9999999", **more)


@pytest.mark.parametrize("more", [{"code": "ABCDE23456"}, {"send": "1"}])
def test_known_and_unknown_names_cost_the_same_statements(client, coordinator, student, more):
    a_slip(coordinator, student)

    def statements(who):
        with CaptureQueriesContext(connection) as caught:
            client.post(ADDRESS, {"who": who, **more})
        return [query["sql"].split(" ", 1)[0] for query in caught.captured_queries]

    assert statements(student.roll_no) == statements("R-9999999")


def test_five_wrong_codes_lock_a_name_and_no_other(client, coordinator, student):
    code, other = a_slip(coordinator, student), StudentFactory(institute=coordinator.institute)
    theirs = a_slip(coordinator, other)
    for who in (student.roll_no, "R-9999999"):
        answers = [enter(client, who, f"WRONG{n}").status_code for n in range(6)]
        assert answers == [200] * 5 + [429]
    locked = enter(client, student.roll_no.lower(), code)
    assert (locked.status_code, locked["Retry-After"], is_signed_in(client)) == (429, "900", False)
    enter(client, other.roll_no, theirs)
    assert is_signed_in(client)


def test_codes_are_asked_for_three_times_in_ten_minutes(client, student):
    for who in (student.roll_no, "R-9999999"):
        assert [client.post(ADDRESS, {"who": who, "send": "1"}).status_code for _ in range(4)] == [200] * 3 + [429]


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_led_away_from_the_portal(client, coordinator, student, where):
    page = enter(client, student.roll_no, a_slip(coordinator, student), next=where)
    assert page.url == "/home/"


def test_a_page_of_ours_is_where_they_wanted_to_go(client, coordinator, student):
    page = enter(client, student.roll_no, a_slip(coordinator, student), next="/records/")
    assert page.url == "/records/"


def test_the_session_of_before_is_not_the_session_of_after(client, coordinator, student):
    client.get(ADDRESS)
    session = client.session
    session["mark"] = 1
    session.save()
    before = session.session_key
    enter(client, student.roll_no, a_slip(coordinator, student))
    assert (is_signed_in(client), client.session.session_key != before) == (True, True)


def test_opening_the_page_changes_nothing(client, coordinator, student):
    code = a_slip(coordinator, student)
    client.get(ADDRESS, {"who": student.roll_no, "code": code})
    assert (is_signed_in(client), SignInCode.objects.get().used_at) == (False, None)


@pytest.mark.parametrize(
    ("who", "code"), [("x" * 5000, "y"), ("x", "y" * 5000), ("", ""), ("\x00", "\x00"), ("R-1", "")]
)
def test_nonsense_is_answered_in_words(client, who, code):
    assert enter(client, who, code).status_code == 200
