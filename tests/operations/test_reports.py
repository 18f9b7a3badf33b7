"""What goes to Sentry: where and what, never whose."""

import json

from tests.production import production, run

TOKEN = "q2x7Jd0aV1mKc9TtYw3ZbA"
SHAPE = "/e/<str:token>/"
# What the form, its address, its headers, the locals and the exceptions hold.
OF_SOMEBODY = [
    "Nadia",
    "Khan",
    "3520112345671",
    TOKEN,
    "asked-for",
    "biscuits",
    "nadia@x.pk",
    "Held Locally",
    "203.0.113.9",
]
FAILS = f"""
import io, json, logging
import django
from django.contrib.auth.decorators import login_not_required
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
import sentry_sdk
from sentry_sdk.transport import Transport

application = get_wsgi_application()
import config.urls

class Keeping(Transport):
    def capture_envelope(self, envelope):
        for item in envelope.items:
            print("SENT " + json.dumps(item.payload.json, default=str))

sentry_sdk.get_client().transport = Keeping()

@csrf_exempt
@login_not_required
def fails(request, token):
    held = "Held Locally"
    name = request.POST["name"]
    try:
        raise KeyError(name)
    except KeyError as error:
        logging.getLogger("config").error("it broke for %s", name, extra={{"request": request}})
        raise ValueError(f"{{name}} at nadia@x.pk, {{held}}") from error

config.urls.handler500 = lambda request: HttpResponse(status=500)
config.urls.urlpatterns.insert(0, path("e/<str:token>/", fails))
body = b"name=Nadia+Khan&identity=3520112345671"
application({{
    "REQUEST_METHOD": "POST", "PATH_INFO": "/e/{TOKEN}/", "QUERY_STRING": "code=asked-for", "SERVER_NAME": "portal.example.org",
    "HTTP_HOST": "portal.example.org", "SERVER_PORT": "443", "wsgi.url_scheme": "https", "wsgi.input": io.BytesIO(body),
    "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)), "wsgi.errors": io.StringIO(),
    "HTTP_COOKIE": "jar=of-biscuits", "HTTP_REFERER": "https://portal.example.org/r/{TOKEN}/", "REMOTE_ADDR": "203.0.113.9",
}}, lambda *_args: None)
"""


def test_a_form_that_fails_is_reported_without_body_local_cookie_query_or_token(tmp_path):
    done = run("python", "-c", FAILS, **production(tmp_path, WARDBRIDGE_SENTRY_DSN="https://key@sentry.invalid/1"))
    sent = [line.removeprefix("SENT ") for line in done.stdout.splitlines() if line.startswith("SENT ")]
    events = [json.loads(line) for line in sent]
    assert {str(event["request"]) for event in events} == {str({"method": "POST", "url": SHAPE})}, done.stderr
    assert {event["transaction"] for event in events} == {SHAPE}
    assert events[0]["message"] == "it broke for %s"
    raised = next(event["exception"]["values"] for event in events if "exception" in event)
    assert [value["type"] for value in raised] == ["KeyError", "ValueError"]
    assert raised[-1]["stacktrace"]["frames"][-1]["function"] == "fails"
    assert [word for word in OF_SOMEBODY for line in sent if word in line] == []
