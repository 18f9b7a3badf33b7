"""Addresses of this app, one module a noun group."""

from placements.urls import applications, internships, placements, slots

urlpatterns = [*slots.urlpatterns, *internships.urlpatterns, *applications.urlpatterns, *placements.urlpatterns]
