"""Mail that came back is sent again, the outbox is sent again after a mail server lost it, and one message tries the way."""

from datetime import datetime, timedelta

from django.core.mail import send_mail
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import Chore, Intervention, User
from accounts.services.chores import record_chore, record_intervention
from config.bad_day import policies
from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from notifications import tasks
from notifications.models import Notification
from notifications.models.notifications import SIGN_IN, came_back

K = Intervention.Kind
REPLAYED_AT_MOST = timedelta(days=3)
NOT_TWICE_WITHIN = timedelta(hours=1)


def refused(now: datetime) -> models.QuerySet[Notification]:
    """What may be sent again; see `came_back`."""
    return Notification.objects.filter(came_back(now))


def replayable(since: datetime, now: datetime) -> models.QuerySet[Notification]:
    """Mail that left since then and may leave once more: each keeps its Message-ID, so a mailbox that has it drops the second.

    Links that change a password are left out: they are not kept, and whoever waits for one asks again. So is what an act of the last hour
    sent already.
    """
    since = max(since, now - REPLAYED_AT_MOST)
    rows = Notification.objects.filter(mail=Notification.Mail.SENT, sent_at__gte=since, reader__is_active=True)
    before = Intervention.objects.filter(kind=K.REPLAY, at__gt=now - NOT_TWICE_WITHIN).order_by("at").first()
    if before is not None:
        rows = rows.exclude(created_at__lte=before.at, sent_at__gte=before.at)
    return rows.exclude(kind=SIGN_IN)


@transaction.atomic
def resend_refused(*, by: Actor, now: datetime, reason: str) -> Intervention:
    """Send everything again that came back. Raises NotAllowed, Refusal."""
    require(policies.may_operate(by))
    count = refused(now).update(mail=Notification.Mail.WAITING, send_after=now, tries=0, error="")
    if not count:
        raise Refusal(_("Nothing came back."))
    return _going(K.RESEND, count, by=by, now=now, reason=reason)


@transaction.atomic
def replay_outbox(*, by: Actor, now: datetime, reason: str, since: datetime) -> Intervention:
    """Send once more what left since then: a mail server lost it. Raises NotAllowed, Refusal."""
    require(policies.may_operate(by))
    if since >= now:
        raise Refusal(_("This lies ahead."), field="since")
    count = replayable(since, now).update(mail=Notification.Mail.WAITING, send_after=now, tries=0, sent_at=None)
    if not count:
        raise Refusal(_("Nothing left since then."), field="since")
    return _going(K.REPLAY, count, by=by, now=now, reason=reason)


def send_test_mail(*, by: Actor, now: datetime) -> Chore:
    """One message to the administrator, past the outbox, so that it is known at once whether the mail server takes it.

    It is written down either way; `ok` and `note` say what the server said. Raises NotAllowed.
    """
    require(policies.may_operate(by))
    person = User.objects.get(pk=by.user_id)
    words = _("This is the test that you sent from the operations page. Mail leaves, and this address receives it.")
    try:
        send_mail(_("Wardbridge: a test"), words, None, [person.email])
    except Exception as error:  # noqa: BLE001  (a sending service raises its own kinds)
        return record_chore(Chore.Kind.TEST_MAIL, by=by, now=now, ok=False, note=type(error).__name__)
    return record_chore(Chore.Kind.TEST_MAIL, by=by, now=now, ok=True)


def _going(kind: Intervention.Kind, count: int, *, by: Actor, now: datetime, reason: str) -> Intervention:
    transaction.on_commit(tasks.wake_sweep)
    return record_intervention(kind, by=by, now=now, reason=reason, figures={"messages": count})
