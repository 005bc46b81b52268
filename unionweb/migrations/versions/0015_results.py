"""results

Revision: 0015, after 0014: decisions, honours, library of cases.
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('case_book',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=60), nullable=False),
    sa.Column('preface', sa.Text(), nullable=False),
    sa.Column('by_theme', sa.Boolean(), nullable=False),
    sa.Column('case_ids', sa.JSON(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'setting', 'ready', 'failed', name='bookstate', native_enum=False, length=24), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=True),
    sa.Column('file', sa.String(length=60), nullable=True),
    sa.Column('problem', sa.String(length=300), nullable=True),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('ready_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['made_by_id'], ['member.id'], name=op.f('fk_case_book_made_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_book'))
    )
    op.create_index('ix_case_book_state', 'case_book', ['state'], unique=False)
    op.create_table('honour_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('filename', sa.String(length=120), nullable=False),
    sa.Column('state', sa.Enum('previewed', 'imported', 'dropped', name='importstate', native_enum=False, length=24), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('added', sa.Integer(), nullable=True),
    sa.Column('uploaded_by_id', sa.Integer(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['member.id'], name=op.f('fk_honour_import_uploaded_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_honour_import'))
    )
    op.create_table('unit_brand',
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('motto', sa.String(length=120), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('changed_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['changed_by_id'], ['member.id'], name=op.f('fk_unit_brand_changed_by_id_member')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_unit_brand_unit_id_unit')),
    sa.PrimaryKeyConstraint('unit_id', name=op.f('pk_unit_brand'))
    )
    op.create_table('call_grade',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('places', sa.Integer(), nullable=True),
    sa.Column('per_unit', sa.Integer(), nullable=True),
    sa.CheckConstraint('position > 0', name=op.f('ck_call_grade_position')),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_call_grade_call_id_call')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_grade')),
    sa.UniqueConstraint('call_id', 'name', name=op.f('uq_call_grade_call_id_name')),
    sa.UniqueConstraint('call_id', 'position', name=op.f('uq_call_grade_call_id_position'))
    )
    op.create_table('call_meeting',
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('place', sa.String(length=60), nullable=False),
    sa.Column('chaired_by', sa.String(length=60), nullable=False),
    sa.Column('present', sa.Text(), nullable=False),
    sa.Column('absent', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_call_meeting_call_id_call')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['member.id'], name=op.f('fk_call_meeting_recorded_by_id_member')),
    sa.PrimaryKeyConstraint('call_id', name=op.f('pk_call_meeting'))
    )
    op.create_table('call_publication',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('listed', sa.JSON(), nullable=False),
    sa.Column('is_masked', sa.Boolean(), nullable=False),
    sa.Column('opened_by_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_call_publication_call_id_call')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['member.id'], name=op.f('fk_call_publication_opened_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_publication')),
    sa.UniqueConstraint('call_id', 'number', name=op.f('uq_call_publication_call_id_number'))
    )
    op.create_table('call_result',
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('final_by_id', sa.Integer(), nullable=True),
    sa.Column('final_at', sa.DateTime(), nullable=True),
    sa.Column('issuer', sa.String(length=60), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=True),
    sa.Column('notice_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['certificate_batch.id'], name=op.f('fk_call_result_batch_id_certificate_batch')),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_call_result_call_id_call')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['member.id'], name=op.f('fk_call_result_decided_by_id_member')),
    sa.ForeignKeyConstraint(['final_by_id'], ['member.id'], name=op.f('fk_call_result_final_by_id_member')),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_call_result_notice_id_notice')),
    sa.PrimaryKeyConstraint('call_id', name=op.f('pk_call_result'))
    )
    op.create_table('result_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('is_edited', sa.Boolean(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('sent_at', sa.DateTime(), nullable=True),
    sa.Column('dropped_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint('sent_at IS NULL OR dropped_at IS NULL', name=op.f('ck_result_message_one_end')),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_result_message_call_id_call')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_result_message_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_result_message')),
    sa.UniqueConstraint('call_id', 'member_id', name=op.f('uq_result_message_call_id_member_id'))
    )
    op.create_table('entry_decision',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('grade_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=False),
    sa.Column('struck_at', sa.DateTime(), nullable=True),
    sa.Column('struck_reason', sa.String(length=300), nullable=True),
    sa.CheckConstraint('(struck_at IS NULL) = (struck_reason IS NULL)', name=op.f('ck_entry_decision_struck')),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_entry_decision_call_id_call')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['member.id'], name=op.f('fk_entry_decision_decided_by_id_member')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_decision_entry_id_entry')),
    sa.ForeignKeyConstraint(['grade_id'], ['call_grade.id'], name=op.f('fk_entry_decision_grade_id_call_grade')),
    sa.PrimaryKeyConstraint('entry_id', name=op.f('pk_entry_decision'))
    )
    op.create_index('ix_entry_decision_call_id', 'entry_decision', ['call_id'], unique=False)
    op.create_table('honour',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=True),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('grade', sa.String(length=40), nullable=False),
    sa.Column('work', sa.String(length=120), nullable=False),
    sa.Column('subject', sa.Enum('person', 'unit', 'team', 'family', 'work', name='subject', native_enum=False, length=24), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('unit_name', sa.String(length=60), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('issuer', sa.String(length=60), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('call_id', sa.Integer(), nullable=True),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('import_id', sa.Integer(), nullable=True),
    sa.Column('identity', sa.String(length=64), nullable=False),
    sa.Column('search', sa.String(length=500), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(), nullable=True),
    sa.Column('revoked_by_id', sa.Integer(), nullable=True),
    sa.Column('revoke_reason', sa.String(length=300), nullable=True),
    sa.CheckConstraint('(revoked_at IS NULL) = (revoke_reason IS NULL)', name=op.f('ck_honour_revoked')),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_honour_call_id_call')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_honour_entry_id_entry')),
    sa.ForeignKeyConstraint(['import_id'], ['honour_import.id'], name=op.f('fk_honour_import_id_honour_import')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_honour_member_id_member')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['member.id'], name=op.f('fk_honour_recorded_by_id_member')),
    sa.ForeignKeyConstraint(['revoked_by_id'], ['member.id'], name=op.f('fk_honour_revoked_by_id_member')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_honour_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_honour')),
    sa.UniqueConstraint('identity', name=op.f('uq_honour_identity'))
    )
    op.create_index('ix_honour_call_id', 'honour', ['call_id'], unique=False)
    op.create_index('ix_honour_entry_id', 'honour', ['entry_id'], unique=False)
    op.create_index('ix_honour_member_id', 'honour', ['member_id'], unique=False)
    op.create_index('ix_honour_unit_id', 'honour', ['unit_id'], unique=False)
    op.create_index('ix_honour_year', 'honour', ['year'], unique=False)
    op.create_table('honour_person',
    sa.Column('honour_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('sort', sa.Integer(), nullable=False),
    sa.Column('is_leader', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['honour_id'], ['honour.id'], name=op.f('fk_honour_person_honour_id_honour')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_honour_person_member_id_member')),
    sa.PrimaryKeyConstraint('honour_id', 'member_id', name=op.f('pk_honour_person'))
    )
    op.create_index('ix_honour_person_member_id', 'honour_person', ['member_id'], unique=False)
    op.create_table('library_case',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('case_study', 'research_paper', 'artwork', 'story', 'studio', 'honour', 'contest', name='callkind', native_enum=False, length=24), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('unit_name', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('authors', sa.String(length=300), nullable=False),
    sa.Column('theme', sa.String(length=40), nullable=False),
    sa.Column('grade', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('pictures', sa.JSON(), nullable=False),
    sa.Column('searched', sa.Text(), nullable=False),
    sa.Column('published_at', sa.DateTime(), nullable=False),
    sa.Column('published_by_id', sa.Integer(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.Column('withdraw_reason', sa.String(length=300), nullable=True),
    sa.ForeignKeyConstraint(['call_id'], ['call.id'], name=op.f('fk_library_case_call_id_call')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_library_case_entry_id_entry')),
    sa.ForeignKeyConstraint(['published_by_id'], ['member.id'], name=op.f('fk_library_case_published_by_id_member')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_library_case_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_library_case')),
    sa.UniqueConstraint('entry_id', name=op.f('uq_library_case_entry_id'))
    )
    op.create_index('ix_library_case_unit_id', 'library_case', ['unit_id'], unique=False)
    op.create_index('ix_library_case_year', 'library_case', ['year'], unique=False)
    op.create_table('library_gram',
    sa.Column('gram', sa.String(length=8), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['library_case.id'], name=op.f('fk_library_gram_case_id_library_case')),
    sa.PrimaryKeyConstraint('gram', 'case_id', name=op.f('pk_library_gram'))
    )
    op.create_index(op.f('ix_library_gram_case_id'), 'library_gram', ['case_id'], unique=False)


def downgrade():
    op.drop_table('library_gram')
    op.drop_table('library_case')
    op.drop_table('honour_person')
    op.drop_table('honour')
    op.drop_table('entry_decision')
    op.drop_table('result_message')
    op.drop_table('call_result')
    op.drop_table('call_publication')
    op.drop_table('call_meeting')
    op.drop_table('call_grade')
    op.drop_table('unit_brand')
    op.drop_table('honour_import')
    op.drop_table('case_book')
