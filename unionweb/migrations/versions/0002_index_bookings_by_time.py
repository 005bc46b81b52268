"""index bookings by time

Revision: 0002, after 0001: usage, releases and no-shows look for a span of time among millions of past bookings.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    op.create_index("ix_booking_starts_at", "booking", ["starts_at"])


def downgrade():
    op.drop_index("ix_booking_starts_at", table_name="booking")
