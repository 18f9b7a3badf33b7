"""The register of partners: profiles, contacts, accreditations, the contact log, merges; and the plain letters by which duplicates are found.

`institutions_plain` writes a text in small letters without accents, marks and signs, Arabic letters as Urdu writes them.
`institutions_plain_name` leaves out the words that many partners share, unless nothing else is left.
"""

import core.clock
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import institutions.models.partners
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


PLAIN = """
CREATE FUNCTION institutions_plain(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(
        translate(
            lower(public.unaccent('public.unaccent', regexp_replace(normalize(words, NFKC), '[\\u064B-\\u065F\\u0670\\u0640\\u200C\\u200D]', '', 'g'))),
            'يىكۀةھؤئأإآٱ', 'ییکہہہویاااا'
        ),
        '[^[:alnum:]]+', ' ', 'g'
    ))
$$;
CREATE FUNCTION institutions_plain_name(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(
        nullif(btrim(regexp_replace(regexp_replace(
            public.institutions_plain(name),
            '\\m(hospitals?|hosp|clinics?|laborator(y|ies)|labs?|cent(re|er)s?|medical|medicare|health|healthcare|general|teaching|complex|'
            'institute|trust|foundation|pvt|private|ltd|limited|co|company|the|of|and|for|ہسپتال|اسپتال|ہاسپٹل|کلینک|لیبارٹری|لیب|مرکز|سینٹر|'
            'میڈیکل|جنرل|ٹیچنگ)\\M', '', 'g'
        ), '\\s+', ' ', 'g')), ''),
        public.institutions_plain(name)
    )
$$;
"""
UNDO = "DROP FUNCTION institutions_plain_name, institutions_plain;"


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_initial'),
        ('core', '0001_extensions'),
        ('institutions', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(PLAIN, UNDO),
        migrations.CreateModel(
            name='Accreditation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('body', models.CharField(max_length=200)),
                ('number', models.CharField(blank=True, max_length=80)),
                ('what_for', models.CharField(max_length=200)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_until', models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='AccreditationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('body', models.CharField(max_length=200)),
                ('number', models.CharField(blank=True, max_length=80)),
                ('what_for', models.CharField(max_length=200)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_until', models.DateField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ContactEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('at', models.DateTimeField()),
                ('way', models.CharField(choices=[('phone', 'Phone'), ('visit', 'Visit'), ('mail', 'Mail'), ('whatsapp', 'WhatsApp')], max_length=20)),
                ('with_whom', models.CharField(max_length=150)),
                ('said', models.TextField()),
                ('next_on', models.DateField(blank=True, null=True)),
                ('next_about', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'verbose_name_plural': 'contact entries',
            },
        ),
        migrations.CreateModel(
            name='ContactEntryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('at', models.DateTimeField()),
                ('way', models.CharField(choices=[('phone', 'Phone'), ('visit', 'Visit'), ('mail', 'Mail'), ('whatsapp', 'WhatsApp')], max_length=20)),
                ('with_whom', models.CharField(max_length=150)),
                ('said', models.TextField()),
                ('next_on', models.DateField(blank=True, null=True)),
                ('next_about', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DepartmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('name', models.CharField(max_length=120)),
                ('specialty', models.CharField(blank=True, max_length=120)),
                ('beds', models.PositiveIntegerField(blank=True, null=True)),
                ('contact_email', models.EmailField(blank=True, max_length=254)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PartnerContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('duty', models.CharField(choices=[('education', 'Education office'), ('signatory', 'Signs agreements'), ('hr', 'Human resources'), ('infection', 'Infection control'), ('emergency', 'Emergencies'), ('billing', 'Billing'), ('it', 'Computer access'), ('other', 'Other')], max_length=20)),
                ('name', models.CharField(max_length=150)),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='position')),
                ('phone', models.CharField(blank=True, max_length=30)),
                ('email', models.EmailField(blank=True, max_length=254)),
            ],
        ),
        migrations.CreateModel(
            name='PartnerContactEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('duty', models.CharField(choices=[('education', 'Education office'), ('signatory', 'Signs agreements'), ('hr', 'Human resources'), ('infection', 'Infection control'), ('emergency', 'Emergencies'), ('billing', 'Billing'), ('it', 'Computer access'), ('other', 'Other')], max_length=20)),
                ('name', models.CharField(max_length=150)),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='position')),
                ('phone', models.CharField(blank=True, max_length=30)),
                ('email', models.EmailField(blank=True, max_length=254)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PartnerMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('loser_name', models.CharField(max_length=200)),
                ('loser_slug', models.SlugField()),
                ('reason', models.TextField()),
                ('state', models.CharField(choices=[('proposed', 'Waits for the administrator'), ('merged', 'Merged'), ('declined', 'They are two')], default='proposed', max_length=20)),
                ('moved', models.JSONField(blank=True, default=dict, help_text='How many rows of which kind moved.')),
            ],
        ),
        migrations.CreateModel(
            name='PartnerMergeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('loser_name', models.CharField(max_length=200)),
                ('loser_slug', models.SlugField(db_index=False)),
                ('reason', models.TextField()),
                ('state', models.CharField(choices=[('proposed', 'Waits for the administrator'), ('merged', 'Merged'), ('declined', 'They are two')], default='proposed', max_length=20)),
                ('moved', models.JSONField(blank=True, default=dict, help_text='How many rows of which kind moved.')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PartnerMergeTransition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('move', models.CharField(max_length=40)),
                ('from_state', models.CharField(blank=True, max_length=30)),
                ('to_state', models.CharField(max_length=30)),
                ('at', models.DateTimeField()),
                ('via', models.CharField(choices=[('person', 'signed in'), ('link', 'by link'), ('clock', 'by itself'), ('nobody', 'not signed in')], max_length=10)),
                ('as_label', models.CharField(blank=True, help_text='In what capacity, in the words of that day.', max_length=200)),
                ('note', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SiteEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('name', models.CharField(max_length=150)),
                ('city', models.CharField(max_length=80)),
                ('address', models.CharField(blank=True, max_length=300)),
                ('latitude', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)])),
                ('longitude', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)])),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='partner',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='partner',
            name='update_update',
        ),
        migrations.AddField(
            model_name='department',
            name='beds',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='department',
            name='specialty',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='partner',
            name='beds',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='partner',
            name='email',
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name='partner',
            name='how_taught',
            field=models.TextField(blank=True, verbose_name='how interns are taught'),
        ),
        migrations.AddField(
            model_name='partner',
            name='initiatives',
            field=models.TextField(blank=True, help_text='One a line.', verbose_name='recent initiatives'),
        ),
        migrations.AddField(
            model_name='partner',
            name='languages',
            field=models.CharField(blank=True, help_text='Spoken on the wards: Urdu, Sindhi, English.', max_length=200),
        ),
        migrations.AddField(
            model_name='partner',
            name='phone',
            field=models.CharField(blank=True, help_text='The switchboard, as the world dials it.', max_length=30),
        ),
        migrations.AddField(
            model_name='partner',
            name='plain_name',
            field=models.GeneratedField(db_persist=True, expression=institutions.models.partners.PlainName('name'), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='partner',
            name='teaching',
            field=models.CharField(blank=True, choices=[('university', 'University hospital'), ('teaching', 'Teaching site'), ('not_teaching', 'Not a teaching site')], max_length=20, verbose_name='teaching status'),
        ),
        migrations.AddField(
            model_name='partner',
            name='values',
            field=models.TextField(blank=True, help_text='One a line.'),
        ),
        migrations.AddField(
            model_name='partner',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='partner',
            name='website',
            field=models.URLField(blank=True),
        ),
        migrations.AddField(
            model_name='partnerevent',
            name='beds',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='partnerevent',
            name='email',
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name='partnerevent',
            name='how_taught',
            field=models.TextField(blank=True, verbose_name='how interns are taught'),
        ),
        migrations.AddField(
            model_name='partnerevent',
            name='initiatives',
            field=models.TextField(blank=True, help_text='One a line.', verbose_name='recent initiatives'),
        ),
        migrations.AddField(
            model_name='partnerevent',
            name='languages',
            field=models.CharField(blank=True, help_text='Spoken on the wards: Urdu, Sindhi, English.', max_length=200),
        ),
        migrations.AddField(
            model_name='partnerevent',
            name='phone',
            field=models.CharField(blank=True, help_text='The switchboard, as the world dials it.', max_length=30),
        ),
        migrations.AddField(
            model_name='partnerevent',
            name='teaching',
            field=models.CharField(blank=True, choices=[('university', 'University hospital'), ('teaching', 'Teaching site'), ('not_teaching', 'Not a teaching site')], max_length=20, verbose_name='teaching status'),
        ),
        migrations.AddField(
            model_name='partnerevent',
            name='values',
            field=models.TextField(blank=True, help_text='One a line.'),
        ),
        migrations.AddField(
            model_name='partnerevent',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name='partnerevent',
            name='website',
            field=models.URLField(blank=True),
        ),
        migrations.AddField(
            model_name='site',
            name='latitude',
            field=models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)]),
        ),
        migrations.AddField(
            model_name='site',
            name='longitude',
            field=models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)]),
        ),
        migrations.AddIndex(
            model_name='partner',
            index=django.contrib.postgres.indexes.GinIndex(fields=['plain_name'], name='partner_plain_name', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='site',
            index=models.Index(fields=['latitude', 'longitude'], name='site_coordinates'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='department',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "institutions_departmentevent" ("beds", "contact_email", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "site_id", "specialty", "updated_at") VALUES (NEW."beds", NEW."contact_email", NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."site_id", NEW."specialty", NEW."updated_at"); RETURN NULL;', hash='57f88801c86065e7ad18f520e04a03880e790bef', operation='INSERT', pgid='pgtrigger_insert_insert_da1b8', table='institutions_department', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='department',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "institutions_departmentevent" ("beds", "contact_email", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "site_id", "specialty", "updated_at") VALUES (NEW."beds", NEW."contact_email", NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."site_id", NEW."specialty", NEW."updated_at"); RETURN NULL;', hash='42720de6f6ad91188d0d2250c154d2fe0583e7c8', operation='UPDATE', pgid='pgtrigger_update_update_0fbee', table='institutions_department', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partner',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "institutions_partnerevent" ("about", "address", "beds", "city", "created_at", "email", "how_taught", "id", "initiatives", "is_public", "kind", "languages", "name", "people_cap", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "slug", "teaching", "updated_at", "values", "version", "website") VALUES (NEW."about", NEW."address", NEW."beds", NEW."city", NEW."created_at", NEW."email", NEW."how_taught", NEW."id", NEW."initiatives", NEW."is_public", NEW."kind", NEW."languages", NEW."name", NEW."people_cap", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."slug", NEW."teaching", NEW."updated_at", NEW."values", NEW."version", NEW."website"); RETURN NULL;', hash='b5671c2747b4b1b7fe9d20be5b2aeecff6db31fc', operation='INSERT', pgid='pgtrigger_insert_insert_26c9c', table='institutions_partner', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partner',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."about" IS DISTINCT FROM (NEW."about") OR OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."beds" IS DISTINCT FROM (NEW."beds") OR OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."how_taught" IS DISTINCT FROM (NEW."how_taught") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."initiatives" IS DISTINCT FROM (NEW."initiatives") OR OLD."is_public" IS DISTINCT FROM (NEW."is_public") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."languages" IS DISTINCT FROM (NEW."languages") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."people_cap" IS DISTINCT FROM (NEW."people_cap") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."teaching" IS DISTINCT FROM (NEW."teaching") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."values" IS DISTINCT FROM (NEW."values") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."website" IS DISTINCT FROM (NEW."website"))', func='INSERT INTO "institutions_partnerevent" ("about", "address", "beds", "city", "created_at", "email", "how_taught", "id", "initiatives", "is_public", "kind", "languages", "name", "people_cap", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "slug", "teaching", "updated_at", "values", "version", "website") VALUES (NEW."about", NEW."address", NEW."beds", NEW."city", NEW."created_at", NEW."email", NEW."how_taught", NEW."id", NEW."initiatives", NEW."is_public", NEW."kind", NEW."languages", NEW."name", NEW."people_cap", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."slug", NEW."teaching", NEW."updated_at", NEW."values", NEW."version", NEW."website"); RETURN NULL;', hash='1f7a67a3ad065f36149962942b5e76ce624d4d77', operation='UPDATE', pgid='pgtrigger_update_update_1d542', table='institutions_partner', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='site',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "institutions_siteevent" ("address", "city", "created_at", "id", "latitude", "longitude", "name", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."address", NEW."city", NEW."created_at", NEW."id", NEW."latitude", NEW."longitude", NEW."name", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at"); RETURN NULL;', hash='009112c38848a9a44a448bcad17fa4591cc90f25', operation='INSERT', pgid='pgtrigger_insert_insert_0cf33', table='institutions_site', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='site',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "institutions_siteevent" ("address", "city", "created_at", "id", "latitude", "longitude", "name", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."address", NEW."city", NEW."created_at", NEW."id", NEW."latitude", NEW."longitude", NEW."name", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at"); RETURN NULL;', hash='119d82a530d7c7f1fbea8953d572b5938e0c42c2', operation='UPDATE', pgid='pgtrigger_update_update_75262', table='institutions_site', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='site',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__isnull', False), ('longitude__range', (-180, 180))), _connector='OR'), name='site_is_on_the_globe'),
        ),
        migrations.AddField(
            model_name='accreditation',
            name='evidence',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.storedfile'),
        ),
        migrations.AddField(
            model_name='accreditation',
            name='partner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accreditations', to='institutions.partner'),
        ),
        migrations.AddField(
            model_name='accreditationevent',
            name='evidence',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.storedfile'),
        ),
        migrations.AddField(
            model_name='accreditationevent',
            name='partner',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.partner'),
        ),
        migrations.AddField(
            model_name='accreditationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='accreditationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='institutions.accreditation'),
        ),
        migrations.AddField(
            model_name='contactentry',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='contactentry',
            name='followed_by',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='follows', to='institutions.contactentry'),
        ),
        migrations.AddField(
            model_name='contactentry',
            name='institute',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contact_entries', to='institutions.institute'),
        ),
        migrations.AddField(
            model_name='contactentry',
            name='partner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_entries', to='institutions.partner'),
        ),
        migrations.AddField(
            model_name='contactentryevent',
            name='by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='contactentryevent',
            name='followed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.contactentry'),
        ),
        migrations.AddField(
            model_name='contactentryevent',
            name='institute',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institute'),
        ),
        migrations.AddField(
            model_name='contactentryevent',
            name='partner',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.partner'),
        ),
        migrations.AddField(
            model_name='contactentryevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='contactentryevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='institutions.contactentry'),
        ),
        migrations.AddField(
            model_name='departmentevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='departmentevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='institutions.department'),
        ),
        migrations.AddField(
            model_name='departmentevent',
            name='site',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.site'),
        ),
        migrations.AddField(
            model_name='partnercontact',
            name='department',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contacts', to='institutions.department'),
        ),
        migrations.AddField(
            model_name='partnercontact',
            name='partner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='institutions.partner'),
        ),
        migrations.AddField(
            model_name='partnercontactevent',
            name='department',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.department'),
        ),
        migrations.AddField(
            model_name='partnercontactevent',
            name='partner',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.partner'),
        ),
        migrations.AddField(
            model_name='partnercontactevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='partnercontactevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='institutions.partnercontact'),
        ),
        migrations.AddField(
            model_name='partnermerge',
            name='institute',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.institute'),
        ),
        migrations.AddField(
            model_name='partnermerge',
            name='loser',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='losing_merges', to='institutions.partner'),
        ),
        migrations.AddField(
            model_name='partnermerge',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='partnermerge',
            name='survivor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='institutions.partner'),
        ),
        migrations.AddField(
            model_name='partnermergeevent',
            name='institute',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institute'),
        ),
        migrations.AddField(
            model_name='partnermergeevent',
            name='loser',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.partner'),
        ),
        migrations.AddField(
            model_name='partnermergeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='partnermergeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='institutions.partnermerge'),
        ),
        migrations.AddField(
            model_name='partnermergeevent',
            name='proposed_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='partnermergeevent',
            name='survivor',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.partner'),
        ),
        migrations.AddField(
            model_name='partnermergetransition',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='partnermergetransition',
            name='membership',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.membership'),
        ),
        migrations.AddField(
            model_name='partnermergetransition',
            name='thing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='institutions.partnermerge'),
        ),
        migrations.AddField(
            model_name='siteevent',
            name='partner',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.partner'),
        ),
        migrations.AddField(
            model_name='siteevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='siteevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='institutions.site'),
        ),
        migrations.AddIndex(
            model_name='accreditation',
            index=models.Index(fields=['valid_until'], name='accreditation_ending'),
        ),
        migrations.AddConstraint(
            model_name='accreditation',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('valid_from'))), name='accreditation_ends_after_start'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accreditation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "institutions_accreditationevent" ("body", "created_at", "evidence_id", "id", "number", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "valid_from", "valid_until", "what_for") VALUES (NEW."body", NEW."created_at", NEW."evidence_id", NEW."id", NEW."number", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at", NEW."valid_from", NEW."valid_until", NEW."what_for"); RETURN NULL;', hash='aa841dc144a53fae43e4972aecec4d4c42422402', operation='INSERT', pgid='pgtrigger_insert_insert_cbbf8', table='institutions_accreditation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accreditation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "institutions_accreditationevent" ("body", "created_at", "evidence_id", "id", "number", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "valid_from", "valid_until", "what_for") VALUES (NEW."body", NEW."created_at", NEW."evidence_id", NEW."id", NEW."number", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at", NEW."valid_from", NEW."valid_until", NEW."what_for"); RETURN NULL;', hash='460f9239cf633dec72373b90e6936edbc2799ab2', operation='UPDATE', pgid='pgtrigger_update_update_574f7', table='institutions_accreditation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accreditationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cff707ae40e52a57e87a03d6acdad29e426a8d2c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_650ec', table='institutions_accreditationevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='contactentry',
            index=models.Index(fields=['partner', 'institute', '-at'], name='contact_log'),
        ),
        migrations.AddIndex(
            model_name='contactentry',
            index=models.Index(condition=models.Q(('followed_by', None), ('next_on__isnull', False)), fields=['next_on'], name='next_calls'),
        ),
        migrations.AddConstraint(
            model_name='contactentry',
            constraint=models.UniqueConstraint(condition=models.Q(('followed_by', None), ('next_on__isnull', False)), fields=('institute', 'partner'), name='one_next_call_a_pair'),
        ),
        migrations.AddConstraint(
            model_name='contactentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('next_about', ''), ('next_on', None)), models.Q(('next_on__isnull', False), models.Q(('next_about', ''), _negated=True)), _connector='OR'), name='next_call_says_what_about'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactentry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "institutions_contactentryevent" ("at", "by_id", "created_at", "followed_by_id", "id", "institute_id", "next_about", "next_on", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said", "updated_at", "version", "way", "with_whom") VALUES (NEW."at", NEW."by_id", NEW."created_at", NEW."followed_by_id", NEW."id", NEW."institute_id", NEW."next_about", NEW."next_on", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."said", NEW."updated_at", NEW."version", NEW."way", NEW."with_whom"); RETURN NULL;', hash='db38c639d806b003f28cec4c09ef045cf6906540', operation='INSERT', pgid='pgtrigger_insert_insert_ed2dc', table='institutions_contactentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactentry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "institutions_contactentryevent" ("at", "by_id", "created_at", "followed_by_id", "id", "institute_id", "next_about", "next_on", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "said", "updated_at", "version", "way", "with_whom") VALUES (NEW."at", NEW."by_id", NEW."created_at", NEW."followed_by_id", NEW."id", NEW."institute_id", NEW."next_about", NEW."next_on", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."said", NEW."updated_at", NEW."version", NEW."way", NEW."with_whom"); RETURN NULL;', hash='ccb509359982353df620c6d0ac63528003777dda', operation='UPDATE', pgid='pgtrigger_update_update_65301', table='institutions_contactentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contactentryevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fbc55f5fbece60a339cc1f5003b39198cbb8d39f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_92dce', table='institutions_contactentryevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='departmentevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8d1f29a5d5c11b478db47e1120077bfee1949c8d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0a849', table='institutions_departmentevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='partnercontact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('phone', ''), _negated=True), models.Q(('email', ''), _negated=True), _connector='OR'), name='contact_can_be_reached'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partnercontact',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "institutions_partnercontactevent" ("created_at", "department_id", "duty", "email", "id", "name", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "title", "updated_at") VALUES (NEW."created_at", NEW."department_id", NEW."duty", NEW."email", NEW."id", NEW."name", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."title", NEW."updated_at"); RETURN NULL;', hash='0e074544016cf2a01dc4d9b15cf5fb96eef87124', operation='INSERT', pgid='pgtrigger_insert_insert_2e3a6', table='institutions_partnercontact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partnercontact',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "institutions_partnercontactevent" ("created_at", "department_id", "duty", "email", "id", "name", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "title", "updated_at") VALUES (NEW."created_at", NEW."department_id", NEW."duty", NEW."email", NEW."id", NEW."name", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."title", NEW."updated_at"); RETURN NULL;', hash='cd42067d69aedffbaf8a002cf58262cf6e05902e', operation='UPDATE', pgid='pgtrigger_update_update_f64f6', table='institutions_partnercontact', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partnercontactevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f6af0e49458de6cd4faefa3944f036bfd744423d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4c547', table='institutions_partnercontactevent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='partnermerge',
            index=models.Index(condition=models.Q(('state', 'merged')), fields=['loser_slug'], name='merged_slug'),
        ),
        migrations.AddConstraint(
            model_name='partnermerge',
            constraint=models.UniqueConstraint(django.db.models.functions.comparison.Least('survivor', 'loser'), django.db.models.functions.comparison.Greatest('survivor', 'loser'), condition=models.Q(('state', 'proposed')), name='one_open_merge_a_pair'),
        ),
        migrations.AddConstraint(
            model_name='partnermerge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'proposed'), _negated=True), models.Q(('loser__isnull', False), models.Q(('survivor', models.F('loser')), _negated=True)), _connector='OR'), name='open_merge_is_of_two'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partnermerge',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "institutions_partnermergeevent" ("created_at", "id", "institute_id", "loser_id", "loser_name", "loser_slug", "moved", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by_id", "reason", "state", "survivor_id", "updated_at") VALUES (NEW."created_at", NEW."id", NEW."institute_id", NEW."loser_id", NEW."loser_name", NEW."loser_slug", NEW."moved", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposed_by_id", NEW."reason", NEW."state", NEW."survivor_id", NEW."updated_at"); RETURN NULL;', hash='d5141c3a46231e57942f292c13cd024bbffa0a11', operation='INSERT', pgid='pgtrigger_insert_insert_01505', table='institutions_partnermerge', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partnermerge',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "institutions_partnermergeevent" ("created_at", "id", "institute_id", "loser_id", "loser_name", "loser_slug", "moved", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by_id", "reason", "state", "survivor_id", "updated_at") VALUES (NEW."created_at", NEW."id", NEW."institute_id", NEW."loser_id", NEW."loser_name", NEW."loser_slug", NEW."moved", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposed_by_id", NEW."reason", NEW."state", NEW."survivor_id", NEW."updated_at"); RETURN NULL;', hash='127e8233acdf9273e49c0437f6024360b059fe49', operation='UPDATE', pgid='pgtrigger_update_update_7d050', table='institutions_partnermerge', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partnermergeevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='61ecbd3c58c4f5f4edf7143644dd72df8b93602c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_49be4', table='institutions_partnermergeevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='siteevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b3d89b9e69667c8e97f7d01c18d0889962b1840c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9c9aa', table='institutions_siteevent', when='BEFORE')),
        ),
    ]
