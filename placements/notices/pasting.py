"""What whoever pasted a long grid is told when the work on it is over."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Job
from notifications.services.posting import Message, Notice


def grid_worked_on(job: Job) -> Notice:
    """Placed and sent, or why nothing was."""
    subject = _("The pasted grid needs correction: nobody was placed") if job.problems else _("Done: %(title)s")
    body = "\n\n".join(job.problems) or _("Each student who was placed is told, and the partner reads every list.")
    message = Message(
        kind="job.done",
        subject=subject % {"title": job.title},
        body=body,
        path=job.get_absolute_url(),
        action=_("See the job"),
    )
    return Notice(reader=job.ordered_by, message=message, dedupe_key=f"job.done:{job.pk}")
