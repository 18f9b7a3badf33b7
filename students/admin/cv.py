"""What CVs are built from: a window; students write their entries in the portal, internships come from completed placements."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from students.models import CvEntry, VerifiedInternship


@admin.register(CvEntry)
class CvEntryAdmin(ReadOnlyAdmin):
    """Entries by section."""

    list_display = ("title", "student", "section", "place", "starts_on", "ends_on")
    list_filter = ("section", "student__institute")
    search_fields = ("title", "place", "student__user__name", "student__roll_no")
    list_select_related = ("student__user",)


@admin.register(VerifiedInternship)
class VerifiedInternshipAdmin(ReadOnlyAdmin):
    """Internships that partners have confirmed."""

    list_display = ("title", "student", "partner", "starts_on", "ends_on", "completed_at")
    list_filter = ("partner", "student__institute")
    search_fields = ("title", "partner__name", "student__user__name", "student__roll_no", "certificate_code")
    list_select_related = ("student__user", "partner")
    date_hierarchy = "completed_at"
