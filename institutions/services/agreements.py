"""The text of an agreement before it is signed, and the moves that its parties and the clock make. Paper and files: the files beside."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from institutions.models import Agreement, AgreementClause, Department, Partner, Programme
from institutions.policies import agreements as policies
from institutions.services.agreements_moves import ONE_DAY, claim_days, lock_agreement, move_agreement, shorten
from institutions.services.requirements import copy_requirements
from institutions.states import DISCARD, EXPIRE, RECALL, RENEW, RETURN, SEND, SIGN, TERMINATE, AgreementState


@transaction.atomic
def draft_agreement(
    *,
    by: Actor,
    now: datetime,
    partner: Partner,
    title: str,
    terms: str,
    starts_on: date,
    ends_on: date,
    places: int,
    programmes: Iterable[Programme],
    departments: Iterable[Department] = (),
    kinds: Sequence[str] = (),
    places_a_year: int | None = None,
) -> Agreement:
    """Begin an agreement of the actor's institute with `partner`. No department or no kind named means all. Raises NotAllowed, Refusal."""
    require(policies.may_draft(by))
    _check_departments(departments, partner.pk)
    agreement = Agreement.objects.create(
        institute_id=by.institute_id,
        partner=partner,
        title=title,
        terms=terms,
        starts_on=starts_on,
        ends_on=ends_on,
        places=places,
        places_a_year=places_a_year,
        kinds=list(kinds),
        created_at=now,
    )
    agreement.programmes.set(programmes)
    agreement.departments.set(departments)
    return agreement


def _check_departments(departments: Iterable[Department], partner_id: int) -> None:
    if any(department.site.partner_id != partner_id for department in departments):
        raise Refusal(_("One of these departments belongs to another partner."), field="departments")


@transaction.atomic
def edit_agreement(
    *,
    agreement_id: int,
    by: Actor,
    now: datetime,
    programmes: Iterable[Programme],
    departments: Iterable[Department] = (),
    shown_version: int | None = None,
    **fields: Any,
) -> Agreement:
    """Change the text or the scope of a draft or a returned agreement. Raises NotAllowed, Refusal, Stale."""
    agreement = lock_agreement(agreement_id)
    require(policies.may_edit(by, agreement))
    agreement.next_version(shown_version)
    _check_departments(departments, agreement.partner_id)
    for name, value in fields.items():
        setattr(agreement, name, value)
    agreement.save()
    agreement.programmes.set(programmes)
    agreement.departments.set(departments)
    return agreement


@transaction.atomic
def send_agreement(*, agreement_id: int, by: Actor, now: datetime) -> Agreement:
    """Sign for the institute and pass it to the partner. Raises NotAllowed, Refusal (a minimum clause is missing), IllegalMove."""
    agreement = lock_agreement(agreement_id)
    require(policies.may_send(by, agreement, agreement.institute_today(now)))
    return move_agreement(agreement, SEND, by=by, now=now, sent_by_id=by.user_id, sent_at=now)


@transaction.atomic
def recall_agreement(*, agreement_id: int, by: Actor, now: datetime) -> Agreement:
    """Take it back, and the institute's signature with it, before the partner answers: it is a draft again. Raises NotAllowed, Refusal."""
    agreement = lock_agreement(agreement_id)
    require(policies.may_recall(by, agreement))
    return move_agreement(agreement, RECALL, by=by, now=now, sent_by_id=None, sent_at=None)


@transaction.atomic
def discard_agreement(*, agreement_id: int, by: Actor, now: datetime) -> Agreement:
    """Throw a draft away; what it was to renew may be renewed anew. Raises NotAllowed, Refusal, IllegalMove."""
    agreement = lock_agreement(agreement_id)
    require(policies.may_discard(by, agreement))
    return move_agreement(agreement, DISCARD, by=by, now=now, predecessor=None)


@transaction.atomic
def return_agreement(*, agreement_id: int, by: Actor, now: datetime, reason: str) -> Agreement:
    """Give it back to the institute, saying what to change. Raises NotAllowed, Refusal, IllegalMove."""
    agreement = lock_agreement(agreement_id)
    require(policies.may_return(by, agreement))
    return move_agreement(agreement, RETURN, by=by, now=now, note=reason)


@transaction.atomic
def sign_agreement(*, agreement_id: int, by: Actor, now: datetime) -> Agreement:
    """Sign for the partner: from now on it holds on its dates.

    Locks partner, then agreement (and the predecessor of a renewal). The database refuses a second signed agreement of the pair for
    one programme at one time. Raises NotAllowed, Refusal, IllegalMove.
    """
    agreement = lock_agreement(agreement_id)
    require(policies.may_sign(by, agreement, agreement.institute_today(now)))
    claim_days(agreement)
    return move_agreement(agreement, SIGN, by=by, now=now, signed_by_id=by.user_id, signed_at=now)


@transaction.atomic
def terminate_agreement(*, agreement_id: int, by: Actor, now: datetime, reason: str) -> Agreement:
    """End a signed agreement today. Placements that were confirmed under it go on. Raises NotAllowed, Refusal, IllegalMove."""
    agreement = lock_agreement(agreement_id)
    require(policies.may_terminate(by, agreement))
    shorten(agreement, min(agreement.institute_today(now), agreement.ends_on))
    return move_agreement(agreement, TERMINATE, by=by, now=now, note=reason)


@transaction.atomic
def renew_agreement(*, agreement_id: int, by: Actor, now: datetime) -> Agreement:
    """Draft the successor: the same text, scope, clauses and requirements, from the day after, for as long. Raises NotAllowed, Refusal."""
    old = lock_agreement(agreement_id)
    require(policies.may_renew(by, old))
    successor = Agreement.objects.create(
        institute_id=old.institute_id,
        partner_id=old.partner_id,
        title=old.title,
        terms=old.terms,
        starts_on=old.ends_on + ONE_DAY,
        ends_on=old.ends_on + ONE_DAY + (old.ends_on - old.starts_on),
        places=old.places,
        places_a_year=old.places_a_year,
        kinds=old.kinds,
        predecessor=old,
        created_at=now,
    )
    successor.programmes.set(old.programmes.all())
    successor.departments.set(old.departments.all())
    AgreementClause.objects.bulk_create(
        AgreementClause(
            agreement=successor,
            clause_id=row.clause_id,
            answer=row.answer,
            where=row.where,
            note=row.note,
            created_at=now,
        )
        for row in old.clauses.all()
    )
    copy_requirements(old, successor, now=now)
    return successor


@transaction.atomic
def expire_agreement(*, agreement_id: int, by: Actor, now: datetime) -> Agreement:
    """Close an agreement whose last day has passed; it reads renewed when a signed successor took over. Raises IllegalMove, Refusal."""
    agreement = lock_agreement(agreement_id)
    if agreement.ends_on >= agreement.institute_today(now):
        raise Refusal(_("Its last day has not passed."))
    renewed = Agreement.objects.filter(predecessor=agreement, state=AgreementState.SIGNED).exists()
    return move_agreement(agreement, RENEW if renewed else EXPIRE, by=by, now=now)
