"""Addresses of choosing: criteria, reviews, the order of merit, interviews."""

from django.urls import path

from placements.views import interviews, ranking, reviews, selection

urlpatterns = [
    path("slots/<int:pk>/selection/", selection.slot_selection, name="slot_selection"),
    path("slots/<int:pk>/selection/edit/", selection.slot_selection_edit, name="slot_selection_edit"),
    path("slots/<int:pk>/selection/criteria/add/", selection.slot_criterion_add, name="slot_criterion_add"),
    path(
        "slots/<int:pk>/selection/criteria/<int:criterion_pk>/edit/",
        selection.slot_criterion_edit,
        name="slot_criterion_edit",
    ),
    path(
        "slots/<int:pk>/selection/criteria/<int:criterion_pk>/remove/",
        selection.slot_criterion_remove,
        name="slot_criterion_remove",
    ),
    path("slots/<int:pk>/selection/reviewers/add/", selection.slot_reviewer_add, name="slot_reviewer_add"),
    path(
        "slots/<int:pk>/selection/reviewers/<int:reviewer_pk>/remove/",
        selection.slot_reviewer_remove,
        name="slot_reviewer_remove",
    ),
    path("slots/<int:pk>/selection/groups/add/", selection.slot_group_add, name="slot_group_add"),
    path(
        "slots/<int:pk>/selection/groups/<int:group_pk>/remove/",
        selection.slot_group_remove,
        name="slot_group_remove",
    ),
    path("slots/<int:pk>/ranking/", ranking.slot_ranking, name="slot_ranking"),
    path("slots/<int:pk>/calibration/", ranking.slot_calibration, name="slot_calibration"),
    path("slots/<int:pk>/prepare/", ranking.slot_prepare, name="slot_prepare"),
    path("slots/<int:pk>/release/", ranking.slot_release, name="slot_release"),
    path("slots/<int:pk>/release/plan/", ranking.slot_release_plan, name="slot_release_plan"),
    path("internships/<int:pk>/merit/", ranking.internship_merit, name="internship_merit"),
    path("reviews/", reviews.review_list, name="review_list"),
    path("slots/<int:pk>/interviews/", interviews.slot_interviews, name="slot_interviews"),
    path(
        "slots/<int:pk>/interviews/<int:time_pk>/remove/",
        interviews.slot_interview_remove,
        name="slot_interview_remove",
    ),
    path("interviews/", interviews.interview_list, name="interview_list"),
    path("interviews/<int:pk>/", interviews.interview_detail, name="interview_detail"),
    path("interviews/<int:pk>/book/", interviews.interview_book, name="interview_book"),
    path("interviews/<int:pk>/hold/", interviews.interview_hold, name="interview_hold"),
    path("interviews/<int:pk>/miss/", interviews.interview_miss, name="interview_miss"),
    path("interviews/<int:pk>/call-off/", interviews.interview_call_off, name="interview_call_off"),
]
