"""what is promised: messages that are held until somebody decides"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('hold',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('delivery_id', sa.Integer(), nullable=True),
    sa.Column('planned_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('why', sa.Enum('restored', 'moved', 'fuse', 'wished', name='hold_why', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('words', sa.String(length=500), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('released_by_id', sa.Integer(), nullable=True),
    sa.Column('is_discarded', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_hold_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['released_by_id'], ['person.id'], name=op.f('fk_hold_released_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hold'))
    )
    op.create_index('ix_hold_open', 'hold', ['discussion_id'], unique=False, postgresql_where=sa.text('released_at IS NULL'), sqlite_where=sa.text('released_at IS NULL'))
    op.create_table('installation',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('base_url', sa.String(length=300), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_installation'))
    )
    op.create_table('channelstate',
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('try_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('why', sa.String(length=500), nullable=False),
    sa.PrimaryKeyConstraint('channel', name=op.f('pk_channelstate'))
    )
    with op.batch_alter_table('delivery') as batch:
        batch.drop_constraint('ck_delivery_delivery_state')
        batch.create_check_constraint('delivery_state', "state IN ('planned', 'held', 'sending', 'sent', 'failed', 'bounced', 'skipped', 'discarded')")
    op.create_index('ix_delivery_held', 'delivery', ['discussion_id', 'kind'], unique=False, postgresql_where=sa.text("state = 'held'"), sqlite_where=sa.text("state = 'held'"))


def downgrade() -> None:
    raise NotImplementedError('a copy made before the upgrade is the way back')
