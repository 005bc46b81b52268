def test_same(app):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from unionweb.kernel.extensions import db
    with app.app_context(), db.engine.connect() as c:
        d=compare_metadata(MigrationContext.configure(c,opts={"compare_type":True}),db.metadata)
        mine=[x for x in d if any(w in repr(x) for w in ("'draw'","'quota'","Table('draw","Table('quota"))]
        print(len(d)); assert not mine, mine
