"""Support plans, and incidents apart."""

import core.operations
import core.clock
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0008_hours_rules'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('placements', '0022_settled_scales'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        core.operations.AtOnce(
            steps=[
                migrations.CreateModel(
                    name='Incident',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('kind', models.CharField(choices=[('exposure', 'Needlestick or splash'), ('injury', 'Injury or fall'), ('patient', 'Harm to a patient, or nearly'), ('conduct', 'Threat, harassment or insult'), ('equipment', 'Equipment or building'), ('other', 'Something else')], max_length=20)),
                        ('happened_at', models.DateTimeField()),
                        ('where', models.CharField(blank=True, max_length=200)),
                        ('what', models.TextField(help_text='Screened for what would name a patient.')),
                        ('done_at_once', models.TextField(blank=True)),
                        ('told', models.CharField(blank=True, help_text='Who was told there and then.', max_length=300)),
                        ('office_only', models.BooleanField(default=False, help_text='The student wants the partner not to read it.')),
                        ('severity', models.CharField(blank=True, choices=[('minor', 'Minor'), ('moderate', 'Moderate'), ('serious', 'Serious')], max_length=20)),
                        ('state', models.CharField(choices=[('reported', 'Reported'), ('triaged', 'Looked at'), ('actioned', 'Followed up'), ('closed', 'Closed')], default='reported', max_length=20)),
                        ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.membership')),
                        ('placement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incidents', to='placements.placement')),
                        ('reported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                ),
                migrations.CreateModel(
                    name='IncidentEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('kind', models.CharField(choices=[('exposure', 'Needlestick or splash'), ('injury', 'Injury or fall'), ('patient', 'Harm to a patient, or nearly'), ('conduct', 'Threat, harassment or insult'), ('equipment', 'Equipment or building'), ('other', 'Something else')], max_length=20)),
                        ('happened_at', models.DateTimeField()),
                        ('where', models.CharField(blank=True, max_length=200)),
                        ('what', models.TextField(help_text='Screened for what would name a patient.')),
                        ('done_at_once', models.TextField(blank=True)),
                        ('told', models.CharField(blank=True, help_text='Who was told there and then.', max_length=300)),
                        ('office_only', models.BooleanField(default=False, help_text='The student wants the partner not to read it.')),
                        ('severity', models.CharField(blank=True, choices=[('minor', 'Minor'), ('moderate', 'Moderate'), ('serious', 'Serious')], max_length=20)),
                        ('state', models.CharField(choices=[('reported', 'Reported'), ('triaged', 'Looked at'), ('actioned', 'Followed up'), ('closed', 'Closed')], default='reported', max_length=20)),
                        ('membership', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.membership')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='placements.incident')),
                        ('placement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='placements.placement')),
                        ('reported_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='IncidentTransition',
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
                        ('thing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='placements.incident')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='SupportPlan',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('facts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, help_text='What was seen when it was opened.', size=None)),
                        ('goal', models.CharField(max_length=300)),
                        ('review_on', models.DateField(help_text='When it is looked at again.')),
                        ('state', models.CharField(choices=[('proposed', 'Waits for the student'), ('agreed', 'Agreed'), ('closed', 'Closed')], default='proposed', max_length=20)),
                        ('agreed_at', models.DateTimeField(blank=True, null=True)),
                        ('outcome', models.CharField(blank=True, choices=[('helped', 'It helped: the goal is reached'), ('partly', 'It helped in part'), ('not', 'It did not help'), ('not_needed', 'It was not needed after all')], max_length=20)),
                        ('outcome_note', models.CharField(blank=True, max_length=500)),
                        ('closed_at', models.DateTimeField(blank=True, null=True)),
                        ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('placement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='support_plans', to='placements.placement')),
                    ],
                ),
                migrations.CreateModel(
                    name='SupportPlanEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('facts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, help_text='What was seen when it was opened.', size=None)),
                        ('goal', models.CharField(max_length=300)),
                        ('review_on', models.DateField(help_text='When it is looked at again.')),
                        ('state', models.CharField(choices=[('proposed', 'Waits for the student'), ('agreed', 'Agreed'), ('closed', 'Closed')], default='proposed', max_length=20)),
                        ('agreed_at', models.DateTimeField(blank=True, null=True)),
                        ('outcome', models.CharField(blank=True, choices=[('helped', 'It helped: the goal is reached'), ('partly', 'It helped in part'), ('not', 'It did not help'), ('not_needed', 'It was not needed after all')], max_length=20)),
                        ('outcome_note', models.CharField(blank=True, max_length=500)),
                        ('closed_at', models.DateTimeField(blank=True, null=True)),
                        ('opened_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='placements.supportplan')),
                        ('placement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='placements.placement')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='SupportPlanTransition',
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
                        ('thing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='placements.supportplan')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='SupportStep',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.PositiveSmallIntegerField()),
                        ('text', models.CharField(max_length=200)),
                        ('who', models.CharField(choices=[('student', 'Student'), ('supervisor', 'Supervisor'), ('office', 'Placement office')], max_length=20)),
                        ('done_at', models.DateTimeField(blank=True, null=True)),
                        ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='placements.supportplan')),
                    ],
                ),
                migrations.AddIndex(
                    model_name='incident',
                    index=models.Index(fields=['placement'], name='incident_by_placement'),
                ),
                migrations.AddIndex(
                    model_name='incident',
                    index=models.Index(condition=models.Q(('state', 'reported')), fields=['created_at'], name='incident_untriaged'),
                ),
                migrations.AddConstraint(
                    model_name='incident',
                    constraint=models.CheckConstraint(condition=models.Q(('state', 'reported'), models.Q(('severity', ''), _negated=True), _connector='OR'), name='an_incident_looked_at_says_how_serious'),
                ),
                migrations.AddConstraint(
                    model_name='incident',
                    constraint=models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='an_incident_says_what_happened'),
                ),
                core.operations.AddTrigger(
                    model_name='incident',
                    trigger=pgtrigger.compiler.Trigger(name='what_was_reported_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."placement_id" IS DISTINCT FROM (NEW."placement_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."happened_at" IS DISTINCT FROM (NEW."happened_at") OR OLD."where" IS DISTINCT FROM (NEW."where") OR OLD."what" IS DISTINCT FROM (NEW."what") OR OLD."done_at_once" IS DISTINCT FROM (NEW."done_at_once") OR OLD."told" IS DISTINCT FROM (NEW."told") OR OLD."office_only" IS DISTINCT FROM (NEW."office_only") OR OLD."reported_by_id" IS DISTINCT FROM (NEW."reported_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a32503fab3be013b4b48b728deaf195aebb83ff4', operation='UPDATE', pgid='pgtrigger_what_was_reported_stays_3fe9f', table='placements_incident', when='BEFORE')),
                ),
                core.operations.AddTrigger(
                    model_name='incident',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "placements_incidentevent" ("created_at", "done_at_once", "happened_at", "id", "kind", "membership_id", "office_only", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placement_id", "reported_by_id", "severity", "state", "told", "updated_at", "what", "where") VALUES (NEW."created_at", NEW."done_at_once", NEW."happened_at", NEW."id", NEW."kind", NEW."membership_id", NEW."office_only", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."placement_id", NEW."reported_by_id", NEW."severity", NEW."state", NEW."told", NEW."updated_at", NEW."what", NEW."where"); RETURN NULL;', hash='c09108720b86bd8190265d8bc4cdc5bdf363eab0', operation='INSERT', pgid='pgtrigger_insert_insert_3f20e', table='placements_incident', when='AFTER')),
                ),
                core.operations.AddTrigger(
                    model_name='incident',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "placements_incidentevent" ("created_at", "done_at_once", "happened_at", "id", "kind", "membership_id", "office_only", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placement_id", "reported_by_id", "severity", "state", "told", "updated_at", "what", "where") VALUES (NEW."created_at", NEW."done_at_once", NEW."happened_at", NEW."id", NEW."kind", NEW."membership_id", NEW."office_only", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."placement_id", NEW."reported_by_id", NEW."severity", NEW."state", NEW."told", NEW."updated_at", NEW."what", NEW."where"); RETURN NULL;', hash='a4ff711ed374942b0f90a8153f4ba8838520fe82', operation='UPDATE', pgid='pgtrigger_update_update_678b6', table='placements_incident', when='AFTER')),
                ),
                core.operations.AddTrigger(
                    model_name='incidentevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2458af8101917393a62481b6b1b0491e73c445d2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5542b', table='placements_incidentevent', when='BEFORE')),
                ),
                migrations.AddIndex(
                    model_name='supportplan',
                    index=models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['review_on'], name='support_to_review'),
                ),
                migrations.AddConstraint(
                    model_name='supportplan',
                    constraint=models.UniqueConstraint(condition=models.Q(('state', 'closed'), _negated=True), fields=('placement',), name='one_running_support_plan'),
                ),
                migrations.AddConstraint(
                    model_name='supportplan',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed'), models.Q(('outcome', ''), _negated=True)), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at', None), ('outcome', '')), _connector='OR'), name='a_closed_plan_says_what_came_of_it'),
                ),
                migrations.AddConstraint(
                    model_name='supportplan',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'agreed'), _negated=True), ('agreed_at__isnull', False), _connector='OR'), name='an_agreed_plan_says_when'),
                ),
                core.operations.AddTrigger(
                    model_name='supportplan',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "placements_supportplanevent" ("agreed_at", "closed_at", "created_at", "facts", "goal", "id", "opened_by_id", "outcome", "outcome_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placement_id", "review_on", "state", "updated_at") VALUES (NEW."agreed_at", NEW."closed_at", NEW."created_at", NEW."facts", NEW."goal", NEW."id", NEW."opened_by_id", NEW."outcome", NEW."outcome_note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."placement_id", NEW."review_on", NEW."state", NEW."updated_at"); RETURN NULL;', hash='65e963ec1205037fe6138c4ad4ff911fae3fb99b', operation='INSERT', pgid='pgtrigger_insert_insert_7d672', table='placements_supportplan', when='AFTER')),
                ),
                core.operations.AddTrigger(
                    model_name='supportplan',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "placements_supportplanevent" ("agreed_at", "closed_at", "created_at", "facts", "goal", "id", "opened_by_id", "outcome", "outcome_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placement_id", "review_on", "state", "updated_at") VALUES (NEW."agreed_at", NEW."closed_at", NEW."created_at", NEW."facts", NEW."goal", NEW."id", NEW."opened_by_id", NEW."outcome", NEW."outcome_note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."placement_id", NEW."review_on", NEW."state", NEW."updated_at"); RETURN NULL;', hash='957ca8768eb2f3fb98cc96c23c1fe24209159daa', operation='UPDATE', pgid='pgtrigger_update_update_d0dfc', table='placements_supportplan', when='AFTER')),
                ),
                core.operations.AddTrigger(
                    model_name='supportplanevent',
                    trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b5e76c21004761ba8b4201ce07d0b0d915c20825', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8be3a', table='placements_supportplanevent', when='BEFORE')),
                ),
                migrations.AddConstraint(
                    model_name='supportstep',
                    constraint=models.UniqueConstraint(fields=('plan', 'position'), name='one_step_a_position'),
                ),
                migrations.AddConstraint(
                    model_name='supportstep',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by', None)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='a_step_that_is_done_says_by_whom'),
                ),
            ],
        ),
    ]
