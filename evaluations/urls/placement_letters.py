"""Addresses of letters of placement."""

from django.urls import path

from evaluations.views import placement_letters as views

urlpatterns = [
    path("placement-letters/", views.placement_letter_list, name="placement_letter_list"),
    path("placement-letters/<int:pk>/", views.placement_letter_detail, name="placement_letter_detail"),
    path("placement-letters/<int:pk>/pdf/", views.placement_letter_pdf, name="placement_letter_pdf"),
    path("placement-letters/<int:pk>/withdraw/", views.placement_letter_withdraw, name="placement_letter_withdraw"),
    path("placement-letters/to/<slug:slug>/", views.placement_letter_add, name="placement_letter_add"),
]
