"""calls

Revision: 0013, after 0012: calls, rounds, entries with their versions and the unit chain.
"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('call_question_limit',
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('least', sa.Integer(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_call_question_limit_question_id_question')),
    sa.PrimaryKeyConstraint('question_id', name=op.f('pk_call_question_limit'))
    )
    op.create_table('call_round',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('opens_at', sa.DateTime(), nullable=False),
    sa.Column('submits_until', sa.DateTime(), nullable=False),
    sa.Column('corrects_until', sa.DateTime(), nullable=False),
    sa.Column('reviews_until', sa.DateTime(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('opens_at < submits_until', name=op.f('ck_call_round_opens_before_it_closes')),
    sa.ForeignKeyConstraint(['created_by_id'], ['member.id'], name=op.f('fk_call_round_created_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_round'))
    )
    op.create_table('call',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('case_study', 'research_paper', 'artwork', 'story', 'studio', 'honour', 'contest', name='callkind', native_enum=False, length=24), nullable=False),
    sa.Column('honour_key', sa.String(length=40), nullable=True),
    sa.Column('subject', sa.Enum('person', 'unit', 'team', 'family', 'work', name='subject', native_enum=False, length=24), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('contact', sa.String(length=120), nullable=False),
    sa.Column('template_file', sa.String(length=60), nullable=True),
    sa.Column('template_title', sa.String(length=120), nullable=True),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('has_body', sa.Boolean(), nullable=False),
    sa.Column('word_least', sa.Integer(), nullable=True),
    sa.Column('word_most', sa.Integer(), nullable=True),
    sa.Column('per_unit_least', sa.Integer(), nullable=False),
    sa.Column('per_unit_most', sa.Integer(), nullable=True),
    sa.Column('per_person_most', sa.Integer(), nullable=True),
    sa.Column('co_authors_most', sa.Integer(), nullable=False),
    sa.Column('quota_rule', sa.Enum('none', 'percent_members', 'percent_cadres', 'percent_women', 'fixed', 'shared_units', 'shared_campuses', 'by_hand', name='quotarule', native_enum=False, length=24), nullable=False),
    sa.Column('quota_permille', sa.Integer(), nullable=True),
    sa.Column('quota_number', sa.Integer(), nullable=True),
    sa.Column('quota_rounding', sa.Enum('half_up', 'down', 'up', name='rounding', native_enum=False, length=24), nullable=False),
    sa.Column('quota_least', sa.Integer(), nullable=False),
    sa.Column('needs_party_opinion', sa.Boolean(), nullable=False),
    sa.Column('tenure_months', sa.Integer(), nullable=False),
    sa.Column('post_rule', sa.Enum('any', 'cadre', 'not_cadre', name='postrule', native_enum=False, length=24), nullable=False),
    sa.Column('is_for_women', sa.Boolean(), nullable=False),
    sa.Column('women_percent', sa.Integer(), nullable=False),
    sa.Column('team_least', sa.Integer(), nullable=False),
    sa.Column('once_in_years', sa.Integer(), nullable=False),
    sa.Column('blind_authors', sa.Boolean(), nullable=False),
    sa.Column('blind_reviewers', sa.Boolean(), nullable=False),
    sa.Column('reviews_per_entry', sa.Integer(), nullable=False),
    sa.Column('aggregate', sa.Enum('mean', 'median', 'trimmed', name='aggregate', native_enum=False, length=24), nullable=False),
    sa.Column('likes_weight', sa.Integer(), nullable=False),
    sa.Column('opens_at', sa.DateTime(), nullable=False),
    sa.Column('submits_until', sa.DateTime(), nullable=False),
    sa.Column('corrects_until', sa.DateTime(), nullable=False),
    sa.Column('reviews_until', sa.DateTime(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'open', 'closed', 'reviewing', 'decided', 'on_notice', 'final', 'called_off', name='callstate', native_enum=False, length=24), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('end_reason', sa.String(length=200), nullable=True),
    sa.Column('copied_from_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('opens_at < submits_until AND submits_until <= corrects_until AND corrects_until <= reviews_until', name=op.f('ck_call_moments_in_order')),
    sa.ForeignKeyConstraint(['copied_from_id'], ['call.id'], name=op.f('fk_call_copied_from_id_call')),
    sa.ForeignKeyConstraint(['created_by_id'], ['member.id'], name=op.f('fk_call_created_by_id_member')),
    sa.ForeignKeyConstraint(['round_id'], ['call_round.id'], name=op.f('fk_call_round_id_call_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call'))
    )
    op.create_index('ix_call_round_id', 'call', ['round_id'], unique=False)
    op.create_index('ix_call_state_submits_until', 'call', ['state', 'submits_until'], unique=False)
    op.create_index('ix_call_year', 'call', ['year'], unique=False)
    op.create_table('call_attachment_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('sort', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('kinds', sa.JSON(), nullable=False),
    sa.Column('largest_mb', sa.Integer(), nullable=False),
    sa.Column('least', sa.Integer(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=False),
    sa.Column('is_for_reviewers', sa.Boolean(), nullable=False),
    sa.Column('has_captions', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_call_attachment_rule_call_id_call')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_attachment_rule'))
    )
    op.create_index('ix_call_attachment_rule_call_id', 'call_attachment_rule', ['call_id'], unique=False)
    op.create_table('entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('field', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('nominee_member_id', sa.Integer(), nullable=True),
    sa.Column('nominee_name', sa.String(length=80), nullable=False),
    sa.Column('nominee_unit_id', sa.Integer(), nullable=True),
    sa.Column('in_post_since', sa.Date(), nullable=True),
    sa.Column('nominee_seen_at', sa.DateTime(), nullable=True),
    sa.Column('nominee_declined_at', sa.DateTime(), nullable=True),
    sa.Column('unit_rank', sa.Integer(), nullable=True),
    sa.Column('status', sa.Enum('draft', 'submitted', 'returned', 'unit_approved', 'under_review', 'shortlisted', 'on_public_notice', 'awarded', 'not_awarded', 'withdrawn', 'rejected', 'declined', name='submissionstatus', native_enum=False, length=24), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(), nullable=True),
    sa.Column('accepted_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('editor', sa.String(length=20), nullable=True),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_entry_call_id_call')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_entry_member_id_member')),
    sa.ForeignKeyConstraint(['nominee_member_id'], ['member.id'], name=op.f('fk_entry_nominee_member_id_member')),
    sa.ForeignKeyConstraint(['nominee_unit_id'], ['unit.id'], name=op.f('fk_entry_nominee_unit_id_unit')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_entry_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry')),
    sa.UniqueConstraint('call_id', 'number', name=op.f('uq_entry_call_id_number'))
    )
    op.create_index('ix_entry_call_id_status', 'entry', ['call_id', 'status'], unique=False)
    op.create_index('ix_entry_call_id_unit_id', 'entry', ['call_id', 'unit_id'], unique=False)
    op.create_index('ix_entry_member_id', 'entry', ['member_id'], unique=False)
    op.create_index('ix_entry_nominee_member_id', 'entry', ['nominee_member_id'], unique=False)
    op.create_index('ix_entry_unit_id', 'entry', ['unit_id'], unique=False)
    op.create_table('chain_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.Enum('author', 'unit', 'party', 'office', 'nominee', name='step', native_enum=False, length=24), nullable=False),
    sa.Column('decision', sa.Enum('submitted', 'approved', 'returned', 'recorded', 'accepted', 'withdrawn', 'declined', 'not_sent', 'rejected', name='decision', native_enum=False, length=24), nullable=False),
    sa.Column('comment', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['member.id'], name=op.f('fk_chain_step_by_id_member')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_chain_step_entry_id_entry')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chain_step'))
    )
    op.create_index('ix_chain_step_entry_id', 'chain_step', ['entry_id'], unique=False)
    op.create_table('co_author',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('sort', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('invited', 'confirmed', 'declined', name='coauthorstate', native_enum=False, length=24), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_co_author_entry_id_entry')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_co_author_member_id_member')),
    sa.PrimaryKeyConstraint('entry_id', 'member_id', name=op.f('pk_co_author'))
    )
    op.create_index('ix_co_author_member_id', 'co_author', ['member_id'], unique=False)
    op.create_table('entry_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('rule_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.Enum('main', 'attachment', 'picture', 'opinion', name='filekind', native_enum=False, length=24), nullable=False),
    sa.Column('sort', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('caption', sa.String(length=200), nullable=False),
    sa.Column('file', sa.String(length=60), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('reading', sa.Enum('whole', 'pictures', 'part', name='reading', native_enum=False, length=24), nullable=False),
    sa.Column('preview', sa.String(length=60), nullable=True),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.Column('removed_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['added_by_id'], ['member.id'], name=op.f('fk_entry_file_added_by_id_member')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_file_entry_id_entry')),
    sa.ForeignKeyConstraint(['rule_id'], ['call_attachment_rule.id'], name=op.f('fk_entry_file_rule_id_call_attachment_rule')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_file')),
    sa.UniqueConstraint('file', name=op.f('uq_entry_file_file'))
    )
    op.create_index('ix_entry_file_entry_id', 'entry_file', ['entry_id'], unique=False)
    op.create_table('entry_team_person',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('sort', sa.Integer(), nullable=False),
    sa.Column('is_leader', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_team_person_entry_id_entry')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_entry_team_person_member_id_member')),
    sa.PrimaryKeyConstraint('entry_id', 'member_id', name=op.f('pk_entry_team_person'))
    )
    op.create_index('ix_entry_team_person_member_id', 'entry_team_person', ['member_id'], unique=False)
    op.create_table('entry_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('began_at', sa.DateTime(), nullable=False),
    sa.Column('saved_at', sa.DateTime(), nullable=False),
    sa.Column('saved_by_id', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_version_entry_id_entry')),
    sa.ForeignKeyConstraint(['saved_by_id'], ['member.id'], name=op.f('fk_entry_version_saved_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_version')),
    sa.UniqueConstraint('entry_id', 'number', name=op.f('uq_entry_version_entry_id_number'))
    )


def downgrade():
    op.drop_table('entry_version')
    op.drop_table('entry_team_person')
    op.drop_table('entry_file')
    op.drop_table('co_author')
    op.drop_table('chain_step')
    op.drop_table('entry')
    op.drop_table('call_attachment_rule')
    op.drop_table('call')
    op.drop_table('call_round')
    op.drop_table('call_question_limit')
