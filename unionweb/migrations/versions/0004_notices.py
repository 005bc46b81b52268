"""notices

Revision: 0004, after 0003: notices with their numbers, attachments, readers and search index; 公示 and objections.
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('announcement', 'publicity', 'proclamation', 'letter', 'minutes', name='kind', native_enum=False, length=24), nullable=False),
    sa.Column('form', sa.Enum('document', 'letter', 'minutes', name='form', native_enum=False, length=24), nullable=False),
    sa.Column('organ', sa.Enum('union', 'womens_committee', 'joint', name='organ', native_enum=False, length=24), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('addressees', sa.String(length=300), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('annexes', sa.String(length=1000), nullable=False),
    sa.Column('contact', sa.String(length=120), nullable=False),
    sa.Column('cc', sa.String(length=300), nullable=False),
    sa.Column('printed_by', sa.String(length=60), nullable=False),
    sa.Column('dated', sa.Date(), nullable=True),
    sa.Column('is_sealed', sa.Boolean(), nullable=False),
    sa.Column('is_numbered', sa.Boolean(), nullable=False),
    sa.Column('needs_receipt', sa.Boolean(), nullable=False),
    sa.Column('listed', sa.Text(), nullable=False),
    sa.Column('publicity_starts_on', sa.Date(), nullable=True),
    sa.Column('publicity_workdays', sa.Integer(), nullable=True),
    sa.Column('objection_contact', sa.String(length=200), nullable=False),
    sa.Column('is_masked', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'checked', 'published', 'withdrawn', name='state', native_enum=False, length=24), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('changed_by_id', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('changers', sa.String(length=500), nullable=False),
    sa.Column('remark', sa.String(length=500), nullable=True),
    sa.Column('checked_by_id', sa.Integer(), nullable=True),
    sa.Column('checked_at', sa.DateTime(), nullable=True),
    sa.Column('published_by_id', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(), nullable=True),
    sa.Column('withdrawn_by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.Column('withdrawal_note', sa.String(length=500), nullable=True),
    sa.Column('organs', sa.String(length=200), nullable=False),
    sa.Column('searched', sa.Text(), nullable=False),
    sa.Column('pdf', sa.String(length=60), nullable=True),
    sa.Column('pdf_sha256', sa.String(length=64), nullable=True),
    sa.CheckConstraint("published_at IS NOT NULL OR state <> 'published'", name=op.f('ck_notice_published')),
    sa.CheckConstraint('checked_by_id IS NULL OR checked_by_id <> author_id', name=op.f('ck_notice_second_person')),
    sa.ForeignKeyConstraint(['author_id'], ['member.id'], name=op.f('fk_notice_author_id_member')),
    sa.ForeignKeyConstraint(['changed_by_id'], ['member.id'], name=op.f('fk_notice_changed_by_id_member')),
    sa.ForeignKeyConstraint(['checked_by_id'], ['member.id'], name=op.f('fk_notice_checked_by_id_member')),
    sa.ForeignKeyConstraint(['published_by_id'], ['member.id'], name=op.f('fk_notice_published_by_id_member')),
    sa.ForeignKeyConstraint(['withdrawn_by_id'], ['member.id'], name=op.f('fk_notice_withdrawn_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice'))
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index('ix_notice_state_published_at', ['state', 'published_at'], unique=False)

    op.create_table('public_notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_kind', sa.String(length=30), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('workdays', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('contact', sa.String(length=200), nullable=False),
    sa.Column('state', sa.Enum('open', 'ended', 'withdrawn', name='publicitystate', native_enum=False, length=24), nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('opened_by_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['opened_by_id'], ['member.id'], name=op.f('fk_public_notice_opened_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_public_notice')),
    sa.UniqueConstraint('subject_kind', 'subject_id', name=op.f('uq_public_notice_subject_kind_subject_id'))
    )
    with op.batch_alter_table('public_notice', schema=None) as batch_op:
        batch_op.create_index('ix_public_notice_state_ends_on', ['state', 'ends_on'], unique=False)

    op.create_table('document_number',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('taken_at', sa.DateTime(), nullable=False),
    sa.Column('taken_by_id', sa.Integer(), nullable=False),
    sa.Column('voided_at', sa.DateTime(), nullable=True),
    sa.Column('voided_by_id', sa.Integer(), nullable=True),
    sa.Column('void_reason', sa.String(length=300), nullable=True),
    sa.CheckConstraint('number > 0', name=op.f('ck_document_number_positive')),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_document_number_notice_id_notice')),
    sa.ForeignKeyConstraint(['taken_by_id'], ['member.id'], name=op.f('fk_document_number_taken_by_id_member')),
    sa.ForeignKeyConstraint(['voided_by_id'], ['member.id'], name=op.f('fk_document_number_voided_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_number')),
    sa.UniqueConstraint('code', 'year', 'number', name=op.f('uq_document_number_code_year_number')),
    sa.UniqueConstraint('notice_id', name=op.f('uq_document_number_notice_id'))
    )
    op.create_table('notice_attachment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('file', sa.String(length=60), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['added_by_id'], ['member.id'], name=op.f('fk_notice_attachment_added_by_id_member')),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_notice_attachment_notice_id_notice')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_attachment')),
    sa.UniqueConstraint('file', name=op.f('uq_notice_attachment_file'))
    )
    with op.batch_alter_table('notice_attachment', schema=None) as batch_op:
        batch_op.create_index('ix_notice_attachment_notice_id', ['notice_id'], unique=False)

    op.create_table('notice_audience',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('everyone', 'unit', 'campus', 'role', name='audiencekind', native_enum=False, length=24), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('campus_id', sa.Integer(), nullable=True),
    sa.Column('role', sa.Enum('chair', 'vice_chair', 'liaison', 'group_leader', 'office', 'keeper', 'counselor', 'reviewer', 'auditor', 'admin', name='role', native_enum=False, length=24), nullable=True),
    sa.ForeignKeyConstraint(['campus_id'], ['campus.id'], name=op.f('fk_notice_audience_campus_id_campus')),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_notice_audience_notice_id_notice')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_notice_audience_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_audience'))
    )
    with op.batch_alter_table('notice_audience', schema=None) as batch_op:
        batch_op.create_index('ix_notice_audience_notice_id', ['notice_id'], unique=False)

    op.create_table('notice_gram',
    sa.Column('gram', sa.String(length=8), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_notice_gram_notice_id_notice')),
    sa.PrimaryKeyConstraint('gram', 'notice_id', name=op.f('pk_notice_gram'))
    )
    with op.batch_alter_table('notice_gram', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_gram_notice_id'), ['notice_id'], unique=False)

    op.create_table('notice_receipt',
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('read_at', sa.DateTime(), nullable=False),
    sa.Column('opened', sa.Integer(), nullable=False),
    sa.Column('signed_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_notice_receipt_member_id_member')),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_notice_receipt_notice_id_notice')),
    sa.PrimaryKeyConstraint('notice_id', 'member_id', name=op.f('pk_notice_receipt'))
    )
    with op.batch_alter_table('notice_receipt', schema=None) as batch_op:
        batch_op.create_index('ix_notice_receipt_member_id', ['member_id'], unique=False)

    op.create_table('objection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_notice_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('told_by', sa.Text(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('received_at', sa.DateTime(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['answered_by_id'], ['member.id'], name=op.f('fk_objection_answered_by_id_member')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_objection_member_id_member')),
    sa.ForeignKeyConstraint(['public_notice_id'], ['public_notice.id'], name=op.f('fk_objection_public_notice_id_public_notice')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['member.id'], name=op.f('fk_objection_recorded_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection'))
    )
    with op.batch_alter_table('objection', schema=None) as batch_op:
        batch_op.create_index('ix_objection_public_notice_id', ['public_notice_id'], unique=False)



def downgrade():
    with op.batch_alter_table('objection', schema=None) as batch_op:
        batch_op.drop_index('ix_objection_public_notice_id')

    op.drop_table('objection')
    with op.batch_alter_table('notice_receipt', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_receipt_member_id')

    op.drop_table('notice_receipt')
    with op.batch_alter_table('notice_gram', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notice_gram_notice_id'))

    op.drop_table('notice_gram')
    with op.batch_alter_table('notice_audience', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_audience_notice_id')

    op.drop_table('notice_audience')
    with op.batch_alter_table('notice_attachment', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_attachment_notice_id')

    op.drop_table('notice_attachment')
    op.drop_table('document_number')
    with op.batch_alter_table('public_notice', schema=None) as batch_op:
        batch_op.drop_index('ix_public_notice_state_ends_on')

    op.drop_table('public_notice')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_state_published_at')

    op.drop_table('notice')
