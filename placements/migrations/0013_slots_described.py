"""By what slots are found beside their words; saved searches. The triggers that search reads by follow in 0014_search."""

from importlib import import_module

import core.clock
import core.operations
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0004_signatures_have_their_own_page'),
        ('placements', '0012_applying'),
    ]

    operations = [
        # It reads a column that goes; 0014_search makes its successor.
        migrations.RunSQL(
            "DROP TRIGGER slot_search ON placements_slot",
            "CREATE TRIGGER" + import_module("placements.migrations.0004_search").SLOT.partition("CREATE TRIGGER")[2],
        ),
        core.operations.AtOnce(
            steps=[
                migrations.CreateModel(
                    name='HandsOn',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80, unique=True)),
                        ('slug', models.SlugField(unique=True)),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        'verbose_name_plural': 'hands-on levels',
                    },
                ),
                migrations.CreateModel(
                    name='Language',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80, unique=True)),
                        ('slug', models.SlugField(unique=True)),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='SavedSearch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('name', models.CharField(max_length=80, verbose_name='name')),
                        ('query', models.CharField(help_text='What stands in the address after the question mark.', max_length=500)),
                        ('tells', models.BooleanField(default=True, verbose_name='tells what is new')),
                        ('looked_on', models.DateField(default=core.clock.today, editable=False)),
                        ('told_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('new_from', models.DateTimeField(default=core.clock.now, editable=False)),
                    ],
                    options={
                        'verbose_name_plural': 'saved searches',
                    },
                ),
                migrations.CreateModel(
                    name='Setting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80, unique=True)),
                        ('slug', models.SlugField(unique=True)),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Specialty',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80, unique=True)),
                        ('slug', models.SlugField(unique=True)),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                    ],
                    options={
                        'verbose_name_plural': 'specialties',
                    },
                ),
                migrations.CreateModel(
                    name='Synonym',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('word', models.CharField(help_text='As people type it: OT, ICU, نرس.', max_length=60, unique=True)),
                        ('meanings', models.TextField(help_text='As slots say it, one a line: operation theatre, occupational therapy.')),
                    ],
                ),
                migrations.CreateModel(
                    name='Word',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('word', models.CharField(max_length=60)),
                        ('lexeme', models.CharField(max_length=60)),
                        ('sound', models.CharField(help_text='Its consonants, the same in Latin and Urdu letters.', max_length=60)),
                    ],
                ),
                core.operations.RemoveTrigger(
                    model_name='slot',
                    name='insert_insert',
                ),
                core.operations.RemoveTrigger(
                    model_name='slot',
                    name='update_update',
                ),
                migrations.RemoveIndex(
                    model_name='slot',
                    name='slot_names',
                ),
                migrations.RemoveIndex(
                    model_name='slot',
                    name='slot_city',
                ),
                migrations.RemoveField(
                    model_name='slot',
                    name='names',
                ),
                migrations.AddField(
                    model_name='slot',
                    name='latitude',
                    field=models.FloatField(editable=False, null=True),
                ),
                migrations.AddField(
                    model_name='slot',
                    name='longitude',
                    field=models.FloatField(editable=False, null=True),
                ),
                migrations.AddField(
                    model_name='slot',
                    name='shifts',
                    field=models.CharField(blank=True, choices=[('day', 'Days'), ('evening', 'Evenings'), ('night', 'Nights'), ('weekend', 'Weekends'), ('rotating', 'Rotating, nights too')], max_length=10),
                ),
                migrations.AddField(
                    model_name='slotevent',
                    name='shifts',
                    field=models.CharField(blank=True, choices=[('day', 'Days'), ('evening', 'Evenings'), ('night', 'Nights'), ('weekend', 'Weekends'), ('rotating', 'Rotating, nights too')], max_length=10),
                ),
                migrations.AddField(
                    model_name='slot',
                    name='hands_on',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='placements.handson'),
                ),
                migrations.AddField(
                    model_name='slotevent',
                    name='hands_on',
                    field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='placements.handson'),
                ),
                migrations.AddField(
                    model_name='slot',
                    name='language',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='placements.language'),
                ),
                migrations.AddField(
                    model_name='slotevent',
                    name='language',
                    field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='placements.language'),
                ),
                migrations.AddField(
                    model_name='savedsearch',
                    name='membership',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='searches', to='institutions.membership'),
                ),
                migrations.AddField(
                    model_name='slot',
                    name='setting',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='placements.setting'),
                ),
                migrations.AddField(
                    model_name='slotevent',
                    name='setting',
                    field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='placements.setting'),
                ),
                migrations.AddField(
                    model_name='specialty',
                    name='track',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='specialties', to='placements.track'),
                ),
                migrations.AddField(
                    model_name='slot',
                    name='specialty',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='placements.specialty'),
                ),
                migrations.AddField(
                    model_name='slotevent',
                    name='specialty',
                    field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='placements.specialty'),
                ),
                migrations.AddIndex(
                    model_name='slot',
                    index=models.Index(condition=models.Q(('state', 'published')), fields=['city'], include=('is_public',), name='slot_city'),
                ),
                migrations.AddIndex(
                    model_name='slot',
                    index=models.Index(condition=models.Q(('state', 'published')), fields=['apply_by'], include=('is_public', 'partner', 'city', 'track', 'specialty', 'setting', 'hands_on', 'language', 'kind', 'shifts', 'stipend', 'starts_on', 'ends_on', 'weekly_hours'), name='slot_facets'),
                ),
                migrations.AddIndex(
                    model_name='slot',
                    index=models.Index(condition=models.Q(('state', 'published')), fields=['latitude', 'longitude'], name='slot_place'),
                ),
                migrations.AddIndex(
                    model_name='word',
                    index=django.contrib.postgres.indexes.GinIndex(fields=['word'], name='word_alike', opclasses=['gin_trgm_ops']),
                ),
                migrations.AddIndex(
                    model_name='word',
                    index=models.Index(fields=['word'], name='word_begins', opclasses=['varchar_pattern_ops']),
                ),
                migrations.AddIndex(
                    model_name='word',
                    index=models.Index(fields=['lexeme'], name='word_lexeme'),
                ),
                migrations.AddIndex(
                    model_name='word',
                    index=models.Index(fields=['sound'], name='word_sound'),
                ),
                migrations.AddIndex(
                    model_name='savedsearch',
                    index=models.Index(condition=models.Q(('tells', True)), fields=['looked_on'], name='search_due'),
                ),
                migrations.AddConstraint(
                    model_name='savedsearch',
                    constraint=models.UniqueConstraint(fields=('membership', 'query'), name='one_saved_search_per_address'),
                ),
                migrations.AddConstraint(
                    model_name='savedsearch',
                    constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='saved_search_has_a_name'),
                ),
                core.operations.AddTrigger(
                    model_name='slot',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "placements_slotevent" ("agreement_follows", "allotted", "apply_by", "asks_for_endorsement", "city", "confirmed_at", "created_at", "department_id", "documents_asked", "ends_on", "full_time", "hands_on_id", "held", "id", "is_public", "kind", "language_id", "open_held", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "published_at", "references_asked", "report_to", "required_hours", "setting_id", "shifts", "specialty_id", "starts_on", "state", "statement_points", "stipend", "summary", "supervisor_id", "title", "track_id", "updated_at", "version", "weekly_hours") VALUES (NEW."agreement_follows", NEW."allotted", NEW."apply_by", NEW."asks_for_endorsement", NEW."city", NEW."confirmed_at", NEW."created_at", NEW."department_id", NEW."documents_asked", NEW."ends_on", NEW."full_time", NEW."hands_on_id", NEW."held", NEW."id", NEW."is_public", NEW."kind", NEW."language_id", NEW."open_held", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."places", NEW."published_at", NEW."references_asked", NEW."report_to", NEW."required_hours", NEW."setting_id", NEW."shifts", NEW."specialty_id", NEW."starts_on", NEW."state", NEW."statement_points", NEW."stipend", NEW."summary", NEW."supervisor_id", NEW."title", NEW."track_id", NEW."updated_at", NEW."version", NEW."weekly_hours"); RETURN NULL;', hash='8a1ba2c8311b7e491b11fd594a6115de15ca8f82', operation='INSERT', pgid='pgtrigger_insert_insert_b0b85', table='placements_slot', when='AFTER')),
                ),
                core.operations.AddTrigger(
                    model_name='slot',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."agreement_follows" IS DISTINCT FROM (NEW."agreement_follows") OR OLD."allotted" IS DISTINCT FROM (NEW."allotted") OR OLD."apply_by" IS DISTINCT FROM (NEW."apply_by") OR OLD."asks_for_endorsement" IS DISTINCT FROM (NEW."asks_for_endorsement") OR OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."confirmed_at" IS DISTINCT FROM (NEW."confirmed_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."department_id" IS DISTINCT FROM (NEW."department_id") OR OLD."documents_asked" IS DISTINCT FROM (NEW."documents_asked") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."full_time" IS DISTINCT FROM (NEW."full_time") OR OLD."hands_on_id" IS DISTINCT FROM (NEW."hands_on_id") OR OLD."held" IS DISTINCT FROM (NEW."held") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_public" IS DISTINCT FROM (NEW."is_public") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."language_id" IS DISTINCT FROM (NEW."language_id") OR OLD."open_held" IS DISTINCT FROM (NEW."open_held") OR OLD."partner_id" IS DISTINCT FROM (NEW."partner_id") OR OLD."places" IS DISTINCT FROM (NEW."places") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."references_asked" IS DISTINCT FROM (NEW."references_asked") OR OLD."report_to" IS DISTINCT FROM (NEW."report_to") OR OLD."required_hours" IS DISTINCT FROM (NEW."required_hours") OR OLD."setting_id" IS DISTINCT FROM (NEW."setting_id") OR OLD."shifts" IS DISTINCT FROM (NEW."shifts") OR OLD."specialty_id" IS DISTINCT FROM (NEW."specialty_id") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."statement_points" IS DISTINCT FROM (NEW."statement_points") OR OLD."stipend" IS DISTINCT FROM (NEW."stipend") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."supervisor_id" IS DISTINCT FROM (NEW."supervisor_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."track_id" IS DISTINCT FROM (NEW."track_id") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."weekly_hours" IS DISTINCT FROM (NEW."weekly_hours"))', func='INSERT INTO "placements_slotevent" ("agreement_follows", "allotted", "apply_by", "asks_for_endorsement", "city", "confirmed_at", "created_at", "department_id", "documents_asked", "ends_on", "full_time", "hands_on_id", "held", "id", "is_public", "kind", "language_id", "open_held", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "published_at", "references_asked", "report_to", "required_hours", "setting_id", "shifts", "specialty_id", "starts_on", "state", "statement_points", "stipend", "summary", "supervisor_id", "title", "track_id", "updated_at", "version", "weekly_hours") VALUES (NEW."agreement_follows", NEW."allotted", NEW."apply_by", NEW."asks_for_endorsement", NEW."city", NEW."confirmed_at", NEW."created_at", NEW."department_id", NEW."documents_asked", NEW."ends_on", NEW."full_time", NEW."hands_on_id", NEW."held", NEW."id", NEW."is_public", NEW."kind", NEW."language_id", NEW."open_held", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."places", NEW."published_at", NEW."references_asked", NEW."report_to", NEW."required_hours", NEW."setting_id", NEW."shifts", NEW."specialty_id", NEW."starts_on", NEW."state", NEW."statement_points", NEW."stipend", NEW."summary", NEW."supervisor_id", NEW."title", NEW."track_id", NEW."updated_at", NEW."version", NEW."weekly_hours"); RETURN NULL;', hash='e8f65d29a196fb3d1e3f4c6f6a431ec8f8837905', operation='UPDATE', pgid='pgtrigger_update_update_80e1a', table='placements_slot', when='AFTER')),
                ),
            ],
        ),
    ]
