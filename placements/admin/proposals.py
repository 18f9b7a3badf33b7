"""Proposals: a window; student and placement office act in the portal."""

from django.contrib import admin

from core.admin import HistoryInline, ReadOnlyAdmin
from placements.models import SiteProposal, SiteProposalTransition


class ProposalHistory(HistoryInline):
    """Moves of a proposal."""

    model = SiteProposalTransition


@admin.register(SiteProposal)
class SiteProposalAdmin(ReadOnlyAdmin):
    """Sites that students found, and what came of them."""

    list_display = ("name", "city", "student", "state", "partner", "slot", "created_at")
    list_filter = ("state", "student__institute")
    search_fields = ("name", "city", "contact_name", "student__user__name")
    date_hierarchy = "created_at"
    list_select_related = ("student__user", "partner", "slot")
    inlines = (ProposalHistory,)
