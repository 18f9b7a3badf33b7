"""Addresses of certificates."""

from django.urls import path

from evaluations.views import certificates

urlpatterns = [
    path("certificates/", certificates.certificate_list, name="certificate_list"),
    path("certificates/cohort/", certificates.certificate_cohort, name="certificate_cohort"),
    path("certificates/<int:pk>/", certificates.certificate_detail, name="certificate_detail"),
    path("certificates/<int:pk>/pdf/", certificates.certificate_pdf, name="certificate_pdf"),
    path("certificates/<int:pk>/revoke/", certificates.certificate_revoke, name="certificate_revoke"),
    path("certificates/<int:pk>/reissue/", certificates.certificate_reissue, name="certificate_reissue"),
    path("placements/<int:pk>/certificate/", certificates.certificate_issue, name="certificate_issue"),
]
