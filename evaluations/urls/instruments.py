"""Addresses of evaluation forms."""

from django.urls import path

from evaluations.views import instruments

urlpatterns = [
    path("instruments/", instruments.instrument_list, name="instrument_list"),
    path("instruments/add/", instruments.instrument_add, name="instrument_add"),
    path("instruments/<int:pk>/", instruments.instrument_detail, name="instrument_detail"),
    path("instruments/<int:pk>/edit/", instruments.instrument_edit, name="instrument_edit"),
    path("instruments/<int:pk>/copy/", instruments.instrument_copy, name="instrument_copy"),
    path("instruments/<int:pk>/publish/", instruments.instrument_publish, name="instrument_publish"),
    path("instruments/<int:pk>/discard/", instruments.instrument_discard, name="instrument_discard"),
    path("instruments/programme/<int:programme_pk>/", instruments.instrument_choose, name="instrument_choose"),
]
