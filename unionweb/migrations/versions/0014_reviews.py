"""reviews

Revision: 0014, after 0013: reviewers, conflicts, assignments, scores, likings.
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('call_reviewer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('invited', 'accepted', 'declined', 'ended', name='invitation', native_enum=False, length=24), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=True),
    sa.Column('invited_at', sa.DateTime(), nullable=False),
    sa.Column('invited_by_id', sa.Integer(), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('answer', sa.String(length=300), nullable=False),
    sa.Column('reminded_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_call_reviewer_call_id_call')),
    sa.ForeignKeyConstraint(['invited_by_id'], ['member.id'], name=op.f('fk_call_reviewer_invited_by_id_member')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_call_reviewer_member_id_member')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_call_reviewer_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_reviewer')),
    sa.UniqueConstraint('call_id', 'member_id', name=op.f('uq_call_reviewer_call_id_member_id'))
    )
    op.create_index('ix_call_reviewer_member_id', 'call_reviewer', ['member_id'], unique=False)
    op.create_table('criterion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('sort', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('guidance', sa.String(length=300), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=False),
    sa.Column('anchors', sa.String(length=600), nullable=False),
    sa.CheckConstraint('most > 0 AND weight >= 0', name=op.f('ck_criterion_positive')),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_criterion_call_id_call')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_criterion')),
    sa.UniqueConstraint('call_id', 'name', name=op.f('uq_criterion_call_id_name'))
    )
    op.create_table('blind_check',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('files', sa.JSON(), nullable=False),
    sa.Column('entry_version', sa.Integer(), nullable=False),
    sa.Column('checked_at', sa.DateTime(), nullable=False),
    sa.Column('checked_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['checked_by_id'], ['member.id'], name=op.f('fk_blind_check_checked_by_id_member')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_blind_check_entry_id_entry')),
    sa.PrimaryKeyConstraint('entry_id', name=op.f('pk_blind_check'))
    )
    op.create_table('entry_liking',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_liking_entry_id_entry')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_entry_liking_member_id_member')),
    sa.PrimaryKeyConstraint('entry_id', 'member_id', name=op.f('pk_entry_liking'))
    )
    op.create_index('ix_entry_liking_member_id', 'entry_liking', ['member_id'], unique=False)
    op.create_table('review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('reviewer_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('way', sa.Enum('shared_out', 'by_hand', 'by_sheet', name='way', native_enum=False, length=24), nullable=False),
    sa.Column('state', sa.Enum('assigned', 'started', 'submitted', 'refused', 'removed', name='reviewstate', native_enum=False, length=24), nullable=False),
    sa.Column('to_author', sa.Text(), nullable=False),
    sa.Column('to_office', sa.Text(), nullable=False),
    sa.Column('cents', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('assigned_at', sa.DateTime(), nullable=False),
    sa.Column('assigned_by_id', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=True),
    sa.Column('submitted_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('editor', sa.String(length=20), nullable=True),
    sa.ForeignKeyConstraint(['assigned_by_id'], ['member.id'], name=op.f('fk_review_assigned_by_id_member')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_review_entry_id_entry')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_review_member_id_member')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['call_reviewer.id'], name=op.f('fk_review_reviewer_id_call_reviewer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review')),
    sa.UniqueConstraint('entry_id', 'member_id', name=op.f('uq_review_entry_id_member_id'))
    )
    op.create_index('ix_review_member_id_state', 'review', ['member_id', 'state'], unique=False)
    op.create_index('ix_review_reviewer_id', 'review', ['reviewer_id'], unique=False)
    op.create_table('review_conflict',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('tie', sa.Enum('family', 'mentor', 'cooperation', 'dispute', 'other', name='tie', native_enum=False, length=24), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('is_pinned', sa.Boolean(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('lifted_at', sa.DateTime(), nullable=True),
    sa.Column('lifted_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('(CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN unit_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN entry_id IS NULL THEN 0 ELSE 1 END) = 1', name=op.f('ck_review_conflict_one_of_three')),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_review_conflict_call_id_call')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_review_conflict_entry_id_entry')),
    sa.ForeignKeyConstraint(['lifted_by_id'], ['member.id'], name=op.f('fk_review_conflict_lifted_by_id_member')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_review_conflict_member_id_member')),
    sa.ForeignKeyConstraint(['person_id'], ['member.id'], name=op.f('fk_review_conflict_person_id_member')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['member.id'], name=op.f('fk_review_conflict_recorded_by_id_member')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_review_conflict_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_conflict'))
    )
    op.create_index('ix_review_conflict_call_id_member_id', 'review_conflict', ['call_id', 'member_id'], unique=False)
    op.create_table('review_mark',
    sa.Column('review_id', sa.Integer(), nullable=False),
    sa.Column('criterion_id', sa.Integer(), nullable=False),
    sa.Column('tenths', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_review_mark_criterion_id_criterion')),
    sa.ForeignKeyConstraint(['review_id'], ['review.id'], name=op.f('fk_review_mark_review_id_review')),
    sa.PrimaryKeyConstraint('review_id', 'criterion_id', name=op.f('pk_review_mark'))
    )


def downgrade():
    op.drop_table('review_mark')
    op.drop_table('review_conflict')
    op.drop_table('review')
    op.drop_table('entry_liking')
    op.drop_table('blind_check')
    op.drop_table('criterion')
    op.drop_table('call_reviewer')
