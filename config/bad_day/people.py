"""Two accounts of one person become one: everything that points at the one points at the other, by Django's own metadata.

The account that goes is shut, not removed: what may never change, signatures and history, goes on naming it.
"""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import AccessLink, Intervention, User
from accounts.services.chores import record_intervention
from accounts.services.sessions import end_every_session
from config.bad_day import notices, policies
from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from institutions.models import Membership
from institutions.services.merging_rows import move_what_may
from notifications.services.posting import post
from students.models import Student

# How one signs in and is told is each account's own; the rows about these two say what was done with both of them.
ITS_OWN = frozenset(
    {
        "account.EmailAddress",
        "mfa.Authenticator",
        "usersessions.UserSession",
        "accounts.AccessLink",
        "accounts.Intervention",
        "accounts.User",
        "notifications.Preference",
        "notifications.MailChoice",
        "notifications.PhoneCode",
        "students.SignInCode",
    }
)


@transaction.atomic
def merge_people(*, person_id: int, by: Actor, now: datetime, gone: User, reason: str) -> Intervention:
    """Join the account `gone` to that of `person_id`, who keeps theirs. Locks both, in the order of their keys.

    A role that both hold is kept once, with what waits in either. Raises NotAllowed, Refusal.
    """
    locked = User.objects.select_for_update().filter(pk__in=[person_id, gone.pk]).order_by("pk").in_bulk()
    person, gone = locked[person_id], locked[gone.pk]
    _may_be_one(person, gone, by)
    _join_roles(gone, person, now=now)
    moved = move_what_may(gone, person, but=ITS_OWN)
    _shut(gone, person, now=now)
    row = record_intervention(
        Intervention.Kind.MERGE_PEOPLE,
        by=by, now=now, reason=reason, person_id=person.pk, other_id=gone.pk, figures=moved,
    )  # fmt: skip
    message = notices.accounts_joined(row, gone)
    for reader in (person, gone):
        post(reader=reader, message=message, dedupe_key=f"{message.kind}:{row.pk}", now=now)
    return row


def rehearse_merge(*, person_id: int, by: Actor, now: datetime, gone: User) -> tuple[dict[str, int], Refusal | None]:
    """What joining would move, or the refusal it would meet: done by the very code, then taken back."""
    try:
        with transaction.atomic():
            row = merge_people(person_id=person_id, by=by, now=now, gone=gone, reason="-")
            transaction.set_rollback(True)
    except Refusal as refusal:
        return {}, refusal
    return row.figures, None


def _may_be_one(person: User, gone: User, by: Actor) -> None:
    """Raises NotAllowed, Refusal."""
    require(policies.may_merge(by, person))
    if person.pk == gone.pk:
        raise Refusal(_("Choose another account: this is the same one."), field="gone")
    require(policies.may_merge(by, gone))
    if gone.is_superuser or gone.is_staff:
        raise Refusal(_("An administrator’s account is not joined to another."), field="gone")
    if Student.objects.filter(user__in=[person, gone]).count() > 1:
        raise Refusal(
            _("Both accounts have a student’s file."),
            instead=_("Which of the two holds is for their placement office to say; it closes the other one."),
            field="gone",
        )


def _join_roles(gone: User, person: User, *, now: datetime) -> None:
    """Who has one role twice keeps it once, with what they have in hand; what they signed stays signed."""
    kept = {_place(m): m for m in Membership.objects.current().filter(user=person)}
    for membership in Membership.objects.current().filter(user=gone):
        if (same := kept.get(_place(membership))) is not None:
            move_what_may(membership, same)
            membership.end(now)


def _place(membership: Membership) -> tuple[str, int | None, int | None]:
    return membership.role, membership.institute_id, membership.partner_id


def _shut(gone: User, person: User, *, now: datetime) -> None:
    """Nobody comes in by it any more: by password, passkey, session or link."""
    Authenticator.objects.filter(user=gone).delete()
    AccessLink.objects.filter(user=gone, used_at=None, revoked_at=None).update(revoked_at=now)
    end_every_session(user_id=gone.pk)
    gone.set_unusable_password()
    gone.is_active, gone.merged_into = False, person
    gone.save(update_fields=["password", "is_active", "merged_into"])
    if not person.phone and gone.phone:
        person.phone = gone.phone
        person.save(update_fields=["phone"])


def kind_of(label: str) -> str:
    """What rows of one table are called."""
    return str(apps.get_model(label)._meta.verbose_name_plural)
