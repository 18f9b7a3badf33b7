"""Addresses of this app, one module a noun group."""

from placements.urls import (
    applications,
    calls,
    careers,
    course,
    internships,
    learning,
    mentorships,
    placements,
    programmes,
    proposals,
    questions,
    references,
    selection,
    slots,
    support,
)

urlpatterns = [
    *slots.urlpatterns,
    *calls.urlpatterns,
    *programmes.urlpatterns,
    *internships.urlpatterns,
    *careers.urlpatterns,
    *questions.urlpatterns,
    *applications.urlpatterns,
    *selection.urlpatterns,
    *proposals.urlpatterns,
    *references.urlpatterns,
    *placements.urlpatterns,
    *support.urlpatterns,
    *learning.urlpatterns,
    *mentorships.urlpatterns,
    *course.urlpatterns,
]
