"""Students and their evidence, each table made whole."""

import core.clock
import core.fields
import core.operations
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('students', '0001_initial'), ('students', '0002_records'), ('students', '0003_waivers'), ('students', '0004_imports')]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
        ('institutions', '0001_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        core.operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Student',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('roll_no', models.CharField(max_length=40, verbose_name='roll number')),
                        ('father_name', models.CharField(blank=True, help_text='Printed on certificates where councils ask for it.', max_length=150, verbose_name='father’s name')),
                        ('relation', models.CharField(blank=True, choices=[('son', 'son of'), ('daughter', 'daughter of'), ('wife', 'wife of')], help_text='How the certificate words it.', max_length=10)),
                        ('id_number', core.fields.EncryptedTextField(blank=True, verbose_name='CNIC or passport number')),
                        ('id_last4', models.CharField(blank=True, editable=False, max_length=4)),
                        ('city', models.CharField(blank=True, max_length=80, verbose_name='city')),
                        ('about', models.TextField(blank=True, verbose_name='about you')),
                        ('skills', models.TextField(blank=True, help_text='One a line.', verbose_name='skills')),
                        ('languages', models.CharField(blank=True, max_length=200, verbose_name='languages')),
                        ('emergency_name', models.CharField(blank=True, max_length=150, verbose_name='emergency contact')),
                        ('emergency_phone', models.CharField(blank=True, max_length=20, verbose_name='their number')),
                        ('profile_done_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('cv', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.storedfile')),
                        ('institute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='students', to='institutions.institute')),
                        ('intake', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='students', to='institutions.intake')),
                        ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='students', to='institutions.programme')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='students', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('institute', 'roll_no'), name='one_student_per_roll_number'), models.UniqueConstraint(fields=('institute', 'user'), name='one_student_row_per_person_and_institute'), models.CheckConstraint(condition=models.Q(('id_last4__regex', '^(.{4})?$')), name='id_last4_is_four_or_none')],
                    },
                ),
                migrations.CreateModel(
                    name='StudentEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('roll_no', models.CharField(max_length=40, verbose_name='roll number')),
                        ('father_name', models.CharField(blank=True, help_text='Printed on certificates where councils ask for it.', max_length=150, verbose_name='father’s name')),
                        ('relation', models.CharField(blank=True, choices=[('son', 'son of'), ('daughter', 'daughter of'), ('wife', 'wife of')], help_text='How the certificate words it.', max_length=10)),
                        ('id_last4', models.CharField(blank=True, editable=False, max_length=4)),
                        ('city', models.CharField(blank=True, max_length=80, verbose_name='city')),
                        ('about', models.TextField(blank=True, verbose_name='about you')),
                        ('skills', models.TextField(blank=True, help_text='One a line.', verbose_name='skills')),
                        ('languages', models.CharField(blank=True, max_length=200, verbose_name='languages')),
                        ('emergency_name', models.CharField(blank=True, max_length=150, verbose_name='emergency contact')),
                        ('emergency_phone', models.CharField(blank=True, max_length=20, verbose_name='their number')),
                        ('profile_done_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('cv', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.storedfile')),
                        ('institute', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institute')),
                        ('intake', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.intake')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='students.student')),
                        ('programme', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.programme')),
                        ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Record',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('state', models.CharField(choices=[('draft', 'Not sent yet'), ('submitted', 'With the office'), ('verified', 'Verified'), ('rejected', 'Sent back'), ('superseded', 'Replaced')], default='draft', max_length=20)),
                        ('on', models.DateField(blank=True, help_text='The day the document speaks of: of the dose, of the test.', null=True)),
                        ('until', models.DateField(blank=True, help_text='The last day on which it holds.', null=True)),
                        ('values', models.JSONField(blank=True, default=dict)),
                        ('submitted_at', models.DateTimeField(blank=True, null=True)),
                        ('decided_at', models.DateTimeField(blank=True, null=True)),
                        ('reason', models.CharField(blank=True, choices=[('unreadable', 'It is blurred, dark or cut off'), ('no_name', 'Your name is not on it'), ('no_date', 'The date is missing or cannot be read'), ('no_signature', 'The signature or the stamp is missing'), ('wrong_document', 'It is another document'), ('other_fields', 'What you wrote is not what it says'), ('too_old', 'It holds no more'), ('other', 'Something else')], max_length=20)),
                        ('words', models.CharField(blank=True, help_text='What the office wrote when it sent it back.', max_length=500)),
                        ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='accounts.storedfile')),
                        ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='institutions.evidencekind')),
                        ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='students.record')),
                        ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='students.student')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('state', 'submitted')), fields=['submitted_at'], name='record_waiting'), models.Index(condition=models.Q(('state', 'verified')), fields=['until'], name='record_ending'), models.Index(condition=models.Q(('state__in', ['submitted', 'verified'])), fields=['student', 'kind'], name='record_held')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('file__isnull', False), ('on__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='sent_record_has_day_and_document'), models.CheckConstraint(condition=models.Q(('until', None), ('on', None), ('until__gte', models.F('on')), _connector='OR'), name='record_ends_after_its_day'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'rejected'), _negated=True), models.Q(models.Q(('reason', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='rejected_record_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'verified'), _negated=True), ('decided_at__isnull', False), _connector='OR'), name='verified_record_says_when'), models.UniqueConstraint(condition=models.Q(('replaces', None), ('state', 'draft')), fields=('student', 'kind'), name='one_new_draft_a_kind'), models.UniqueConstraint(condition=models.Q(('state', 'submitted')), fields=('student', 'kind', 'on', 'values'), name='one_waiting_record_of_one_dose'), models.UniqueConstraint(condition=models.Q(('state', 'verified')), fields=('student', 'kind', 'on', 'values'), name='one_verified_record_of_one_dose')],
                    },
                ),
                migrations.CreateModel(
                    name='RecordEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('state', models.CharField(choices=[('draft', 'Not sent yet'), ('submitted', 'With the office'), ('verified', 'Verified'), ('rejected', 'Sent back'), ('superseded', 'Replaced')], default='draft', max_length=20)),
                        ('on', models.DateField(blank=True, help_text='The day the document speaks of: of the dose, of the test.', null=True)),
                        ('until', models.DateField(blank=True, help_text='The last day on which it holds.', null=True)),
                        ('values', models.JSONField(blank=True, default=dict)),
                        ('submitted_at', models.DateTimeField(blank=True, null=True)),
                        ('decided_at', models.DateTimeField(blank=True, null=True)),
                        ('reason', models.CharField(blank=True, choices=[('unreadable', 'It is blurred, dark or cut off'), ('no_name', 'Your name is not on it'), ('no_date', 'The date is missing or cannot be read'), ('no_signature', 'The signature or the stamp is missing'), ('wrong_document', 'It is another document'), ('other_fields', 'What you wrote is not what it says'), ('too_old', 'It holds no more'), ('other', 'Something else')], max_length=20)),
                        ('words', models.CharField(blank=True, help_text='What the office wrote when it sent it back.', max_length=500)),
                        ('file', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.storedfile')),
                        ('kind', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.evidencekind')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='students.record')),
                        ('replaces', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='students.record')),
                        ('student', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='students.student')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='RecordTransition',
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
                        ('thing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='students.record')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Waiver',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('reason', models.TextField()),
                        ('agreed_with', models.CharField(blank=True, help_text='Who agreed at the partner whose requirement it is, and when.', max_length=200)),
                        ('until', models.DateField(blank=True, help_text='The last day for which it holds; empty for good.', null=True)),
                        ('state', models.CharField(choices=[('given', 'Given'), ('withdrawn', 'Withdrawn')], default='given', max_length=20)),
                        ('given_as', models.CharField(blank=True, max_length=200)),
                        ('given_at', models.DateTimeField()),
                        ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('requirement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waivers', to='institutions.requirement')),
                        ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waivers', to='students.student')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'given')), fields=('student', 'requirement'), name='one_waiver_per_student_and_requirement'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='waiver_has_a_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='WaiverEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('reason', models.TextField()),
                        ('agreed_with', models.CharField(blank=True, help_text='Who agreed at the partner whose requirement it is, and when.', max_length=200)),
                        ('until', models.DateField(blank=True, help_text='The last day for which it holds; empty for good.', null=True)),
                        ('state', models.CharField(choices=[('given', 'Given'), ('withdrawn', 'Withdrawn')], default='given', max_length=20)),
                        ('given_as', models.CharField(blank=True, max_length=200)),
                        ('given_at', models.DateTimeField()),
                        ('given_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='students.waiver')),
                        ('requirement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.requirement')),
                        ('student', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='students.student')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='WaiverTransition',
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
                        ('thing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='students.waiver')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
            ],
        ),
        core.operations.AddTrigger(
            model_name='student',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "students_studentevent" ("about", "city", "created_at", "cv_id", "emergency_name", "emergency_phone", "father_name", "id", "id_last4", "institute_id", "intake_id", "languages", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "profile_done_at", "programme_id", "relation", "roll_no", "skills", "updated_at", "user_id", "version") VALUES (NEW."about", NEW."city", NEW."created_at", NEW."cv_id", NEW."emergency_name", NEW."emergency_phone", NEW."father_name", NEW."id", NEW."id_last4", NEW."institute_id", NEW."intake_id", NEW."languages", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."profile_done_at", NEW."programme_id", NEW."relation", NEW."roll_no", NEW."skills", NEW."updated_at", NEW."user_id", NEW."version"); RETURN NULL;', hash='5e26b2b189be46e95c59e3903f90d8d1a50e9833', operation='INSERT', pgid='pgtrigger_insert_insert_95980', table='students_student', when='AFTER')),
        ),
        core.operations.AddTrigger(
            model_name='student',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."about" IS DISTINCT FROM (NEW."about") OR OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."cv_id" IS DISTINCT FROM (NEW."cv_id") OR OLD."emergency_name" IS DISTINCT FROM (NEW."emergency_name") OR OLD."emergency_phone" IS DISTINCT FROM (NEW."emergency_phone") OR OLD."father_name" IS DISTINCT FROM (NEW."father_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."id_last4" IS DISTINCT FROM (NEW."id_last4") OR OLD."institute_id" IS DISTINCT FROM (NEW."institute_id") OR OLD."intake_id" IS DISTINCT FROM (NEW."intake_id") OR OLD."languages" IS DISTINCT FROM (NEW."languages") OR OLD."profile_done_at" IS DISTINCT FROM (NEW."profile_done_at") OR OLD."programme_id" IS DISTINCT FROM (NEW."programme_id") OR OLD."relation" IS DISTINCT FROM (NEW."relation") OR OLD."roll_no" IS DISTINCT FROM (NEW."roll_no") OR OLD."skills" IS DISTINCT FROM (NEW."skills") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "students_studentevent" ("about", "city", "created_at", "cv_id", "emergency_name", "emergency_phone", "father_name", "id", "id_last4", "institute_id", "intake_id", "languages", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "profile_done_at", "programme_id", "relation", "roll_no", "skills", "updated_at", "user_id", "version") VALUES (NEW."about", NEW."city", NEW."created_at", NEW."cv_id", NEW."emergency_name", NEW."emergency_phone", NEW."father_name", NEW."id", NEW."id_last4", NEW."institute_id", NEW."intake_id", NEW."languages", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."profile_done_at", NEW."programme_id", NEW."relation", NEW."roll_no", NEW."skills", NEW."updated_at", NEW."user_id", NEW."version"); RETURN NULL;', hash='a0b83a858103eaebc06269b821638d2f14ed76aa', operation='UPDATE', pgid='pgtrigger_update_update_cfde9', table='students_student', when='AFTER')),
        ),
        core.operations.AddTrigger(
            model_name='studentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='aa2a9cccc2a933a4681710da1baca1549da79e55', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0b28f', table='students_studentevent', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='record',
            trigger=pgtrigger.compiler.Trigger(name='a_decided_record_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state IN ('verified', 'rejected', 'superseded') AND (NEW.state NOT IN (OLD.state, 'superseded') OR to_jsonb(OLD.*) - '{state,version,updated_at}'::text[] IS DISTINCT FROM to_jsonb(NEW.*) - '{state,version,updated_at}'::text[]))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a0bdb547874715cc67737f18b57f8f8281f7fb34', operation='UPDATE', pgid='pgtrigger_a_decided_record_never_changes_d76ff', table='students_record', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='record',
            trigger=pgtrigger.compiler.Trigger(name='a_sent_record_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state <> 'draft')", func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1ee2f31a0aa915d99a92c32672aa6d307082ba37', operation='DELETE', pgid='pgtrigger_a_sent_record_is_kept_9f0f9', table='students_record', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='record',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "students_recordevent" ("created_at", "decided_at", "file_id", "id", "kind_id", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "replaces_id", "state", "student_id", "submitted_at", "until", "updated_at", "values", "version", "words") VALUES (NEW."created_at", NEW."decided_at", NEW."file_id", NEW."id", NEW."kind_id", NEW."on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."replaces_id", NEW."state", NEW."student_id", NEW."submitted_at", NEW."until", NEW."updated_at", NEW."values", NEW."version", NEW."words"); RETURN NULL;', hash='be4389778a863038e9a92c6ad6aeead8d087b980', operation='INSERT', pgid='pgtrigger_insert_insert_b7a3a', table='students_record', when='AFTER')),
        ),
        core.operations.AddTrigger(
            model_name='record',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "students_recordevent" ("created_at", "decided_at", "file_id", "id", "kind_id", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "replaces_id", "state", "student_id", "submitted_at", "until", "updated_at", "values", "version", "words") VALUES (NEW."created_at", NEW."decided_at", NEW."file_id", NEW."id", NEW."kind_id", NEW."on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."replaces_id", NEW."state", NEW."student_id", NEW."submitted_at", NEW."until", NEW."updated_at", NEW."values", NEW."version", NEW."words"); RETURN NULL;', hash='36039e978a3f3736d80b5bec84c594a3d32dca9b', operation='UPDATE', pgid='pgtrigger_update_update_23aee', table='students_record', when='AFTER')),
        ),
        core.operations.AddTrigger(
            model_name='recordevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ef47407d6983eae6eb08da5d277228ae66252420', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cc7e6', table='students_recordevent', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='waiver',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "students_waiverevent" ("agreed_with", "created_at", "given_as", "given_at", "given_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "requirement_id", "state", "student_id", "until", "updated_at") VALUES (NEW."agreed_with", NEW."created_at", NEW."given_as", NEW."given_at", NEW."given_by_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."requirement_id", NEW."state", NEW."student_id", NEW."until", NEW."updated_at"); RETURN NULL;', hash='4cbb531e0eddd9597e365adbc4b2a4e25373b4f5', operation='INSERT', pgid='pgtrigger_insert_insert_00e48', table='students_waiver', when='AFTER')),
        ),
        core.operations.AddTrigger(
            model_name='waiver',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "students_waiverevent" ("agreed_with", "created_at", "given_as", "given_at", "given_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "requirement_id", "state", "student_id", "until", "updated_at") VALUES (NEW."agreed_with", NEW."created_at", NEW."given_as", NEW."given_at", NEW."given_by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."requirement_id", NEW."state", NEW."student_id", NEW."until", NEW."updated_at"); RETURN NULL;', hash='a3983ca65cb3c041a3e566fb2e640ffe45f6a4c3', operation='UPDATE', pgid='pgtrigger_update_update_85460', table='students_waiver', when='AFTER')),
        ),
        core.operations.AddTrigger(
            model_name='waiverevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='30abab430091da6b1667ceaf6ae3e6756657fb7d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_75219', table='students_waiverevent', when='BEFORE')),
        ),
    ]
