"""mixers

Revision: 0011, after 0010: mixers with pseudonyms and mutual choices.
"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('mixer',
    sa.Column('activity_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('choosing_opens_at', sa.DateTime(), nullable=False),
    sa.Column('choosing_closes_at', sa.DateTime(), nullable=False),
    sa.Column('set_up_by_id', sa.Integer(), nullable=False),
    sa.Column('set_up_at', sa.DateTime(), nullable=False),
    sa.Column('numbered_at', sa.DateTime(), nullable=True),
    sa.Column('told_at', sa.DateTime(), nullable=True),
    sa.Column('forgotten_at', sa.DateTime(), nullable=True),
    sa.Column('people', sa.Integer(), nullable=True),
    sa.Column('pairs', sa.Integer(), nullable=True),
    sa.CheckConstraint('choosing_opens_at < choosing_closes_at', name=op.f('ck_mixer_times')),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_mixer_activity_id_activity')),
    sa.ForeignKeyConstraint(['set_up_by_id'], ['member.id'], name=op.f('fk_mixer_set_up_by_id_member')),
    sa.PrimaryKeyConstraint('activity_id', name=op.f('pk_mixer'))
    )
    op.create_table('mixer_profile',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('pseudonym', sa.Text(), nullable=False),
    sa.Column('pseudonym_key', sa.String(length=64), nullable=False),
    sa.Column('contact', sa.Text(), nullable=False),
    sa.Column('consent_text', sa.Text(), nullable=False),
    sa.Column('consented_at', sa.DateTime(), nullable=False),
    sa.Column('choices', sa.Text(), nullable=False),
    sa.Column('pairs', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['mixer.activity_id'], name=op.f('fk_mixer_profile_activity_id_mixer')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_mixer_profile_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mixer_profile')),
    sa.UniqueConstraint('activity_id', 'member_id', name=op.f('uq_mixer_profile_activity_id_member_id')),
    sa.UniqueConstraint('activity_id', 'number', name=op.f('uq_mixer_profile_activity_id_number')),
    sa.UniqueConstraint('activity_id', 'pseudonym_key', name=op.f('uq_mixer_profile_activity_id_pseudonym_key'))
    )
    op.create_index('ix_mixer_profile_member_id', 'mixer_profile', ['member_id'], unique=False)


def downgrade():
    op.drop_table('mixer_profile')
    op.drop_table('mixer')
