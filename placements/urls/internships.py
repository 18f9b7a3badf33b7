"""Addresses of the public face of slots."""

from django.urls import path

from placements.views import internships

urlpatterns = [
    path("internships/", internships.internship_list, name="internship_list"),
    path("internships/<int:pk>/", internships.internship_detail, name="internship_detail"),
]
