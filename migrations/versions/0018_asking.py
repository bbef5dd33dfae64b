"""asking: other times, words with a no, what is prepared"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('engagement', sa.Column('minutes_offered', sa.Integer(), nullable=True))
    op.add_column('engagement', sa.Column('spoken_name', sa.String(length=120), server_default=sa.text("''"), nullable=False))
    op.add_column('engagement', sa.Column('assistant', sa.String(length=120), server_default=sa.text("''"), nullable=False))
    op.add_column('engagement', sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('engagement', sa.Column('parting_words', sa.String(length=500), server_default=sa.text("''"), nullable=False))
    op.create_table('proposal',
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('starts_at_local', sa.DateTime(timezone=False), nullable=False),
    sa.Column('timezone', sa.String(length=64), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sentence', sa.String(length=500), nullable=False),
    sa.Column('moves', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_kept', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_proposal_discussion_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_proposal_person_id')),
    sa.PrimaryKeyConstraint('discussion_id', 'person_id', name=op.f('pk_proposal'))
    )
    op.create_index(op.f('ix_proposal_person_id'), 'proposal', ['person_id'], unique=False)
    op.create_table('regret',
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('suggested_name', sa.String(length=120), nullable=False),
    sa.Column('suggested_contact', sa.String(length=254), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_regret_discussion_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_regret_person_id')),
    sa.PrimaryKeyConstraint('discussion_id', 'person_id', name=op.f('pk_regret'))
    )
    op.create_index(op.f('ix_regret_person_id'), 'regret', ['person_id'], unique=False)
    op.create_table('rehearsal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('starts_at_local', sa.DateTime(timezone=False), nullable=False),
    sa.Column('timezone', sa.String(length=64), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_rehearsal_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rehearsal')),
    sa.UniqueConstraint('discussion_id', 'starts_at', name=op.f('uq_rehearsal_discussion_id_starts_at'))
    )
    op.create_table('preparation',
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('without_slides', sa.Boolean(), nullable=False),
    sa.Column('biography', sa.String(length=1500), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('rehearsal_id', sa.Integer(), nullable=True),
    sa.Column('rehearsal_wish', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_preparation_discussion_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_preparation_person_id')),
    sa.ForeignKeyConstraint(['rehearsal_id'], ['rehearsal.id'], name=op.f('fk_preparation_rehearsal_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('discussion_id', 'person_id', name=op.f('pk_preparation'))
    )
    op.create_index(op.f('ix_preparation_person_id'), 'preparation', ['person_id'], unique=False)
    op.create_table('recordingconsent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('given', sa.Boolean(), nullable=False),
    sa.Column('version', sa.String(length=20), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_recordingconsent_discussion_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_recordingconsent_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recordingconsent'))
    )
    op.create_index(op.f('ix_recordingconsent_discussion_id'), 'recordingconsent', ['discussion_id'], unique=False)
    op.create_index(op.f('ix_recordingconsent_person_id'), 'recordingconsent', ['person_id'], unique=False)
    op.create_table('material',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('slides', 'photo', name='material_kind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('file_name', sa.String(length=120), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('size > 0', name=op.f('ck_material_size')),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_material_discussion_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_material_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_material')),
    sa.UniqueConstraint('discussion_id', 'person_id', 'kind', name=op.f('uq_material_discussion_id_person_id_kind'))
    )
    op.create_index(op.f('ix_material_person_id'), 'material', ['person_id'], unique=False)
    op.create_table('materialpart',
    sa.Column('material_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['material_id'], ['material.id'], name=op.f('fk_materialpart_material_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('material_id', 'number', name=op.f('pk_materialpart'))
    )
    op.create_table('deadline',
    sa.Column('series_id', sa.Integer(), nullable=False),
    sa.Column('days_before', sa.Integer(), nullable=False),
    sa.CheckConstraint('days_before BETWEEN 0 AND 60', name=op.f('ck_deadline_days_before')),
    sa.ForeignKeyConstraint(['series_id'], ['series.id'], name=op.f('fk_deadline_series_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('series_id', name=op.f('pk_deadline'))
    )
    op.create_table('closing',
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('is_closed', sa.Boolean(), nullable=False),
    sa.Column('changes', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_closing_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('discussion_id', name=op.f('pk_closing'))
    )
    op.create_table('summary',
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('key_points', sa.String(length=5000), nullable=False),
    sa.Column('recording_url', sa.String(length=2000), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_summary_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('discussion_id', name=op.f('pk_summary'))
    )


def downgrade() -> None:
    raise NotImplementedError('a copy made before the upgrade is the way back')
