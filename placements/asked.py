"""What an internship's page says of requirements: what is asked there, and to a student, how far the own records answer it."""

from typing import Any

from core.actor import Actor, Role
from institutions.models import EvidenceKind, Requirement
from institutions.rules.words import say_rule
from placements.models import Slot
from placements.readiness import stays_at
from students.models import Student
from students.policies.readiness import columns_of
from students.readiness import board_of
from students.readiness_words import lines_of


def asked_at(actor: Actor, slot: Slot) -> dict[str, Any]:
    """A student: lines with how they stand, seven queries. Everybody else: what partner and department ask, in words, two."""
    if actor.acts_as(Role.STUDENT):
        student = Student.objects.visible_to(actor).first()
        stays = stays_at(student, [slot]) if student else []
        if stays:
            board = board_of(stays, explain=True)
            row = board.rows[0]
            return {"lines": lines_of(row, columns_of(board, actor), board.kinds), "is_clear": row.is_clear}
    asked = Requirement.objects.asked_by(partners=[slot.partner_id], departments=[slot.department_id])
    today = [requirement for requirement in asked if slot.starts_on is None or requirement.is_asked_on(slot.starts_on)]
    kinds = EvidenceKind.objects.by_slug() if today else {}
    return {"rules": [(requirement, say_rule(requirement.parsed, kinds)) for requirement in today]}
