"""Extensions, created unbound and bound in create_app()."""

from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

# Without names a later migration could not drop a constraint.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
class Login(LoginManager):
    """Sign-in by the session cookie alone."""

    def _load_user_from_remember_cookie(self, cookie):
        """Nobody is given such a cookie; Flask-Login would fail on one with odd signs."""
        return None


csrf = CSRFProtect()
login = Login()
login.session_protection = None  # sessions are rows of our own, with their own limits
migrate = Migrate(directory="unionweb/migrations")
