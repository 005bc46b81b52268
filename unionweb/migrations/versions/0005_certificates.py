"""certificates

Revision: 0005, after 0004: batches of certificates, certificates with what they froze and what became of them, the series
of their numbers, the pictures of seals and signatures, and the tries of those who type a number to verify.
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

KIND = ('honour', 'group', 'training', 'volunteer', 'thanks')
SUBJECT = ('person', 'unit', 'team', 'family')
STATE = ('draft', 'printing', 'paused', 'ready', 'failed', 'cleared', 'dropped')
VALIDITY = ('valid', 'revoked', 'reissued')


def _choice(name, values):
    return sa.Enum(*values, name=name, native_enum=False, length=24)


def upgrade():
    op.create_table(
        'certificate_batch',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('kind', _choice('kind', KIND), nullable=False),
        sa.Column('subject', _choice('subject', SUBJECT), nullable=False),
        sa.Column('heading', sa.String(length=20), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('closing', sa.String(length=60), nullable=False),
        sa.Column('opens', sa.Boolean(), nullable=False),
        sa.Column('organ', sa.String(length=40), nullable=False),
        sa.Column('dated', sa.Date(), nullable=False),
        sa.Column('is_sealed', sa.Boolean(), nullable=False),
        sa.Column('common', sa.JSON(), nullable=False),
        sa.Column('rows', sa.JSON(), nullable=False),
        sa.Column('state', _choice('batchstate', STATE), nullable=False),
        sa.Column('made_by_id', sa.Integer(), nullable=False),
        sa.Column('made_at', sa.DateTime(), nullable=False),
        sa.Column('issued_by_id', sa.Integer(), nullable=True),
        sa.Column('issued_at', sa.DateTime(), nullable=True),
        sa.Column('problem', sa.String(length=300), nullable=True),
        sa.Column('print_file', sa.String(length=64), nullable=True),
        sa.Column('printed_at', sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(['made_by_id'], ['member.id'], name=op.f('fk_certificate_batch_made_by_id_member')),
        sa.ForeignKeyConstraint(['issued_by_id'], ['member.id'], name=op.f('fk_certificate_batch_issued_by_id_member')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_batch')),
    )
    op.create_index('ix_certificate_batch_state', 'certificate_batch', ['state'])
    op.create_table(
        'certificate_series',
        sa.Column('kind', _choice('kind', KIND), nullable=False),
        sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('last', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('kind', 'year', name=op.f('pk_certificate_series')),
    )
    op.create_table(
        'certificate',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('batch_id', sa.Integer(), nullable=False),
        sa.Column('kind', _choice('kind', KIND), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('serial_no', sa.String(length=60), nullable=False),
        sa.Column('code', sa.String(length=43), nullable=False),
        sa.Column('subject', _choice('subject', SUBJECT), nullable=False),
        sa.Column('name', sa.String(length=60), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=True),
        sa.Column('values', sa.JSON(), nullable=False),
        sa.Column('heading', sa.String(length=20), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('closing', sa.String(length=60), nullable=False),
        sa.Column('opens', sa.Boolean(), nullable=False),
        sa.Column('organ', sa.String(length=40), nullable=False),
        sa.Column('dated', sa.Date(), nullable=False),
        sa.Column('is_sealed', sa.Boolean(), nullable=False),
        sa.Column('marks', sa.JSON(), nullable=False),
        sa.Column('address', sa.String(length=300), nullable=False),
        sa.Column('design_version', sa.Integer(), nullable=False),
        sa.Column('fonts', sa.String(length=300), nullable=False),
        sa.Column('issued_at', sa.DateTime(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=True),
        sa.Column('state', _choice('certificatestate', VALIDITY), nullable=False),
        sa.Column('ended_at', sa.DateTime(), nullable=True),
        sa.Column('ended_by_id', sa.Integer(), nullable=True),
        sa.Column('reason', sa.String(length=200), nullable=True),
        sa.Column('replaced_by_id', sa.Integer(), nullable=True),
        sa.Column('search', sa.String(length=400), nullable=False),
        sa.Column('reprints', sa.Integer(), nullable=False),
        sa.CheckConstraint('number > 0', name=op.f('ck_certificate_number')),
        sa.CheckConstraint("(state = 'valid') = (ended_at IS NULL)", name=op.f('ck_certificate_ended')),
        sa.CheckConstraint("(state = 'reissued') = (replaced_by_id IS NOT NULL)", name=op.f('ck_certificate_replaced')),
        sa.ForeignKeyConstraint(['batch_id'], ['certificate_batch.id'], name=op.f('fk_certificate_batch_id_certificate_batch')),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_certificate_member_id_member')),
        sa.ForeignKeyConstraint(['ended_by_id'], ['member.id'], name=op.f('fk_certificate_ended_by_id_member')),
        sa.ForeignKeyConstraint(['replaced_by_id'], ['certificate.id'], name=op.f('fk_certificate_replaced_by_id_certificate')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
        sa.UniqueConstraint('code', name=op.f('uq_certificate_code')),
        sa.UniqueConstraint('replaced_by_id', name=op.f('uq_certificate_replaced_by_id')),
        sa.UniqueConstraint('serial_no', name=op.f('uq_certificate_serial_no')),
        sa.UniqueConstraint('kind', 'year', 'number', name=op.f('uq_certificate_kind_year_number')),
    )
    op.create_index('ix_certificate_batch_id', 'certificate', ['batch_id'])
    op.create_index('ix_certificate_member_id', 'certificate', ['member_id'])
    op.create_table(
        'certificate_organ',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=40), nullable=False),
        sa.Column('seal', sa.String(length=40), nullable=True),
        sa.Column('signature', sa.String(length=40), nullable=True),
        sa.Column('signer', sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_organ')),
        sa.UniqueConstraint('name', name=op.f('uq_certificate_organ_name')),
    )
    op.create_table(
        'verification_try',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('address', sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_verification_try')),
    )
    op.create_index('ix_verification_try_address_at', 'verification_try', ['address', 'at'])


def downgrade():
    op.drop_table('verification_try')
    op.drop_table('certificate_organ')
    op.drop_table('certificate')
    op.drop_table('certificate_series')
    op.drop_table('certificate_batch')
