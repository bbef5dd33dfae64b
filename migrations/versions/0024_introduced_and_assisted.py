"""who agreed to be introduced on public pages"""

import sqlalchemy as sa
from alembic import op

import foundation.database

revision = '0024'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('introductionconsent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('given', sa.Boolean(), nullable=False),
    sa.Column('version', sa.String(length=20), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('at', foundation.database.Instant(), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_introductionconsent_discussion_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_introductionconsent_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_introductionconsent'))
    )
    op.create_index(op.f('ix_introductionconsent_discussion_id'), 'introductionconsent', ['discussion_id'], unique=False)
    op.create_index(op.f('ix_introductionconsent_person_id'), 'introductionconsent', ['person_id'], unique=False)
    op.create_table('portrait',
    sa.Column('material_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['material_id'], ['material.id'], name=op.f('fk_portrait_material_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('material_id', name=op.f('pk_portrait'))
    )


def downgrade() -> None:
    raise NotImplementedError('a copy made before the upgrade is the way back')
