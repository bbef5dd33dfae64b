"""who looked at personal data, what is left of those who were forgotten, and when others are"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('look',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('what', sa.String(length=40), nullable=False),
    sa.Column('about', sa.String(length=80), nullable=False),
    sa.Column('purpose', sa.String(length=300), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_look_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['office_id'], ['office.id'], name=op.f('fk_look_office_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_look'))
    )
    for column in ('at', 'by_id', 'office_id'):
        op.create_index(f'ix_look_{column}', 'look', [column], unique=False)
    op.create_table('tally',
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('dimension', sa.String(length=20), nullable=False),
    sa.Column('value', sa.String(length=200), nullable=False),
    sa.Column('registered', sa.Integer(), nullable=False),
    sa.Column('attended', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_tally_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('discussion_id', 'dimension', 'value', name=op.f('pk_tally'))
    )
    op.create_table('retention',
    sa.Column('series_id', sa.Integer(), nullable=False),
    sa.Column('contact_months', sa.Integer(), nullable=False),
    sa.Column('statistics_months', sa.Integer(), nullable=False),
    sa.Column('counted_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('forgotten_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('warned_of', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['series_id'], ['series.id'], name=op.f('fk_retention_series_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('series_id', name=op.f('pk_retention'))
    )
    op.create_table('erasure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('print', sa.String(length=64), nullable=False),
    sa.Column('office_id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_beside', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_erasure'))
    )
    op.create_table('remains',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('delivery_id', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remains'))
    )
    op.create_index('ix_remains_due_at', 'remains', ['due_at'], unique=False)
    op.add_column('registration', sa.Column('counted_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    raise NotImplementedError('a copy made before the upgrade is the way back')
