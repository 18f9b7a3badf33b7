"""Forms become data: criteria with keys, sections, words and sentences; institutes' own forms; evaluations by students."""

import core.operations
import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models


# Criteria of published forms get their keys here, once; nobody else may touch them. The usual form's are those of the self-assessment beside it.
KEYS = """
    ALTER TABLE evaluations_criterion DISABLE TRIGGER USER;
    UPDATE evaluations_criterion c SET key = CASE
        WHEN i.slug = 'final-supervision' AND c.position <= 5
        THEN (ARRAY['daily-work', 'safety', 'explains', 'team', 'records'])[c.position]
        ELSE 'criterion-' || c.position END
    FROM evaluations_instrument i WHERE i.id = c.instrument_id;
    ALTER TABLE evaluations_criterion ENABLE TRIGGER USER;
    UPDATE placements_scale SET settled_at = now()
    WHERE id IN (SELECT scale_id FROM evaluations_instrument WHERE published_at IS NOT NULL);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('evaluations', '0001_tables'),
        ('institutions', '0006_references'),
        ('placements', '0022_settled_scales'),
    ]

    operations = [
        core.operations.AtOnce(
            steps=[
                migrations.CreateModel(
                    name='InstrumentChoice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('occasion', models.CharField(choices=[('mid', 'Mid-point evaluation'), ('final', 'Final evaluation'), ('observed', 'Observed task'), ('self_mid', 'Self-assessment at mid-point'), ('self_final', 'Self-assessment at the end'), ('site', 'Rating of the site')], max_length=10)),
                        ('slug', models.SlugField(help_text='The form; the newest published version is used.')),
                    ],
                ),
                core.operations.RemoveTrigger(
                    model_name='answer',
                    name='answers_of_a_submitted_evaluation_never_change',
                ),
                migrations.RemoveConstraint(
                    model_name='answer',
                    name='a_point_or_not_observed',
                ),
                migrations.RemoveConstraint(
                    model_name='evaluation',
                    name='one_evaluation_per_occasion',
                ),
                migrations.RemoveConstraint(
                    model_name='instrument',
                    name='one_instrument_per_version',
                ),
                migrations.AddField(
                    model_name='answer',
                    name='text',
                    field=models.TextField(blank=True, help_text='The answer in words, or the sentence that a low step asks for.'),
                ),
                migrations.AddField(
                    model_name='criterion',
                    name='asks_at',
                    field=models.PositiveSmallIntegerField(blank=True, help_text='An answer at this step or a lower one asks for a sentence.', null=True),
                ),
                migrations.AddField(
                    model_name='criterion',
                    name='key',
                    field=models.SlugField(default='', help_text='The same thing in every version and in the self-assessment beside it.', max_length=60),
                    preserve_default=False,
                ),
            ],
        ),
        migrations.RunSQL(KEYS, migrations.RunSQL.noop),
        core.operations.AtOnce(
            steps=[
                migrations.AddField(
                    model_name='criterion',
                    name='kind',
                    field=models.CharField(choices=[('rating', 'A step of the scale'), ('text', 'Words')], default='rating', max_length=10),
                ),
                migrations.AddField(
                    model_name='criterion',
                    name='may_be_unseen',
                    field=models.BooleanField(default=True, help_text='Offers “Not observed”, which is not zero.'),
                ),
                migrations.AddField(
                    model_name='criterion',
                    name='section',
                    field=models.CharField(blank=True, help_text='The heading under which it stands.', max_length=80),
                ),
                migrations.AddField(
                    model_name='instrument',
                    name='institute',
                    field=models.ForeignKey(blank=True, help_text='Whose form it is. Without one it is the whole portal’s.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instruments', to='institutions.institute'),
                ),
                migrations.AddField(
                    model_name='instrument',
                    name='use',
                    field=models.CharField(choices=[('supervisor', 'A supervisor evaluates an intern'), ('observation', 'A supervisor judges one observed task'), ('self', 'A student looks at the own work'), ('site', 'A student rates the site')], default='supervisor', max_length=15),
                ),
                migrations.AlterField(
                    model_name='evaluation',
                    name='occasion',
                    field=models.CharField(choices=[('mid', 'Mid-point evaluation'), ('final', 'Final evaluation'), ('observed', 'Observed task'), ('self_mid', 'Self-assessment at mid-point'), ('self_final', 'Self-assessment at the end'), ('site', 'Rating of the site')], default='final', max_length=10),
                ),
                migrations.AlterField(
                    model_name='evaluationevent',
                    name='occasion',
                    field=models.CharField(choices=[('mid', 'Mid-point evaluation'), ('final', 'Final evaluation'), ('observed', 'Observed task'), ('self_mid', 'Self-assessment at mid-point'), ('self_final', 'Self-assessment at the end'), ('site', 'Rating of the site')], default='final', max_length=10),
                ),
                core.operations.AddTrigger(
                    model_name='answer',
                    trigger=pgtrigger.compiler.Trigger(name='answers_of_a_submitted_evaluation_never_change', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        IF EXISTS (\n            SELECT 1 FROM evaluations_evaluation\n            WHERE state IN ('submitted', 'acknowledged', 'superseded')\n              AND (TG_OP <> 'DELETE' AND id = NEW.evaluation_id OR TG_OP <> 'INSERT' AND id = OLD.evaluation_id)\n            FOR SHARE\n        ) THEN\n            RAISE EXCEPTION 'answers_of_a_submitted_evaluation_never_change';\n        END IF;\n        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n        IF NOT EXISTS (\n            SELECT 1 FROM evaluations_evaluation e\n            JOIN evaluations_criterion c ON c.id = NEW.criterion_id AND c.instrument_id = e.instrument_id\n            JOIN evaluations_instrument i ON i.id = e.instrument_id\n            LEFT JOIN placements_scalepoint p ON p.id = NEW.point_id\n            WHERE e.id = NEW.evaluation_id AND (NEW.point_id IS NULL OR p.scale_id = i.scale_id)\n              AND (c.kind = 'text') = (NEW.point_id IS NULL AND NOT NEW.not_observed)\n              AND (c.may_be_unseen OR NOT NEW.not_observed)\n        ) THEN\n            RAISE EXCEPTION 'answer_belongs_to_the_form_of_its_evaluation';\n        END IF;\n        RETURN NEW;\n    ", hash='1b6a3a139c1b0bcdd51713b78a92cddd88f152ea', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_answers_of_a_submitted_evaluation_never_change_d2aba', table='evaluations_answer', when='BEFORE')),
                ),
                migrations.AddConstraint(
                    model_name='answer',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('not_observed', False), ('point__isnull', False)), models.Q(('not_observed', True), ('point__isnull', True)), models.Q(('not_observed', False), ('point__isnull', True), models.Q(('text', ''), _negated=True)), _connector='OR'), name='a_point_or_not_observed_or_words'),
                ),
                migrations.AddConstraint(
                    model_name='criterion',
                    constraint=models.UniqueConstraint(fields=('instrument', 'key'), name='one_criterion_per_key'),
                ),
                migrations.AddConstraint(
                    model_name='criterion',
                    constraint=models.CheckConstraint(condition=models.Q(('kind', 'rating'), ('asks_at', None), _connector='OR'), name='words_ask_for_no_sentence'),
                ),
                migrations.AddConstraint(
                    model_name='evaluation',
                    constraint=models.UniqueConstraint(condition=models.Q(models.Q(('state__in', ['cancelled', 'superseded']), _negated=True), models.Q(('occasion', 'observed'), _negated=True)), fields=('placement', 'occasion', 'evaluator'), name='one_evaluation_per_occasion', nulls_distinct=False),
                ),
                migrations.AddConstraint(
                    model_name='evaluation',
                    constraint=models.UniqueConstraint(condition=models.Q(('occasion', 'observed'), ('state__in', ['open', 'in_progress'])), fields=('placement', 'instrument', 'evaluator'), name='one_open_observation_per_form'),
                ),
                migrations.AddConstraint(
                    model_name='instrument',
                    constraint=models.UniqueConstraint(fields=('institute', 'slug', 'version'), name='one_instrument_per_version', nulls_distinct=False),
                ),
                migrations.AddConstraint(
                    model_name='instrument',
                    constraint=models.UniqueConstraint(condition=models.Q(('published_at', None)), fields=('institute', 'slug'), name='one_draft_of_an_instrument', nulls_distinct=False),
                ),
                migrations.AddField(
                    model_name='instrumentchoice',
                    name='programme',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='instrument_choices', to='institutions.programme'),
                ),
                migrations.AddConstraint(
                    model_name='instrumentchoice',
                    constraint=models.UniqueConstraint(fields=('programme', 'occasion'), name='one_form_per_programme_and_occasion'),
                ),
            ],
        ),
    ]
