"""activities

Revision: 0008, after 0007: activities with their sessions, sign-ups and places.
"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('activity_series',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('about', sa.String(length=500), nullable=False),
    sa.Column('sort', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_series')),
    sa.UniqueConstraint('name', name=op.f('uq_activity_series_name'))
    )
    op.create_table('activity',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.Enum('lecture', 'sport', 'reading', 'visit', 'volunteering', 'training', 'family', 'mixer', 'other', name='activitykind', native_enum=False, length=24), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('club_id', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('contact', sa.String(length=120), nullable=False),
    sa.Column('cost_fen', sa.Integer(), nullable=False),
    sa.Column('cost_note', sa.String(length=120), nullable=False),
    sa.Column('picture', sa.String(length=60), nullable=True),
    sa.Column('audience', sa.JSON(), nullable=False),
    sa.Column('entry', sa.Enum('single', 'companions', 'team', name='entry', native_enum=False, length=24), nullable=False),
    sa.Column('picks', sa.Enum('all', 'one', name='picks', native_enum=False, length=24), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('most_companions', sa.Integer(), nullable=False),
    sa.Column('team_least', sa.Integer(), nullable=False),
    sa.Column('team_most', sa.Integer(), nullable=False),
    sa.Column('is_team_of_one_unit', sa.Boolean(), nullable=False),
    sa.Column('has_kits', sa.Boolean(), nullable=False),
    sa.Column('opens_at', sa.DateTime(), nullable=False),
    sa.Column('closes_at', sa.DateTime(), nullable=False),
    sa.Column('cancel_until', sa.DateTime(), nullable=False),
    sa.Column('promote_until', sa.DateTime(), nullable=False),
    sa.Column('offer_hours', sa.Integer(), nullable=False),
    sa.Column('pool_kind', sa.Enum('unit', 'campus', 'sex', name='poolkind', native_enum=False, length=24), nullable=True),
    sa.Column('merges_at', sa.DateTime(), nullable=True),
    sa.Column('counted_minutes', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('draft', 'open', 'closed', 'done', 'called_off', name='activitystate', native_enum=False, length=24), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('copied_from_id', sa.Integer(), nullable=True),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('published_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('end_reason', sa.String(length=200), nullable=True),
    sa.Column('report_notice_id', sa.Integer(), nullable=True),
    sa.Column('forgotten_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint('opens_at <= closes_at', name=op.f('ck_activity_opens_before_it_closes')),
    sa.ForeignKeyConstraint(['club_id'], ['club.id'], name=op.f('fk_activity_club_id_club')),
    sa.ForeignKeyConstraint(['copied_from_id'], ['activity.id'], name=op.f('fk_activity_copied_from_id_activity')),
    sa.ForeignKeyConstraint(['created_by_id'], ['member.id'], name=op.f('fk_activity_created_by_id_member')),
    sa.ForeignKeyConstraint(['report_notice_id'], ['notice.id'], name=op.f('fk_activity_report_notice_id_notice')),
    sa.ForeignKeyConstraint(['series_id'], ['activity_series.id'], name=op.f('fk_activity_series_id_activity_series')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_activity_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity'))
    )
    op.create_index('ix_activity_series_id', 'activity', ['series_id'], unique=False)
    op.create_index('ix_activity_state_closes_at', 'activity', ['state', 'closes_at'], unique=False)
    op.create_index('ix_activity_unit_id', 'activity', ['unit_id'], unique=False)
    op.create_table('activity_attachment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('file', sa.String(length=60), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_activity_attachment_activity_id_activity')),
    sa.ForeignKeyConstraint(['added_by_id'], ['member.id'], name=op.f('fk_activity_attachment_added_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_attachment')),
    sa.UniqueConstraint('file', name=op.f('uq_activity_attachment_file'))
    )
    op.create_index('ix_activity_attachment_activity_id', 'activity_attachment', ['activity_id'], unique=False)
    op.create_table('activity_pool',
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=20), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_activity_pool_activity_id_activity')),
    sa.PrimaryKeyConstraint('activity_id', 'key', name=op.f('pk_activity_pool'))
    )
    op.create_table('activity_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=60), nullable=False),
    sa.Column('place', sa.String(length=80), nullable=False),
    sa.Column('campus_id', sa.Integer(), nullable=True),
    sa.Column('starts_at', sa.DateTime(), nullable=False),
    sa.Column('ends_at', sa.DateTime(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('called_off_at', sa.DateTime(), nullable=True),
    sa.Column('called_off_reason', sa.String(length=200), nullable=True),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_activity_session_starts_before_it_ends')),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_activity_session_activity_id_activity')),
    sa.ForeignKeyConstraint(['campus_id'], ['campus.id'], name=op.f('fk_activity_session_campus_id_campus')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_session'))
    )
    op.create_index('ix_activity_session_activity_id', 'activity_session', ['activity_id'], unique=False)
    op.create_index('ix_activity_session_starts_at', 'activity_session', ['starts_at'], unique=False)
    op.create_table('signup',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('confirmed', 'waitlisted', 'offered', 'declined', 'cancelled', 'attended', 'absent', name='signupstatus', native_enum=False, length=24), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=43), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('companions', sa.JSON(), nullable=False),
    sa.Column('pool', sa.String(length=20), nullable=False),
    sa.Column('team_name', sa.String(length=40), nullable=True),
    sa.Column('kit_size', sa.String(length=10), nullable=True),
    sa.Column('roster_checked_at', sa.DateTime(), nullable=True),
    sa.Column('roster_checked_by_id', sa.Integer(), nullable=True),
    sa.Column('queue_no', sa.Integer(), nullable=True),
    sa.Column('offered_until', sa.DateTime(), nullable=True),
    sa.Column('request_key', sa.String(length=64), nullable=True),
    sa.Column('booked_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('placed_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('end_reason', sa.String(length=200), nullable=True),
    sa.Column('is_late', sa.Boolean(), nullable=False),
    sa.CheckConstraint("status <> 'offered' OR offered_until IS NOT NULL", name=op.f('ck_signup_offer')),
    sa.CheckConstraint("status <> 'waitlisted' OR queue_no IS NOT NULL", name=op.f('ck_signup_queue')),
    sa.CheckConstraint('seats >= 1', name=op.f('ck_signup_seats')),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_signup_activity_id_activity')),
    sa.ForeignKeyConstraint(['booked_by_id'], ['member.id'], name=op.f('fk_signup_booked_by_id_member')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['member.id'], name=op.f('fk_signup_ended_by_id_member')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_signup_member_id_member')),
    sa.ForeignKeyConstraint(['roster_checked_by_id'], ['member.id'], name=op.f('fk_signup_roster_checked_by_id_member')),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_signup_session_id_activity_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signup')),
    sa.UniqueConstraint('activity_id', 'number', name=op.f('uq_signup_activity_id_number')),
    sa.UniqueConstraint('member_id', 'request_key', name=op.f('uq_signup_member_id_request_key')),
    sa.UniqueConstraint('token', name=op.f('uq_signup_token'))
    )
    op.create_index('ix_signup_activity_id_status', 'signup', ['activity_id', 'status'], unique=False)
    op.create_index('ix_signup_member_id', 'signup', ['member_id'], unique=False)
    op.create_index('ix_signup_session_id', 'signup', ['session_id'], unique=False)
    op.create_index('uq_signup_activity_id_member_id_live', 'signup', ['activity_id', 'member_id'], unique=True, sqlite_where=sa.text("status IN ('confirmed', 'waitlisted', 'offered', 'attended', 'absent')"), postgresql_where=sa.text("status IN ('confirmed', 'waitlisted', 'offered', 'attended', 'absent')"))
    op.create_table('signup_place',
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('seat_no', sa.Integer(), nullable=False),
    sa.Column('signup_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_signup_place_activity_id_activity')),
    sa.ForeignKeyConstraint(['signup_id'], ['signup.id'], name=op.f('fk_signup_place_signup_id_signup')),
    sa.PrimaryKeyConstraint('activity_id', 'session_id', 'seat_no', name=op.f('pk_signup_place'))
    )
    op.create_index('ix_signup_place_signup_id', 'signup_place', ['signup_id'], unique=False)
    op.create_table('team_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('signup_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('invited', 'confirmed', 'declined', name='teamstatus', native_enum=False, length=24), nullable=False),
    sa.Column('kit_size', sa.String(length=10), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_team_member_member_id_member')),
    sa.ForeignKeyConstraint(['signup_id'], ['signup.id'], name=op.f('fk_team_member_signup_id_signup')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team_member')),
    sa.UniqueConstraint('signup_id', 'member_id', name=op.f('uq_team_member_signup_id_member_id'))
    )
    op.create_index('ix_team_member_member_id', 'team_member', ['member_id'], unique=False)


def downgrade():
    op.drop_table('team_member')
    op.drop_table('signup_place')
    op.drop_table('signup')
    op.drop_table('activity_session')
    op.drop_table('activity_pool')
    op.drop_table('activity_attachment')
    op.drop_table('activity')
    op.drop_table('activity_series')
