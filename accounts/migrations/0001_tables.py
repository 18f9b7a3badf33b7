"""People, sign-in links, stored files, jobs, each table made whole."""

import accounts.models.files
import core.clock
import core.operations
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('accounts', '0001_initial'), ('accounts', '0002_initial'), ('accounts', '0003_calendar_links'), ('accounts', '0004_recordings'), ('accounts', '0005_readlog_reason'), ('accounts', '0006_links_for_partners')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        core.operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                        ('name', models.CharField(help_text='As on the identity card, with title: Dr Sana Mirza.', max_length=150, verbose_name='name')),
                        ('phone', models.CharField(blank=True, max_length=20, verbose_name='mobile')),
                        ('language', models.CharField(choices=[('en', 'English'), ('ur', 'اردو')], default='en', max_length=5, verbose_name='language')),
                        ('claimed_at', models.DateTimeField(blank=True, editable=False, help_text='When the invitation was accepted.', null=True)),
                        ('is_active', models.BooleanField(default=True)),
                        ('is_staff', models.BooleanField(default=False)),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                        ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='one_person_per_email')],
                    },
                ),
                migrations.CreateModel(
                    name='AccessLink',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('purpose', models.CharField(choices=[('invitation', 'accept an invitation'), ('evaluation', 'fill in an evaluation'), ('calendar', 'read a calendar'), ('objection', 'object to what was recorded'), ('interest', 'say how a partner stands'), ('call', 'answer a call for places')], max_length=20)),
                        ('subject_id', models.BigIntegerField(blank=True, help_text='Primary key of the thing that the purpose is about.', null=True)),
                        ('nonce', models.CharField(editable=False, max_length=43)),
                        ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                        ('created_at', models.DateTimeField()),
                        ('expires_at', models.DateTimeField()),
                        ('used_at', models.DateTimeField(blank=True, null=True)),
                        ('revoked_at', models.DateTimeField(blank=True, null=True)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['purpose', 'subject_id'], name='link_by_subject')],
                    },
                ),
                migrations.CreateModel(
                    name='IdempotencyKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=40)),
                        ('owner', models.CharField(help_text='u<user id> or l<link id>.', max_length=60)),
                        ('result_model', models.CharField(blank=True, max_length=60)),
                        ('result_id', models.BigIntegerField(null=True)),
                        ('created_at', models.DateTimeField(default=core.clock.now)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('owner', 'key'), name='one_act_per_key')],
                    },
                ),
                migrations.CreateModel(
                    name='StoredFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=30)),
                        ('file', models.FileField(max_length=120, upload_to=accounts.models.files.random_path)),
                        ('name', models.CharField(help_text='What the person called it; shown, never trusted.', max_length=200)),
                        ('media_type', models.CharField(max_length=60)),
                        ('size', models.PositiveBigIntegerField(help_text='Bytes.')),
                        ('sha256', models.CharField(max_length=64)),
                        ('created_at', models.DateTimeField(default=core.clock.now)),
                        ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['sha256'], name='file_by_hash')],
                    },
                ),
                migrations.CreateModel(
                    name='UserEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                        ('name', models.CharField(help_text='As on the identity card, with title: Dr Sana Mirza.', max_length=150, verbose_name='name')),
                        ('phone', models.CharField(blank=True, max_length=20, verbose_name='mobile')),
                        ('language', models.CharField(choices=[('en', 'English'), ('ur', 'اردو')], default='en', max_length=5, verbose_name='language')),
                        ('claimed_at', models.DateTimeField(blank=True, editable=False, help_text='When the invitation was accepted.', null=True)),
                        ('is_active', models.BooleanField(default=True)),
                        ('is_staff', models.BooleanField(default=False)),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='ReadLog',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('as_label', models.CharField(blank=True, max_length=200)),
                        ('at', models.DateTimeField()),
                        ('reader', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reads', to='accounts.storedfile')),
                        ('reason', models.CharField(blank=True, help_text='Why, where the reader had to say so before it was opened.', max_length=300)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['file', '-at'], name='reads_of_a_file')],
                    },
                ),
            ],
        ),
        core.operations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_userevent" ("claimed_at", "created_at", "email", "id", "is_active", "is_staff", "is_superuser", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") VALUES (NEW."claimed_at", NEW."created_at", NEW."email", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."language", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone"); RETURN NULL;', hash='1b76418819baf9285a02478934e74a1c2e3f51ae', operation='INSERT', pgid='pgtrigger_insert_insert_3867c', table='accounts_user', when='AFTER')),
        ),
        core.operations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."claimed_at" IS DISTINCT FROM (NEW."claimed_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."phone" IS DISTINCT FROM (NEW."phone"))', func='INSERT INTO "accounts_userevent" ("claimed_at", "created_at", "email", "id", "is_active", "is_staff", "is_superuser", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone") VALUES (NEW."claimed_at", NEW."created_at", NEW."email", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."language", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone"); RETURN NULL;', hash='88ca94db119c4eae10d31cf4d76edafdd5354305', operation='UPDATE', pgid='pgtrigger_update_update_0e890', table='accounts_user', when='AFTER')),
        ),
        core.operations.AddTrigger(
            model_name='userevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9e9498e73f6fbdf2642fb33fa14189f1ad2382c8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_45b21', table='accounts_userevent', when='BEFORE')),
        ),
    ]
