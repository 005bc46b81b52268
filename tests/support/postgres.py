"""A throw-away PostgreSQL server for tests: its own files, its own Unix socket, no network, gone afterwards.

`throwaway_postgres()` serves one `with` block; `shared_cluster()` serves a whole test run, parallel workers included.
"""

import atexit
import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

MISSING = "PostgreSQL is not installed. On Debian: sudo apt-get install --yes --no-install-recommends postgresql"
SHARED = "UNIONWEB_TEST_POSTGRES"
SUPERUSER = "postgres"
SECONDS_TO_START = 30
SECONDS_TO_STOP = 30
IN_MEMORY = Path("/dev/shm")
MEMORY_NEEDED = 2 * 1024**3  # what must be free there; a run takes a few hundred megabytes
COPIES_FILES = 150000  # the version since which a database can be copied file by file again
SETTINGS = {
    "listen_addresses": "",  # the Unix socket only: nobody else can reach it
    "max_connections": "200",
    # Nothing here has to survive a power cut.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "min_wal_size": "32MB",
    "max_wal_size": "256MB",
}
# The shell that owns the server waits on a pipe from the tests. When they close it, or die in
# whatever way, the read ends, and the server and its files go.
GUARDIAN = """
folder=$1; shift
"$@" >"$folder/log" 2>&1 &
server=$!
read -r _
kill -INT "$server"
wait "$server"
rm -rf "$folder"
"""


class NoPostgres(RuntimeError):
    """There is no PostgreSQL to start, or it did not start; the message says what to do."""


@dataclass(frozen=True)
class Cluster:
    """A running server, found by the folder of its socket."""

    folder: str

    def url(self, dbname: str) -> str:
        """The SQLAlchemy address of a database."""
        return f"postgresql+psycopg://{SUPERUSER}@/{dbname}?host={self.folder}"

    def create(self, dbname: str, template: str | None = None) -> None:
        """Create a database, as a copy of `template` (to which nobody may be connected) if given.

        File by file: in memory that takes a third of the time that copying through the log does.
        """
        with contextlib.closing(connect(self.folder)) as connection:
            copied = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
            by_file = sql.SQL(" STRATEGY FILE_COPY" if connection.info.server_version >= COPIES_FILES else "")
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(dbname)) + copied + by_file)

    def drop(self, dbname: str) -> None:
        """Drop a database, ending the connections to it; one that is not there is no error."""
        with contextlib.closing(connect(self.folder)) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(dbname)))


@contextlib.contextmanager
def throwaway_postgres() -> Iterator[Cluster]:
    """A new server for one `with` block. Raises NoPostgres when it is not installed or does not start."""
    initdb, postgres = binary("initdb"), binary("postgres")
    folder = new_folder()
    make_files(initdb, folder)
    guardian = start(postgres, folder)
    try:
        wait_until_ready(folder)
        yield Cluster(folder)
    finally:
        stop(guardian)


def shared_cluster() -> Cluster:
    """The server of this test run. The first process to ask starts it, and ends it when it ends itself.

    Processes started later, such as the workers of pytest-xdist, learn of it through the environment; ask in
    the controller's `pytest_configure`, before there are workers.
    """
    if SHARED not in os.environ:
        lifetime = contextlib.ExitStack()
        cluster = lifetime.enter_context(throwaway_postgres())
        os.environ[SHARED] = cluster.folder
        atexit.register(close_in_process, os.getpid(), lifetime)
    return Cluster(os.environ[SHARED])


def close_in_process(owner: int, lifetime: contextlib.ExitStack) -> None:
    """End the server, unless this is a forked copy of its owner."""
    if os.getpid() == owner:
        lifetime.close()


def new_folder() -> str:
    """A private folder for the server's user; its name is short, since a socket's path has at most 107 bytes."""
    folder = tempfile.mkdtemp(prefix="unionweb-pg-", dir=roomy_folder())
    if identity := server_identity():
        os.chown(folder, identity["user"], identity["group"])
    return folder


def roomy_folder() -> str:
    """Where the server's files go: memory if there is room (a database is copied in 20 ms, on a disk in 360)."""
    with contextlib.suppress(OSError):
        if os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free >= MEMORY_NEEDED:
            return str(IN_MEMORY)
    return "/tmp"


def server_identity() -> dict:
    """Popen arguments for an ordinary user: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        user = pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def make_files(initdb: str, folder: str) -> None:
    """Fill the server's folder. Raises NoPostgres, leaving nothing behind, when that fails."""
    options = ["-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    done = subprocess.run(
        [initdb, "-D", f"{folder}/data", *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        **server_identity(),
    )
    if done.returncode:
        shutil.rmtree(folder)
        raise NoPostgres(f"initdb failed: {done.stderr.strip()}")


def start(postgres: str, folder: str) -> subprocess.Popen:
    """Start the server under its guardian, and return the guardian."""
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    server = [postgres, "-D", f"{folder}/data", "-k", folder, *settings]
    return subprocess.Popen(
        ["/bin/sh", "-c", GUARDIAN, "guardian", folder, *server],
        stdin=subprocess.PIPE,
        # Ctrl-C in the terminal is for the tests; the guardian hears of their end by the pipe.
        start_new_session=True,
        cwd=folder,
        **server_identity(),
    )


def binary(name: str) -> str:
    """The full path of a server program, the newest version first. Raises NoPostgres."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: -int(path.parts[4]))
    found = str(installed[0]) if installed else shutil.which(name)
    if not found:
        raise NoPostgres(MISSING)
    return found


def wait_until_ready(folder: str) -> None:
    """Return when the server takes connections. Raises NoPostgres with the server's log when it does not."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        with contextlib.suppress(psycopg.OperationalError):
            connect(folder).close()
            return
        time.sleep(0.05)
    raise NoPostgres(f"PostgreSQL did not start: {Path(folder, 'log').read_text().strip()}")


def connect(folder: str) -> psycopg.Connection:
    return psycopg.connect(host=folder, user=SUPERUSER, dbname="postgres", autocommit=True)


def stop(guardian: subprocess.Popen) -> None:
    """Tell the guardian that the tests are over, and wait until the server and its files are gone."""
    guardian.stdin.close()
    guardian.wait(SECONDS_TO_STOP)
