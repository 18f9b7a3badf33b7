"""A cohort that is through, so that its certificates can be ordered: placements completed, hours signed, objectives confirmed."""

import io

import pikepdf
from django.conf import settings
from django.db import connection, transaction

from accounts.models import Job
from accounts.services.jobs import order_job
from config.bench.databases import inside, wrapper
from config.bench.filling.bulk import insert, without_triggers
from config.bench.filling.world import World
from core import clock, signing
from core.actor import Actor
from evaluations.models import Certificate
from evaluations.services.certificates_cohorts import COHORT_TASK, eligible
from institutions.models import Membership
from placements.models import HoursEntry, ObjectiveConfirmation, Placement

SHIFT = 480  # minutes
OURS = "institute_id = 1 AND agreement_id IS NOT NULL"  # without one nobody is there
COMPLETE = f"""
DELETE FROM evaluations_certificate;
DELETE FROM placements_hoursentry;
DELETE FROM placements_objectiveconfirmation;
UPDATE placements_placement SET state = 'completed', completed_at = now(), arrived_on = current_date - 60,
       starts_on = current_date - 60, ends_on = current_date - 10, required_minutes = {SHIFT}, approved_minutes = {SHIFT}
 WHERE {OURS}
"""


def office(world: World) -> Membership:
    """The first institute's coordinator."""
    return Membership.objects.select_related("user", "institute").get(pk=world.size.students + 1)


def complete(world: World) -> None:
    """Make every placement of the first institute under an agreement one that bears a certificate out."""
    through = f"placements_placement p WHERE {OURS}"
    begins = "(current_date - 30) + time '08:00'"
    with (
        inside(wrapper(settings.DATABASES["default"]["NAME"])),
        transaction.atomic(),
        without_triggers(Placement, Certificate, HoursEntry, ObjectiveConfirmation),
    ):
        with connection.cursor() as cursor:
            cursor.execute(COMPLETE)
            cursor.execute("SELECT min(id) FROM placements_scalepoint")
            (level,) = cursor.fetchone()
        insert(
            HoursEntry,
            through,
            placement="p.id",
            started_at=begins,
            ended_at=f"{begins} + interval '8 hours'",
            minutes=str(SHIFT),
            state="'approved'",
            submitted_at="now()",
        )
        insert(
            ObjectiveConfirmation,
            f"placements_placement p JOIN placements_objective o ON o.slot_id = p.slot_id WHERE {OURS}",
            placement="p.id",
            objective="o.id",
            level=str(level),
            by=str(world.size.students + 5),
            at="now()",
        )


def order(by: Actor, count: int) -> Job:
    """Order that many certificates in one job."""
    ids = list(eligible(by).values_list("pk", flat=True)[:count])
    return order_job(kind=COHORT_TASK, title=f"{len(ids)} certificates", steps=ids, path="/", by=by, now=clock.now())


def done(job: Job) -> int:
    """How many steps are behind it."""
    return Job.objects.values_list("done", flat=True).get(pk=job.pk)


def opens(paper: Certificate) -> bool:
    """Whether its PDF can be read, and its seal is whole."""
    if paper.file is None:
        return False
    with paper.file.file.open("rb") as file:
        content = file.read()
    with pikepdf.open(io.BytesIO(content)) as opened:
        return len(opened.pages) > 0 and signing.check(content) == signing.Seal.WHOLE
