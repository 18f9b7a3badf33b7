"""Signing in by a code: printed or sent, used once, and telling a stranger nothing."""

import json
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from config import mail
from core import clock
from core.errors import NotAllowed, Refusal
from notifications.texts import GatewayAway, gateway
from students.models import CodeRequest, SignInCode
from students.services import codes as services
from students.services.codes import ask_for_code, print_slips, send_code, send_waiting, use_code
from tests.factories.accounts import PASSWORD
from tests.factories.institutions import MembershipFactory
from tests.factories.students import StudentFactory
from tests.races import race

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


def a_slip(coordinator, *students):
    return print_slips(by=coordinator.as_actor(), now=clock.now(), students=students)[0].code


def sent_code(typed="0300 1234567"):
    """What stands in the message, as the mobile shows it."""
    send_code(request_id=ask_for_code(typed=typed, now=clock.now()).pk, now=clock.now())
    texts = [one for one in mail.sent() if one.subject == "Text message"]
    return texts[0].text.split()[0] if texts else None


def enter(client, who, code, **more):
    return client.post(ADDRESS, {"who": who, "code": code, **more})


def is_signed_in(client):
    return "_auth_user_id" in client.session


class TestSlips:
    def test_a_slip_opens_the_account_once_and_makes_it_theirs(self, client, coordinator, student):
        code = a_slip(coordinator, student)
        page = enter(client, f" {student.roll_no.lower()} ", f"{code[:5].lower()} {code[5:]}")
        assert (page.status_code, page.url, is_signed_in(client)) == (302, "/home/", True)
        student.user.refresh_from_db()
        assert (student.user.is_claimed, client.get("/home/").status_code) == (True, 200)
        client.logout()
        assert (enter(client, student.roll_no, code).status_code, is_signed_in(client)) == (200, False)

    def test_a_new_slip_ends_the_earlier_one(self, coordinator, student):
        first, second = a_slip(coordinator, student), a_slip(coordinator, student)
        assert [use_code(typed=student.roll_no, code=code, now=clock.now()) for code in (first, second)] == [
            None,
            student.user,
        ]

    def test_a_slip_ends_after_fourteen_days(self, coordinator, student):
        code = a_slip(coordinator, student)
        assert use_code(typed=student.roll_no, code=code, now=clock.now() + timedelta(days=14, seconds=1)) is None

    def test_the_table_says_who_printed_it_and_not_what_it_is(self, coordinator, student):
        code = a_slip(coordinator, student)
        row = SignInCode.objects.get()
        assert (row.printed_by, row.membership, code in str(vars(row))) == (coordinator.user, coordinator, False)

    def test_only_a_coordinator_prints_and_only_for_their_own_students(self, coordinator, student):
        with pytest.raises(NotAllowed):
            a_slip(MembershipFactory(viewer=True, institute=coordinator.institute), student)
        with pytest.raises(Refusal, match="nobody to print"):
            a_slip(MembershipFactory(coordinator=True), student)
        assert SignInCode.objects.count() == 0

    @pytest.mark.parametrize(
        "role", [{"coordinator": True}, {"lead": True}, {"supervisor": True}, {"administrator": True}]
    )
    def test_who_is_staff_besides_gets_none(self, coordinator, student, role):
        MembershipFactory(user=student.user, **role)
        with pytest.raises(Refusal, match="nobody to print"):
            a_slip(coordinator, student)

    def test_who_became_staff_afterwards_does_not_come_in_with_it(self, coordinator, student):
        code = a_slip(coordinator, student)
        MembershipFactory(user=student.user, lead=True)
        assert use_code(typed=student.roll_no, code=code, now=clock.now()) is None

    @pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": True}])
    def test_an_account_that_is_shut_stays_shut(self, coordinator, student, change):
        code = a_slip(coordinator, student)
        User.objects.filter(pk=student.user_id).update(**change)
        assert use_code(typed=student.roll_no, code=code, now=clock.now()) is None

    def test_two_institutes_may_have_one_roll_number(self, coordinator, student):
        other = StudentFactory(roll_no=student.roll_no, user__email="")
        code = a_slip(coordinator, student)
        theirs = a_slip(MembershipFactory(coordinator=True, institute=other.institute), other)
        assert use_code(typed=student.roll_no, code=theirs, now=clock.now()) == other.user
        assert use_code(typed=student.roll_no, code=code, now=clock.now()) == student.user

    def test_the_database_keeps_one_open_slip_and_its_printer(self, coordinator, student):
        a_slip(coordinator, student)
        now = clock.now()
        for printer in (coordinator.user_id, None):
            row, _code = SignInCode.make(
                user_id=student.user_id, kind="slip", now=now, expires_at=now + timedelta(days=1)
            )
            row.printed_by_id = printer
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save()

    def test_twenty_wrong_tries_end_a_slip(self, coordinator, student):
        code = a_slip(coordinator, student)
        for _ in range(20):
            use_code(typed=student.roll_no, code="WRONG", now=clock.now())
        assert use_code(typed=student.roll_no, code=code, now=clock.now()) is None

    @pytest.mark.django_db(transaction=True)
    def test_one_code_in_eight_hands_at_once_opens_once(self, coordinator, student):
        code = a_slip(coordinator, student)
        results = race([partial(use_code, typed=student.roll_no, code=code, now=clock.now())] * 8)
        assert sorted(map(str, results)) == [*["None"] * 7, student.user.name]


