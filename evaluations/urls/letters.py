"""Addresses of letters."""

from django.urls import path

from evaluations.views import letters

urlpatterns = [
    path("letters/", letters.letter_list, name="letter_list"),
    path("letters/<int:pk>/", letters.letter_detail, name="letter_detail"),
    path("letters/<int:pk>/pdf/", letters.letter_pdf, name="letter_pdf"),
    path("letters/<int:pk>/accept/", letters.letter_accept, name="letter_accept"),
    path("letters/<int:pk>/decline/", letters.letter_decline, name="letter_decline"),
    path("letters/<int:pk>/edit/", letters.letter_edit, name="letter_edit"),
    path("letters/<int:pk>/refill/", letters.letter_refill, name="letter_refill"),
    path("letters/<int:pk>/sign/", letters.letter_sign, name="letter_sign"),
    path("letters/<int:pk>/revoke/", letters.letter_revoke, name="letter_revoke"),
    path("placements/<int:pk>/letter/", letters.letter_ask, name="letter_ask"),
]
