"""Which of a student's references go with an application: asked once, they serve as many as the student likes."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from core.actor import Actor
from core.verdict import require
from notifications.services.posting import say
from placements.models import Application, Reference
from placements.notices import references as notices
from placements.policies import references as policies
from placements.services.applications_moves import lock_application
from placements.services.referees import refuse_who_judges
from students.services.students import lock_student


@transaction.atomic
def choose_references(
    *, application_id: int, by: Actor, now: datetime, references: Collection[int] = ()
) -> Application:
    """These go with it, of those that may (`Reference.to_choose_for`); the partner sees no other.

    Before it is sent the others stay behind; with a sent one go those that went already too, for they may have been read, and a written
    one that comes to it is told to the partner. Locks student, then application. Raises NotAllowed, Refusal (somebody who judges it wrote).
    """
    lock_student(Application.objects.values_list("student_id", flat=True).get(pk=application_id))
    application = lock_application(application_id)
    require(policies.may_choose(by, application))
    there = set(application.references.values_list("pk", flat=True))
    offered = Reference.objects.visible_to(by).to_choose_for(application)
    chosen = set(offered.filter(pk__in=references).values_list("pk", flat=True))
    left = set() if application.submitted_at else set(offered.exclude(pk__in=references).values_list("pk", flat=True))
    writers = Reference.objects.filter(pk__in=chosen - there).values_list("referee__user", flat=True)
    refuse_who_judges(list(writers), [application], field="references")
    application.references.set((there | chosen) - left)
    for reference in Reference.objects.filter(pk__in=chosen - there).for_page().order_by("pk"):
        if reference.is_written:
            say(notices.came_along_to_leads, reference, application, key=str(application.pk), now=now)
    return application
