"""asking: other times, words with a no, what is prepared"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0010'
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


def downgrade() -> None:
    raise NotImplementedError('a copy made before the upgrade is the way back')
