"""Secrets of second steps, which allauth held as they are, are encrypted as identity numbers are (`notifications.adapter.MFAAdapter`)."""

from django.db import migrations
from django.db.migrations.operations.base import Operation

from core.fields import decrypt, encrypt

# Of an authenticator app, of recovery codes.
SECRETS = ("secret", "seed")


class Seal(Operation):
    """As RunPython, but it asks the tables alone, so that no model is made anew for it."""

    def state_forwards(self, app_label, state):
        pass

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        each(schema_editor.connection, encrypt, held=False)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        each(schema_editor.connection, decrypt, held=True)


def each(connection, change, *, held):
    """Change every secret that is (or is not) held encrypted: a token begins with gAAAA, and neither base32 nor hexadecimal does."""
    with connection.cursor() as cursor:
        for secret in SECRETS:
            cursor.execute(
                "SELECT id, data ->> %s FROM mfa_authenticator WHERE (data ->> %s LIKE 'gAAAA%%') = %s FOR UPDATE",
                [secret, secret, held],
            )
            for pk, text in cursor.fetchall():
                cursor.execute(
                    "UPDATE mfa_authenticator SET data = jsonb_set(data, ARRAY[%s], to_jsonb(%s::text)) WHERE id = %s",
                    [secret, change(text), pk],
                )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_answers_of_forms"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [Seal()]
