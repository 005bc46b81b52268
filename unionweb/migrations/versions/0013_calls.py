"""calls

Revision: 0013, after 0012: calls, rounds, entries with their versions and the unit chain.
"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
