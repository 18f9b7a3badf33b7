"""The channel to a mobile: hands a waiting text to the gateway, and marks it. One that is away is asked again, less and less often."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.models import Notification, TextMessage
from notifications.texts import GatewayAway, gateway

BATCH = 100
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
MOST_TRIES = 10  # some three hours; what is older the inbox and the mail have said long since


def send_due(*, now: datetime) -> int:
    """Send what is waiting, at most `BATCH`; the first that the gateway does not take ends the round. Returns how many left."""
    sent = 0
    for pk in list(TextMessage.objects.due(now).order_by("send_after").values_list("pk", flat=True)[:BATCH]):
        state = send_text(pk, now=now)
        if state == TextMessage.State.WAITING:
            break
        sent += state == TextMessage.State.SENT
    return sent


@transaction.atomic
def send_text(pk: int, *, now: datetime) -> str | None:
    """Send one waiting text, and say where it stands then; None where another worker has it.

    The row is locked meanwhile. A crash between sending and marking repeats it under the same key.
    """
    rows = TextMessage.objects.due(now).select_for_update(skip_locked=True, of=("self",))
    row = rows.select_related("notification__reader__preference", "notification__link").filter(pk=pk).first()
    if row is None:
        return None
    row.tries += 1
    try:
        _hand_over(row.notification, key=f"text-{row.pk}")
    except GatewayAway as error:
        row.error = str(error)[:300]
        row.send_after = now + min(FIRST_WAIT * 2 ** (row.tries - 1), LONGEST_WAIT)
        if row.tries >= MOST_TRIES:
            row.state = TextMessage.State.FAILED
    else:
        row.state, row.sent_at, row.error = TextMessage.State.SENT, now, ""
    row.save()
    return row.state


def _hand_over(said: Notification, *, key: str) -> None:
    """The subject and where it leads: what stands in it is read in the portal. Raises GatewayAway."""
    preference = getattr(said.reader, "preference", None)
    if preference is None or not preference.mobile:
        raise GatewayAway(_("no number is confirmed any more"))
    site = settings.SITE_URL.rstrip("/")
    with translation.override(said.reader.language):
        address = said.link.url() if said.link else f"{site}{said.path}"
        gateway().send(preference.mobile, f"Wardbridge: {said.subject} {address}", key=key)
