"""Addresses of careers."""

from django.urls import path

from placements.views import careers

urlpatterns = [
    path("careers/", careers.career_list, name="career_list"),
    path("careers/<slug:career_slug>/", careers.career_detail, name="career_detail"),
]
