"""Certificates and letters: a window; what was issued or signed never changes."""

from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin import HistoryInline, LeadsToActs, ReadOnlyAdmin
from core.errors import Words
from evaluations.models import (
    Certificate,
    CertificateTransition,
    Letter,
    LetterTransition,
    PlacementLetter,
    PlacementLetterTransition,
    SerialCounter,
)


class CertificateHistory(HistoryInline):
    """Moves of a certificate."""

    model = CertificateTransition


class LetterHistory(HistoryInline):
    """Moves of a letter."""

    model = LetterTransition


@admin.register(Certificate)
class CertificateAdmin(LeadsToActs, ReadOnlyAdmin):
    """Certificates with their history."""

    list_display = ("serial", "student", "state", "issued_at", "issued_by", "has_file")
    list_filter = ("state", "placement__institute", "placement__partner")
    search_fields = ("serial", "code", "placement__student__user__name", "placement__student__roll_no")
    date_hierarchy = "issued_at"
    list_select_related = ("placement__student__user", "issued_by")
    inlines = (CertificateHistory,)

    def acts(self, obj: Certificate) -> list[tuple[Words, str]]:
        """Those of its institute and day, itself among them."""
        day = obj.placement.today(obj.issued_at).isoformat()
        which = urlencode({"institute": obj.placement.institute_id, "first": day, "last": day})
        return [(_("Replace it, and others of the day"), f"{reverse('operations_certificates')}?{which}")]

    @admin.display(description="student")
    def student(self, certificate: Certificate) -> str:
        return str(certificate.placement.student)

    @admin.display(description="PDF", boolean=True)
    def has_file(self, certificate: Certificate) -> bool:
        return certificate.file_id is not None


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """Letters, without what they say: that is between the writer and the student."""

    list_display = ("pk", "student", "writer", "state", "needed_by", "signed_at", "released_at")
    list_filter = ("state", "placement__institute", "placement__partner")
    search_fields = ("placement__student__user__name", "writer__user__name")
    date_hierarchy = "created_at"
    list_select_related = ("placement__student__user", "writer__user", "writer__institute", "writer__partner")
    exclude = ("blocks", "facts", "purpose", "file")
    inlines = (LetterHistory,)

    @admin.display(description="student")
    def student(self, letter: Letter) -> str:
        return str(letter.placement.student)


class PlacementLetterHistory(HistoryInline):
    """Moves of a letter of placement."""

    model = PlacementLetterTransition


@admin.register(PlacementLetter)
class PlacementLetterAdmin(ReadOnlyAdmin):
    """Letters of placement with their history."""

    list_display = ("pk", "reference", "institute", "partner", "interns", "state", "issued_at", "issued_by")
    list_filter = ("state", "institute", "partner")
    search_fields = ("reference", "placements__student__user__name", "placements__student__roll_no")
    date_hierarchy = "issued_at"
    list_select_related = ("institute", "partner", "issued_by")
    inlines = (PlacementLetterHistory,)


@admin.register(SerialCounter)
class SerialCounterAdmin(ReadOnlyAdmin):
    """The last serial number of each year."""

    list_display = ("year", "last")
