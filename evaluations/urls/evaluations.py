"""Addresses of evaluations."""

from django.urls import path

from evaluations.views import evaluations, evaluations_links

urlpatterns = [
    path("evaluations/", evaluations.evaluation_list, name="evaluation_list"),
    path("evaluations/<int:pk>/", evaluations.evaluation_detail, name="evaluation_detail"),
    path("evaluations/<int:pk>/edit/", evaluations.evaluation_edit, name="evaluation_edit"),
    path("evaluations/<int:pk>/save/", evaluations.evaluation_save, name="evaluation_save"),
    path("evaluations/<int:pk>/pass/", evaluations.evaluation_pass, name="evaluation_pass"),
    path("evaluations/<int:pk>/acknowledge/", evaluations.evaluation_acknowledge, name="evaluation_acknowledge"),
    path("evaluations/<int:pk>/reopen/", evaluations.evaluation_reopen, name="evaluation_reopen"),
    path("placements/<int:pk>/evaluation/ask/", evaluations.evaluation_ask, name="evaluation_ask"),
    path("e/<str:token>/", evaluations_links.evaluation_by_link, name="evaluation_by_link"),
    path("e/<str:token>/save/", evaluations_links.evaluation_save_by_link, name="evaluation_save_by_link"),
    path("e/<str:token>/pass/", evaluations_links.evaluation_pass_by_link, name="evaluation_pass_by_link"),
]
