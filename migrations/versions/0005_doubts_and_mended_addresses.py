"""doubts of a delivery, and addresses that the desk has mended"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('delivery', sa.Column('doubts', sa.Integer(), nullable=False, server_default=sa.text('0')))
