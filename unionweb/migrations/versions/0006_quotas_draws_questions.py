"""quotas, draws, questions

Revision: 0006, after 0005: places of units, verifiable draws, own questions and their answers.
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('quota',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_kind', sa.String(length=30), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('group_kind', sa.Enum('unit', 'campus', name='groupkind', native_enum=False, length=24), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('computed', sa.Integer(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=True),
    sa.Column('changed_by_id', sa.Integer(), nullable=True),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('places >= 0', name=op.f('ck_quota_not_negative')),
    sa.ForeignKeyConstraint(['changed_by_id'], ['member.id'], name=op.f('fk_quota_changed_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quota')),
    sa.UniqueConstraint('subject_kind', 'subject_id', 'group_kind', 'group_id', name=op.f('uq_quota_subject_kind_subject_id_group_kind_group_id'))
    )
    op.create_table('draw',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_kind', sa.String(length=30), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('seed', sa.Text(), nullable=True),
    sa.Column('seed_hash', sa.String(length=64), nullable=False),
    sa.Column('committed_at', sa.DateTime(), nullable=False),
    sa.Column('committed_by_id', sa.Integer(), nullable=True),
    sa.Column('public_source', sa.String(length=200), nullable=False),
    sa.Column('public_number', sa.String(length=60), nullable=True),
    sa.Column('public_entered_at', sa.DateTime(), nullable=True),
    sa.Column('public_entered_by_id', sa.Integer(), nullable=True),
    sa.Column('list_text', sa.Text(), nullable=True),
    sa.Column('list_hash', sa.String(length=64), nullable=True),
    sa.Column('rules_text', sa.Text(), nullable=True),
    sa.Column('rules_hash', sa.String(length=64), nullable=True),
    sa.Column('frozen_at', sa.DateTime(), nullable=True),
    sa.Column('revealed_at', sa.DateTime(), nullable=True),
    sa.Column('document', sa.Text(), nullable=True),
    sa.Column('document_hash', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['committed_by_id'], ['member.id'], name=op.f('fk_draw_committed_by_id_member')),
    sa.ForeignKeyConstraint(['public_entered_by_id'], ['member.id'], name=op.f('fk_draw_public_entered_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draw')),
    sa.UniqueConstraint('subject_kind', 'subject_id', name=op.f('uq_draw_subject_kind_subject_id'))
    )
    # ---- questions and answers: below this line


def downgrade():
    # ---- questions and answers: above this line
    op.drop_table('draw')
    op.drop_table('quota')
