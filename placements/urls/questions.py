"""Addresses of questions about slots."""

from django.urls import path

from placements.views import questions

urlpatterns = [
    path("internships/<int:pk>/ask/", questions.question_ask, name="question_ask"),
    path("questions/", questions.question_list, name="question_list"),
    path("questions/<int:pk>/answer/", questions.question_answer, name="question_answer"),
    path("questions/<int:pk>/decline/", questions.question_decline, name="question_decline"),
    path("questions/<int:pk>/hide/", questions.question_hide, name="question_hide"),
]
