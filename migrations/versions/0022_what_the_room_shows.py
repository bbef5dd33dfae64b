"""walls whose link was made anew, and language channels"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('walllink',
    sa.Column('discussion_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_walllink_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('discussion_id', name=op.f('pk_walllink'))
    )
    op.create_table('languagechannels',
    sa.Column('discussion_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('text', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_languagechannels_discussion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('discussion_id', name=op.f('pk_languagechannels'))
    )


def downgrade() -> None:
    raise NotImplementedError('a copy made before the upgrade is the way back')
