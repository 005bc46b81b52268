"""number the state of the tables that seldom change

Revision: 0003, after 0002: every change of one of these tables, by whatever way, gives `revision` a new random number,
so that each process may keep what it has read of them until then.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    "setting_value", "calendar_day", "calendar_year", "school_period", "campus",
    "service", "service_point", "provider", "opening_rule", "opening_exception",
)  # fmt: skip
VERBS = ("INSERT", "UPDATE", "DELETE")


def upgrade():
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    op.execute("INSERT INTO revision (id, number) VALUES (1, 1)")
    watch = _watch_sqlite if op.get_bind().dialect.name == "sqlite" else _watch_postgresql
    watch()


def _watch_sqlite():
    for table in TABLES:
        for verb in VERBS:
            op.execute(
                f"CREATE TRIGGER revision_{table}_{verb.lower()} AFTER {verb} ON {table} "
                "BEGIN UPDATE revision SET number = random(); END"
            )


def _watch_postgresql():
    op.execute(
        "CREATE FUNCTION revision_renew() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN UPDATE revision SET number = (random() * 9007199254740991)::bigint; RETURN NULL; END $$"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER revision_{table} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION revision_renew()"
        )


def downgrade():
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"DROP TRIGGER revision_{table} ON {table}")
        op.execute("DROP FUNCTION revision_renew()")
    else:
        for table in TABLES:
            for verb in VERBS:
                op.execute(f"DROP TRIGGER revision_{table}_{verb.lower()}")
    op.drop_table("revision")
