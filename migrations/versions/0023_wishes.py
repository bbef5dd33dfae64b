"""when another name was asked for on a certificate, and evaluations that were closed early"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

WISHED = sa.text("wished_name <> ''")


def upgrade() -> None:
    op.add_column('certificate', sa.Column('wished_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_certificate_wished', 'certificate', ['discussion_id'], unique=False, postgresql_where=WISHED, sqlite_where=WISHED)
    op.create_table('evaluationend',
    sa.Column('discussion_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_evaluationend_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('discussion_id', name=op.f('pk_evaluationend'))
    )


def downgrade() -> None:
    raise NotImplementedError('a copy made before the upgrade is the way back')
