"""An agreement that both signed on paper: recorded by the coordinator with the scan, and open to the partner's objection."""

from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.uploads import clean_upload
from core.verdict import require
from institutions.models import Agreement, DocumentKind
from institutions.policies import agreements_papers as policies
from institutions.policies.clauses import may_go_without
from institutions.services.agreements_documents import keep_document
from institutions.services.agreements_moves import claim_days, lock_agreement, move_agreement
from institutions.states import DISPUTE, SETTLE, SIGN_ON_PAPER


@transaction.atomic
def sign_on_paper(
    *,
    agreement_id: int,
    by: Actor,
    now: datetime,
    scan: UploadedFile,
    signed_on: date,
    institute_signatory: str,
    partner_signatory: str,
    institute_signatory_title: str = "",
    partner_signatory_title: str = "",
    holds_clauses: bool = False,
) -> Agreement:
    """Record that both signed it on paper: from now on it holds on its dates, and the partner's leads are told and may object.

    Locks partner, then agreement. `holds_clauses` says that the minimum clauses stand in the scan. Raises NotAllowed, Refusal (the
    file, the day, a missing clause, days that another one has), IllegalMove.
    """
    clean = clean_upload(scan, field="scan")
    agreement = lock_agreement(agreement_id)
    today = agreement.institute_today(now)
    require(policies.may_sign_on_paper(by, agreement, today))
    if signed_on > today:
        raise Refusal(_("This day has not come yet."), field="signed_on")
    if not holds_clauses:
        require(may_go_without(agreement))
    document = keep_document(
        agreement,
        clean,
        by=by,
        now=now,
        kind=DocumentKind.SCAN,
        holds_clauses=holds_clauses,
        title=_("Signed original"),
    )
    claim_days(agreement)
    return move_agreement(
        agreement,
        SIGN_ON_PAPER,
        by=by,
        now=now,
        signed_on_paper=True,
        scan=document,
        signed_on=signed_on,
        signed_at=now,
        institute_signatory=institute_signatory,
        institute_signatory_title=institute_signatory_title,
        partner_signatory=partner_signatory,
        partner_signatory_title=partner_signatory_title,
    )


@transaction.atomic
def object_to_agreement(*, agreement_id: int, by: Actor, now: datetime, reason: str) -> Agreement:
    """Say that the partner did not sign what was recorded: nobody new is confirmed under it until this is settled.

    Interns who were confirmed go on. Raises NotAllowed, Refusal, IllegalMove.
    """
    agreement = lock_agreement(agreement_id)
    require(policies.may_object(by, agreement))
    return move_agreement(agreement, DISPUTE, by=by, now=now, note=reason, objected_at=now)


@transaction.atomic
def settle_objection(*, agreement_id: int, by: Actor, now: datetime) -> Agreement:
    """Withdraw the objection: the agreement holds again, and what waited for it is confirmed. Raises NotAllowed, Refusal."""
    agreement = lock_agreement(agreement_id)
    require(policies.may_settle(by, agreement))
    return move_agreement(agreement, SETTLE, by=by, now=now, objected_at=None)
