"""A new key in front, everything encrypted with it, the old one dropped."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import call_command
from django.db import connection

from accounts.models import Chore
from config.keys import fresh
from config.management.commands import rotate_keys
from core.fields import decrypt
from students.models import CodeRequest, Student
from tests.factories.accounts import UserFactory
from tests.factories.students import StudentFactory

pytestmark = pytest.mark.django_db
NUMBERS = ["42101-1234567-8", "", "AB1234567", "35202-7654321-0"]


def held() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number FROM students_student ORDER BY id")
        return [token for (token,) in cursor.fetchall()]


def read() -> list[str]:
    return list(Student.objects.order_by("pk").values_list("id_number", flat=True))


def test_every_number_is_read_with_the_new_key_alone(settings, capsys):
    old, new = settings.FERNET_KEYS[0], fresh()
    for number in NUMBERS:
        StudentFactory(id_number=number)
    CodeRequest.objects.create(typed="0300 1234567")
    last4 = list(Student.objects.order_by("pk").values_list("id_last4", flat=True))
    events = sum(student.events.count() for student in Student.objects.all())
    settings.FERNET_KEYS = [new, old]
    call_command("rotate_keys", batch=2)
    assert "students.Student.id_number: 3 encrypted anew" in capsys.readouterr().out
    settings.FERNET_KEYS = [new]
    assert read() == NUMBERS
    assert CodeRequest.objects.get().typed == "0300 1234567"
    assert list(Student.objects.order_by("pk").values_list("id_last4", flat=True)) == last4
    assert sum(student.events.count() for student in Student.objects.all()) == events
    assert Chore.objects.values_list("kind", "ok").get() == ("rotate_keys", True)


def test_the_secrets_of_second_steps_open_with_the_new_key_alone(settings, capsys):
    old, new, user = settings.FERNET_KEYS[0], fresh(), UserFactory()
    TOTP.activate(user, secret := generate_totp_secret())
    codes = RecoveryCodes.activate(user).generate_codes()
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "Phone", "credential": {}})
    settings.FERNET_KEYS = [new, old]
    call_command("rotate_keys")
    said = capsys.readouterr().out
    assert ["mfa.Authenticator.data.secret: 1 " in said, "mfa.Authenticator.data.seed: 1 " in said] == [True, True]
    settings.FERNET_KEYS = [new]
    app, paper = (Authenticator.objects.get(user=user, type=kind) for kind in ("totp", "recovery_codes"))
    assert (decrypt(app.data["secret"]), paper.wrap().generate_codes(), paper.data["used_mask"]) == (secret, codes, 0)


def test_begun_again_after_a_stop_it_passes_over_what_is_done(settings, capsys):
    for number in NUMBERS:
        StudentFactory(id_number=number)
    settings.FERNET_KEYS = [fresh(), *settings.FERNET_KEYS]
    assert rotate_keys.encrypt_batch(rotate_keys.Place(Student, "id_number"), after=0, size=2)[1:] == (2, [])
    done = held()[:3]
    call_command("rotate_keys")
    assert "students.Student.id_number: 1 encrypted anew" in capsys.readouterr().out
    assert held()[:3] == done


def test_what_no_key_opens_is_named_and_stays(settings, capsys):
    student = StudentFactory(id_number="42101-1234567-8")
    before = held()
    settings.FERNET_KEYS = [fresh()]
    with pytest.raises(SystemExit):
        call_command("rotate_keys")
    assert f"students.Student.id_number of row {student.pk} opens with none of the keys" in capsys.readouterr().err
    assert held() == before
    assert Chore.objects.values_list("kind", "ok").get() == ("rotate_keys", False)
