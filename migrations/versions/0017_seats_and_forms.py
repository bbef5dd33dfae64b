"""seats and forms: windows, approval, places held for unions, offers, the directory of unions, questions of a series"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('heldplaces',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('union', sa.String(length=200), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('until_local', sa.DateTime(timezone=False), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('places > 0 AND taken BETWEEN 0 AND places', name=op.f('ck_heldplaces_places')),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_heldplaces_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_heldplaces'))
    )
    op.create_index(op.f('ix_heldplaces_discussion_id'), 'heldplaces', ['discussion_id'], unique=False)
    op.create_table('ownquestion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('series_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('wording', sa.String(length=300), nullable=False),
    sa.Column('purpose', sa.String(length=300), nullable=False),
    sa.Column('kind', sa.Enum('text', 'choice', 'yes_no', name='question_kind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.Column('is_required', sa.Boolean(), nullable=False),
    sa.Column('is_on', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('length(wording) > 0 AND length(purpose) > 0', name=op.f('ck_ownquestion_words')),
    sa.ForeignKeyConstraint(['series_id'], ['series.id'], name=op.f('fk_ownquestion_series_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ownquestion'))
    )
    op.create_index(op.f('ix_ownquestion_series_id'), 'ownquestion', ['series_id'], unique=False)
    op.create_table('ownanswer',
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('asked', sa.String(length=300), nullable=False),
    sa.Column('answer', sa.String(length=1000), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['ownquestion.id'], name=op.f('fk_ownanswer_question_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_ownanswer_registration_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('registration_id', 'question_id', name=op.f('pk_ownanswer'))
    )
    op.create_index(op.f('ix_ownanswer_question_id'), 'ownanswer', ['question_id'], unique=False)
    op.create_table('unionentry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('level', sa.Enum('confederation', 'federation', 'branch', 'plant', name='entry_level', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('is_offered', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('length(name) > 0', name=op.f('ck_unionentry_name')),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_unionentry_office_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['parent_id'], ['unionentry.id'], name=op.f('fk_unionentry_parent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unionentry'))
    )
    op.create_index(op.f('ix_unionentry_office_id'), 'unionentry', ['office_id'], unique=False)
    op.create_index(op.f('ix_unionentry_parent_id'), 'unionentry', ['parent_id'], unique=False)
    op.create_table('unionname',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['unionentry.id'], name=op.f('fk_unionname_entry_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_unionname_office_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unionname')),
    sa.UniqueConstraint('office_id', 'key', name=op.f('uq_unionname_office_id_key'))
    )
    op.create_index(op.f('ix_unionname_entry_id'), 'unionname', ['entry_id'], unique=False)
    op.add_column('discussion', sa.Column('needs_approval', sa.Boolean(), nullable=False, server_default=sa.text('false')))
    op.add_column('discussion', sa.Column('registration_opens_local', sa.DateTime(timezone=False), nullable=True))
    op.add_column('discussion', sa.Column('registration_closes_local', sa.DateTime(timezone=False), nullable=True))
    op.add_column('registration', sa.Column('offered_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('registration', sa.Column('offered_until', sa.DateTime(timezone=True), nullable=True))
    op.add_column('registration', sa.Column('held_place_id', sa.Integer(), nullable=True))
    op.add_column('registration', sa.Column('refused_because', sa.String(length=500), nullable=True))
    # With their conditions in the column: SQLite would else want the whole table written anew, which others refer to.
    op.execute(
        'ALTER TABLE discussion ADD COLUMN seats_held INTEGER DEFAULT 0 NOT NULL CONSTRAINT ck_discussion_held '
        'CHECK (seats_held >= 0 AND (capacity IS NULL OR seats_taken + seats_held <= capacity))'
    )
    op.execute(
        'ALTER TABLE series ADD COLUMN offer_hours INTEGER DEFAULT 0 NOT NULL CONSTRAINT ck_series_offer_hours '
        'CHECK (offer_hours BETWEEN 0 AND 168)'
    )


def downgrade() -> None:
    raise NotImplementedError('a copy made before the upgrade is the way back')
