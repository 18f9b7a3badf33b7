"""What whoever sent a long list is told when the work on it is over."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Job
from institutions.models import Import
from notifications.services.posting import Message, Notice


def list_worked_on(kept: Import, job: Job) -> Notice:
    """Brought in, looked through, or in need of correction."""
    if kept.done_at is not None:
        subject = _("“%(name)s” is brought in")
        body = _("%(new)d new, %(changed)d changed, %(same)d as they were.")
    elif kept.found("faults"):
        subject = _("“%(name)s” needs correction")
        body = _("Nothing was brought in. Each line that needs correction is shown with what is wrong.")
    else:
        subject = _("“%(name)s” is looked through")
        body = _("%(new)d would be new, %(changed)d would change. Nothing is brought in before you say so.")
    words = {"name": kept.name, **{figure: kept.found(figure) for figure in ("new", "changed", "same")}}
    message = Message(
        kind="job.done",
        subject=subject % words,
        body=body % words,
        path=kept.get_absolute_url(),
        action=_("See the list"),
    )
    return Notice(reader=job.ordered_by, message=message, dedupe_key=f"job.done:{job.pk}")
