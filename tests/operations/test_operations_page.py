"""The operations page: what is well, what is to be done, and who may see it."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Chore, User
from accounts.services.chores import last_chore, record_chore
from config.operations.checks import of_portal
from config.operations.figures import figures_now
from config.operations.first_day import of_first_day
from config.operations.pulse import _count_task
from config.operations.tallies import PULSE, mail_by_hour, note_known, note_request, slowest_pages, tables
from config.pages import health
from config.schedule import SCHEDULE
from core import clock
from core.actor import CLOCK
from core.signing import LASTS, make_seal
from notifications.models import Notification
from notifications.services.posting import Message, post
from tests.factories.accounts import UserFactory
from tests.factories.institutions import InstituteFactory, MembershipFactory

pytestmark = pytest.mark.django_db


SENT = {"idempotency_key": "one"}


@pytest.fixture
def administrator():
    return MembershipFactory(administrator=True)


@pytest.fixture
def page(client, administrator):
    client.force_login(administrator.user)
    return lambda: client.get(reverse("operations_home"))


def states(checks):
    return {check.name: check.well for check in checks}


def portal():
    now = clock.now()
    return states(of_portal(figures_now(now), now))


def first_day():
    now = clock.now()
    return states(of_first_day(figures_now(now)))


def a_chore(kind, *, days, ok=True):
    ago = clock.now() - timedelta(days=days)
    return record_chore(kind, by=CLOCK, now=ago, finished=ago, ok=ok)


def a_message(**changes):
    message = Message(kind="agreement.sent", subject="Read this", body="One.", path="/home/")
    row = post(reader=UserFactory(), message=message, dedupe_key="k", now=clock.now())
    Notification.objects.filter(pk=row.pk).update(**changes)


def test_a_young_portal_reads_what_to_do_first(page, settings):
    settings.SITE_URL = "http://localhost:8000"
    assert first_day() == {
        "site": False,
        "test mail": False,
        "letterhead": False,
        "signatories": False,
        "people": False,
    }
    assert "None was sent yet." in page().text


def test_a_portal_that_is_set_up_has_nothing_left_of_its_first_day(settings):
    settings.SITE_URL = "https://portal.example.org"
    InstituteFactory(
        address="1 Road", email="office@x.example", phone="1", signatory_name="Dr A", signatory_title="Dean"
    )
    MembershipFactory(lead=True)
    institute = MembershipFactory(coordinator=True).institute
    for name in ("address", "email", "phone", "signatory_name", "signatory_title"):
        setattr(institute, name, getattr(institute, name) or "x@x.example")
    institute.save()
    a_chore(Chore.Kind.TEST_MAIL, days=1)
    assert set(first_day().values()) == {True}


def test_a_backup_of_last_week_is_not_enough_and_a_failed_one_counts_for_nothing():
    assert (portal()["backup"], portal()["restore"]) == (False, False)
    a_chore(Chore.Kind.BACKUP, days=7)
    a_chore(Chore.Kind.BACKUP, days=0, ok=False)
    a_chore(Chore.Kind.RESTORE_TEST, days=7)
    assert (portal()["backup"], portal()["restore"]) == (False, True)
    a_chore(Chore.Kind.BACKUP, days=0)
    assert portal()["backup"] is True


def test_a_backup_that_lacks_files_says_so():
    a_chore(Chore.Kind.BACKUP, days=1)
    now = clock.now()
    record_chore(Chore.Kind.BACKUP, by=CLOCK, now=now, ok=False, note="b.zip, 1 MB; files missing or damaged: 2")
    look = next(check for check in of_portal(figures_now(now), now) if check.name == "backup")
    assert (look.well, "did not go well: b.zip, 1 MB; files missing or damaged: 2." in look.found) == (False, True)


def test_the_seal_is_looked_at_every_day(settings, tmp_path):
    settings.LOCAL, settings.SEAL_KEY_FILE = False, tmp_path / "seal.pem"
    assert portal()["seal"] is False
    settings.SEAL_KEY_FILE.write_bytes(make_seal(datetime.now(UTC)))
    assert portal()["seal"] is True
    settings.SEAL_KEY_FILE.write_bytes(make_seal(datetime.now(UTC) - LASTS + timedelta(days=30)))
    now = clock.now()
    look = next(check for check in of_portal(figures_now(now), now) if check.name == "seal")
    assert look.well is False
    assert "append the old certificate to that file" in look.found


def test_mail_that_came_back_and_mail_that_waits_too_long_are_said():
    assert (portal()["refused"], portal()["outbox"]) == (True, True)
    a_message(mail=Notification.Mail.FAILED)
    a_message(send_after=clock.now() - timedelta(minutes=30))
    assert (portal()["refused"], portal()["outbox"]) == (False, False)


def test_workers_and_sweeps_are_well_when_they_spoke_a_moment_ago_and_not_before():
    assert (portal()["workers"], portal()["clock"]) == (False, False)
    spoken = {f"{row['task']}|ok": time.time() for row in SCHEDULE.values()}
    tables().note(PULSE, spoken | {"worker|web-1": time.time()}, keep=60)
    assert (portal()["workers"], portal()["clock"]) == (True, True)
    tables().note(PULSE, {"notifications.sweep_outbox|ok": time.time() - 600}, keep=60)
    assert portal()["clock"] is False


def test_mail_that_is_tried_again_and_again_is_late_though_its_next_turn_lies_ahead(settings, client):
    now = clock.now()
    a_message(tries=5, error="SMTPDataError", send_after=now + timedelta(hours=1), created_at=now - timedelta(days=1))
    check = next(check for check in of_portal(figures_now(now), now) if check.name == "outbox")
    assert (check.well, "1 of them are tried again: SMTPDataError." in check.found) == (False, True)
    assert (health.outbox(), health.waiting(now)["late"]) == ("1 waiting for more than ten minutes", 1)
    settings.METRICS_TOKEN = "known"
    told = client.get("/metrics", headers={"authorization": "Bearer known"}).text
    assert float(re.search(r"^wardbridge_outbox_age_seconds (.+)$", told, re.MULTILINE)[1]) > 80_000


def test_mail_that_quiet_hours_held_is_not_late_when_its_hour_has_come():
    now = clock.now()
    a_message(send_after=now, created_at=now - timedelta(hours=9))
    assert (portal()["outbox"], health.outbox()) == (True, health.FINE)


@pytest.mark.parametrize(
    "gone", [{"reader__is_active": False}, {"reader__email": ""}, {"created_at": timedelta(days=31)}]
)
def test_what_came_back_from_whom_no_address_reaches_any_more_is_let_rest(gone):
    a_message(mail=Notification.Mail.FAILED)
    assert portal()["refused"] is False
    for name, value in gone.items():
        if name == "created_at":
            Notification.objects.update(created_at=clock.now() - value)
        else:
            User.objects.update(**{name.removeprefix("reader__"): value})
    assert (portal()["refused"], health.waiting(clock.now())["failed"]) == (True, 0)


def test_a_sweep_that_fails_each_time_is_said():
    spoken = {f"{row['task']}|ok": time.time() for row in SCHEDULE.values()}
    task = SCHEDULE["open evaluations"]["task"]
    tables().note(PULSE, spoken | {f"{task}|ok": time.time() - 3600, f"{task}|failed": time.time()}, keep=60)
    now = clock.now()
    check = next(check for check in of_portal(figures_now(now), now) if check.name == "clock")
    assert (check.well, check.found) == (False, "Fails: open evaluations. The log says why.")


def test_a_sweep_that_never_ran_is_late_once_its_time_is_over():
    tasks = {row["task"] for row in SCHEDULE.values()}
    spoken = {f"{task}|ok": time.time() for task in tasks - {"notifications.sweep_outbox"}}
    note_known(tasks)
    tables().note(PULSE, spoken, keep=60)
    assert portal()["clock"] is True
    tables().note(PULSE, {"notifications.sweep_outbox|known": time.time() - 600}, keep=60)
    note_known(tasks)
    assert portal()["clock"] is False


def test_a_worker_that_is_gone_for_a_day_is_forgotten():
    times = {"worker|old": time.time() - 90_000, "worker|silent": time.time() - 600, "worker|new": time.time()}
    tables().note(PULSE, times, keep=60)
    found = [(worker.name, worker.alive) for worker in figures_now(clock.now()).workers]
    assert found == [("new", True), ("silent", False)]


def test_a_task_that_ended_is_counted_with_the_mail_that_it_sent():
    class Task:
        name = "notifications.sweep_outbox"

    _count_task(sender=Task, state="SUCCESS", retval=3)
    _count_task(sender=Task, state="FAILURE", retval=OSError())
    pulse = tables().tables([PULSE])[0]
    assert sorted(pulse) == ["notifications.sweep_outbox|failed", "notifications.sweep_outbox|ok"]
    assert sum(sent for _hour, sent in mail_by_hour()) == 3


def test_pages_are_told_by_shape_slowest_first_and_rare_ones_not_at_all():
    for _number in range(19):
        note_request("/quick/", 200, 0.010)
    note_request("/quick/", 200, 9.0)
    for _number in range(5):
        note_request("/slow/<int:pk>/", 200, 0.4)
    note_request("/rare/", 200, 30.0)
    found = [(page.shape, page.requests, page.half, page.most) for page in slowest_pages()]
    assert found == [("/slow/<int:pk>/", 5, 500, 500), ("/quick/", 20, 25, 25)]


def test_a_request_is_counted_under_the_shape_of_its_address(client):
    for _number in range(5):
        client.get("/verify/SECRETCODE/")
    assert [page.shape for page in slowest_pages()] == ["/verify/<str:code>/"]


def test_a_test_mail_goes_to_the_administrator_and_is_written_down(client, administrator):
    client.force_login(administrator.user)
    assert "past the outbox" in client.get(reverse("operations_test_mail")).text
    page = client.post(reverse("operations_test_mail"), SENT, follow=True)
    assert ("It left." in page.text, [m.to for m in mail.outbox]) == (True, [[administrator.user.email]])
    assert last_chore(Chore.Kind.TEST_MAIL).by_id == administrator.user_id


def test_a_test_mail_that_the_server_refuses_is_said_and_written_down_too(client, administrator, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    client.force_login(administrator.user)
    page = client.post(reverse("operations_test_mail"), SENT, follow=True)
    assert "The mail server did not take it: ConnectionRefusedError." in page.text
    assert last_chore(Chore.Kind.TEST_MAIL, ok=False).note == "ConnectionRefusedError"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_much_for_many_as_for_one(page, rows, django_assert_num_queries):
    for _row in range(rows):
        a_message(mail=Notification.Mail.FAILED)
        a_chore(Chore.Kind.BACKUP, days=1)
        InstituteFactory()
    page()
    with django_assert_num_queries(10):
        assert page().status_code == 200


def test_a_chore_cannot_end_before_it_began():
    now = clock.now()
    with pytest.raises(Exception, match="a_chore_ends_after_it_began"):
        Chore.objects.create(
            kind="backup", started_at=now, finished_at=now - timedelta(seconds=1), ok=True, via="clock"
        )
