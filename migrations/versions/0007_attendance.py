"""attendance: check-ins, what reports of the room say, one line per person"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('attendancerule',
    sa.Column('series_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.CheckConstraint('percent BETWEEN 1 AND 100', name=op.f('ck_attendancerule_percent')),
    sa.ForeignKeyConstraint(['series_id'], ['series.id'], name=op.f('fk_attendancerule_series_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('series_id', name=op.f('pk_attendancerule'))
    )
    op.create_table('attendance',
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('check_ins', sa.Integer(), nullable=False),
    sa.Column('by_hand', sa.Boolean(), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('attended', sa.Boolean(), nullable=False),
    sa.CheckConstraint('minutes >= 0 AND check_ins BETWEEN 0 AND 2', name=op.f('ck_attendance_evidence')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_attendance_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_attendance_discussion_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_attendance_person_id')),
    sa.PrimaryKeyConstraint('discussion_id', 'person_id', name=op.f('pk_attendance'))
    )
    op.create_index(op.f('ix_attendance_person_id'), 'attendance', ['person_id'], unique=False)
    op.create_table('checkin',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('way', sa.Enum('tap', 'word', 'entered', name='check_in_way', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('number IN (1, 2)', name=op.f('ck_checkin_number')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_checkin_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_checkin_discussion_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_checkin_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checkin')),
    sa.UniqueConstraint('discussion_id', 'person_id', 'number', name=op.f('uq_checkin_discussion_id_person_id_number'))
    )
    op.create_index(op.f('ix_checkin_person_id'), 'checkin', ['person_id'], unique=False)
    op.create_table('checkinhours',
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('word', sa.String(length=40), nullable=False),
    sa.CheckConstraint('number IN (1, 2)', name=op.f('ck_checkinhours_number')),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_checkinhours_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('discussion_id', 'number', name=op.f('pk_checkinhours'))
    )
    op.create_table('roomname',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=500), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('how', sa.Enum('address', 'link', 'name', 'decision', name='recognised_how', native_enum=False, create_constraint=True, length=20), nullable=True),
    sa.Column('suggested', sa.JSON(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_roomname_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_roomname_discussion_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_roomname_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roomname')),
    sa.UniqueConstraint('discussion_id', 'key', name=op.f('uq_roomname_discussion_id_key'))
    )
    op.create_index(op.f('ix_roomname_person_id'), 'roomname', ['person_id'], unique=False)
    op.create_table('roomreport',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('platform', sa.Enum('zoom', 'teams', name='room_platform', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('timezone', sa.String(length=64), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_roomreport_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_roomreport_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roomreport'))
    )
    op.create_index(op.f('ix_roomreport_discussion_id'), 'roomreport', ['discussion_id'], unique=False)
    op.create_table('reportedvisit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('report_id', sa.Integer(), nullable=False),
    sa.Column('name_id', sa.Integer(), nullable=False),
    sa.Column('joined_at_local', sa.DateTime(timezone=False), nullable=True),
    sa.Column('left_at_local', sa.DateTime(timezone=False), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['name_id'], ['roomname.id'], name=op.f('fk_reportedvisit_name_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['report_id'], ['roomreport.id'], name=op.f('fk_reportedvisit_report_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reportedvisit'))
    )
    op.create_index(op.f('ix_reportedvisit_name_id'), 'reportedvisit', ['name_id'], unique=False)
    op.create_index(op.f('ix_reportedvisit_report_id'), 'reportedvisit', ['report_id'], unique=False)


def downgrade() -> None:
    raise NotImplementedError('a copy made before the upgrade is the way back')
