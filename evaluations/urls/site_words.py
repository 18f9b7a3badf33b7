"""Addresses of ratings as a site reads its own, and of students' sentences about sites."""

from django.urls import path

from evaluations.views import site_words

urlpatterns = [
    path("ratings/", site_words.rating_list, name="rating_list"),
    path("ratings/mentoring/", site_words.mentoring_list, name="mentoring_list"),
    path("site-words/", site_words.site_word_list, name="site_word_list"),
    path("site-words/<int:pk>/show/", site_words.site_word_show, name="site_word_show"),
    path("site-words/<int:pk>/hide/", site_words.site_word_hide, name="site_word_hide"),
]
