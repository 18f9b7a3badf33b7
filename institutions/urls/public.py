"""Addresses for those who come from outside: guides, and enquiries with the office's side of them."""

from django.urls import path

from institutions.views import enquiries, guides

urlpatterns = [
    path("guides/", guides.guide_list, name="guide_list"),
    path("guides/<slug:guide_slug>/", guides.guide_detail, name="guide_detail"),
    path("enquiries/", enquiries.enquiry_list, name="enquiry_list"),
    path("enquiries/ask/", enquiries.enquiry_ask, name="enquiry_ask"),
    path("enquiries/sent/", enquiries.enquiry_sent, name="enquiry_sent"),
    path("enquiries/<int:pk>/", enquiries.enquiry_detail, name="enquiry_detail"),
    path("enquiries/<int:pk>/answer/", enquiries.enquiry_answer, name="enquiry_answer"),
    path("enquiries/<int:pk>/close/", enquiries.enquiry_close, name="enquiry_close"),
]
