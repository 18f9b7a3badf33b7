"""Two accounts of one person become one: everything that points at the one points at the other, by Django's own metadata.

The account that goes is shut, not removed: what may never change, signatures and history, goes on naming it.
"""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from accounts.acting import is_busy
from accounts.models import AccessLink, Intervention, Purpose, User
from accounts.services.chores import record_intervention
from accounts.services.sessions import end_every_session
from config.bad_day import notices, policies
from core.actor import Actor
from core.errors import Busy, Refusal
from core.verdict import require
from evaluations.services.evaluations_asking import mail_new_links
from institutions.models import Membership
from institutions.services.merging_rows import move_what_may
from notifications.services.posting import post
from placements.models import Conflict
from placements.services.references_moves import mail_new_reference_links
from placements.states import DECIDED
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


ASKING = (Purpose.EVALUATION, Purpose.REFERENCE)
STAYS = "stays:"  # before the label of a model, in the figures


@transaction.atomic
def merge_people(*, person_id: int, by: Actor, now: datetime, gone: User, reason: str) -> Intervention:
    """Join the account `gone` to that of `person_id`, who keeps theirs. Locks both, in the order of their keys.

    A role that both hold is kept once, with what waits in either. Raises NotAllowed, Refusal.
    """
    locked = User.objects.select_for_update().filter(pk__in=[person_id, gone.pk]).order_by("pk").in_bulk()
    person, gone = locked[person_id], locked[gone.pk]
    _may_be_one(person, gone, by)
    links = _links_of(gone)
    _join_roles(gone, person, now=now)
    stays: dict[str, int] = {}
    moved = move_what_may(gone, person, but=ITS_OWN, stays=stays)
    _refuse_to_lose_a_conflict(gone, person)
    _shut(gone, person, now=now)
    _mail_links_anew(links, person, now=now)
    figures = moved | {f"{STAYS}{label}": number for label, number in stays.items()}
    row = record_intervention(
        Intervention.Kind.MERGE_PEOPLE,
        by=by, now=now, reason=reason, person_id=person.pk, other_id=gone.pk, figures=figures,
    )  # fmt: skip
    message = notices.accounts_joined(row, gone)
    for reader in (person, gone):
        post(reader=reader, message=message, dedupe_key=f"{message.kind}:{row.pk}", now=now)
    return row


def rehearse_merge(*, person_id: int, by: Actor, now: datetime, gone: User) -> tuple[dict[str, int], Refusal | None]:
    """What joining would move and what would stay, or the refusal it would meet: done by the very code, then taken back."""
    try:
        with transaction.atomic():
            row = merge_people(person_id=person_id, by=by, now=now, gone=gone, reason="-")
            transaction.set_rollback(True)
    except Refusal as refusal:
        return {}, refusal
    except OperationalError as error:
        if not is_busy(error):
            raise
        return {}, Busy()
    return row.figures, None


def _may_be_one(person: User, gone: User, by: Actor) -> None:
    """Raises NotAllowed, Refusal."""
    require(policies.may_merge(by, person))
    if person.pk == gone.pk:
        raise Refusal(_("Choose another account: this is the same one."), field="gone")
    require(policies.may_merge(by, gone))
    if gone.is_superuser or gone.is_staff:
        raise Refusal(_("An administrator’s account is not joined to another."), field="gone")
    if _in_use(gone) and not _in_use(person):
        raise Refusal(
            _("Nobody has ever signed in to the account that would stay; the other one is in use."),
            instead=_("Join them the other way round: begin at the account that is in use."),
            field="gone",
        )
    if Student.objects.filter(user__in=[person, gone]).count() > 1:
        raise Refusal(
            _("Both accounts have a student’s file."),
            instead=_("Which of the two holds is for their placement office to say; it closes the other one."),
            field="gone",
        )


def _in_use(user: User) -> bool:
    return user.is_claimed or user.last_login is not None


def _links_of(gone: User) -> dict[str, list[int]]:
    """What the account is asked for by link, by purpose: evaluations, references."""
    live = AccessLink.objects.filter(user=gone, used_at=None, revoked_at=None, purpose__in=ASKING)
    asked = {purpose: live.filter(purpose=purpose).values_list("subject_id", flat=True) for purpose in ASKING}
    return {purpose: sorted({pk for pk in pks if pk is not None}) for purpose, pks in asked.items()}


def _mail_links_anew(links: dict[str, list[int]], person: User, *, now: datetime) -> None:
    """What the other account was asked by link, this one is asked by a link of its own."""
    mail_new_links(links[Purpose.EVALUATION], now=now)
    mail_new_reference_links(links[Purpose.REFERENCE], referee=person, now=now)


def _refuse_to_lose_a_conflict(gone: User, person: User) -> None:
    """A conflict of interest that cannot come along, since the other account has scored the application, would be forgotten."""
    own = Conflict.objects.of(person.pk).values("application")
    left = Conflict.objects.of(gone.pk).exclude(application__in=own)
    if left.exclude(application__state__in=DECIDED).exists():
        raise Refusal(
            _("One of the two declared a conflict of interest with an application that the other has scored."),
            instead=_("Tell the partner’s placement lead, and join the accounts when the application is decided."),
            field="gone",
        )


def _join_roles(gone: User, person: User, *, now: datetime) -> None:
    """Who has one role twice keeps it once, with what they have in hand; what they signed stays signed."""
    kept = {_place(m): m for m in Membership.objects.current().filter(user=person)}
    for membership in Membership.objects.current().filter(user=gone):
        if (same := kept.get(_place(membership))) is not None:
            _refuse_another_scope(membership, same)
            _fill_in(membership, same)
            move_what_may(membership, same)
            membership.end(now)


def _refuse_another_scope(one: Membership, other: Membership) -> None:
    """One role of two scopes would lose one of them."""
    if one.programme_id == other.programme_id and one.clears_health_evidence == other.clears_health_evidence:
        return
    raise Refusal(
        _("Both are “%(role)s”, but not for the same programme or not both with the right to clear health evidence.")
        % {"role": one.label},
        instead=_("Give both the same in the administration, or end one of the two roles, then join the accounts."),
        field="gone",
    )


def _fill_in(going: Membership, kept: Membership) -> None:
    """Department, position and licence stay as they are; what is empty is taken from the other."""
    empty = [
        name for name in ("department_id", "title", "licence_no") if getattr(going, name) and not getattr(kept, name)
    ]
    for name in empty:
        setattr(kept, name, getattr(going, name))
    if empty:
        kept.save(update_fields=[name.removesuffix("_id") for name in empty])


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
