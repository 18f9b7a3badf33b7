"""Agreements in every standing, each moved there by its two parties: signed in the portal, on paper, renewed, returned, half agreed."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from config.demo.organisations import actor_of
from core.actor import Actor, Role
from institutions.models import Agreement, Clause, Department, Partner, Programme
from institutions.services.agreements import (
    draft_agreement,
    edit_agreement,
    renew_agreement,
    return_agreement,
    send_agreement,
    sign_agreement,
)
from institutions.services.agreements_documents import attach_document
from institutions.services.agreements_paper import sign_on_paper
from institutions.services.clauses import Answer, answer_clauses

TERMS = """Supervision. The partner names one supervisor for each intern; the institute keeps authority over teaching and assessment.

Insurance. The institute insures its students against liability and gives the partner the certificate three weeks before the first day.

Confidentiality. Interns sign the partner’s rules; no patient’s name or number leaves the partner.

Safety. The partner gives first care after an exposure or injury and tells the institute the same day.

Ending. Either side may end this agreement with a reason; interns who have begun go on to their last day."""


@dataclass(frozen=True, slots=True)
class Data:
    """One agreement; days count from today. `agreed` says how many of the clauses are ticked, the minimum first."""

    institute: str
    partner: str
    codes: tuple[str, ...]
    first: int
    last: int
    places: int
    standing: str
    a_year: int | None = None
    departments: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    agreed: int = 22


AGREEMENTS = (
    Data("hingol", "margalla", ("MIT", "BSN"), -300, 430, 40, "signed", a_year=120),
    Data("hingol", "clifton", ("MIT",), -320, 45, 12, "signed", departments=("Imaging",)),
    Data("hingol", "sindh-health", ("HIM",), -200, 530, 10, "paper", a_year=24),
    Data("hingol", "bolan", ("MIT",), 20, 385, 12, "with_partner", agreed=11),
    Data("hingol", "chenab", ("BSN",), 10, 740, 16, "returned", agreed=14),
    Data("kaghan", "bolan", ("MLT",), -150, 60, 14, "renewed", a_year=30),
    Data("kaghan", "margalla", ("BSN",), -150, 580, 20, "signed"),
    Data("kaghan", "chenab", ("BSN",), 14, 379, 8, "draft", kinds=("rotation", "house_job"), agreed=4),
)


def all_agreements(*, now: datetime) -> None:
    """Every agreement of the demo."""
    for data in AGREEMENTS:
        _agreement(data, now=now)


def _agreement(data: Data, *, now: datetime) -> None:
    coordinator, lead = actor_of(Role.COORDINATOR, data.institute), actor_of(Role.LEAD, data.partner)
    begun = now + timedelta(days=min(data.first, 0) - 20 if data.standing in {"signed", "paper", "renewed"} else -12)
    agreement = _draft(data, coordinator, now=now, begun=begun)
    if data.standing == "paper":
        _on_paper(agreement, coordinator, now=begun + timedelta(days=6))
    elif data.standing != "draft":
        send_agreement(agreement_id=agreement.pk, by=coordinator, now=begun + timedelta(days=1))
    if data.standing in {"signed", "renewed"}:
        sign_agreement(agreement_id=agreement.pk, by=lead, now=begun + timedelta(days=6))
    if data.standing == "renewed":
        _renew(agreement, coordinator, lead, now=now - timedelta(days=9))
    if data.standing == "returned":
        reason = "Please name the insurer, and limit nights to two a week."
        return_agreement(agreement_id=agreement.pk, by=lead, now=begun + timedelta(days=4), reason=reason)


def _draft(data: Data, coordinator: Actor, *, now: datetime, begun: datetime) -> Agreement:
    partner = Partner.objects.get(slug=data.partner)
    agreement = draft_agreement(
        by=coordinator,
        now=begun,
        partner=partner,
        title=f"Affiliation agreement with {partner.name}",
        terms=TERMS,
        starts_on=(now + timedelta(days=data.first)).date(),
        ends_on=(now + timedelta(days=data.last)).date(),
        places=data.places,
        places_a_year=data.a_year,
        kinds=data.kinds,
        departments=Department.objects.filter(site__partner=partner, name__in=data.departments).select_related("site"),
        programmes=Programme.objects.filter(institute__slug=data.institute, code__in=data.codes),
    )
    clauses = Clause.objects.in_use()[: data.agreed]
    answers = [Answer(clause.pk, "yes", f"Clause {number}") for number, clause in enumerate(clauses, 1)]
    return answer_clauses(agreement_id=agreement.pk, by=coordinator, now=begun, answers=answers)


def _on_paper(agreement: Agreement, coordinator: Actor, *, now: datetime) -> None:
    sign_on_paper(
        agreement_id=agreement.pk,
        by=coordinator,
        now=now,
        scan=_pdf("Signed agreement.pdf"),
        signed_on=(now - timedelta(days=2)).date(),
        institute_signatory="Prof Nadia Rehman",
        institute_signatory_title="Principal",
        partner_signatory="Shazia Dawood",
        partner_signatory_title="Head of human resources",
        holds_clauses=True,
    )
    attach_document(
        agreement_id=agreement.pk, by=coordinator, now=now, file=_pdf("Liability cover.pdf"), kind="insurance"
    )


def _renew(agreement: Agreement, coordinator: Actor, lead: Actor, *, now: datetime) -> None:
    """The successor, with four places more, signed before the old one ends."""
    new = renew_agreement(agreement_id=agreement.pk, by=coordinator, now=now)
    programmes, departments = list(new.programmes.all()), list(new.departments.all())
    edit_agreement(
        agreement_id=new.pk, by=coordinator, now=now, programmes=programmes, departments=departments, places=18
    )
    send_agreement(agreement_id=new.pk, by=coordinator, now=now + timedelta(days=1))
    sign_agreement(agreement_id=new.pk, by=lead, now=now + timedelta(days=3))


def _pdf(name: str) -> SimpleUploadedFile:
    """A page that stands for a scan."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return SimpleUploadedFile(name, out.getvalue(), content_type="application/pdf")
