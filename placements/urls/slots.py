"""Addresses of slots, for those who manage them."""

from django.urls import path

from placements.views import allotments, grid, name_lists, name_lists_answers, slots, slots_acts, slots_parts

urlpatterns = [
    path("slots/", slots.slot_list, name="slot_list"),
    path("slots/add/", slots.slot_add, name="slot_add"),
    path("slots/<int:pk>/", slots.slot_detail, name="slot_detail"),
    path("slots/<int:pk>/edit/", slots.slot_edit, name="slot_edit"),
    path("slots/<int:pk>/publish/", slots_acts.slot_publish, name="slot_publish"),
    path("slots/<int:pk>/pause/", slots_acts.slot_pause, name="slot_pause"),
    path("slots/<int:pk>/resume/", slots_acts.slot_resume, name="slot_resume"),
    path("slots/<int:pk>/close/", slots_acts.slot_close, name="slot_close"),
    path("slots/<int:pk>/archive/", slots_acts.slot_archive, name="slot_archive"),
    path("slots/<int:pk>/confirm/", slots_acts.slot_confirm, name="slot_confirm"),
    path("slots/<int:pk>/copy/", slots_acts.slot_copy, name="slot_copy"),
    path("slots/<int:pk>/objectives/", slots_parts.slot_objectives, name="slot_objectives"),
    path(
        "slots/<int:pk>/objectives/<int:objective_pk>/move/",
        slots_parts.slot_objective_move,
        name="slot_objective_move",
    ),
    path(
        "slots/<int:pk>/objectives/<int:objective_pk>/edit/",
        slots_parts.slot_objective_edit,
        name="slot_objective_edit",
    ),
    path(
        "slots/<int:pk>/objectives/<int:objective_pk>/remove/",
        slots_parts.slot_objective_remove,
        name="slot_objective_remove",
    ),
    path("slots/<int:pk>/allotments/", slots_parts.slot_allotments, name="slot_allotments"),
    path(
        "slots/<int:pk>/allotments/<int:allotment_pk>/remove/",
        slots_parts.slot_allotment_remove,
        name="slot_allotment_remove",
    ),
    path("allotments/", allotments.allotment_list, name="allotment_list"),
    path("allotments/<int:pk>/give-back/", allotments.allotment_give_back, name="allotment_give_back"),
    path("grid/", grid.grid, name="grid"),
    path("name-lists/", name_lists.name_list_list, name="name_list_list"),
    path("name-lists/add/", name_lists.name_list_add, name="name_list_add"),
    path("name-lists/<int:pk>/", name_lists.name_list_detail, name="name_list_detail"),
    path(
        "name-lists/<int:pk>/names/<int:name_pk>/remove/",
        name_lists.name_list_name_remove,
        name="name_list_name_remove",
    ),
    path("name-lists/<int:pk>/send/", name_lists.name_list_send, name="name_list_send"),
    path("name-lists/<int:pk>/recall/", name_lists.name_list_recall, name="name_list_recall"),
    path("name-lists/<int:pk>/discard/", name_lists.name_list_discard, name="name_list_discard"),
    path("name-lists/<int:pk>/answer/", name_lists_answers.name_list_answer, name="name_list_answer"),
]
