"""The private PostgreSQL clusters under var: made, started and stopped as a user without privileges.

One holds the portal's data. The other is of tests and benchmarks, chosen by PORTAL_MODE=test: it makes hundreds of
databases that nobody keeps, so it does without what saves data from a power cut, which the first never does.
"""

import argparse
import contextlib
import fcntl
import getpass
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from setup_report import Problem, problems_as_sentences, say

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("PORTAL_VAR") or ROOT / "var").absolute()
TESTING = os.environ.get("PORTAL_MODE") == "test"
DATA = VAR / ("pg-test" if TESTING else "pg")
RUN = VAR / ("run-test" if TESTING else "run")
BINARIES = Path("/usr/lib/postgresql")

OWNER = "portal"  # owns the tables; superuser of this cluster only, so that it may make databases for tests
ROLES = (OWNER, "portal_web", "portal_maintenance")
DATABASE = "portal"
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 107  # sun_path holds 108 bytes with the closing zero (unix(7))
# What spares a cluster whose databases live for seconds: nothing to keep through a power cut, nothing to tidy up.
THROWN_AWAY = (
    "fsync = off", "synchronous_commit = off", "full_page_writes = off", "wal_level = minimal", "max_wal_senders = 0",
    "max_wal_size = '4GB'", "checkpoint_timeout = '1h'", "autovacuum = off", "jit = off",
)
START_SECONDS = 120  # crash recovery after a kill comes before the server accepts connections


