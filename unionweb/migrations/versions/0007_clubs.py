"""clubs

Revision: 0007, after 0006: staff associations with officers, members and yearly checks.
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('club',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('purpose', sa.String(length=500), nullable=False),
    sa.Column('contact', sa.String(length=120), nullable=False),
    sa.Column('state', sa.Enum('proposed', 'submitted', 'active', 'dissolved', 'withdrawn', name='clubstate', native_enum=False, length=24), nullable=False),
    sa.Column('proposed_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('remark', sa.String(length=300), nullable=True),
    sa.Column('founded_on', sa.Date(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('end_reason', sa.String(length=300), nullable=True),
    sa.CheckConstraint("state NOT IN ('active', 'dissolved') OR founded_on IS NOT NULL", name=op.f('ck_club_founded')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['member.id'], name=op.f('fk_club_decided_by_id_member')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['member.id'], name=op.f('fk_club_ended_by_id_member')),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['member.id'], name=op.f('fk_club_proposed_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_club'))
    )
    op.create_index('ix_club_state', 'club', ['state'], unique=False)
    op.create_index('uq_club_name_in_use', 'club', ['name'], unique=True, sqlite_where=sa.text("state IN ('proposed', 'submitted', 'active')"), postgresql_where=sa.text("state IN ('proposed', 'submitted', 'active')"))
    op.create_table('club_charter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('club_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('file', sa.String(length=60), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('adopted_on', sa.Date(), nullable=False),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['added_by_id'], ['member.id'], name=op.f('fk_club_charter_added_by_id_member')),
    sa.ForeignKeyConstraint(['club_id'], ['club.id'], name=op.f('fk_club_charter_club_id_club')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_club_charter')),
    sa.UniqueConstraint('club_id', 'number', name=op.f('uq_club_charter_club_id_number')),
    sa.UniqueConstraint('file', name=op.f('uq_club_charter_file'))
    )
    op.create_table('club_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('club_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('submitted', 'passed', 'mend', 'failed', name='checkstate', native_enum=False, length=24), nullable=False),
    sa.Column('members', sa.Integer(), nullable=False),
    sa.Column('activities', sa.Integer(), nullable=False),
    sa.Column('income_fen', sa.Integer(), nullable=False),
    sa.Column('spent_fen', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('file', sa.String(length=60), nullable=True),
    sa.Column('file_title', sa.String(length=120), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(), nullable=False),
    sa.Column('submitted_by_id', sa.Integer(), nullable=False),
    sa.Column('judged_at', sa.DateTime(), nullable=True),
    sa.Column('judged_by_id', sa.Integer(), nullable=True),
    sa.Column('remark', sa.String(length=300), nullable=True),
    sa.CheckConstraint('income_fen >= 0 AND spent_fen >= 0', name=op.f('ck_club_check_money')),
    sa.ForeignKeyConstraint(['club_id'], ['club.id'], name=op.f('fk_club_check_club_id_club')),
    sa.ForeignKeyConstraint(['judged_by_id'], ['member.id'], name=op.f('fk_club_check_judged_by_id_member')),
    sa.ForeignKeyConstraint(['submitted_by_id'], ['member.id'], name=op.f('fk_club_check_submitted_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_club_check')),
    sa.UniqueConstraint('club_id', 'year', name=op.f('uq_club_check_club_id_year')),
    sa.UniqueConstraint('file', name=op.f('uq_club_check_file'))
    )
    op.create_index('ix_club_check_year', 'club_check', ['year'], unique=False)
    op.create_table('club_founder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('club_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('asked', 'confirmed', 'declined', name='founderstate', native_enum=False, length=24), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['club_id'], ['club.id'], name=op.f('fk_club_founder_club_id_club')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_club_founder_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_club_founder')),
    sa.UniqueConstraint('club_id', 'member_id', name=op.f('uq_club_founder_club_id_member_id'))
    )
    op.create_index('ix_club_founder_member_id', 'club_founder', ['member_id'], unique=False)
    op.create_table('club_membership',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('club_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('asked', 'active', 'declined', 'taken_back', 'left', 'removed', name='membershipstate', native_enum=False, length=24), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('joined_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('end_reason', sa.String(length=200), nullable=True),
    sa.ForeignKeyConstraint(['club_id'], ['club.id'], name=op.f('fk_club_membership_club_id_club')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['member.id'], name=op.f('fk_club_membership_decided_by_id_member')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['member.id'], name=op.f('fk_club_membership_ended_by_id_member')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_club_membership_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_club_membership'))
    )
    op.create_index('ix_club_membership_member_id', 'club_membership', ['member_id'], unique=False)
    op.create_index('uq_club_membership_live', 'club_membership', ['club_id', 'member_id'], unique=True, sqlite_where=sa.text("state IN ('asked', 'active')"), postgresql_where=sa.text("state IN ('asked', 'active')"))
    op.create_table('club_officer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('club_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('post', sa.Enum('president', 'vice_president', 'secretary', 'treasurer', name='post', native_enum=False, length=24), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('end_reason', sa.String(length=200), nullable=True),
    sa.Column('named_by_id', sa.Integer(), nullable=True),
    sa.Column('named_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('starts_on <= until', name=op.f('ck_club_officer_term')),
    sa.ForeignKeyConstraint(['club_id'], ['club.id'], name=op.f('fk_club_officer_club_id_club')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_club_officer_member_id_member')),
    sa.ForeignKeyConstraint(['named_by_id'], ['member.id'], name=op.f('fk_club_officer_named_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_club_officer'))
    )
    op.create_index('ix_club_officer_member_id', 'club_officer', ['member_id'], unique=False)
    op.create_index('uq_club_officer_member', 'club_officer', ['club_id', 'member_id'], unique=True, sqlite_where=sa.text('ended_on IS NULL'), postgresql_where=sa.text('ended_on IS NULL'))
    op.create_index('uq_club_officer_post', 'club_officer', ['club_id', 'post'], unique=True, sqlite_where=sa.text("ended_on IS NULL AND post <> 'vice_president'"), postgresql_where=sa.text("ended_on IS NULL AND post <> 'vice_president'"))


def downgrade():
    op.drop_table('club_officer')
    op.drop_table('club_membership')
    op.drop_table('club_founder')
    op.drop_table('club_check')
    op.drop_table('club_charter')
    op.drop_table('club')
