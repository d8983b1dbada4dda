"""The Python environment in var/venv: exactly the packages of the lock files, checked by their hashes."""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from setup_report import Problem, problems_as_sentences, run_logged, say

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("PORTAL_VAR") or ROOT / "var").absolute()
VENV = VAR / "venv"
TOOL = VAR / "tool"
LOGS = VAR / "log"
PROJECT = ROOT / "pyproject.toml"
LOCKS = {"run": ROOT / "requirements.lock", "test": ROOT / "requirements-test.lock"}
TOOL_LOCK = ROOT / "requirements-tool.lock"
STAMP = "packages"  # the file that says for which lock an environment is complete

UV_ENVIRONMENT = {
    "UV_CACHE_DIR": str(VAR / "cache/uv"),  # beside the environment, so that installed files are hard links
    "UV_PYTHON_DOWNLOADS": "never",
    "UV_SYSTEM_CERTS": "true",  # the machine's certificates, as pip and apt use them
}


def digest(lock: Path, version: str = sys.version) -> str:
    """What an environment is stamped with: the lock file's content and the Python it was installed for."""
    return hashlib.sha256(version.encode() + b"\0" + lock.read_bytes()).hexdigest()


def satisfied_by(purpose: str, locks: dict[str, Path] = LOCKS) -> set[str]:
    """The stamps that are good enough for `purpose`: what the tests need holds all that a run needs."""
    purposes = ("run", "test") if purpose == "run" else ("test",)
    return {digest(locks[name]) for name in purposes}


def stamp_of(environment: Path) -> str | None:
    """The stamp of an environment; None when it is missing or was interrupted while being filled."""
    try:
        return (environment / STAMP).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None


def fresh_environment(environment: Path, *, with_pip: bool) -> None:
    """Make an empty environment of Debian's Python in place of whatever is there."""
    shutil.rmtree(environment, ignore_errors=True)
    options = [] if with_pip else ["--without-pip"]
    run_logged(
        [sys.executable, "-m", "venv", *options, environment],
        LOGS / "venv.log",
        f"Python could not make the environment {environment}",
    )


def pip_install(environment: Path, lock: Path, log: Path) -> None:
    """Install a lock file into an environment with its own pip."""
    run_logged(
        [environment / "bin/pip", "install", "--disable-pip-version-check", "--require-hashes", "-r", lock],
        log,
        "pip could not install the Python packages; is the package registry reachable?",
    )


def installer() -> Path | None:
    """uv, installed below var/tool if it is not there; None where there is none (then pip serves)."""
    wanted = digest(TOOL_LOCK)
    if stamp_of(TOOL) != wanted:
        try:
            fresh_environment(TOOL, with_pip=True)
            pip_install(TOOL, TOOL_LOCK, LOGS / "tool.log")
        except Problem:
            return None
        (TOOL / STAMP).write_text(wanted, encoding="ascii")
    return TOOL / "bin/uv"


def install(purpose: str) -> None:
    """Have in var/venv what `purpose` ("run" or "test") needs, and nothing that no lock names.

    An interrupted installation is begun anew. uv takes a third of pip's time; where it is not to be had
    or does not reach the registry (it does not read pip's configuration), pip installs from the same file.
    """
    current = stamp_of(VENV)
    if current in satisfied_by(purpose):
        return
    lock = LOCKS[purpose]
    say(f"installing Python packages from {lock.name}")
    uv = installer()
    try:
        if uv is None:
            raise Problem("uv is not available")
        if current is None:
            fresh_environment(VENV, with_pip=False)
        (VENV / STAMP).unlink(missing_ok=True)
        run_logged(
            [uv, "pip", "sync", "--python", VENV / "bin/python", "--require-hashes", lock],
            LOGS / "packages.log",
            "uv could not install the Python packages",
            env=UV_ENVIRONMENT,
        )
    except Problem as problem:
        say(f"pip takes over: {problem}")
        fresh_environment(VENV, with_pip=True)
        pip_install(VENV, lock, LOGS / "packages.log")
    (VENV / STAMP).write_text(digest(lock), encoding="ascii")
    say("Python packages installed")


def write_locks(options: list[str]) -> None:
    """Resolve pyproject.toml into the lock files, which name no registry; `options` go to uv (--upgrade)."""
    uv = installer()
    if uv is None:
        raise Problem(f"uv could not be installed; the reason is in {LOGS / 'tool.log'}.")
    common = ["--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"]
    common += ["--no-emit-index-url", "--no-emit-find-links", *options]
    for arguments, lock in (
        ([PROJECT.name], LOCKS["run"]),
        ([PROJECT.name, "--group", "test", "--constraint", LOCKS["run"].name], LOCKS["test"]),
        (["--group", f"{PROJECT.name}:tool"], TOOL_LOCK),
    ):
        command = [uv, "pip", "compile", *arguments, *common, "--output-file", lock.name]
        if subprocess.run(command, cwd=ROOT, env={**os.environ, **UV_ENVIRONMENT}, check=False).returncode:
            raise Problem(f"{lock.name} could not be resolved; uv's reason stands above.")
        say(f"{lock.name} written")


def main() -> None:
    parser = argparse.ArgumentParser(description="Resolve pyproject.toml into the lock files.")
    write_locks(parser.parse_known_args()[1])


if __name__ == "__main__":
    with problems_as_sentences():
        main()
