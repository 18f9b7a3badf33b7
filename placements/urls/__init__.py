"""Addresses of this app, one module a noun group."""

from placements.urls import applications, calls, internships, placements, programmes, questions, slots

urlpatterns = [
    *slots.urlpatterns,
    *calls.urlpatterns,
    *programmes.urlpatterns,
    *internships.urlpatterns,
    *questions.urlpatterns,
    *applications.urlpatterns,
    *placements.urlpatterns,
]
