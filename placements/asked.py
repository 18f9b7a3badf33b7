"""What an internship's page says of requirements: what is asked there, and to a student, how far the own records answer it."""

from typing import Any

from core.actor import Actor
from institutions.models import EvidenceKind, Requirement
from institutions.rules.words import say_rule
from placements.models import Slot
from students.models import Student
from students.policies.readiness import columns_of
from students.readiness import Stay, board_of
from students.readiness_words import lines_of


def asked_at(actor: Actor, slot: Slot, student: Student | None) -> dict[str, Any]:
    """The acting student: lines with how they stand, four queries. Everybody else: what partner and department ask, in words, two.

    Expects a slot of `slot_page.slots_for_page`.
    """
    if student is not None and slot.starts_on and slot.ends_on:
        stay = Stay(
            student_id=student.pk,
            first_day=slot.starts_on,
            last_day=slot.ends_on,
            partner_id=slot.partner_id,
            department_id=slot.department_id,
            programme_id=student.programme_id,
            agreement_id=slot.agreement_pk,  # type: ignore[attr-defined]
            block_departments=slot.block_departments,
        )
        board = board_of([stay], explain=True)
        row = board.rows[0]
        return {"lines": lines_of(row, columns_of(board, actor), board.kinds), "is_clear": row.is_clear}
    asked = Requirement.objects.asked_by(
        partners=[slot.partner_id], departments=[slot.department_id, *slot.block_departments]
    )
    today = [requirement for requirement in asked if slot.starts_on is None or requirement.is_asked_on(slot.starts_on)]
    kinds = EvidenceKind.objects.by_slug() if today else {}
    return {"rules": [(requirement, say_rule(requirement.parsed, kinds)) for requirement in today]}
