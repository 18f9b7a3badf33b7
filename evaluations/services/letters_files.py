"""The sealed PDF of a letter: made once from what was signed, and with it the release to the student."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.services.files import store_file
from core import pdf, signing
from core.actor import CLOCK
from core.verdict import require
from evaluations.documents import LANGUAGE
from evaluations.documents.letters import letter_paper, letter_title
from evaluations.models import Letter
from evaluations.policies import papers as policies
from evaluations.services.certificates_facts import recorded_share
from evaluations.services.letters_moves import make_move
from evaluations.states import RELEASE_LETTER

LETTER_TASK = "evaluations.release_letter"
MEDIA_TYPE = "application/pdf"


@translation.override(LANGUAGE)
def signed_facts(letter: Letter, *, now: datetime) -> dict[str, Any]:
    """Who signs, for whom, and how the portal knows them: frozen with the signature."""
    placement, writer = letter.placement, letter.writer
    student = placement.student
    return {
        "student": {"name": student.user.name, "roll_no": student.roll_no, "programme": student.studies},
        "institute": placement.institute.name,
        "partner": {
            "name": placement.partner.name,
            "address": placement.partner.address,
            "city": placement.partner.city,
        },
        "department": placement.department.name,
        "writer": {
            "name": writer.user.name,
            "title": writer.title,
            "licence_no": writer.licence_no,
            "email": writer.user.email,
        },
        "purpose": letter.purpose,
        "recorded": recorded_share(placement),
        "identified": _(
            "%(name)s was named by %(partner)s as its supervisor and invited at %(email)s; signed in with that address, "
            "and proved it once more to sign."
        )
        % {"name": writer.user.name, "partner": placement.partner.name, "email": writer.user.email},
        "signed_on": placement.today(now).isoformat(),
    }


@transaction.atomic
@translation.override(LANGUAGE)
def release_letter(*, letter_id: int, now: datetime) -> Letter | None:
    """Lay out, seal and store the PDF, and release it. None when that was done, it was revoked, or another worker is at it.

    Locks the letter for as long as that takes: whoever comes second goes on without waiting.
    """
    rows = Letter.objects.without_file().for_list().select_for_update(skip_locked=True, of=("self",))
    letter = rows.filter(pk=letter_id).first()
    if letter is None:
        return None
    require(policies.may_release_letter(CLOCK, letter))
    laid_out = pdf.render("pdf/letter.html", letter_paper(letter), title=letter_title(letter), lang=LANGUAGE)
    reason = _("Signed by %(writer)s") % {"writer": letter.facts["writer"]["name"]}
    sealed = signing.seal(
        laid_out, reason=reason, name="Wardbridge", field=_("Seal of the portal in which this letter was signed")
    )
    name = _("Letter for %(student)s.pdf") % {"student": letter.facts["student"]["name"]}
    stored = store_file(
        kind="letter", content=sealed, name=name, media_type=MEDIA_TYPE, owner_id=letter.placement.student.user_id
    )
    return make_move(letter, RELEASE_LETTER, by=CLOCK, now=now, file=stored, released_at=now)
