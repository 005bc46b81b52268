"""mixers

Revision: 0011, after 0010: mixers with pseudonyms and mutual choices.
"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
