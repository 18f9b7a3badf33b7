"""Addresses of evaluations."""

from django.urls import path

from evaluations.views import evaluations, evaluations_asking, evaluations_links

urlpatterns = [
    path("evaluations/", evaluations.evaluation_list, name="evaluation_list"),
    path("evaluations/together/", evaluations.evaluation_together, name="evaluation_together"),
    path("evaluations/together/save/", evaluations.evaluation_together_save, name="evaluation_together_save"),
    path("evaluations/<int:pk>/", evaluations.evaluation_detail, name="evaluation_detail"),
    path("evaluations/<int:pk>/edit/", evaluations.evaluation_edit, name="evaluation_edit"),
    path("evaluations/<int:pk>/save/", evaluations.evaluation_save, name="evaluation_save"),
    path("evaluations/<int:pk>/pass/", evaluations.evaluation_pass, name="evaluation_pass"),
    path("evaluations/<int:pk>/acknowledge/", evaluations.evaluation_acknowledge, name="evaluation_acknowledge"),
    path("evaluations/<int:pk>/reopen/", evaluations.evaluation_reopen, name="evaluation_reopen"),
    path("evaluations/<int:pk>/another/", evaluations_asking.evaluation_ask_another, name="evaluation_ask_another"),
    path("evaluations/<int:pk>/renew/", evaluations_asking.evaluation_renew, name="evaluation_renew"),
    path("placements/<int:pk>/evaluation/ask/", evaluations_asking.evaluation_ask, name="evaluation_ask"),
    path("placements/<int:pk>/evaluation/observe/", evaluations_asking.evaluation_observe, name="evaluation_observe"),
    path("e/ask/<str:token>/", evaluations_asking.evaluation_ask_by_link, name="evaluation_ask_by_link"),
    path("e/<str:token>/", evaluations_links.evaluation_by_link, name="evaluation_by_link"),
    path("e/<str:token>/save/", evaluations_links.evaluation_save_by_link, name="evaluation_save_by_link"),
    path("e/<str:token>/pass/", evaluations_links.evaluation_pass_by_link, name="evaluation_pass_by_link"),
]