def at_the_desk(client, membership):
    """The client, with a person who has just given the password again."""
    membership.user.set_password(PASSWORD)
    membership.user.save()
    client.force_login(membership.user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


class TestSlipPages:
    def test_the_password_is_asked_for_again_first(self, client, coordinator, student):
        coordinator.user.set_password(PASSWORD)
        coordinator.user.save()
        client.force_login(coordinator.user)
        assert client.get(reverse("slip_print")).url.startswith("/accounts/reauthenticate/")
        assert client.post(reverse("slip_print"), {"students": [student.pk]}).url.startswith(
            "/accounts/reauthenticate/"
        )
        assert SignInCode.objects.count() == 0

    def test_the_sheet_is_the_only_place_where_the_codes_stand(self, client, coordinator, student):
        at_the_desk(client, coordinator)
        sheet = client.post(reverse("slip_print"), {"students": [student.pk]})
        (slip,) = sheet.context["slips"]
        assert (slip.spaced in sheet.content.decode(), "no-store" in sheet["Cache-Control"]) == (True, True)
        assert slip.spaced not in client.get(reverse("slip_print")).content.decode()
        page = client.get(reverse("student_detail", args=[student.pk])).content.decode()
        assert f"printed by {coordinator.user.name}" in page
        assert use_code(typed=student.roll_no, code=slip.code, now=clock.now()) == student.user

    def test_everybody_in_the_list_gets_one_by_one_button(self, client, coordinator, student):
        other = StudentFactory(institute=coordinator.institute)
        at_the_desk(client, coordinator)
        sheet = client.post(f"{reverse('slip_print')}?intake={student.intake_id}", {"everybody": "on"})
        assert [slip.student for slip in sheet.context["slips"]] == [student]
        assert not SignInCode.objects.filter(user=other.user).exists()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_takes_the_same_queries(self, client, coordinator, rows, django_assert_num_queries):
        for _ in range(rows):
            StudentFactory(institute=coordinator.institute)
        at_the_desk(client, coordinator)
        client.get(reverse("slip_print"))
        with django_assert_num_queries(9):  # the sign-in asks twice whether the password is fresh
            assert len(client.get(reverse("slip_print")).context["page"]) == rows


class TestSent:
    @pytest.mark.parametrize("typed", ["0300 1234567", "+92 300 1234567", "0300-1234567"])
    def test_a_code_comes_to_the_mobile_and_opens_once(self, client, student, typed):
        code = sent_code(typed)
        assert (len(code), code.isdecimal()) == (6, True)
        enter(client, typed, code)
        assert is_signed_in(client)
        client.logout()
        enter(client, typed, code)
        assert not is_signed_in(client)

    def test_a_roll_number_sends_it_to_its_students_mobile(self, student):
        code = sent_code(student.roll_no)
        assert use_code(typed=student.roll_no, code=code, now=clock.now()) == student.user

    def test_a_code_ends_after_ten_minutes_and_with_the_next_one(self, student):
        first, second = sent_code(), sent_code()
        late = clock.now() + timedelta(minutes=10, seconds=1)
        assert use_code(typed="03001234567", code=second, now=late) is None
        assert first == second or use_code(typed="03001234567", code=first, now=clock.now()) is None
        assert use_code(typed="03001234567", code=second, now=clock.now()) == student.user

    def test_five_wrong_ones_end_it(self, student):
        code = sent_code()
        wrong = "000000" if code != "000000" else "111111"
        for _ in range(5):
            use_code(typed="03001234567", code=wrong, now=clock.now())
        assert use_code(typed="03001234567", code=code, now=clock.now()) is None

    def test_a_roll_number_that_two_institutes_use_gets_its_code_once_the_institute_is_chosen(self, client, student):
        other = StudentFactory(roll_no=student.roll_no, user__phone="+923007654321")
        MembershipFactory(coordinator=True, institute=other.institute)
        for institute, person in ((None, None), (other.institute, other.user), (student.institute, student.user)):
            client.post(ADDRESS, {"who": student.roll_no, "send": "1", "institute": institute.pk if institute else ""})
            send_waiting(now=clock.now())
            newest = SignInCode.objects.order_by("-pk").first()
            assert (newest and newest.user) == person
        assert set(CodeRequest.objects.values_list("institute", flat=True)) == {None}

    def test_a_code_opens_nothing_where_another_institute_was_chosen(self, coordinator, student):
        code = a_slip(coordinator, student)
        elsewhere = MembershipFactory(coordinator=True).institute_id
        found = [
            use_code(typed=student.roll_no, code=code, now=clock.now(), institute_id=institute)
            for institute in (elsewhere, student.institute_id)
        ]
        assert found == [None, student.user]

    def test_a_mobile_that_two_students_share_names_nobody(self, coordinator, student):
        StudentFactory(institute=coordinator.institute, user__phone=student.user.phone)
        assert sent_code() is None

    @pytest.mark.parametrize("typed", ["0300 7654321", "NOBODY-1", "'; DROP TABLE", "+", "٠٣٠٠"])
    def test_to_a_stranger_nothing_is_sent_and_nothing_of_them_is_kept(self, student, typed):
        assert sent_code(typed) is None
        assert (SignInCode.objects.count(), CodeRequest.objects.get().typed) == (0, "")

    def test_while_the_gateway_is_away_it_is_tried_again(self, student, monkeypatch):
        class Away:
            def send(self, number, text):
                raise GatewayAway

        monkeypatch.setattr(services, "gateway", Away)
        ask_for_code(typed=student.roll_no, now=clock.now())
        assert (send_waiting(now=clock.now()), SignInCode.objects.count(), CodeRequest.objects.get().done_at) == (
            0,
            0,
            None,
        )
        monkeypatch.setattr(services, "gateway", gateway)
        assert send_waiting(now=clock.now()) == 1
        assert CodeRequest.objects.get().done_at is not None
        assert send_waiting(now=clock.now() + timedelta(days=2)) == 0
        assert CodeRequest.objects.count() == 0

    def test_without_a_gateway_the_button_is_not_there(self, client, settings):
        assert "Send a code to my mobile" in client.get(ADDRESS).content.decode()
        settings.TEXT_GATEWAY = ""
        assert "Send a code to my mobile" not in client.get(ADDRESS).content.decode()

    def test_the_webhook_posts_number_and_words_with_its_token(self, settings):
        heard = []

        class Ear(BaseHTTPRequestHandler):
            status = 200

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                heard.append((self.headers["Authorization"], body))
                self.send_response(self.status)
                self.end_headers()

            def log_message(self, *_args):
                pass

        with HTTPServer(("127.0.0.1", 0), Ear) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            settings.TEXT_GATEWAY = "notifications.texts.Webhook"
            settings.TEXT_URL, settings.TEXT_TOKEN = f"http://127.0.0.1:{server.server_port}/send", "t0ken"
            gateway().send("+923001234567", "123456 is your code.")
            assert heard == [("Bearer t0ken", {"to": "+923001234567", "text": "123456 is your code."})]
            Ear.status = 500
            with pytest.raises(GatewayAway):
                gateway().send("+923001234567", "again")
            server.shutdown()
        with pytest.raises(GatewayAway):
            gateway().send("+923001234567", "nobody listens any more")
