"""Addresses of this app, one module a noun group."""

from evaluations.urls import certificates, evaluations, instruments, letters, placement_letters, verify

urlpatterns = [
    *evaluations.urlpatterns,
    *instruments.urlpatterns,
    *certificates.urlpatterns,
    *letters.urlpatterns,
    *placement_letters.urlpatterns,
    *verify.urlpatterns,
]
