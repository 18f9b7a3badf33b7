"""What the tests of applications' pages ask for and look at."""

from django.urls import reverse

ACTS = ["submit", "withdraw", "review", "shortlist", "waitlist", "reject", "offer", "accept", "decline"]


def act(application, verb):
    return reverse(f"application_{verb}", args=[application.pk])


def words(response):
    return response.content.decode()


def buttons(response, application):
    """The acts that the page offers, in order; the first stands out."""
    return [verb["route"].removeprefix("application_") for verb in response.context["acts"]]


def state(application):
    application.refresh_from_db()
    return application.state
