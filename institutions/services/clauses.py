"""Clauses: those that a portal begins with, and what one agreement has of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core.actor import Actor
from core.verdict import require
from institutions.models import Agreement, AgreementClause, Clause
from institutions.policies import agreements as policies
from institutions.services.agreements_moves import lock_agreement

# key, name, explanation. The first five are the least that LCME 1.4 asks of an affiliation agreement; the rest is good practice.
MINIMUM = (
    (
        "access",
        "Access to resources",
        "Students and teachers use what they need on site: wards, library, changing rooms.",
    ),
    (
        "authority",
        "The institute keeps authority over teaching and assessment",
        "The partner teaches; the institute decides who passes.",
    ),
    ("teachers", "Appointment of those who teach", "Who may teach, and who appoints them."),
    ("exposure", "Care after exposure or injury", "Who gives first care, who pays, who is told on the same day."),
    ("environment", "A shared learning environment", "How both see to respectful, safe conditions for learning."),
)
STARTERS = (
    ("parties", "Parties and signatories", "The full names, and who may sign for each."),
    ("scope", "Programmes, sites and departments", ""),
    ("places", "Places and ratio", "How many at once and a year, and how many to a supervisor."),
    ("status", "Students are not employees", ""),
    ("supervision", "Supervision", "One named supervisor for each intern."),
    ("confidentiality", "Confidentiality and patients’ data", ""),
    ("insurance", "Insurance and indemnity", "Who insures against what, and when the certificate is handed over."),
    ("health", "Health and background checks", "What must be shown before the first day."),
    ("removal", "The partner may remove a student", "For which reasons, and how the institute is heard."),
    ("dispute", "Disputes", ""),
    ("money", "Fees and stipend", ""),
    ("property", "Intellectual property", ""),
    ("term", "Term", ""),
    ("notice", "Notice", "How long before, and in which form."),
    ("ending", "Early end that lets interns finish", ""),
    ("renewal", "Renewal", ""),
    ("law", "Governing law", ""),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an agreement has of one clause. An empty `answer` means that nobody has said yet."""

    clause_id: int
    answer: str
    where: str = ""
    note: str = ""


def load_clauses() -> int:
    """Add the clauses that a portal begins with; those that are there stay as they were edited. Returns how many are new."""
    rows = [(True, row) for row in MINIMUM] + [(False, row) for row in STARTERS]
    made = [
        Clause.objects.get_or_create(
            key=key,
            defaults={"name": name, "explanation": explanation, "is_minimum": minimum, "position": position},
        )[1]
        for position, (minimum, (key, name, explanation)) in enumerate(rows, 1)
    ]
    return sum(made)


@transaction.atomic
def answer_clauses(
    *, agreement_id: int, by: Actor, now: datetime, answers: Sequence[Answer], shown_version: int | None = None
) -> Agreement:
    """Write down what the agreement has of each clause. An answer that is taken back is removed. Raises NotAllowed, Refusal, Stale."""
    agreement = lock_agreement(agreement_id)
    require(policies.may_edit(by, agreement))
    agreement.next_version(shown_version)
    agreement.save(update_fields=["version"])
    for said in answers:
        rows = AgreementClause.objects.filter(agreement=agreement, clause_id=said.clause_id)
        if not said.answer:
            rows.delete()
            continue
        AgreementClause.objects.update_or_create(
            agreement=agreement,
            clause_id=said.clause_id,
            defaults={"answer": said.answer, "where": said.where, "note": said.note},
            create_defaults={"answer": said.answer, "where": said.where, "note": said.note, "created_at": now},
        )
    return agreement
