"""presence

Revision: 0009, after 0008: attendance, hours, penalties, feedback.
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('activity_certificate',
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_activity_certificate_activity_id_activity')),
    sa.ForeignKeyConstraint(['batch_id'], ['certificate_batch.id'], name=op.f('fk_activity_certificate_batch_id_certificate_batch')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_activity_certificate_member_id_member')),
    sa.PrimaryKeyConstraint('activity_id', 'member_id', name=op.f('pk_activity_certificate'))
    )
    op.create_index('ix_activity_certificate_member_id', 'activity_certificate', ['member_id'], unique=False)
    op.create_table('feedback_given',
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_feedback_given_activity_id_activity')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_feedback_given_member_id_member')),
    sa.PrimaryKeyConstraint('activity_id', 'member_id', name=op.f('pk_feedback_given')),
    sqlite_with_rowid=False
    )
    op.create_table('feedback_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('sort', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('rating', 'choice', 'words', name='feedbackkind', native_enum=False, length=24), nullable=False),
    sa.Column('text', sa.String(length=120), nullable=False),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_feedback_question_activity_id_activity')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback_question'))
    )
    op.create_index('ix_feedback_question_activity_id', 'feedback_question', ['activity_id'], unique=False)
    op.create_table('volunteer_record',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('services', sa.JSON(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('organ', sa.String(length=40), nullable=False),
    sa.Column('signer', sa.String(length=40), nullable=False),
    sa.Column('certificate_id', sa.Integer(), nullable=False),
    sa.Column('issued_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_volunteer_record_certificate_id_certificate')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_volunteer_record_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_volunteer_record')),
    sa.UniqueConstraint('certificate_id', name=op.f('uq_volunteer_record_certificate_id'))
    )
    op.create_index('ix_volunteer_record_member_id', 'volunteer_record', ['member_id'], unique=False)
    op.create_table('attendance_closing',
    sa.Column('session_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('closed_at', sa.DateTime(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['member.id'], name=op.f('fk_attendance_closing_by_id_member')),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_attendance_closing_session_id_activity_session')),
    sa.PrimaryKeyConstraint('session_id', name=op.f('pk_attendance_closing'))
    )
    op.create_table('check_in_try',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_check_in_try_member_id_member')),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_check_in_try_session_id_activity_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_in_try'))
    )
    op.create_index('ix_check_in_try_member_id_at', 'check_in_try', ['member_id', 'at'], unique=False)
    op.create_index('ix_check_in_try_session_id_at', 'check_in_try', ['session_id', 'at'], unique=False)
    op.create_table('feedback_answer',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['feedback_question.id'], name=op.f('fk_feedback_answer_question_id_feedback_question')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback_answer')),
    sqlite_with_rowid=False
    )
    op.create_index('ix_feedback_answer_question_id', 'feedback_answer', ['question_id'], unique=False)
    op.create_table('attendance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('signup_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('came', 'absent', 'excused', 'undone', name='presence', native_enum=False, length=24), nullable=False),
    sa.Column('way', sa.Enum('list', 'card', 'code', 'door', 'closing', name='way', native_enum=False, length=24), nullable=False),
    sa.Column('came_at', sa.DateTime(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('noted_by_id', sa.Integer(), nullable=True),
    sa.Column('noted_at', sa.DateTime(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=True),
    sa.Column('confirmed_by_id', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("state <> 'came' OR came_at IS NOT NULL", name=op.f('ck_attendance_came')),
    sa.CheckConstraint('minutes >= 0', name=op.f('ck_attendance_minutes')),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['member.id'], name=op.f('fk_attendance_confirmed_by_id_member')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_attendance_member_id_member')),
    sa.ForeignKeyConstraint(['noted_by_id'], ['member.id'], name=op.f('fk_attendance_noted_by_id_member')),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_attendance_session_id_activity_session')),
    sa.ForeignKeyConstraint(['signup_id'], ['signup.id'], name=op.f('fk_attendance_signup_id_signup')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance')),
    sa.UniqueConstraint('session_id', 'member_id', name=op.f('uq_attendance_session_id_member_id'))
    )
    op.create_index('ix_attendance_confirmed_at', 'attendance', ['confirmed_at'], unique=False)
    op.create_index('ix_attendance_member_id', 'attendance', ['member_id'], unique=False)
    op.create_index('ix_attendance_signup_id', 'attendance', ['signup_id'], unique=False)
    op.create_table('miss_appeal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('signup_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('is_granted', sa.Boolean(), nullable=True),
    sa.Column('answer', sa.String(length=500), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint('(decided_at IS NULL) = (is_granted IS NULL)', name=op.f('ck_miss_appeal_decided')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['member.id'], name=op.f('fk_miss_appeal_decided_by_id_member')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_miss_appeal_member_id_member')),
    sa.ForeignKeyConstraint(['signup_id'], ['signup.id'], name=op.f('fk_miss_appeal_signup_id_signup')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_miss_appeal')),
    sa.UniqueConstraint('signup_id', 'member_id', name=op.f('uq_miss_appeal_signup_id_member_id'))
    )
    op.create_index('ix_miss_appeal_member_id', 'miss_appeal', ['member_id'], unique=False)
    op.create_table('hours_correction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('attendance_id', sa.Integer(), nullable=False),
    sa.Column('before', sa.Integer(), nullable=False),
    sa.Column('after', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['attendance_id'], ['attendance.id'], name=op.f('fk_hours_correction_attendance_id_attendance')),
    sa.ForeignKeyConstraint(['by_id'], ['member.id'], name=op.f('fk_hours_correction_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hours_correction'))
    )
    op.create_index('ix_hours_correction_attendance_id', 'hours_correction', ['attendance_id'], unique=False)


def downgrade():
    op.drop_table('hours_correction')
    op.drop_table('miss_appeal')
    op.drop_table('attendance')
    op.drop_table('feedback_answer')
    op.drop_table('check_in_try')
    op.drop_table('attendance_closing')
    op.drop_table('volunteer_record')
    op.drop_table('feedback_question')
    op.drop_table('feedback_given')
    op.drop_table('activity_certificate')
