"""Long lists: one job, all of it or nothing, whoever else confirms and whatever is killed."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from accounts.models import Job
from accounts.services.jobs import wake_stale_jobs
from core import clock
from core.errors import Refusal
from institutions.jobs import run_import
from institutions.models import Import
from institutions.services import imports as services
from notifications.models import Notification
from students.models import Student
from students.services import students_sheet
from tests.factories.students import StudentFactory
from tests.races import race, refusals
from tests.students.lists import GOOD, a_list, bring, confirm, figures, lines_of, send

LONG = services.IN_REQUEST + 1


@pytest.mark.django_db
def test_a_long_list_is_brought_in_by_its_job_and_whoever_sent_it_is_told(office):
    kept = confirm(office, send(office, a_list(*lines_of(LONG))))
    assert (kept.job.progress, Student.objects.count()) == ((0, LONG), 0)
    run_import(kept.job_id)
    kept.refresh_from_db()
    assert (figures(kept), kept.job, kept.file, Student.objects.count()) == ((LONG, 0, 0), None, None, LONG)
    told = Notification.objects.get(kind="job.done")
    assert (told.reader, told.subject, told.path) == (
        office.coordinator.user,
        "“spring.csv” is brought in",
        kept.get_absolute_url(),
    )


@pytest.mark.django_db
def test_a_very_long_list_is_looked_through_by_a_job_from_the_start(office, monkeypatch):
    monkeypatch.setattr(services, "READ_IN_REQUEST", 2)
    kept = send(office, a_list(*lines_of(3)))
    assert (kept.report, kept.job.params["steps"]) == (None, [["check", kept.pk]])
    run_import(kept.job_id)
    kept.refresh_from_db()
    assert (kept.report["new"], kept.job, Student.objects.count()) == (3, None, 0)


@pytest.mark.django_db
def test_a_job_whose_step_tells_of_itself_is_under_way(office):
    job = confirm(office, send(office, a_list(*lines_of(LONG)))).job
    assert Job.objects.get().standing == "Waiting"
    job.tell_progress(100, LONG)
    assert (Job.objects.get().standing, Job.objects.get().progress) == ("Under way", (100, LONG))
    run_import(job.pk)
    assert Job.objects.get().standing == "Done"


@pytest.mark.django_db
def test_a_step_says_how_far_it_is_while_its_transaction_is_open(office, monkeypatch):
    seen = []
    monkeypatch.setattr(students_sheet, "THOUSAND", 100)
    monkeypatch.setattr(Job, "tell_progress", lambda _job, done, total: seen.append((done, total)))
    kept = confirm(office, send(office, a_list(*lines_of(LONG))))
    run_import(kept.job_id)
    assert seen == [(0, LONG), (100, LONG), (200, LONG), (300, LONG)]


@pytest.mark.django_db
def test_a_long_list_that_events_overtook_brings_nothing_in_and_may_be_confirmed_again(office):
    kept = confirm(office, send(office, a_list(*lines_of(LONG))))
    StudentFactory(institute=office.institute, intake=office.intake, roll_no="S-7", user__unclaimed=True)
    run_import(kept.job_id)
    kept.refresh_from_db()
    assert (kept.done_at, kept.job, kept.report["overtaken"], Student.objects.count()) == (None, None, True, 1)
    assert Notification.objects.get(kind="job.done").subject == "“spring.csv” is looked through"
    run_import(confirm(office, kept).job_id)
    assert Student.objects.count() == LONG


@pytest.mark.django_db
def test_a_fault_of_ours_leaves_nothing_and_the_list_may_be_confirmed_again(office, monkeypatch):
    kept = confirm(office, send(office, a_list(*lines_of(LONG))))
    with monkeypatch.context() as broken:
        broken.setattr(students_sheet, "add_students", lambda **_named: 1 / 0)
        run_import(kept.job_id)
    kept.refresh_from_db()
    job = Job.objects.get()
    assert (kept.done_at, kept.job, len(job.problems), Student.objects.count()) == (None, None, 1, 0)
    run_import(confirm(office, kept).job_id)
    assert Student.objects.count() == LONG


@pytest.mark.django_db
def test_many_changes_are_tried_by_a_job_before_they_are_shown(office, monkeypatch):
    bring(office, a_list(*lines_of(3)))
    monkeypatch.setattr(services, "IN_REQUEST", 2)
    monkeypatch.setattr(students_sheet.StudentSheet, "tries_changed", True)
    kept = send(office, a_list(*(line.replace("Student", "Dr") for line in lines_of(3))))
    assert (kept.report, kept.job is not None) == (None, True)
    run_import(kept.job_id)
    kept.refresh_from_db()
    assert (figures(kept), kept.job, Student.objects.filter(user__name__startswith="Dr").count()) == (
        (0, 3, 0),
        None,
        0,
    )
    run_import(confirm(office, kept).job_id)
    assert Student.objects.filter(user__name__startswith="Dr").count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_bring_it_in_once(office):
    kept = send(office, a_list(GOOD, *lines_of(20)))
    results = race([partial(confirm, office, kept)] * 6)
    assert len(refusals(results, Refusal)) == 5
    assert (Student.objects.count(), Notification.objects.count()) == (21, 21)


@pytest.mark.django_db(transaction=True)
def test_two_lists_with_one_student_at_once_add_the_student_once(office):
    lists = [send(office, a_list(GOOD, *lines_of(3))) for _number in range(4)]
    race([partial(confirm, office, kept) for kept in lists])
    done = [kept for kept in Import.objects.all() if kept.done_at]
    assert (Student.objects.count(), len(done)) == (4, 1)


@pytest.mark.worker
@pytest.mark.slow
def test_a_worker_that_is_killed_leaves_nothing_half_done_and_the_next_one_does_it_all(worker, office, monkeypatch):
    monkeypatch.setattr(services, "READ_IN_REQUEST", 3000)
    kept = send(office, a_list(*lines_of(3000)))
    worker.stop()
    with transaction.atomic():
        job = confirm(office, kept).job
    worker.start()
    worker.wait_until(lambda: "received" in worker.log.read_text(), "the job to begin")
    worker.kill()
    assert Student.objects.count() == 0
    worker.start()
    wake_stale_jobs(now=clock.now() + timedelta(minutes=2))
    worker.wait_until(lambda: Job.objects.get(pk=job.pk).is_over, "the whole list")
    kept.refresh_from_db()
    assert (figures(kept), Student.objects.count()) == ((3000, 0, 0), 3000)
    assert Notification.objects.filter(kind="account.invited").count() == 3000
    assert Notification.objects.filter(kind="job.done").count() == 1
