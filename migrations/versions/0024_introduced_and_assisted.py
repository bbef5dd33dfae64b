"""who agreed to be introduced on public pages, and who assists whom"""

import sqlalchemy as sa
from alembic import op

import foundation.database

revision = '0024'
down_revision = "0023"
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
    op.create_table('assistant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('engagement_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('full_name', sa.String(length=120), nullable=False),
    sa.Column('alone', sa.Boolean(), nullable=False),
    sa.Column('named_at', foundation.database.Instant(), nullable=False),
    sa.Column('link_made_at', foundation.database.Instant(), nullable=False),
    sa.Column('ended_at', foundation.database.Instant(), nullable=True),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_assistant_discussion_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['engagement_id'], ['engagement.id'], name=op.f('fk_assistant_engagement_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_assistant_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assistant')),
    sa.UniqueConstraint('discussion_id', 'person_id', name=op.f('uq_assistant_discussion_id_person_id')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_assistant_token_hash'))
    )
    op.create_index(op.f('ix_assistant_engagement_id'), 'assistant', ['engagement_id'], unique=False)
    op.create_index(op.f('ix_assistant_person_id'), 'assistant', ['person_id'], unique=False)
    op.create_table('assistantdeed',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('discussion_id', sa.Integer(), nullable=False),
    sa.Column('engagement_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(length=20), nullable=False),
    sa.Column('at', foundation.database.Instant(), nullable=False),
    sa.ForeignKeyConstraint(['discussion_id'], ['discussion.id'], name=op.f('fk_assistantdeed_discussion_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['engagement_id'], ['engagement.id'], name=op.f('fk_assistantdeed_engagement_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_assistantdeed_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assistantdeed'))
    )
    op.create_index(op.f('ix_assistantdeed_engagement_id'), 'assistantdeed', ['engagement_id'], unique=False)
    op.create_index(op.f('ix_assistantdeed_person_id'), 'assistantdeed', ['person_id'], unique=False)


def downgrade() -> None:
    raise NotImplementedError('a copy made before the upgrade is the way back')
