"""Students’ sentences about sites, read by their office before they are shown."""

import core.operations
import core.clock
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0003_of_blocks'),
        ('institutions', '0008_hours_rules'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        core.operations.AtOnce(
            steps=[
                migrations.CreateModel(
                    name='SiteWord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('text', models.TextField()),
                        ('state', models.CharField(choices=[('waiting', 'Waits to be read'), ('shown', 'Shown'), ('hidden', 'Not shown')], default='waiting', max_length=20)),
                        ('reason', models.CharField(blank=True, help_text='Why it is not shown; the partner reads it.', max_length=300)),
                        ('evaluation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evaluations.evaluation')),
                        ('institute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institute')),
                        ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.partner')),
                    ],
                ),
                migrations.CreateModel(
                    name='SiteWordEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('text', models.TextField()),
                        ('state', models.CharField(choices=[('waiting', 'Waits to be read'), ('shown', 'Shown'), ('hidden', 'Not shown')], default='waiting', max_length=20)),
                        ('reason', models.CharField(blank=True, help_text='Why it is not shown; the partner reads it.', max_length=300)),
                        ('institute', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institute')),
                        ('partner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.partner')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.siteword')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='SiteWordTransition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('move', models.CharField(max_length=40)),
                        ('from_state', models.CharField(blank=True, max_length=30)),
                        ('to_state', models.CharField(max_length=30)),
                        ('at', models.DateTimeField()),
                        ('via', models.CharField(choices=[('person', 'signed in'), ('link', 'by link'), ('paper', 'from paper'), ('phone', 'by phone'), ('clock', 'by itself'), ('nobody', 'not signed in')], max_length=10)),
                        ('as_label', models.CharField(blank=True, help_text='In what capacity, in the words of that day.', max_length=200)),
                        ('note', models.TextField(blank=True)),
                        ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('membership', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.membership')),
                        ('recording', models.ForeignKey(blank=True, help_text='Where it was written down for the person, from paper or phone.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.recording')),
                        ('thing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='evaluations.siteword')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.AddIndex(
                    model_name='siteword',
                    index=models.Index(fields=['institute', 'state'], name='words_of_an_office'),
                ),
                migrations.AddIndex(
                    model_name='siteword',
                    index=models.Index(fields=['partner', 'state'], name='words_about_a_partner'),
                ),
                migrations.AddConstraint(
                    model_name='siteword',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'hidden'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_word_that_is_not_shown_says_why'),
                ),
                core.operations.AddTrigger(
                    model_name='siteword',
                    trigger=pgtrigger.compiler.Trigger(name='a_students_word_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."evaluation_id" IS DISTINCT FROM (NEW."evaluation_id") OR OLD."institute_id" IS DISTINCT FROM (NEW."institute_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='735f6cd35be08c0161b5ba945533c75cfdbd66ec', operation='UPDATE', pgid='pgtrigger_a_students_word_stays_7f872', table='evaluations_siteword', when='BEFORE')),
                ),
                core.operations.AddTrigger(
                    model_name='siteword',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_sitewordevent" ("created_at", "id", "institute_id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "text", "updated_at") VALUES (NEW."created_at", NEW."id", NEW."institute_id", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."state", NEW."text", NEW."updated_at"); RETURN NULL;', hash='b454e2b452b97973985ecf558fcd8242fd861124', operation='INSERT', pgid='pgtrigger_insert_insert_260e0', table='evaluations_siteword', when='AFTER')),
                ),
                core.operations.AddTrigger(
                    model_name='siteword',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."institute_id" IS DISTINCT FROM (NEW."institute_id") OR OLD."partner_id" IS DISTINCT FROM (NEW."partner_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at"))', func='INSERT INTO "evaluations_sitewordevent" ("created_at", "id", "institute_id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "text", "updated_at") VALUES (NEW."created_at", NEW."id", NEW."institute_id", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."state", NEW."text", NEW."updated_at"); RETURN NULL;', hash='5a956668b398e3d4557c2b863fe5350a49f0701a', operation='UPDATE', pgid='pgtrigger_update_update_14fdb', table='evaluations_siteword', when='AFTER')),
                ),
                core.operations.AddTrigger(
                    model_name='sitewordevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3cf7d3ce11938e0668614f82c2be06302aed4acb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_872bd', table='evaluations_sitewordevent', when='BEFORE')),
                ),
            ],
        ),
    ]
