"""Addresses of the public face of slots, and of saved searches."""

from django.urls import path

from placements.views import internships, searches

urlpatterns = [
    path("internships/", internships.internship_list, name="internship_list"),
    path("internships/<int:pk>/", internships.internship_detail, name="internship_detail"),
    path("searches/", searches.search_list, name="search_list"),
    path("searches/add/", searches.search_add, name="search_add"),
    path("searches/<int:pk>/", searches.search_detail, name="search_detail"),
    path("searches/<int:pk>/edit/", searches.search_edit, name="search_edit"),
    path("searches/<int:pk>/stop/", searches.search_stop, name="search_stop"),
    path("searches/<int:pk>/resume/", searches.search_resume, name="search_resume"),
    path("searches/<int:pk>/delete/", searches.search_delete, name="search_delete"),
    path("searches/stop/<str:token>/", searches.search_stop_by_link, name="search_stop_by_link"),
]
