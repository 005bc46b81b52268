"""retreats

Revision: 0010, after 0009: retreats: programmes, batches, applications, results.
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('retreat_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('filename', sa.String(length=120), nullable=False),
    sa.Column('state', sa.Enum('previewed', 'imported', 'dropped', name='importstate', native_enum=False, length=24), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=True),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(), nullable=False),
    sa.Column('imported_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['member.id'], name=op.f('fk_retreat_import_uploaded_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retreat_import'))
    )
    op.create_table('retreat_programme',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('rules', sa.Text(), nullable=False),
    sa.Column('budget', sa.String(length=500), nullable=False),
    sa.Column('contact', sa.String(length=200), nullable=False),
    sa.Column('way', sa.Enum('lot', 'points', 'ranking', name='way', native_enum=False, length=24), nullable=False),
    sa.Column('quota_method', sa.Enum('webster', 'hamilton', name='method', native_enum=False, length=24), nullable=False),
    sa.Column('quota_base_on', sa.Date(), nullable=False),
    sa.Column('recalls_by_campus', sa.Boolean(), nullable=False),
    sa.Column('lanes', sa.JSON(), nullable=False),
    sa.Column('points', sa.JSON(), nullable=False),
    sa.Column('boost_lost', sa.Integer(), nullable=False),
    sa.Column('statuses', sa.JSON(), nullable=False),
    sa.Column('min_service_years', sa.Integer(), nullable=False),
    sa.Column('cycle_years', sa.Integer(), nullable=False),
    sa.Column('noshow_counts', sa.Boolean(), nullable=False),
    sa.Column('max_days', sa.Integer(), nullable=False),
    sa.Column('allows_companions', sa.Boolean(), nullable=False),
    sa.Column('most_companions', sa.Integer(), nullable=False),
    sa.Column('most_choices', sa.Integer(), nullable=False),
    sa.Column('confirm_days', sa.Integer(), nullable=False),
    sa.Column('publicity_workdays', sa.Integer(), nullable=False),
    sa.Column('public_source', sa.String(length=200), nullable=False),
    sa.Column('opens_at', sa.DateTime(), nullable=False),
    sa.Column('closes_at', sa.DateTime(), nullable=False),
    sa.Column('ranks_until', sa.DateTime(), nullable=True),
    sa.Column('state', sa.Enum('draft', 'open', 'closed', 'frozen', 'decided', 'on_notice', 'final', 'done', 'called_off', name='programmestate', native_enum=False, length=24), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('published_at', sa.DateTime(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('final_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('end_reason', sa.String(length=300), nullable=True),
    sa.Column('quotas_text', sa.JSON(), nullable=True),
    sa.CheckConstraint('closes_at > opens_at', name=op.f('ck_retreat_programme_times')),
    sa.ForeignKeyConstraint(['created_by_id'], ['member.id'], name=op.f('fk_retreat_programme_created_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retreat_programme'))
    )
    with op.batch_alter_table('retreat_programme', schema=None) as batch_op:
        batch_op.create_index('ix_retreat_programme_state_closes_at', ['state', 'closes_at'], unique=False)

    op.create_table('retreat_service',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('since_year', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_retreat_service_member_id_member')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['member.id'], name=op.f('fk_retreat_service_recorded_by_id_member')),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_retreat_service'))
    )
    op.create_table('retreat_standing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('model_worker', 'advanced', 'frontline', name='standing', native_enum=False, length=24), nullable=False),
    sa.Column('since', sa.Integer(), nullable=True),
    sa.Column('evidence', sa.String(length=200), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_retreat_standing_member_id_member')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['member.id'], name=op.f('fk_retreat_standing_recorded_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retreat_standing')),
    sa.UniqueConstraint('member_id', 'kind', name=op.f('uq_retreat_standing_member_id_kind'))
    )
    op.create_table('retreat_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('place', sa.String(length=80), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('least', sa.Integer(), nullable=False),
    sa.Column('companion_places', sa.Integer(), nullable=False),
    sa.Column('leader', sa.String(length=60), nullable=False),
    sa.Column('leader_phone', sa.String(length=30), nullable=False),
    sa.Column('cost_fen', sa.Integer(), nullable=False),
    sa.Column('share_fen', sa.Integer(), nullable=False),
    sa.Column('health_conditions', sa.String(length=500), nullable=False),
    sa.Column('meeting', sa.String(length=500), nullable=False),
    sa.Column('state', sa.Enum('planned', 'formed', 'cancelled', 'merged', 'ended', name='batchstate', native_enum=False, length=24), nullable=False),
    sa.Column('state_reason', sa.String(length=300), nullable=True),
    sa.Column('merged_into_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_retreat_batch_days')),
    sa.CheckConstraint('places > 0', name=op.f('ck_retreat_batch_places')),
    sa.ForeignKeyConstraint(['merged_into_id'], ['retreat_batch.id'], name=op.f('fk_retreat_batch_merged_into_id_retreat_batch')),
    sa.ForeignKeyConstraint(['programme_id'], ['retreat_programme.id'], name=op.f('fk_retreat_batch_programme_id_retreat_programme')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retreat_batch')),
    sa.UniqueConstraint('programme_id', 'position', name=op.f('uq_retreat_batch_programme_id_position'))
    )
    op.create_table('retreat_application',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('campus_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=8), nullable=False),
    sa.Column('status', sa.Enum('submitted', 'withdrawn', 'waiting', 'placed', 'confirmed', 'declined', 'expired', 'forfeited', 'cancelled', 'attended', 'absent', name='status', native_enum=False, length=24), nullable=False),
    sa.Column('lanes_claimed', sa.JSON(), nullable=False),
    sa.Column('lanes_confirmed', sa.JSON(), nullable=False),
    sa.Column('service_years', sa.Integer(), nullable=False),
    sa.Column('is_service_confirmed', sa.Boolean(), nullable=False),
    sa.Column('checked_at', sa.DateTime(), nullable=True),
    sa.Column('checked_by_id', sa.Integer(), nullable=True),
    sa.Column('companions', sa.JSON(), nullable=False),
    sa.Column('unit_rank', sa.Integer(), nullable=True),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('boost', sa.Integer(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=True),
    sa.Column('batch_id', sa.Integer(), nullable=True),
    sa.Column('companions_granted', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('confirm_by', sa.Date(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    sa.Column('offered_batch_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('end_reason', sa.String(length=300), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['retreat_batch.id'], name=op.f('fk_retreat_application_batch_id_retreat_batch')),
    sa.ForeignKeyConstraint(['campus_id'], ['campus.id'], name=op.f('fk_retreat_application_campus_id_campus')),
    sa.ForeignKeyConstraint(['checked_by_id'], ['member.id'], name=op.f('fk_retreat_application_checked_by_id_member')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_retreat_application_member_id_member')),
    sa.ForeignKeyConstraint(['offered_batch_id'], ['retreat_batch.id'], name=op.f('fk_retreat_application_offered_batch_id_retreat_batch')),
    sa.ForeignKeyConstraint(['programme_id'], ['retreat_programme.id'], name=op.f('fk_retreat_application_programme_id_retreat_programme')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_retreat_application_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retreat_application')),
    sa.UniqueConstraint('programme_id', 'member_id', name=op.f('uq_retreat_application_programme_id_member_id')),
    sa.UniqueConstraint('programme_id', 'number', name=op.f('uq_retreat_application_programme_id_number'))
    )
    with op.batch_alter_table('retreat_application', schema=None) as batch_op:
        batch_op.create_index('ix_retreat_application_batch_id_status', ['batch_id', 'status'], unique=False)
        batch_op.create_index('ix_retreat_application_member_id', ['member_id'], unique=False)
        batch_op.create_index('ix_retreat_application_status_confirm_by', ['status', 'confirm_by'], unique=False)

    op.create_table('retreat_choice',
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['retreat_application.id'], name=op.f('fk_retreat_choice_application_id_retreat_application')),
    sa.ForeignKeyConstraint(['batch_id'], ['retreat_batch.id'], name=op.f('fk_retreat_choice_batch_id_retreat_batch')),
    sa.PrimaryKeyConstraint('application_id', 'rank', name=op.f('pk_retreat_choice')),
    sa.UniqueConstraint('application_id', 'batch_id', name=op.f('uq_retreat_choice_application_id_batch_id'))
    )
    op.create_table('retreat_health',
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('consented_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['retreat_application.id'], name=op.f('fk_retreat_health_application_id_retreat_application')),
    sa.PrimaryKeyConstraint('application_id', name=op.f('pk_retreat_health'))
    )
    op.create_table('retreat_history',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('staff_no', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('trip', sa.String(length=120), nullable=False),
    sa.Column('outcome', sa.Enum('attended', 'absent', 'forfeited', 'declined', name='tripoutcome', native_enum=False, length=24), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['application_id'], ['retreat_application.id'], name=op.f('fk_retreat_history_application_id_retreat_application')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_retreat_history_member_id_member')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['member.id'], name=op.f('fk_retreat_history_recorded_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retreat_history')),
    sa.UniqueConstraint('staff_no', 'year', 'trip', name=op.f('uq_retreat_history_staff_no_year_trip'))
    )
    with op.batch_alter_table('retreat_history', schema=None) as batch_op:
        batch_op.create_index('ix_retreat_history_member_id', ['member_id'], unique=False)

    op.create_table('retreat_identity',
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('entered_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['retreat_application.id'], name=op.f('fk_retreat_identity_application_id_retreat_application')),
    sa.PrimaryKeyConstraint('application_id', name=op.f('pk_retreat_identity'))
    )
    op.create_table('retreat_look',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('reader_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('health', 'identity', name='lookkind', native_enum=False, length=24), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['retreat_application.id'], name=op.f('fk_retreat_look_application_id_retreat_application')),
    sa.ForeignKeyConstraint(['reader_id'], ['member.id'], name=op.f('fk_retreat_look_reader_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retreat_look'))
    )
    with op.batch_alter_table('retreat_look', schema=None) as batch_op:
        batch_op.create_index('ix_retreat_look_application_id', ['application_id'], unique=False)

    op.create_table('retreat_pick',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('application_id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('drawn', 'moved_up', 'merged', name='pickkind', native_enum=False, length=24), nullable=False),
    sa.Column('step', sa.Enum('lane', 'unit', 'campus', 'open', name='step', native_enum=False, length=24), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['retreat_application.id'], name=op.f('fk_retreat_pick_application_id_retreat_application')),
    sa.ForeignKeyConstraint(['batch_id'], ['retreat_batch.id'], name=op.f('fk_retreat_pick_batch_id_retreat_batch')),
    sa.ForeignKeyConstraint(['programme_id'], ['retreat_programme.id'], name=op.f('fk_retreat_pick_programme_id_retreat_programme')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_retreat_pick'))
    )
    with op.batch_alter_table('retreat_pick', schema=None) as batch_op:
        batch_op.create_index('ix_retreat_pick_programme_id', ['programme_id'], unique=False)


def downgrade():
    with op.batch_alter_table('retreat_pick', schema=None) as batch_op:
        batch_op.drop_index('ix_retreat_pick_programme_id')

    op.drop_table('retreat_pick')
    with op.batch_alter_table('retreat_look', schema=None) as batch_op:
        batch_op.drop_index('ix_retreat_look_application_id')

    op.drop_table('retreat_look')
    op.drop_table('retreat_identity')
    with op.batch_alter_table('retreat_history', schema=None) as batch_op:
        batch_op.drop_index('ix_retreat_history_member_id')

    op.drop_table('retreat_history')
    op.drop_table('retreat_health')
    op.drop_table('retreat_choice')
    with op.batch_alter_table('retreat_application', schema=None) as batch_op:
        batch_op.drop_index('ix_retreat_application_status_confirm_by')
        batch_op.drop_index('ix_retreat_application_member_id')
        batch_op.drop_index('ix_retreat_application_batch_id_status')

    op.drop_table('retreat_application')
    op.drop_table('retreat_batch')
    op.drop_table('retreat_standing')
    op.drop_table('retreat_service')
    with op.batch_alter_table('retreat_programme', schema=None) as batch_op:
        batch_op.drop_index('ix_retreat_programme_state_closes_at')

    op.drop_table('retreat_programme')
    op.drop_table('retreat_import')
