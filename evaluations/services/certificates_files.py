"""The sealed PDF of a certificate: made once, kept for ever."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.services.files import store_file
from core import pdf, signing
from evaluations.documents import LANGUAGE
from evaluations.documents.certificates import certificate_paper, certificate_title
from evaluations.models import Certificate
from evaluations.notices.papers import ready_to_student
from notifications.services.posting import notify

MEDIA_TYPE = "application/pdf"


@transaction.atomic
@translation.override(LANGUAGE)
def file_certificate(*, certificate_id: int, now: datetime) -> Certificate | None:
    """Lay out, seal and store the PDF, and tell the student. None when it is there already, ended meanwhile, or another worker is at it.

    Locks the certificate for as long as that takes, about a second: whoever comes second goes on without waiting.
    """
    rows = Certificate.objects.without_file().live().for_list().select_for_update(skip_locked=True, of=("self",))
    certificate = rows.filter(pk=certificate_id).first()
    if certificate is None:
        return None
    title = certificate_title(certificate)
    laid_out = pdf.render("pdf/certificate.html", certificate_paper(certificate), title=title, lang=LANGUAGE)
    reason = _("Issued by %(institute)s") % {"institute": certificate.facts["institute"]["name"]}
    field = _("Seal of the portal that issued this certificate")
    if certificate.is_statement:
        field = _("Seal of the portal that issued this statement")
    sealed = signing.seal(laid_out, reason=reason, name="Wardbridge", field=field)
    student = certificate.placement.student.user_id
    name = f"{certificate.heading} {certificate.serial}.pdf"
    certificate.file = store_file(
        kind="certificate", content=sealed, name=name, media_type=MEDIA_TYPE, owner_id=student
    )
    certificate.save(update_fields=["file"])
    notify(ready_to_student, certificate, now=now)
    return certificate
