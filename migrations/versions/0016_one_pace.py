"""one pace: the cap of letters a second holds over all processes"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('pace',
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('free_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('channel', name=op.f('pk_pace'))
    )


def downgrade() -> None:
    raise NotImplementedError('a copy made before the upgrade is the way back')
