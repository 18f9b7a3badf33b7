"""A cohort's certificates with a real worker that is killed in the middle, twice."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import Job
from accounts.services.jobs import wake_stale_jobs
from core import clock, signing
from evaluations.models import Certificate
from evaluations.services.certificates_cohorts import order_cohort
from notifications.models import Notification
from tests.factories.papers import some_papers

pytestmark = [pytest.mark.worker, pytest.mark.slow]

COHORT = 14
KILLED_AT = (3, 8)


def a_cohort():
    """Completed placements of one institute; the first one's coordinator orders their certificates."""
    first = some_papers(levels=(4,), shifts=1)
    student = first.placement.student
    alike = {
        "application__student__institute": student.institute,
        "application__student__programme": student.programme,
        "application__student__intake": student.intake,
    }
    for _ in range(COHORT - 1):
        some_papers(levels=(4,), shifts=1, **alike)
    return first


def done(job):
    return Job.objects.values_list("done", flat=True).get(pk=job.pk)


def test_a_worker_that_is_killed_twice_leaves_every_certificate_made_and_none_twice(worker, settings):
    settings.SEAL_KEY_FILE = worker.files / "keys" / "seal.pem"  # the worker's own
    first = a_cohort()
    with transaction.atomic():
        job = order_cohort(by=first.office, now=clock.now())
    for number in KILLED_AT:
        worker.wait_until(lambda number=number: done(job) >= number, f"certificate {number}")
        worker.kill()
        worker.start()
        # What beat does by itself once nobody has worked at the job for a minute.
        wake_stale_jobs(now=clock.now() + timedelta(minutes=2))
    worker.wait_until(lambda: Job.objects.get(pk=job.pk).is_over, "the whole cohort")
    job.refresh_from_db()
    certificates = Certificate.objects.select_related("file")
    assert (job.state, job.done, job.problems) == (Job.State.DONE, COHORT, [])
    assert certificates.values("placement").distinct().count() == certificates.count() == COHORT
    assert sorted(int(c.serial[-6:]) for c in certificates) == list(range(1, COHORT + 1))
    for certificate in certificates:
        with (worker.files / "media" / certificate.file.file.name).open("rb") as file:
            assert signing.check(file.read()) == signing.Seal.WHOLE
    assert Notification.objects.filter(kind="certificate.ready").count() == COHORT
    assert Notification.objects.filter(kind="job.done").count() == 1
