"""Addresses of what happens in the course of a placement: blocks, timetables, changes."""

from django.urls import path

from placements.views import blocks, changes, course

urlpatterns = [
    path("slots/<int:pk>/blocks/", blocks.slot_blocks, name="slot_blocks"),
    path("slots/<int:pk>/blocks/<int:block_pk>/edit/", blocks.slot_block_edit, name="slot_block_edit"),
    path("slots/<int:pk>/blocks/<int:block_pk>/remove/", blocks.slot_block_remove, name="slot_block_remove"),
    path("placements/week/", course.week_list, name="week_list"),
    path("placements/<int:pk>/timetable/", course.placement_timetable, name="placement_timetable"),
    path("placements/<int:pk>/check/", course.placement_check, name="placement_check"),
    path("placements/<int:pk>/resume/", course.placement_resume, name="placement_resume"),
    path("placements/<int:pk>/contact/", course.placement_contact, name="placement_contact"),
    path("placements/<int:pk>/changes/add/", changes.change_add, name="change_add"),
    path("changes/", changes.change_list, name="change_list"),
    path("changes/<int:pk>/", changes.change_detail, name="change_detail"),
    path("changes/<int:pk>/agree/", changes.change_agree, name="change_agree"),
    path("changes/<int:pk>/decline/", changes.change_decline, name="change_decline"),
    path("changes/<int:pk>/withdraw/", changes.change_withdraw, name="change_withdraw"),
]
