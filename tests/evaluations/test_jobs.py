"""Jobs: steps one by one, once each; what stood against one is kept; a job that nobody is at is begun again."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import OperationalError
from django.utils.translation import gettext

from accounts.models import Job
from accounts.services import jobs
from core import clock
from core.errors import Refusal
from evaluations.jobs import issue_cohort
from evaluations.models import Certificate
from evaluations.services.certificates import issue_certificate
from evaluations.services.certificates_cohorts import order_cohort
from notifications.models import Notification
from tests.evaluations.clinic import signed_in
from tests.factories.institutions import MembershipFactory
from tests.factories.papers import some_papers
from tests.races import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return MembershipFactory(coordinator=True)


def a_job(coordinator, steps=("a", "b", "c"), now=None):
    return jobs.order_job(
        kind="tests.nothing",
        title="Something long",
        steps=steps,
        path="/",
        by=coordinator.as_actor(),
        now=now or clock.now(),
    )


def run(job, step, finish=lambda job, now: None):
    jobs.run_job(job.pk, step, finish)
    job.refresh_from_db()
    return job


def test_run_job_does_every_step_in_order_in_the_name_of_who_ordered_it(coordinator):
    done, ends = [], []
    job = run(
        a_job(coordinator), lambda item, by, now: done.append((item, by.user_id)), lambda job, now: ends.append(job.pk)
    )
    assert done == [(item, coordinator.user_id) for item in "abc"]
    assert (job.state, job.done, job.problems, ends) == (Job.State.DONE, 3, [], [job.pk])


def test_run_job_that_is_done_does_nothing(coordinator):
    job = run(a_job(coordinator), lambda item, by, now: None)
    run(job, lambda item, by, now: pytest.fail("a second time"))


def test_a_step_that_is_refused_is_noted_and_the_next_begins(coordinator):
    done = []

    def step(item, by, now):
        if item == "b":
            raise Refusal("B is not ready.")
        done.append(item)

    job = run(a_job(coordinator), step)
    assert (done, job.problems, job.state) == (["a", "c"], ["B is not ready."], Job.State.DONE)


def test_what_stood_against_a_step_is_said_in_the_language_of_who_ordered_it():
    def refuses(step, by, now):
        raise Refusal(gettext("Sign in"))

    job = run(a_job(MembershipFactory(coordinator=True, user__language="ur"), steps=("a",)), refuses)
    assert job.problems == ["سائن ان کریں"]


def test_a_step_that_breaks_leaves_nothing_of_itself_and_the_next_begins(coordinator):
    def step(item, by, now):
        Notification.objects.create(
            reader=coordinator.user,
            kind="job.tried",
            dedupe_key=item,
            subject=item,
            body="",
            created_at=now,
            send_after=now,
        )
        if item == "b":
            raise KeyError(item)

    job = run(a_job(coordinator), step)
    assert list(Notification.objects.order_by("pk").values_list("subject", flat=True)) == ["a", "c"]
    assert (job.done, len(job.problems)) == (3, 1)
    assert "KeyError" not in job.problems[0]


def test_a_step_during_which_the_database_goes_away_is_done_again(coordinator):
    tries = []

    def step(item, by, now):
        tries.append(item)
        if len(tries) == 2:
            raise OperationalError("gone")

    job = a_job(coordinator)
    with pytest.raises(OperationalError):
        run(job, step)
    job.refresh_from_db()
    assert (job.done, job.state) == (1, Job.State.RUNNING)
    run(job, step)
    assert tries == ["a", "b", "b", "c"]
    assert job.done == 3


def test_wake_stale_jobs_wakes_those_that_nobody_is_at(coordinator, monkeypatch):
    woken = []
    monkeypatch.setattr(jobs, "wake", lambda kind, pk: woken.append(pk))
    now = clock.now()
    long_ago = now - timedelta(minutes=5)
    lost, fresh, died, done = (a_job(coordinator, now=moment) for moment in (long_ago, now, long_ago, long_ago))
    Job.objects.filter(pk=died.pk).update(state=Job.State.RUNNING, beat_at=now - timedelta(minutes=2))
    at_work = a_job(coordinator, now=long_ago)
    Job.objects.filter(pk=at_work.pk).update(state=Job.State.RUNNING, beat_at=now - timedelta(seconds=5))
    Job.objects.filter(pk=done.pk).update(state=Job.State.DONE)
    assert jobs.wake_stale_jobs(now=now) == 2
    assert sorted(woken) == [lost.pk, died.pk]
    assert fresh.pk not in woken


def test_a_job_longer_than_a_workers_slice_wakes_itself_for_the_rest(coordinator, monkeypatch):
    woken = []
    monkeypatch.setattr(jobs, "SLICE", -1)
    monkeypatch.setattr(jobs, "wake", lambda kind, pk: woken.append((kind, pk)))
    job = run(a_job(coordinator), lambda item, by, now: None)
    assert (job.done, woken) == (1, [("tests.nothing", job.pk)])


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_job_do_each_step_once():
    coordinator = MembershipFactory(coordinator=True)
    job = a_job(coordinator, steps=list(range(20)))
    done = []
    step = lambda item, by, now: done.append(item)  # noqa: E731 - one line reads better here
    race([partial(jobs.run_job, job.pk, step, lambda job, now: None)] * 3)
    jobs.run_job(job.pk, step, lambda job, now: None)
    job.refresh_from_db()
    assert (sorted(done), job.done) == (list(range(20)), 20)


def test_issue_cohort_issues_what_can_be_and_names_who_could_not():
    papers = some_papers()
    placement = papers.placement
    one_more = {
        "application__student__institute": placement.institute,
        "application__student__programme": placement.student.programme,
    }
    short = some_papers(**one_more, shifts=1, application__slot__required_hours=40)
    already = some_papers(**one_more)
    job = order_cohort(by=papers.office, now=clock.now())
    issue_certificate(placement_id=already.ward.pk, by=papers.office, now=clock.now())
    issue_cohort(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, len(job.problems)) == (Job.State.DONE, 3, 2)
    assert {short.placement.student.user.name, already.placement.student.user.name} == {
        problem.partition(":")[0] for problem in job.problems
    }
    made = Certificate.objects.get(placement=placement)
    assert made.file is not None
    notice = Notification.objects.get(reader=papers.ward.coordinator.user, kind="job.done")
    assert notice.subject == "1 certificate is issued"
    assert short.placement.student.user.name in notice.body


def test_job_detail_is_its_orderers_alone(coordinator):
    job = a_job(coordinator)
    colleague = MembershipFactory(coordinator=True, institute=coordinator.institute)
    assert signed_in(coordinator).get(job.get_absolute_url()).status_code == 200
    assert signed_in(colleague).get(job.get_absolute_url()).status_code == 404


def test_job_detail_asks_for_itself_until_the_job_is_over(coordinator):
    job = a_job(coordinator)
    client = signed_in(coordinator)
    page = client.get(job.get_absolute_url()).content.decode()
    assert f'hx-get="{job.get_absolute_url()}"' in page
    assert "0 of 3" in page
    run(job, lambda item, by, now: None)
    part = client.get(job.get_absolute_url(), headers={"HX-Request": "true"})
    assert part.status_code == 286
    assert "3 of 3" in part.content.decode()
    assert "hx-get" not in part.content.decode()
    assert "<html" not in part.content.decode()
