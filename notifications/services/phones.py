"""A person’s own mobile as a way to be told: named, confirmed by a code, let go again."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from core.actor import Actor
from core.errors import Refusal
from notifications.models import MailChoice, PhoneCode, Preference
from notifications.texts import GatewayAway, gateway

CODE_LASTS = timedelta(minutes=10)


@transaction.atomic
def send_phone_code(*, by: Actor, now: datetime, mobile: str) -> PhoneCode:
    """Send a code to the mobile; an earlier one opens nothing any more. Raises Refusal where the gateway is away.

    A code that left and was then rolled back opens nothing, which asking again puts right.
    """
    row, code = PhoneCode.make(user_id=by.user_id or 0, mobile=mobile, expires_at=now + CODE_LASTS)
    PhoneCode.objects.filter(user_id=by.user_id).delete()
    row.save()
    with translation.override(User.objects.values_list("language", flat=True).get(pk=by.user_id)):
        words = _("%(code)s confirms this number on Wardbridge. It holds for ten minutes.") % {"code": code}
    try:
        gateway().send(mobile, words)
    except GatewayAway as error:
        raise Refusal(
            _("The text could not be sent just now."), instead=_("Try again in a few minutes."), field="mobile"
        ) from error
    return row


@transaction.atomic
def confirm_phone(*, by: Actor, now: datetime, code: str) -> Preference:
    """The code that came opens the number it was sent to, once. Locks it. Raises Refusal."""
    row = PhoneCode.objects.select_for_update().filter(user_id=by.user_id, expires_at__gt=now).first()
    if row is None:
        raise Refusal(_("There is no code that still holds."), instead=_("Ask for a new one."), field="code")
    if not row.is_opened_by(code):
        raise Refusal(
            _("This is not the code that was sent."),
            instead=_("Look at the latest text; each new code ends the one before."),
            field="code",
        )
    preference, _new = Preference.objects.update_or_create(user_id=by.user_id, defaults={"mobile": row.mobile})
    row.delete()
    return preference


@transaction.atomic
def remove_phone(*, by: Actor, now: datetime) -> None:
    """Send no more texts. What was chosen for them is forgotten with the number."""
    Preference.objects.filter(user_id=by.user_id).update(mobile="")
    MailChoice.objects.filter(user_id=by.user_id).update(by_text=False)
