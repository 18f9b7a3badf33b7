"""Long lists walk along an index. An application knows its slot's partner: written by a trigger, held by a key of both."""

import core.operations
import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models

BATCH = 20_000  # applications a transaction
KNOW = """
UPDATE placements_application application SET partner_id = slot.partner_id
  FROM placements_slot slot WHERE slot.id = application.slot_id AND application.id > %s AND application.id <= %s
"""


def know_partners(apps, schema_editor):
    """Some thousand applications a transaction, so that nobody who reads waits for all of them."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM placements_application")
        (last,) = cursor.fetchone()
        for first in range(0, last, BATCH):
            cursor.execute(KNOW, [first, first + BATCH])


# That it is never empty: told and looked through while people go on reading, so that NOT NULL, which closes the table, need not look again.
PROMISED = [
    "ALTER TABLE placements_application ADD CONSTRAINT partner_is_known CHECK (partner_id IS NOT NULL) NOT VALID",
    "ALTER TABLE placements_application VALIDATE CONSTRAINT partner_is_known",
]
KEPT = ["ALTER TABLE placements_application DROP CONSTRAINT partner_is_known"]
# One by one: in one step the slots would stay closed while a year's applications are looked through.
AS_ITS_SLOT = [
    "ALTER TABLE placements_slot ADD CONSTRAINT slot_at_its_partner UNIQUE (id, partner_id)",
    "ALTER TABLE placements_application ADD CONSTRAINT application_at_the_partner_of_its_slot"
    " FOREIGN KEY (slot_id, partner_id) REFERENCES placements_slot (id, partner_id)"
    " ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED",
]
UNDO = [
    "ALTER TABLE placements_application DROP CONSTRAINT application_at_the_partner_of_its_slot",
    "ALTER TABLE placements_slot DROP CONSTRAINT slot_at_its_partner",
]


class Migration(migrations.Migration):
    """The column, what it holds for those that are there, and the lists that walk along it.

    Each step is a transaction of its own: in one, a year's applications would be closed to readers for minutes. One that was interrupted
    is begun again after `ALTER TABLE placements_application DROP COLUMN partner_id` and, if it came so far,
    `ALTER TABLE placements_slot DROP CONSTRAINT slot_at_its_partner`.
    """

    atomic = False
    dependencies = [("institutions", "0006_references"), ("placements", "0018_references")]
    operations = [
        core.operations.AtOnce(
            steps=[
                core.operations.RemoveTrigger(
                    model_name='application',
                    name='update_update',
                ),
                migrations.AddField(
                    model_name='application',
                    name='partner',
                    field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='institutions.partner'),
                ),
            ],
        ),
        migrations.RunPython(know_partners, migrations.RunPython.noop),
        migrations.RunSQL(PROMISED, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='application',
            name='partner',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='institutions.partner'),
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.RunSQL(AS_ITS_SLOT, UNDO),
        core.operations.AtOnce(
            steps=[
                migrations.AddIndex(
                    model_name='application',
                    index=models.Index(condition=models.Q(('submitted_at__isnull', False)), fields=['partner', '-submitted_at', '-id'], include=('state', 'student', 'slot'), name='sent_to_partner'),
                ),
                migrations.AddIndex(
                    model_name='application',
                    index=models.Index(condition=models.Q(('submitted_at__isnull', False)), fields=['institute', '-submitted_at', '-id'], include=('state', 'student', 'slot'), name='sent_from_institute'),
                ),
                core.operations.AddTrigger(
                    model_name='application',
                    trigger=pgtrigger.compiler.Trigger(name='partner_of_its_slot', sql=pgtrigger.compiler.UpsertTriggerSql(func='NEW.partner_id = (SELECT partner_id FROM placements_slot WHERE id = NEW.slot_id); RETURN NEW;', hash='6556ecd27178fb18920281babb462bac42503456', operation='INSERT OR UPDATE OF "slot_id"', pgid='pgtrigger_partner_of_its_slot_7fac2', table='placements_application', when='BEFORE')),
                ),
                core.operations.AddTrigger(
                    model_name='application',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answer_by" IS DISTINCT FROM (NEW."answer_by") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."institute_id" IS DISTINCT FROM (NEW."institute_id") OR OLD."receipt" IS DISTINCT FROM (NEW."receipt") OR OLD."released_at" IS DISTINCT FROM (NEW."released_at") OR OLD."slot_id" IS DISTINCT FROM (NEW."slot_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."statement" IS DISTINCT FROM (NEW."statement") OR OLD."student_id" IS DISTINCT FROM (NEW."student_id") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."waitlisted_at" IS DISTINCT FROM (NEW."waitlisted_at"))', func='INSERT INTO "placements_applicationevent" ("answer_by", "created_at", "id", "institute_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "receipt", "released_at", "slot_id", "state", "statement", "student_id", "submitted_at", "updated_at", "version", "waitlisted_at") VALUES (NEW."answer_by", NEW."created_at", NEW."id", NEW."institute_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."receipt", NEW."released_at", NEW."slot_id", NEW."state", NEW."statement", NEW."student_id", NEW."submitted_at", NEW."updated_at", NEW."version", NEW."waitlisted_at"); RETURN NULL;', hash='a0435e51682baa07511fcf649fc85bc8948368fd', operation='UPDATE', pgid='pgtrigger_update_update_3dbf5', table='placements_application', when='AFTER')),
                ),
                migrations.AddIndex(
                    model_name='placement',
                    index=models.Index(fields=['institute', '-starts_on', '-id'], name='institute_latest_first'),
                ),
                migrations.AddIndex(
                    model_name='placement',
                    index=models.Index(fields=['partner', '-starts_on', '-id'], name='partner_latest_first'),
                ),
                migrations.AddIndex(
                    model_name='placement',
                    index=models.Index(fields=['supervisor', '-starts_on', '-id'], name='supervisor_latest_first'),
                ),
            ],
        ),
    ]