def socket_folder(preferred: Path, runtime: Path) -> Path:
    """The folder for the server's socket: `preferred`, or one in `runtime` if its path is too long."""
    if len(os.fsencode(preferred / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
        return preferred
    return runtime / f"license-portal-{hashlib.sha256(os.fsencode(preferred)).hexdigest()[:12]}"


def server_settings(folder: Path, testing: bool = TESTING) -> str:
    """The settings file that the cluster includes: local socket only, UTC, room for tests on two cores."""
    quoted = str(folder).replace("'", "''")
    return (
        "listen_addresses = ''\n"
        f"unix_socket_directories = '{quoted}'\n"
        "timezone = 'UTC'\n"
        "log_timezone = 'UTC'\n"
        "max_connections = 100\n"
    ) + ("".join(f"{line}\n" for line in THROWN_AWAY) if testing else "")


def host_based_access() -> str:
    """pg_hba.conf: the three roles over the socket, known by the operating system's user; nothing else."""
    return f"local all {','.join(ROLES)} peer map=people\n"


def user_map(people: set[str]) -> str:
    """pg_ident.conf: each of `people` (operating system users) may connect as each of the three roles."""
    return "".join(f'people "{person}" {role}\n' for person in sorted(people) for role in ROLES)


def pick_binaries(data: Path, installed: Path) -> Path:
    """PostgreSQL's programs: of the version that made `data`, or of the newest one for a new cluster."""
    versions = sorted(int(path.name) for path in installed.glob("[0-9]*") if (path / "bin/initdb").exists())
    if not versions:
        raise Problem(f"PostgreSQL's server is not installed below {installed}; run script/setup first.")
    made_by = data / "PG_VERSION"
    wanted = int(made_by.read_text()) if made_by.exists() else versions[-1]
    if wanted not in versions:
        raise Problem(
            f"{data} was made by PostgreSQL {wanted}, which is not installed (installed: {versions}); "
            "install that version or move the folder away."
        )
    return installed / str(wanted) / "bin"


def server_account() -> pwd.struct_passwd:
    """The user that the server runs as: the caller.

    PostgreSQL refuses root; for root it is the owner of an existing cluster, and postgres for a new one.
    """
    if os.getuid():
        return pwd.getpwuid(os.getuid())
    return pwd.getpwuid(DATA.stat().st_uid) if DATA.exists() else pwd.getpwnam("postgres")


def run_as_server(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command as the server's user, without the caller's groups, and return what it printed."""
    account = server_account()
    drop = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
    return subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        cwd="/",
        check=False,
        **drop,
    )


def own_folder(folder: Path, mode: int) -> None:
    """Make `folder` if it is not there and give it to the server's user; refuse one that is another's."""
    folder.mkdir(parents=True, exist_ok=True)
    account = server_account()
    if os.getuid() == 0 and folder.lstat().st_uid == 0:
        os.chown(folder, account.pw_uid, account.pw_gid, follow_symlinks=False)
    if folder.is_symlink() or folder.stat().st_uid != account.pw_uid:
        raise Problem(
            f"{folder} does not belong to {account.pw_name}; it was made by another user: "
            "run this as that user, or move the folder away."
        )
    folder.chmod(mode)


def check_reachable(folder: Path) -> None:
    """Refuse with a sentence when a parent of `folder` is closed to the server's user."""
    for parent in [*reversed(folder.parents), folder]:
        if run_as_server("test", "-x", parent).returncode:
            raise Problem(
                f"The user {server_account().pw_name} cannot enter {parent}, so PostgreSQL cannot run there; "
                f"allow it (chmod o+x {parent}) or put the project elsewhere."
            )


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let two starters or stoppers wait for each other."""
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "pg.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sql(binaries: Path, folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """Run SQL as the owner role on the maintenance database, errors stopping it."""
    address = ["-h", str(folder), "-U", OWNER, "-d", "postgres"]
    return subprocess.run(
        [str(binaries / "psql"), *address, "-XAtq", "-v", "ON_ERROR_STOP=1"],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        env={name: value for name, value in os.environ.items() if not name.startswith("PG")},
    )


def make(binaries: Path) -> None:
    """Make the data folder in one step: it appears under its name only when it is whole."""
    for left_over in VAR.glob("pg.making-*"):  # by a set-up that was killed
        shutil.rmtree(left_over, ignore_errors=True)
    making = Path(tempfile.mkdtemp(prefix="pg.making-", dir=VAR))
    own_folder(making, 0o700)
    made = run_as_server(
        binaries / "initdb", "-D", making, "-U", OWNER, "--encoding=UTF8", "--locale=C.UTF-8",
        "--auth-local=peer", "--auth-host=reject", "--data-checksums",
    )  # fmt: skip
    if made.returncode:
        raise Problem(f"initdb could not make the database cluster ({last_line(made.stdout)}).")
    with (making / "postgresql.conf").open("a") as conf:
        conf.write("include 'portal.conf'\n")
    making.rename(DATA)


def configure(folder: Path) -> None:
    """Write what depends on this machine and this place, so that a moved tree starts as well."""
    account = server_account()
    people = {"root", "postgres", getpass.getuser(), account.pw_name}
    for name, text in (
        ("portal.conf", server_settings(folder)),
        ("pg_hba.conf", host_based_access()),
        ("pg_ident.conf", user_map(people)),
    ):
        path = DATA / name
        path.write_text(text)
        os.chown(path, account.pw_uid, account.pw_gid)
        path.chmod(0o600)


def runs_here(pid: int, data: Path, proc: Path = Path("/proc")) -> bool:
    """Whether process `pid` is a PostgreSQL server working in `data`; without /proc, assume that it is."""
    if not (proc / "self").exists():
        return True
    try:
        return (proc / str(pid) / "comm").read_text().strip() == "postgres" and (
            proc / str(pid) / "cwd"
        ).resolve() == data.resolve()
    except OSError:
        return False


def forget_dead_server(data: Path, folder: Path) -> None:
    """Remove the pid files of a server that was killed.

    PostgreSQL does this itself unless the number now belongs to another process of the same user, as happens
    after a restart of a container; then it would refuse to start.
    """
    pid_file = data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        pid = 0
    if pid and runs_here(pid, data):
        return
    for left_over in (pid_file, folder / SOCKET_NAME, folder / f"{SOCKET_NAME}.lock"):
        left_over.unlink(missing_ok=True)


def last_line(text: str) -> str:
    """The last line of a command's output that says something."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no output")


def launch(binaries: Path) -> None:
    """Start the server and wait until it answers; a killed server's children get ten seconds to go."""
    log = DATA / "server.log"
    command = [binaries / "pg_ctl", "-D", DATA, "-w", "-t", str(START_SECONDS), "-l", log, "start"]
    for last_try in (False, False, True):
        started = run_as_server(*command)
        if not started.returncode:
            return
        said = last_line(log.read_text(errors="replace")) if log.exists() else last_line(started.stdout)
        if last_try or "still in use" not in log.read_text(errors="replace")[-2000:]:
            raise Problem(f"PostgreSQL did not start ({said}); its log is {log}.")
        time.sleep(5)


def prepare_roles(binaries: Path, folder: Path) -> None:
    """Make the roles and the database that are not there yet, and check that Chinese text is text here."""
    roles = "\n".join(
        f"select 'create role {role} login nosuperuser' "
        f"where not exists (select from pg_roles where rolname = '{role}') \\gexec"
        for role in ROLES[1:]
    )
    done = sql(
        binaries,
        folder,
        f"{roles}\n"
        f"select 'create database {DATABASE} owner {OWNER}' "
        f"where not exists (select from pg_database where datname = '{DATABASE}') \\gexec\n"
        f"select datctype from pg_database where datname = '{DATABASE}';\n",
    )
    if done.returncode:
        raise Problem(f"The database roles could not be made ({last_line(done.stderr)}).")
    if last_line(done.stdout) != "C.UTF-8":
        raise Problem(
            f"The database {DATABASE} has LC_CTYPE {last_line(done.stdout)}, not C.UTF-8: "
            f"Chinese names would not be found. Move {DATA} away and run this again."
        )


def start() -> None:
    """Have the cluster running with its roles and database, whatever state it was left in."""
    with one_at_a_time():
        binaries = pick_binaries(DATA, BINARIES)
        folder = socket_folder(RUN, Path("/run" if os.getuid() == 0 else "/tmp"))
        if not (DATA.exists() and sql(binaries, folder, "select 1").returncode == 0):
            check_reachable(VAR)
            own_folder(RUN, 0o755)
            own_folder(folder, 0o755)
            if not DATA.exists():
                make(binaries)
                say(f"database cluster made in {DATA}")
            own_folder(DATA, 0o700)
            configure(folder)
            forget_dead_server(DATA, folder)
            launch(binaries)
            say("PostgreSQL started")
        prepare_roles(binaries, folder)
        (RUN / "socket-dir").write_text(f"{folder}\n")


def stop() -> None:
    """Stop the cluster, ending its connections; a cluster that does not run is fine."""
    with one_at_a_time():
        if not DATA.exists():
            return say("no database cluster here")
        own_folder(DATA, 0o700)
        pg_ctl = pick_binaries(DATA, BINARIES) / "pg_ctl"
        if run_as_server(pg_ctl, "-D", DATA, "status").returncode:
            return say("PostgreSQL was not running")
        stopped = run_as_server(pg_ctl, "-D", DATA, "-m", "fast", "-w", "stop")
        if stopped.returncode:
            raise Problem(f"PostgreSQL did not stop ({last_line(stopped.stdout)}).")
        say("PostgreSQL stopped")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["start", "stop"])
    action = parser.parse_args().action
    if action == "start":
        start()
    else:
        stop()


if __name__ == "__main__":
    with problems_as_sentences():
        main()
