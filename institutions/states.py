"""The lifecycle of an agreement. Derived states (upcoming, active, expiring, ended) are computed from dates, never stored."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Move


class AgreementState(models.TextChoices):
    """Where an agreement stands."""

    DRAFT = "draft", _("Draft")
    WITH_PARTNER = "with_partner", _("With the partner")
    RETURNED = "returned", _("Returned by the partner")
    SIGNED = "signed", _("Signed")
    EXPIRED = "expired", _("Ended")
    TERMINATED = "terminated", _("Ended early")
    RENEWED = "renewed", _("Renewed")


S = AgreementState

SEND = Move("send", {S.DRAFT, S.RETURNED}, S.WITH_PARTNER)
RETURN = Move("return", {S.WITH_PARTNER}, S.RETURNED)
SIGN = Move("sign", {S.WITH_PARTNER}, S.SIGNED)
EXPIRE = Move("expire", {S.SIGNED}, S.EXPIRED)
TERMINATE = Move("terminate", {S.SIGNED}, S.TERMINATED)
RENEW = Move("renew", {S.SIGNED}, S.RENEWED)

AGREEMENT_MOVES = (SEND, RETURN, SIGN, EXPIRE, TERMINATE, RENEW)
EDITABLE = frozenset({S.DRAFT, S.RETURNED})
