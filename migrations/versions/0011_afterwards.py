"""afterwards: certificates, and what participants thought of a discussion"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('certificate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('role', sa.Enum('chair', 'resource_person', 'observer', 'participant', name='certificate_role', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('full_name', sa.String(length=120), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('shown_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('wished_name', sa.String(length=120), nullable=False),
    sa.Column('wish_refused', sa.String(length=300), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_because', sa.String(length=300), nullable=False),
    sa.Column('revoked_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_certificate_discussion_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_certificate_person_id')),
    sa.ForeignKeyConstraint(['revoked_by_id'], ['person.id'], name=op.f('fk_certificate_revoked_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('code', name=op.f('uq_certificate_code')),
    sa.UniqueConstraint('discussion_id', 'person_id', name=op.f('uq_certificate_discussion_id_person_id'))
    )
    op.create_index(op.f('ix_certificate_person_id'), 'certificate', ['person_id'], unique=False)
    op.create_table('certificaterule',
    sa.Column('series_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('by_hand', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['series_id'], ['series.id'], name=op.f('fk_certificaterule_series_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('series_id', name=op.f('pk_certificaterule'))
    )
    op.add_column('attendance', sa.Column('certified', sa.Boolean(), nullable=False, server_default=sa.false()))
    not_followed = sa.text('attended <> certified')
    op.create_index('ix_attendance_not_followed', 'attendance', ['discussion_id'], unique=False,
                    postgresql_where=not_followed, sqlite_where=not_followed)
    op.create_table('evaluated',
    sa.Column('registration_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_evaluated_registration_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('registration_id', name=op.f('pk_evaluated'))
    )
    op.create_table('evaluationwords',
    sa.Column('series_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('texts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['series_id'], ['series.id'], name=op.f('fk_evaluationwords_series_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('series_id', 'language', name=op.f('pk_evaluationwords'))
    )
    op.create_table('opinion',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('sex', sa.Enum('woman', 'man', 'undisclosed', name='opinion_sex', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('group', sa.Enum('workers', 'employers', 'government', 'other', name='opinion_group', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('ratings', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_opinion_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opinion')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_opinion_discussion_id'), 'opinion', ['discussion_id'], unique=False)
    op.create_table('remark',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('question', sa.String(length=20), nullable=False),
    sa.Column('text', sa.String(length=2000), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_remark_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remark')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_remark_discussion_id'), 'remark', ['discussion_id'], unique=False)


def downgrade() -> None:
    raise NotImplementedError('a copy made before the upgrade is the way back')
