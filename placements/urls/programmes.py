"""Addresses of programmes and their parts."""

from django.urls import path

from placements.views import programmes, programmes_parts

BLOCK = "programmes/<int:pk>/blocks/<int:block_pk>"
INTAKE = "programmes/<int:pk>/intakes/<int:intake_pk>"

urlpatterns = [
    path("programmes/", programmes.programme_list, name="programme_list"),
    path("programmes/add/", programmes.programme_add, name="programme_add"),
    path("programmes/<int:pk>/", programmes.programme_detail, name="programme_detail"),
    path("programmes/<int:pk>/edit/", programmes.programme_edit, name="programme_edit"),
    path("programmes/<int:pk>/hours/", programmes.programme_hours, name="programme_hours"),
    path("programmes/<int:pk>/blocks/add/", programmes_parts.programme_block_add, name="programme_block_add"),
    path(f"{BLOCK}/edit/", programmes_parts.programme_block_edit, name="programme_block_edit"),
    path(f"{BLOCK}/remove/", programmes_parts.programme_block_remove, name="programme_block_remove"),
    path(
        "programmes/<int:pk>/competencies/add/",
        programmes_parts.programme_competency_add,
        name="programme_competency_add",
    ),
    path(
        "programmes/<int:pk>/competencies/<int:competency_pk>/remove/",
        programmes_parts.programme_competency_remove,
        name="programme_competency_remove",
    ),
    path("programmes/<int:pk>/intakes/add/", programmes_parts.programme_intake_add, name="programme_intake_add"),
    path(f"{INTAKE}/edit/", programmes_parts.programme_intake_edit, name="programme_intake_edit"),
    path(f"{INTAKE}/remove/", programmes_parts.programme_intake_remove, name="programme_intake_remove"),
    path(f"{INTAKE}/copy/", programmes_parts.programme_intake_copy, name="programme_intake_copy"),
]
