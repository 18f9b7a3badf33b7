"""What an invited person reads."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from accounts.models import AccessLink
from core.actor import Actor
from core.words import listed
from institutions.models import Membership
from notifications.services.posting import Message


def invitation(membership: Membership, link: AccessLink) -> Message:
    """The mail with the link that makes the account theirs."""
    return Message(
        kind="account.invited",
        subject=_("You are invited to Wardbridge by %(place)s") % {"place": membership.organisation or "Wardbridge"},
        body=_(
            "%(name)s, you were named %(label)s.\n\nChoose a password, and the account is yours. The link works once, for 30 days."
        )
        % {"name": membership.user.name, "label": membership.label},
        action=_("Accept the invitation"),
        link=link,
    )


def address_corrected(membership: Membership, by: Actor) -> Callable[[], Message]:
    """For whoever sent the last invitation: it went to a wrong address, and somebody else saw it."""
    return lambda: Message(
        kind="account.readdressed",
        subject=_("The address of %(name)s was corrected") % {"name": membership.user.name},
        body=_(
            "Your invitation went to a wrong address. %(by)s sent a new one to %(email)s.\n\nIf that is not right, say so at once."
        )
        % {"by": listed(filter(None, [by.name, by.label])), "email": membership.user.email},
        path="/home/",
        action=_("Open Wardbridge"),
    )


def new_role(membership: Membership) -> Message:
    """For a person who has an account already."""
    return Message(
        kind="account.role",
        subject=_("You have a new role: %(label)s") % {"label": membership.label},
        body=_("Choose it in the menu under your name to act in it."),
        path="/home/",
        action=_("Open Wardbridge"),
    )
