"""calendars that follow: answers, what came back, what an entry shows beside start and room"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('otheraddress',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_otheraddress_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_otheraddress')),
    sa.UniqueConstraint('person_id', 'address', name=op.f('uq_otheraddress_person_id_address'))
    )
    op.create_index(op.f('ix_otheraddress_person_id'), 'otheraddress', ['person_id'], unique=False)
    op.create_table('incoming',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.Enum('answer', 'counter', 'refresh', 'bounce', 'automatic', 'other', name='incoming_kind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('state', sa.Enum('applied', 'noted', 'held', 'settled', name='incoming_state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('from_address', sa.String(length=254), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('attendee', sa.String(length=254), nullable=False),
    sa.Column('partstat', sa.String(length=20), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('dtstamp', sa.DateTime(timezone=True), nullable=True),
    sa.Column('comment', sa.String(length=1000), nullable=False),
    sa.Column('delegated_to', sa.String(length=254), nullable=False),
    sa.Column('proposed_starts_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('proposed_ends_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('is_lasting', sa.Boolean(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('discussion_id', sa.Integer(), nullable=True),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_incoming_discussion_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['entry_id'], ['calendarentry.id'], name=op.f('fk_incoming_entry_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_incoming_office_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_incoming_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incoming')),
    sa.UniqueConstraint('digest', name=op.f('uq_incoming_digest'))
    )
    op.create_index('ix_incoming_bounced', 'incoming', ['person_id', 'received_at'], unique=False, postgresql_where=sa.text("kind = 'bounce'"), sqlite_where=sa.text("kind = 'bounce'"))
    op.create_index(op.f('ix_incoming_discussion_id'), 'incoming', ['discussion_id'], unique=False)
    op.create_index(op.f('ix_incoming_entry_id'), 'incoming', ['entry_id'], unique=False)
    op.create_index('ix_incoming_held', 'incoming', ['office_id', 'id'], unique=False, postgresql_where=sa.text("state = 'held'"), sqlite_where=sa.text("state = 'held'"))
    op.create_index(op.f('ix_incoming_person_id'), 'incoming', ['person_id'], unique=False)
    filled: list[sa.Column[Any]] = [
        sa.Column('shown_part', sa.String(length=200), nullable=False, server_default=sa.text("''")),
        sa.Column('shown_role', sa.String(length=20), nullable=False, server_default=sa.text("''")),
        sa.Column('shown_text', sa.String(length=64), nullable=False, server_default=sa.text("''")),
        sa.Column('shown_organiser', sa.String(length=254), nullable=False, server_default=sa.text("''")),
        sa.Column('shown_discreet', sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column('is_wanted', sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column('asked_sequence', sa.Integer(), nullable=False, server_default=sa.text('0')),
    ]
    with op.batch_alter_table('calendarentry') as batch:
        for column in filled:
            batch.add_column(column)
        batch.add_column(sa.Column('answer', sa.Enum('accepted', 'tentative', 'declined', 'delegated', name='entry_answer', native_enum=False, create_constraint=True, length=20), nullable=True))
        batch.add_column(sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column('answered_sequence', sa.Integer(), nullable=True))
        batch.add_column(sa.Column('answered_dtstamp', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('calendarentry') as batch:
        for column in filled:
            batch.alter_column(column.name, server_default=None)
    op.execute(
        'UPDATE calendarentry SET shown_discreet = (SELECT discreet FROM person WHERE person.id = calendarentry.person_id)'
    )
    op.add_column('discussion', sa.Column('before_change', sa.JSON(), nullable=True))
    op.add_column('discussion', sa.Column('agenda_changed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('discussion', sa.Column('zone_moved_at', sa.DateTime(timezone=True), nullable=True))
    # Not in a batch: SQLite would build the table anew, and dropping the old one takes its registrations along.
    op.add_column('discussion', sa.Column('refusals', sa.Integer(), nullable=False, server_default=sa.text('0')))
    with op.batch_alter_table('delivery') as batch:
        batch.drop_constraint('ck_delivery_delivery_state')
        batch.create_check_constraint('delivery_state', "state IN ('planned', 'sending', 'sent', 'failed', 'bounced', 'skipped')")


def downgrade() -> None:
    raise NotImplementedError('a copy made before the upgrade is the way back')
