"""Addresses of this app, one module a noun group."""

from evaluations.urls import certificates, evaluations, letters, verify

urlpatterns = [*evaluations.urlpatterns, *certificates.urlpatterns, *letters.urlpatterns, *verify.urlpatterns]
