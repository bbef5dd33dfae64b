"""rooms that providers open, what reports count by, and people who are one"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('room',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('jitsi', 'bigbluebutton', 'zoom', name='room_kind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('number', sa.String(length=100), nullable=False),
    sa.Column('address', sa.String(length=2000), nullable=False),
    sa.Column('told_revision', sa.Integer(), nullable=True),
    sa.Column('try_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('wrong', sa.String(length=300), nullable=False),
    sa.Column('dropped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('places_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('report_asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('report_wrong', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_room_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_room')),
    sa.UniqueConstraint('key', name=op.f('uq_room_key'))
    )
    op.create_index(op.f('ix_room_discussion_id'), 'room', ['discussion_id'], unique=False)
    op.create_index('ix_room_unfinished', 'room', ['id'], unique=False, postgresql_where=sa.text('finished_at IS NULL'), sqlite_where=sa.text('finished_at IS NULL'))
    op.create_index('uq_room_present', 'room', ['discussion_id'], unique=True, postgresql_where=sa.text('dropped_at IS NULL'), sqlite_where=sa.text('dropped_at IS NULL'))
    op.create_table('roomplace',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('room_id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=2000), nullable=False),
    sa.Column('number', sa.String(length=100), nullable=False),
    sa.Column('alias', sa.String(length=254), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_roomplace_discussion_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_roomplace_person_id')),
    sa.ForeignKeyConstraint(['room_id'], ['room.id'], name=op.f('fk_roomplace_room_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roomplace')),
    sa.UniqueConstraint('room_id', 'person_id', name=op.f('uq_roomplace_room_id_person_id'))
    )
    op.create_index(op.f('ix_roomplace_person_id'), 'roomplace', ['person_id'], unique=False)
    op.create_table('mergedperson',
    sa.Column('person_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('into_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['into_id'], ['person.id'], name=op.f('fk_mergedperson_into_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_mergedperson_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_mergedperson'))
    )
    op.create_index(op.f('ix_mergedperson_into_id'), 'mergedperson', ['into_id'], unique=False)
    op.create_table('movedlink',
    sa.Column('old_hash', sa.String(length=64), nullable=False),
    sa.Column('new_hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('old_hash', name=op.f('pk_movedlink'))
    )
    op.create_index(op.f('ix_movedlink_new_hash'), 'movedlink', ['new_hash'], unique=False)
    with op.batch_alter_table('upload') as batch:
        batch.alter_column('coordinator_id', existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column('discussion_id', sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f('fk_upload_discussion_id'), 'discussion', ['discussion_id'], ['id'], ondelete='CASCADE')
        batch.create_index(op.f('ix_upload_discussion_id'), ['discussion_id'], unique=False)
    # in one statement: SQLite cannot add a CHECK to a table that others refer to in any other way
    op.execute("ALTER TABLE registration ADD COLUMN age_band VARCHAR(20) CONSTRAINT ck_registration_age_band "
               "CHECK (age_band IN ('18-24', '25-34', '35-44', '45-54', '55+'))")
    op.execute("ALTER TABLE engagement ADD COLUMN sex VARCHAR(20) CONSTRAINT ck_engagement_engagement_sex "
               "CHECK (sex IN ('woman', 'man', 'undisclosed'))")


def downgrade() -> None:
    raise NotImplementedError('a copy made before the upgrade is the way back')
