"""Addresses of absences, planned shifts, the roster, and hours where there is no line."""

from django.urls import path

from placements.views import absences, hours_offline, roster, shifts

PLACEMENT = "placements/<int:pk>"
ABSENCE = f"{PLACEMENT}/absences/<int:absence_pk>"
SHIFT = f"{PLACEMENT}/shifts/<int:shift_pk>"

urlpatterns = [
    path("hours/offline/", hours_offline.hours_offline, name="hours_offline"),
    path("hours-worker.js", hours_offline.hours_worker, name="hours_worker"),
    path("roster/", roster.roster_list, name="roster_list"),
    path(f"{PLACEMENT}/absences/", absences.absence_list, name="absence_list"),
    path(f"{PLACEMENT}/absences/report/", absences.absence_report, name="absence_report"),
    path(f"{ABSENCE}/decide/", absences.absence_decide, name="absence_decide"),
    path(f"{ABSENCE}/withdraw/", absences.absence_withdraw, name="absence_withdraw"),
    path(f"{ABSENCE}/make-up/", shifts.shift_add, name="shift_add"),
    path(f"{PLACEMENT}/shifts/plan/", shifts.shift_plan, name="shift_plan"),
    path(f"{SHIFT}/agree/", shifts.shift_agree, name="shift_agree"),
    path(f"{SHIFT}/drop/", shifts.shift_drop, name="shift_drop"),
]
