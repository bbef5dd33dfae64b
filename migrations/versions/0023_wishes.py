"""when another name was asked for on a certificate"""

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


def downgrade() -> None:
    raise NotImplementedError('a copy made before the upgrade is the way back')
