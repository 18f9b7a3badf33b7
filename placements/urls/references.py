"""Addresses of references."""

from django.urls import path

from placements.views import references, references_links

urlpatterns = [
    path("applications/<int:pk>/references/", references.application_references, name="application_references"),
    path("applications/<int:pk>/references/add/", references.reference_add, name="reference_add"),
    path("references/", references.reference_list, name="reference_list"),
    path("references/<int:pk>/", references.reference_detail, name="reference_detail"),
    path("references/<int:pk>/file/", references.reference_file, name="reference_file"),
    path("references/<int:pk>/confirm/", references.reference_confirm, name="reference_confirm"),
    path("references/<int:pk>/refuse/", references.reference_refuse, name="reference_refuse"),
    path("references/<int:pk>/cancel/", references.reference_cancel, name="reference_cancel"),
    path("r/<str:token>/", references_links.reference_by_link, name="reference_by_link"),
    path("r/<str:token>/save/", references_links.reference_save_by_link, name="reference_save_by_link"),
    path("r/<str:token>/uploads/", references_links.reference_upload_by_link, name="reference_upload_by_link"),
    path("r/<str:token>/uploads/<int:pk>/", references_links.reference_piece_by_link, name="reference_piece_by_link"),
    path("r/<str:token>/decline/", references_links.reference_decline_by_link, name="reference_decline_by_link"),
    path("r/<str:token>/cv/", references_links.reference_cv_by_link, name="reference_cv_by_link"),
]
