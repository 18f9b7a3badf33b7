"""Addresses of agreements and people."""

from django.urls import path

from institutions.views import agreements, memberships

urlpatterns = [
    path("agreements/", agreements.agreement_list, name="agreement_list"),
    path("agreements/add/", agreements.agreement_add, name="agreement_add"),
    path("agreements/<int:pk>/", agreements.agreement_detail, name="agreement_detail"),
    path("agreements/<int:pk>/edit/", agreements.agreement_edit, name="agreement_edit"),
    path("agreements/<int:pk>/send/", agreements.agreement_send, name="agreement_send"),
    path("agreements/<int:pk>/return/", agreements.agreement_return, name="agreement_return"),
    path("agreements/<int:pk>/sign/", agreements.agreement_sign, name="agreement_sign"),
    path("agreements/<int:pk>/terminate/", agreements.agreement_terminate, name="agreement_terminate"),
    path("agreements/<int:pk>/renew/", agreements.agreement_renew, name="agreement_renew"),
    path("people/", memberships.people_list, name="people_list"),
    path("people/invite/", memberships.people_invite, name="people_invite"),
    path("people/<int:pk>/remind/", memberships.people_remind, name="people_remind"),
    path("people/<int:pk>/end/", memberships.people_end, name="people_end"),
    path("accounts/memberships/switch/", memberships.membership_switch, name="membership_switch"),
]
