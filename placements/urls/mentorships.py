"""Addresses of mentors and their meetings. The page of one mentorship is composed in config."""

from django.urls import path

from placements.views import mentorships, mentorships_meetings

MEETING = "mentorships/<int:pk>/meetings/<int:mentorship_meeting_pk>"

urlpatterns = [
    path("mentorships/", mentorships.mentorship_list, name="mentorship_list"),
    path("students/<int:pk>/mentor/", mentorships.mentorship_give, name="mentorship_give"),
    path("mentorships/<int:pk>/ask/", mentorships.mentorship_ask, name="mentorship_ask"),
    path("mentorships/<int:pk>/take-back/", mentorships.mentorship_take_back, name="mentorship_take_back"),
    path("mentorships/<int:pk>/end/", mentorships.mentorship_end, name="mentorship_end"),
    path("mentorships/<int:pk>/meet/", mentorships_meetings.mentorship_meet, name="mentorship_meet"),
    path("mentorships/<int:pk>/write-up/", mentorships_meetings.mentorship_write_up, name="mentorship_write_up"),
    path(f"{MEETING}/confirm/", mentorships_meetings.mentorship_meeting_confirm, name="mentorship_meeting_confirm"),
    path(f"{MEETING}/object/", mentorships_meetings.mentorship_meeting_object, name="mentorship_meeting_object"),
    path(f"{MEETING}/agree/", mentorships_meetings.mentorship_meeting_agree, name="mentorship_meeting_agree"),
    path(f"{MEETING}/move/", mentorships_meetings.mentorship_meeting_move, name="mentorship_meeting_move"),
    path(f"{MEETING}/call-off/", mentorships_meetings.mentorship_meeting_call_off, name="mentorship_meeting_call_off"),
    path(f"{MEETING}/keep/", mentorships_meetings.mentorship_meeting_keep, name="mentorship_meeting_keep"),
    path(f"{MEETING}/words/", mentorships_meetings.mentorship_meeting_words, name="mentorship_meeting_words"),
]
