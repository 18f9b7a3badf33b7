"""Addresses of sites that students propose, and of a partner’s first lead."""

from django.urls import path

from placements.views import leads, proposals

urlpatterns = [
    path("proposals/", proposals.proposal_list, name="proposal_list"),
    path("proposals/add/", proposals.proposal_add, name="proposal_add"),
    path("proposals/<int:pk>/", proposals.proposal_detail, name="proposal_detail"),
    path("proposals/<int:pk>/approve/", proposals.proposal_approve, name="proposal_approve"),
    path("proposals/<int:pk>/refuse/", proposals.proposal_refuse, name="proposal_refuse"),
    path("proposals/<int:pk>/withdraw/", proposals.proposal_withdraw, name="proposal_withdraw"),
    path("partners/<slug:slug>/lead/", leads.partner_lead_invite, name="partner_lead_invite"),
    path("partners/<slug:slug>/lead/again/", leads.partner_lead_remind, name="partner_lead_remind"),
]
