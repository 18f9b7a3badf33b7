"""Addresses of the check of a certificate."""

from django.urls import path

from evaluations.views import verify

urlpatterns = [
    path("verify/", verify.verify, name="verify"),
    path("verify/<str:code>/", verify.verify_detail, name="verify_detail"),
    path("verify/<str:code>/person/", verify.verify_person, name="verify_person"),
    path("verify/<str:code>/file/", verify.verify_file, name="verify_file"),
]
