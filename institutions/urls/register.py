"""Addresses of the register, the contact log and merges. A partner's own page is in `config.urls`."""

from django.urls import path

from institutions.views import contact_log, merges, partner_parts, partners

PART = {
    "site": "sites/<int:site_pk>",
    "department": "departments/<int:department_pk>",
    "contact": "contacts/<int:contact_pk>",
    "accreditation": "accreditations/<int:accreditation_pk>",
}

urlpatterns = [
    path("register/", partners.partner_register, name="partner_register"),
    path("register/add/", partners.partner_add, name="partner_add"),
    path("register/merges/", merges.partner_merge_list, name="partner_merge_list"),
    path("register/merges/<int:merge_pk>/", merges.partner_merge_detail, name="partner_merge_detail"),
    path("register/merges/<int:merge_pk>/confirm/", merges.partner_merge_confirm, name="partner_merge_confirm"),
    path("register/merges/<int:merge_pk>/decline/", merges.partner_merge_decline, name="partner_merge_decline"),
    path("partners/<slug:slug>/edit/", partners.partner_edit, name="partner_edit"),
    path("partners/<slug:slug>/merge/", merges.partner_merge_add, name="partner_merge_add"),
    path("partners/<slug:slug>/log/", contact_log.partner_log_list, name="partner_log_list"),
    path("partners/<slug:slug>/log/add/", contact_log.partner_log_add, name="partner_log_add"),
    path("partners/<slug:slug>/log/<int:log_pk>/edit/", contact_log.partner_log_edit, name="partner_log_edit"),
    path("partners/<slug:slug>/sites/add/", partner_parts.partner_site_add, name="partner_site_add"),
    path("partners/<slug:slug>/departments/add/", partner_parts.partner_department_add, name="partner_department_add"),
    path("partners/<slug:slug>/contacts/add/", partner_parts.partner_contact_add, name="partner_contact_add"),
    path(
        "partners/<slug:slug>/accreditations/add/",
        partner_parts.partner_accreditation_add,
        name="partner_accreditation_add",
    ),
    path(
        "partners/<slug:slug>/accreditations/<int:accreditation_pk>/evidence/",
        partner_parts.partner_accreditation_evidence,
        name="partner_accreditation_evidence",
    ),
]
for noun, where in PART.items():
    for verb in ("edit", "remove"):
        name = f"partner_{noun}_{verb}"
        if name != "partner_department_edit":  # in config.urls: that page knows who is there
            urlpatterns.append(path(f"partners/<slug:slug>/{where}/{verb}/", getattr(partner_parts, name), name=name))
