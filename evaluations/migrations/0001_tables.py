"""Evaluations, letters, certificates, each table made whole."""

import core.clock
import core.operations
import django.db.models.deletion
import evaluations.models.papers
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('evaluations', '0001_initial'), ('evaluations', '0002_initial'), ('evaluations', '0003_letters_of_placement'), ('evaluations', '0004_recordings')]

    initial = True

    dependencies = [
        ('accounts', '0001_tables'),
        ('institutions', '0001_tables'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('placements', '0001_tables'),
    ]

    operations = [
        core.operations.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Certificate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('serial', models.CharField(help_text='For reading aloud: WB-2027-000318.', max_length=30, unique=True)),
                        ('code', models.CharField(default=evaluations.models.papers.new_code, editable=False, max_length=26, unique=True)),
                        ('facts', models.JSONField()),
                        ('state', models.CharField(choices=[('issued', 'Genuine'), ('superseded', 'Replaced'), ('revoked', 'Revoked')], default='issued', max_length=20)),
                        ('issued_at', models.DateTimeField()),
                        ('reason', models.TextField(blank=True, help_text='Why it was revoked or replaced; shown to whoever checks it.')),
                        ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.storedfile')),
                        ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('placement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='placements.placement')),
                        ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='evaluations.certificate')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('file', None)), fields=['issued_at'], name='certificate_to_file')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'issued')), fields=('placement',), name='one_live_certificate_a_placement'), models.CheckConstraint(condition=models.Q(('state', 'issued'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_certificate_that_ended_says_why')],
                    },
                ),
                migrations.CreateModel(
                    name='CertificateEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('serial', models.CharField(help_text='For reading aloud: WB-2027-000318.', max_length=30)),
                        ('code', models.CharField(default=evaluations.models.papers.new_code, editable=False, max_length=26)),
                        ('facts', models.JSONField()),
                        ('state', models.CharField(choices=[('issued', 'Genuine'), ('superseded', 'Replaced'), ('revoked', 'Revoked')], default='issued', max_length=20)),
                        ('issued_at', models.DateTimeField()),
                        ('reason', models.TextField(blank=True, help_text='Why it was revoked or replaced; shown to whoever checks it.')),
                        ('file', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.storedfile')),
                        ('issued_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.certificate')),
                        ('placement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='placements.placement')),
                        ('supersedes', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.certificate')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='CertificateTransition',
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
                        ('thing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='evaluations.certificate')),
                        ('recording', models.ForeignKey(blank=True, help_text='Where it was written down for the person, from paper or phone.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.recording')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Instrument',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.SlugField()),
                        ('version', models.PositiveSmallIntegerField(default=1)),
                        ('title', models.CharField(max_length=150)),
                        ('perspective', models.CharField(choices=[('retrospective', 'what happened'), ('prospective', 'what I would trust')], default='retrospective', max_length=15)),
                        ('comment_label', models.CharField(default='One thing to do next', help_text='Above the one free sentence.', max_length=100)),
                        ('published_at', models.DateTimeField(blank=True, help_text='From then on nothing in it changes.', null=True)),
                        ('scale', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='instruments', to='placements.scale')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('slug', 'version'), name='one_instrument_per_version')],
                    },
                ),
                migrations.CreateModel(
                    name='Letter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('state', models.CharField(choices=[('requested', 'Asked for'), ('drafted', 'Being written'), ('declined', 'Declined'), ('signed', 'Signed'), ('released', 'Released'), ('revoked', 'Revoked')], default='requested', max_length=20)),
                        ('purpose', models.CharField(blank=True, help_text='What it is for: a residency in radiology.', max_length=200)),
                        ('needed_by', models.DateField(blank=True, null=True)),
                        ('blocks', models.JSONField(default=list, help_text='Paragraphs: [{key, text, filled, sources: [{label, path}]}].')),
                        ('facts', models.JSONField(default=dict, help_text='Who signed, for whom, how identified: frozen at the signature.')),
                        ('signed_at', models.DateTimeField(blank=True, null=True)),
                        ('released_at', models.DateTimeField(blank=True, null=True)),
                        ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.storedfile')),
                        ('placement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='placements.placement')),
                        ('writer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='institutions.membership')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('file', None), ('state', 'signed')), fields=['signed_at'], name='letter_to_file')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['requested', 'drafted', 'signed', 'released'])), fields=('placement', 'writer'), name='one_live_letter_per_writer'), models.CheckConstraint(condition=models.Q(('state__in', ['requested', 'drafted', 'declined']), ('signed_at__isnull', False), _connector='OR'), name='a_signed_letter_says_when')],
                    },
                ),
                migrations.CreateModel(
                    name='LetterEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('state', models.CharField(choices=[('requested', 'Asked for'), ('drafted', 'Being written'), ('declined', 'Declined'), ('signed', 'Signed'), ('released', 'Released'), ('revoked', 'Revoked')], default='requested', max_length=20)),
                        ('purpose', models.CharField(blank=True, help_text='What it is for: a residency in radiology.', max_length=200)),
                        ('needed_by', models.DateField(blank=True, null=True)),
                        ('signed_at', models.DateTimeField(blank=True, null=True)),
                        ('released_at', models.DateTimeField(blank=True, null=True)),
                        ('file', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.storedfile')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.letter')),
                        ('placement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='placements.placement')),
                        ('writer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.membership')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='LetterTransition',
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
                        ('thing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='evaluations.letter')),
                        ('recording', models.ForeignKey(blank=True, help_text='Where it was written down for the person, from paper or phone.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.recording')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='SerialCounter',
                    fields=[
                        ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                        ('last', models.PositiveIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name='PlacementLetter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('interns', models.PositiveSmallIntegerField(help_text='How many it names.')),
                        ('reference', models.CharField(blank=True, help_text='The office’s own number for it.', max_length=60)),
                        ('facts', models.JSONField()),
                        ('state', models.CharField(choices=[('issued', 'In force'), ('withdrawn', 'Withdrawn')], default='issued', max_length=20)),
                        ('issued_at', models.DateTimeField()),
                        ('reason', models.TextField(blank=True, help_text='Why it was withdrawn.')),
                        ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.storedfile')),
                        ('institute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placement_letters', to='institutions.institute')),
                        ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placement_letters', to='institutions.partner')),
                        ('placements', models.ManyToManyField(related_name='placement_letters', to='placements.placement')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('file', None), ('state', 'issued')), fields=['issued_at'], name='placement_letter_to_file')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('interns__gte', 1)), name='a_letter_of_placement_names_somebody'), models.CheckConstraint(condition=models.Q(('state', 'issued'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='a_withdrawn_letter_of_placement_says_why')],
                    },
                ),
                migrations.CreateModel(
                    name='PlacementLetterEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('interns', models.PositiveSmallIntegerField(help_text='How many it names.')),
                        ('reference', models.CharField(blank=True, help_text='The office’s own number for it.', max_length=60)),
                        ('state', models.CharField(choices=[('issued', 'In force'), ('withdrawn', 'Withdrawn')], default='issued', max_length=20)),
                        ('issued_at', models.DateTimeField()),
                        ('reason', models.TextField(blank=True, help_text='Why it was withdrawn.')),
                        ('file', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.storedfile')),
                        ('institute', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.institute')),
                        ('issued_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('partner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.partner')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.placementletter')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='PlacementLetterTransition',
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
                        ('thing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='evaluations.placementletter')),
                        ('recording', models.ForeignKey(blank=True, help_text='Where it was written down for the person, from paper or phone.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.recording')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Criterion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.PositiveSmallIntegerField()),
                        ('text', models.CharField(max_length=200)),
                        ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='criteria', to='evaluations.instrument')),
                    ],
                    options={
                        'verbose_name_plural': 'criteria',
                        'ordering': ['position'],
                        'constraints': [models.UniqueConstraint(fields=('instrument', 'position'), name='one_criterion_per_position')],
                    },
                ),
                migrations.CreateModel(
                    name='Evaluation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('occasion', models.CharField(choices=[('mid', 'Mid-point evaluation'), ('final', 'Final evaluation')], default='final', max_length=10)),
                        ('state', models.CharField(choices=[('scheduled', 'Planned'), ('open', 'Open'), ('in_progress', 'Begun'), ('unassigned', 'Needs an evaluator'), ('submitted', 'Submitted'), ('acknowledged', 'Read by the student'), ('superseded', 'Replaced'), ('cancelled', 'Not needed')], default='scheduled', max_length=20)),
                        ('opens_on', models.DateField()),
                        ('due_at', models.DateTimeField()),
                        ('asked_at', models.DateTimeField(blank=True, help_text='When the student last asked for it.', null=True)),
                        ('comment', models.TextField(blank=True)),
                        ('saved_at', models.DateTimeField(blank=True, null=True)),
                        ('submitted_at', models.DateTimeField(blank=True, null=True)),
                        ('via', models.CharField(blank=True, choices=[('person', 'signed in'), ('link', 'by link'), ('paper', 'from paper'), ('phone', 'by phone'), ('clock', 'by itself'), ('nobody', 'not signed in')], help_text='By which door it was submitted.', max_length=10)),
                        ('reply', models.TextField(blank=True, help_text='What the student answered on reading it.')),
                        ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                        ('evaluator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='institutions.membership')),
                        ('placement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='placements.placement')),
                        ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='evaluations.evaluation')),
                        ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='evaluations.instrument')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('state__in', ['open', 'in_progress'])), fields=['due_at'], name='evaluation_due'), models.Index(condition=models.Q(('state', 'scheduled')), fields=['opens_on'], name='evaluation_to_open')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['cancelled', 'superseded']), _negated=True), fields=('placement', 'occasion', 'evaluator'), name='one_evaluation_per_occasion', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('state__in', ['scheduled', 'unassigned', 'cancelled']), ('evaluator__isnull', False), _connector='OR'), name='open_evaluation_has_an_evaluator'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['submitted', 'acknowledged', 'superseded']), _negated=True), models.Q(('submitted_at__isnull', False), models.Q(('via', ''), _negated=True)), _connector='OR'), name='submitted_evaluation_says_when_and_how')],
                    },
                ),
                migrations.CreateModel(
                    name='EvaluationEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('updated_at', models.DateTimeField(default=core.clock.now, editable=False)),
                        ('occasion', models.CharField(choices=[('mid', 'Mid-point evaluation'), ('final', 'Final evaluation')], default='final', max_length=10)),
                        ('state', models.CharField(choices=[('scheduled', 'Planned'), ('open', 'Open'), ('in_progress', 'Begun'), ('unassigned', 'Needs an evaluator'), ('submitted', 'Submitted'), ('acknowledged', 'Read by the student'), ('superseded', 'Replaced'), ('cancelled', 'Not needed')], default='scheduled', max_length=20)),
                        ('opens_on', models.DateField()),
                        ('due_at', models.DateTimeField()),
                        ('asked_at', models.DateTimeField(blank=True, help_text='When the student last asked for it.', null=True)),
                        ('comment', models.TextField(blank=True)),
                        ('saved_at', models.DateTimeField(blank=True, null=True)),
                        ('submitted_at', models.DateTimeField(blank=True, null=True)),
                        ('via', models.CharField(blank=True, choices=[('person', 'signed in'), ('link', 'by link'), ('paper', 'from paper'), ('phone', 'by phone'), ('clock', 'by itself'), ('nobody', 'not signed in')], help_text='By which door it was submitted.', max_length=10)),
                        ('reply', models.TextField(blank=True, help_text='What the student answered on reading it.')),
                        ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                        ('evaluator', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='institutions.membership')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.evaluation')),
                        ('placement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='placements.placement')),
                        ('supersedes', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.evaluation')),
                        ('instrument', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.instrument')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='EvaluationTransition',
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
                        ('thing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='evaluations.evaluation')),
                        ('recording', models.ForeignKey(blank=True, help_text='Where it was written down for the person, from paper or phone.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='institutions.recording')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Answer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('not_observed', models.BooleanField(default=False)),
                        ('point', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='placements.scalepoint')),
                        ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='evaluations.criterion')),
                        ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='evaluations.evaluation')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('evaluation', 'criterion'), name='one_answer_per_criterion'), models.CheckConstraint(condition=models.Q(models.Q(('not_observed', False), ('point__isnull', False)), models.Q(('not_observed', True), ('point__isnull', True)), _connector='OR'), name='a_point_or_not_observed')],
                    },
                ),
            ],
        ),
        core.operations.AddTrigger(
            model_name='certificate',
            trigger=pgtrigger.compiler.Trigger(name='what_a_certificate_states_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."placement_id" IS DISTINCT FROM (NEW."placement_id") OR OLD."serial" IS DISTINCT FROM (NEW."serial") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."facts" IS DISTINCT FROM (NEW."facts") OR OLD."issued_at" IS DISTINCT FROM (NEW."issued_at") OR OLD."issued_by_id" IS DISTINCT FROM (NEW."issued_by_id") OR OLD."supersedes_id" IS DISTINCT FROM (NEW."supersedes_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='e1bf191fc83072ef816753ed0c15fd1bf69ef343', operation='UPDATE', pgid='pgtrigger_what_a_certificate_states_stays_ce418', table='evaluations_certificate', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='certificate',
            trigger=pgtrigger.compiler.Trigger(name='a_certificate_ends_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state <> 'issued' AND ROW(OLD.state, OLD.reason) IS DISTINCT FROM ROW(NEW.state, NEW.reason))", func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='eb634cba49fc37f9a7e9e5df741f60a6b3a1a064', operation='UPDATE', pgid='pgtrigger_a_certificate_ends_once_8eef8', table='evaluations_certificate', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='certificate',
            trigger=pgtrigger.compiler.Trigger(name='a_certificate_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='408a4d76d4442b9d3606aea6cca79dc0f1ebd4ea', operation='DELETE', pgid='pgtrigger_a_certificate_is_kept_cd543', table='evaluations_certificate', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='certificate',
            trigger=pgtrigger.compiler.Trigger(name='one_sealed_file_for_ever', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.file_id IS NOT NULL AND OLD.file_id IS DISTINCT FROM NEW.file_id)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='be9674d0d7bba588bf14fcdf546d3babe85f0efd', operation='UPDATE', pgid='pgtrigger_one_sealed_file_for_ever_26155', table='evaluations_certificate', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='certificate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_certificateevent" ("code", "created_at", "facts", "file_id", "id", "issued_at", "issued_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placement_id", "reason", "serial", "state", "supersedes_id", "updated_at") VALUES (NEW."code", NEW."created_at", NEW."facts", NEW."file_id", NEW."id", NEW."issued_at", NEW."issued_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."placement_id", NEW."reason", NEW."serial", NEW."state", NEW."supersedes_id", NEW."updated_at"); RETURN NULL;', hash='0db5e7d5401d55336ed76c1bb7833a0b81dc1da4', operation='INSERT', pgid='pgtrigger_insert_insert_a9f43', table='evaluations_certificate', when='AFTER')),
        ),
        core.operations.AddTrigger(
            model_name='certificate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "evaluations_certificateevent" ("code", "created_at", "facts", "file_id", "id", "issued_at", "issued_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placement_id", "reason", "serial", "state", "supersedes_id", "updated_at") VALUES (NEW."code", NEW."created_at", NEW."facts", NEW."file_id", NEW."id", NEW."issued_at", NEW."issued_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."placement_id", NEW."reason", NEW."serial", NEW."state", NEW."supersedes_id", NEW."updated_at"); RETURN NULL;', hash='7a256ec59c867355ddac878946757274fc450133', operation='UPDATE', pgid='pgtrigger_update_update_93995', table='evaluations_certificate', when='AFTER')),
        ),
        core.operations.AddTrigger(
            model_name='certificateevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a1538b84e3f224ede9c4ab8e9c806b0941f6da3f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_19ea7', table='evaluations_certificateevent', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='instrument',
            trigger=pgtrigger.compiler.Trigger(name='published_instrument_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."published_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b88f3fd22706cc8343a4d378f9e449cc26a56f3f', operation='UPDATE OR DELETE', pgid='pgtrigger_published_instrument_never_changes_d2f45', table='evaluations_instrument', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='letter',
            trigger=pgtrigger.compiler.Trigger(name='a_signed_letter_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.signed_at IS NOT NULL AND ROW(OLD.placement_id, OLD.writer_id, OLD.purpose, OLD.blocks, OLD.facts, OLD.signed_at) IS DISTINCT FROM ROW(NEW.placement_id, NEW.writer_id, NEW.purpose, NEW.blocks, NEW.facts, NEW.signed_at))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4d561065b42331b040cc8ef08dbdd9d3743eb6d3', operation='UPDATE', pgid='pgtrigger_a_signed_letter_stays_d74b3', table='evaluations_letter', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='letter',
            trigger=pgtrigger.compiler.Trigger(name='a_signed_letter_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."signed_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='97185deb507374810a1a99804b62326b90c645ad', operation='DELETE', pgid='pgtrigger_a_signed_letter_is_kept_0da05', table='evaluations_letter', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='letter',
            trigger=pgtrigger.compiler.Trigger(name='one_sealed_file_for_ever', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.file_id IS NOT NULL AND OLD.file_id IS DISTINCT FROM NEW.file_id)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='e3d103c26a112e1ad4e31f870916dd5b8f75eed0', operation='UPDATE', pgid='pgtrigger_one_sealed_file_for_ever_72fc0', table='evaluations_letter', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='letter',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_letterevent" ("created_at", "file_id", "id", "needed_by", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placement_id", "purpose", "released_at", "signed_at", "state", "updated_at", "version", "writer_id") VALUES (NEW."created_at", NEW."file_id", NEW."id", NEW."needed_by", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."placement_id", NEW."purpose", NEW."released_at", NEW."signed_at", NEW."state", NEW."updated_at", NEW."version", NEW."writer_id"); RETURN NULL;', hash='ab612cedba5a298386a15772006e6612438d4cfa', operation='INSERT', pgid='pgtrigger_insert_insert_0bd23', table='evaluations_letter', when='AFTER')),
        ),
        core.operations.AddTrigger(
            model_name='letter',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."file_id" IS DISTINCT FROM (NEW."file_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."needed_by" IS DISTINCT FROM (NEW."needed_by") OR OLD."placement_id" IS DISTINCT FROM (NEW."placement_id") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."released_at" IS DISTINCT FROM (NEW."released_at") OR OLD."signed_at" IS DISTINCT FROM (NEW."signed_at") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."writer_id" IS DISTINCT FROM (NEW."writer_id"))', func='INSERT INTO "evaluations_letterevent" ("created_at", "file_id", "id", "needed_by", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placement_id", "purpose", "released_at", "signed_at", "state", "updated_at", "version", "writer_id") VALUES (NEW."created_at", NEW."file_id", NEW."id", NEW."needed_by", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."placement_id", NEW."purpose", NEW."released_at", NEW."signed_at", NEW."state", NEW."updated_at", NEW."version", NEW."writer_id"); RETURN NULL;', hash='6a5c686be58b326f5cda8174cfa1446296d18846', operation='UPDATE', pgid='pgtrigger_update_update_40d21', table='evaluations_letter', when='AFTER')),
        ),
        core.operations.AddTrigger(
            model_name='letterevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='819058290cd3739584fc10c22aa60e6eae23f3db', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8066f', table='evaluations_letterevent', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='placementletter',
            trigger=pgtrigger.compiler.Trigger(name='what_a_letter_of_placement_says_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."institute_id" IS DISTINCT FROM (NEW."institute_id") OR OLD."partner_id" IS DISTINCT FROM (NEW."partner_id") OR OLD."interns" IS DISTINCT FROM (NEW."interns") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."facts" IS DISTINCT FROM (NEW."facts") OR OLD."issued_at" IS DISTINCT FROM (NEW."issued_at") OR OLD."issued_by_id" IS DISTINCT FROM (NEW."issued_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='02310252aa07c869572ef552d5ee73593ef73abc', operation='UPDATE', pgid='pgtrigger_what_a_letter_of_placement_says_stays_f6334', table='evaluations_placementletter', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='placementletter',
            trigger=pgtrigger.compiler.Trigger(name='a_letter_of_placement_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='d0f6161bc1f64c6ec6d49b4b4cd13a5fafa030d5', operation='DELETE', pgid='pgtrigger_a_letter_of_placement_is_kept_920f8', table='evaluations_placementletter', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='placementletter',
            trigger=pgtrigger.compiler.Trigger(name='one_sealed_file_for_ever', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.file_id IS NOT NULL AND OLD.file_id IS DISTINCT FROM NEW.file_id)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='d26c085e3960713207d2ec175219306d3c762bb7', operation='UPDATE', pgid='pgtrigger_one_sealed_file_for_ever_18cc5', table='evaluations_placementletter', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='placementletter',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_placementletterevent" ("created_at", "file_id", "id", "institute_id", "interns", "issued_at", "issued_by_id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "state", "updated_at") VALUES (NEW."created_at", NEW."file_id", NEW."id", NEW."institute_id", NEW."interns", NEW."issued_at", NEW."issued_by_id", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."reference", NEW."state", NEW."updated_at"); RETURN NULL;', hash='48600c2f6ae1cee871459cf1090e2ec813da3b4c', operation='INSERT', pgid='pgtrigger_insert_insert_b4b54', table='evaluations_placementletter', when='AFTER')),
        ),
        core.operations.AddTrigger(
            model_name='placementletter',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."file_id" IS DISTINCT FROM (NEW."file_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."institute_id" IS DISTINCT FROM (NEW."institute_id") OR OLD."interns" IS DISTINCT FROM (NEW."interns") OR OLD."issued_at" IS DISTINCT FROM (NEW."issued_at") OR OLD."issued_by_id" IS DISTINCT FROM (NEW."issued_by_id") OR OLD."partner_id" IS DISTINCT FROM (NEW."partner_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at"))', func='INSERT INTO "evaluations_placementletterevent" ("created_at", "file_id", "id", "institute_id", "interns", "issued_at", "issued_by_id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "state", "updated_at") VALUES (NEW."created_at", NEW."file_id", NEW."id", NEW."institute_id", NEW."interns", NEW."issued_at", NEW."issued_by_id", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."reference", NEW."state", NEW."updated_at"); RETURN NULL;', hash='ece5f3692ccae9148069c4e1d51f0e155c627b2d', operation='UPDATE', pgid='pgtrigger_update_update_d89be', table='evaluations_placementletter', when='AFTER')),
        ),
        core.operations.AddTrigger(
            model_name='placementletterevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='237a7eea06dd95d219a83ad174da71c2b9b8ff44', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_08cdf', table='evaluations_placementletterevent', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='criterion',
            trigger=pgtrigger.compiler.Trigger(name='criteria_of_a_published_instrument_never_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF EXISTS (\n            SELECT 1 FROM evaluations_instrument\n            WHERE published_at IS NOT NULL\n              AND (TG_OP <> 'DELETE' AND id = NEW.instrument_id OR TG_OP <> 'INSERT' AND id = OLD.instrument_id)\n            FOR SHARE\n        ) THEN\n            RAISE EXCEPTION 'criteria_of_a_published_instrument_never_change';\n        END IF;\n        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n        RETURN NEW;\n    ", hash='b74447891f491e24834448083bbd2b41b099408b', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_criteria_of_a_published_instrument_never_change_13832', table='evaluations_criterion', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='evaluation',
            trigger=pgtrigger.compiler.Trigger(name='submitted_evaluation_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state IN ('submitted', 'acknowledged', 'superseded'))", declare='DECLARE may_follow text[];', func="\n        may_follow := CASE OLD.state WHEN 'submitted' THEN ARRAY['state', 'updated_at', 'reply', 'acknowledged_at']\n                                     ELSE ARRAY['state', 'updated_at'] END;\n        IF TG_OP = 'DELETE'\n           OR to_jsonb(NEW) - may_follow IS DISTINCT FROM to_jsonb(OLD) - may_follow\n           OR NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN\n              (('submitted', 'acknowledged'), ('submitted', 'superseded'), ('acknowledged', 'superseded'))\n        THEN\n            RAISE EXCEPTION 'submitted_evaluation_never_changes';\n        END IF;\n        RETURN NEW;\n    ", hash='454d1e940e238cd1c287597fa61097f213074291', operation='UPDATE OR DELETE', pgid='pgtrigger_submitted_evaluation_never_changes_2cb7d', table='evaluations_evaluation', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='evaluation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_evaluationevent" ("acknowledged_at", "asked_at", "comment", "created_at", "due_at", "evaluator_id", "id", "instrument_id", "occasion", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placement_id", "reply", "saved_at", "state", "submitted_at", "supersedes_id", "updated_at", "via") VALUES (NEW."acknowledged_at", NEW."asked_at", NEW."comment", NEW."created_at", NEW."due_at", NEW."evaluator_id", NEW."id", NEW."instrument_id", NEW."occasion", NEW."opens_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."placement_id", NEW."reply", NEW."saved_at", NEW."state", NEW."submitted_at", NEW."supersedes_id", NEW."updated_at", NEW."via"); RETURN NULL;', hash='6f5678c6fcf44f7ef872d361aae5fc64b661d4d1', operation='INSERT', pgid='pgtrigger_insert_insert_b11c4', table='evaluations_evaluation', when='AFTER')),
        ),
        core.operations.AddTrigger(
            model_name='evaluation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "evaluations_evaluationevent" ("acknowledged_at", "asked_at", "comment", "created_at", "due_at", "evaluator_id", "id", "instrument_id", "occasion", "opens_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placement_id", "reply", "saved_at", "state", "submitted_at", "supersedes_id", "updated_at", "via") VALUES (NEW."acknowledged_at", NEW."asked_at", NEW."comment", NEW."created_at", NEW."due_at", NEW."evaluator_id", NEW."id", NEW."instrument_id", NEW."occasion", NEW."opens_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."placement_id", NEW."reply", NEW."saved_at", NEW."state", NEW."submitted_at", NEW."supersedes_id", NEW."updated_at", NEW."via"); RETURN NULL;', hash='ff2854f479af223e2419d52d4fb5810245ca8f2a', operation='UPDATE', pgid='pgtrigger_update_update_58a92', table='evaluations_evaluation', when='AFTER')),
        ),
        core.operations.AddTrigger(
            model_name='evaluationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='41d1e23a348d1fd94d4a61a74a013af51d68cd54', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1f8c1', table='evaluations_evaluationevent', when='BEFORE')),
        ),
        core.operations.AddTrigger(
            model_name='answer',
            trigger=pgtrigger.compiler.Trigger(name='answers_of_a_submitted_evaluation_never_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF EXISTS (\n            SELECT 1 FROM evaluations_evaluation\n            WHERE state IN ('submitted', 'acknowledged', 'superseded')\n              AND (TG_OP <> 'DELETE' AND id = NEW.evaluation_id OR TG_OP <> 'INSERT' AND id = OLD.evaluation_id)\n            FOR SHARE\n        ) THEN\n            RAISE EXCEPTION 'answers_of_a_submitted_evaluation_never_change';\n        END IF;\n        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n        IF NOT EXISTS (\n            SELECT 1 FROM evaluations_evaluation e\n            JOIN evaluations_criterion c ON c.id = NEW.criterion_id AND c.instrument_id = e.instrument_id\n            JOIN evaluations_instrument i ON i.id = e.instrument_id\n            LEFT JOIN placements_scalepoint p ON p.id = NEW.point_id\n            WHERE e.id = NEW.evaluation_id AND (NEW.point_id IS NULL OR p.scale_id = i.scale_id)\n        ) THEN\n            RAISE EXCEPTION 'answer_belongs_to_the_form_of_its_evaluation';\n        END IF;\n        RETURN NEW;\n    ", hash='f33174652062b87b19a3398f9eb4c6b20d6a743e', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_answers_of_a_submitted_evaluation_never_change_d2aba', table='evaluations_answer', when='BEFORE')),
        ),
    ]
