"""Addresses of this app, one module a noun group."""

from evaluations.urls import certificates, evaluations, instruments, letters, placement_letters, site_words, verify

urlpatterns = [
    *evaluations.urlpatterns,
    *instruments.urlpatterns,
    *certificates.urlpatterns,
    *letters.urlpatterns,
    *placement_letters.urlpatterns,
    *site_words.urlpatterns,
    *verify.urlpatterns,
]
