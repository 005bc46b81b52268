"""reviews

Revision: 0014, after 0013: reviewers, conflicts, assignments, scores, likings.
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
