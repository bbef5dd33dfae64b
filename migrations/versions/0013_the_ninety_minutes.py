"""the ninety minutes: acts of the chair, messages to speakers, questions, what was held"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('act',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('begun', 'extended', 'skipped', 'taken_back', 'ended', name='act_kind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('minutes BETWEEN 0 AND 60', name=op.f('ck_act_minutes')),
    sa.CheckConstraint('number > 0 AND position >= 0', name=op.f('ck_act_number')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_act_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_act_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_act')),
    sa.UniqueConstraint('discussion_id', 'number', name=op.f('uq_act_discussion_id_number'))
    )
    op.create_table('pulse',
    sa.Column('discussion_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('acts', sa.Integer(), nullable=False),
    sa.Column('signals', sa.Integer(), nullable=False),
    sa.Column('questions', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_pulse_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('discussion_id', name=op.f('pk_pulse'))
    )
    op.create_table('question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('is_anonymous', sa.Boolean(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'chosen', 'answered', 'declined', name='question_state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('answer', sa.String(length=500), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_question_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_question_discussion_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_question_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
    sa.UniqueConstraint('id', 'discussion_id', name=op.f('uq_question_id_discussion_id'))
    )
    op.create_index('ix_question_discussion_id_person_id', 'question', ['discussion_id', 'person_id'], unique=False)
    op.create_index(op.f('ix_question_person_id'), 'question', ['person_id'], unique=False)
    op.create_table('record',
    sa.Column('discussion_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_record_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_record_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('discussion_id', name=op.f('pk_record'))
    )
    op.create_table('signal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('ready', sa.String(length=20), nullable=False),
    sa.Column('text', sa.String(length=140), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_signal_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_signal_discussion_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_signal_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signal'))
    )
    op.create_index(op.f('ix_signal_discussion_id'), 'signal', ['discussion_id'], unique=False)
    op.create_index(op.f('ix_signal_person_id'), 'signal', ['person_id'], unique=False)
    op.create_table('technicalinput',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_technicalinput_discussion_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_technicalinput_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_technicalinput'))
    )
    op.create_index(op.f('ix_technicalinput_discussion_id'), 'technicalinput', ['discussion_id'], unique=False)
    op.create_index(op.f('ix_technicalinput_person_id'), 'technicalinput', ['person_id'], unique=False)
    op.create_table('recordeditem',
    sa.Column('discussion_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('kind', sa.Enum('opening', 'ceremonial', 'welcome', 'presentation', 'panel', 'technical_input', 'questions', 'break', 'closing', name='recorded_kind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('planned_minutes', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.CheckConstraint('minutes BETWEEN 0 AND 600', name=op.f('ck_recordeditem_minutes')),
    sa.ForeignKeyConstraint(['discussion_id'], ['record.discussion_id'], name=op.f('fk_recordeditem_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('discussion_id', 'position', name=op.f('pk_recordeditem'))
    )
    op.create_table('support',
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_support_person_id')),
    sa.ForeignKeyConstraint(['question_id', 'discussion_id'], ['question.id', 'question.discussion_id'], name=op.f('fk_support_question_id_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('question_id', 'person_id', name=op.f('pk_support'))
    )
    op.create_index(op.f('ix_support_discussion_id'), 'support', ['discussion_id'], unique=False)
    op.create_index(op.f('ix_support_person_id'), 'support', ['person_id'], unique=False)


def downgrade() -> None:
    raise NotImplementedError('a copy made before the upgrade is the way back')
