"""taking part: coordinators and their lists"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('coordinator',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=False),
    sa.Column('full_name', sa.String(length=120), nullable=False),
    sa.Column('union', sa.String(length=200), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=True),
    sa.Column('quota', sa.Integer(), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('link_version', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('quota BETWEEN 1 AND 5000', name=op.f('ck_coordinator_quota')),
    sa.ForeignKeyConstraint(['series_id'], ['series.id'], name=op.f('fk_coordinator_series_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coordinator')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_coordinator_token_hash'))
    )
    op.create_index(op.f('ix_coordinator_series_id'), 'coordinator', ['series_id'], unique=False)
    op.create_table('covered',
    sa.Column('coordinator_id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['coordinator_id'], ['coordinator.id'], name=op.f('fk_covered_coordinator_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_covered_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('coordinator_id', 'discussion_id', name=op.f('pk_covered'))
    )
    op.create_index(op.f('ix_covered_discussion_id'), 'covered', ['discussion_id'], unique=False)
    op.create_table('member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('coordinator_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('full_name', sa.String(length=120), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refused', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['coordinator_id'], ['coordinator.id'], name=op.f('fk_member_coordinator_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_member_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_member')),
    sa.UniqueConstraint('coordinator_id', 'person_id', name=op.f('uq_member_coordinator_id_person_id'))
    )
    op.create_index(op.f('ix_member_person_id'), 'member', ['person_id'], unique=False)
    op.create_table('source',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('label', sa.String(length=80), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_source_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_source')),
    sa.UniqueConstraint('discussion_id', 'label', name=op.f('uq_source_discussion_id_label'))
    )
    op.create_table('upload',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('coordinator_id', sa.Integer(), nullable=False),
    sa.Column('heading', sa.JSON(), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('admitted', sa.Integer(), nullable=True),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['coordinator_id'], ['coordinator.id'], name=op.f('fk_upload_coordinator_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload'))
    )
    op.create_index(op.f('ix_upload_coordinator_id'), 'upload', ['coordinator_id'], unique=False)
    op.create_index(op.f('ix_upload_uploaded_at'), 'upload', ['uploaded_at'], unique=False)
    op.create_table('brought',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_brought_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_brought_registration_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('member_id', 'registration_id', name=op.f('pk_brought'))
    )
    op.create_index(op.f('ix_brought_registration_id'), 'brought', ['registration_id'], unique=False)
    op.create_table('cameby',
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('source_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_cameby_registration_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['source_id'], ['source.id'], name=op.f('fk_cameby_source_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('registration_id', name=op.f('pk_cameby'))
    )
    op.create_index(op.f('ix_cameby_source_id'), 'cameby', ['source_id'], unique=False)


def downgrade() -> None:
    raise NotImplementedError('a copy made before the upgrade is the way back')
