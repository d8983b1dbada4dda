"""What the project makes for itself before it runs: texts, fonts, static files, tables."""

import hashlib
from pathlib import Path

from setup_packages import LOCKS, LOGS, ROOT, VAR, VENV
from setup_report import run_logged, say

PYTHON = VENV / "bin/python"
MANAGE = ROOT / "manage.py"
SETTINGS = ROOT / "portal/settings.py"
FONTS = ROOT / "portal/pdf/fonts.py"
STATIC = VAR / "static"
STATIC_STAMP = VAR / "static.stamp"


def changed_at(path: Path) -> int:
    """When a file was last changed, in nanoseconds; 0 for one that is not there."""
    return path.stat().st_mtime_ns if path.exists() else 0


def stale_texts(root: Path) -> list[Path]:
    """The .po files whose compiled .mo file is missing or older."""
    found = [*root.glob("locale/*/LC_MESSAGES/*.po"), *root.glob("*/locale/*/LC_MESSAGES/*.po")]
    return sorted(source for source in found if changed_at(source.with_suffix(".mo")) < changed_at(source))


def compile_texts() -> None:
    """Compile the translations that changed."""
    for source in stale_texts(ROOT):
        run_logged(
            ["msgfmt", "--check-format", "-o", source.with_suffix(".mo"), source],
            LOGS / "messages.log",
            f"msgfmt could not compile {source.relative_to(ROOT)}",
        )
        say(f"texts compiled: {source.relative_to(ROOT)}")


def static_state(root: Path, lock: Path) -> str:
    """A digest that changes with the static files of ours, and with the packages, which bring theirs."""
    state = hashlib.sha256(lock.read_bytes())
    for folder in sorted([*root.glob("*/static"), *root.glob("*/*/static")]):
        if folder.is_relative_to(root / "var"):  # what was gathered from the others
            continue
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            state.update(f"{path.relative_to(root)}\0{path.stat().st_size}\0{path.stat().st_mtime_ns}\n".encode())
    return state.hexdigest()


def collect_static() -> None:
    """Gather and compress the static files when any of them changed."""
    state = static_state(ROOT, LOCKS["run"])
    if STATIC.is_dir() and STATIC_STAMP.exists() and STATIC_STAMP.read_text() == state:
        return
    run_logged(
        [PYTHON, MANAGE, "collectstatic", "--no-input", "--clear", "--verbosity", "0"],
        LOGS / "static.log",
        "The static files could not be gathered",
        env={"PORTAL_DB_ROLE": "owner"},
    )
    STATIC_STAMP.write_text(state)
    say("static files gathered")


def cut_fonts() -> None:
    """Have the faces' fonts cut; the module itself sees what is already there."""
    run_logged([PYTHON, "-m", "portal.pdf.fonts"], LOGS / "fonts.log", "The fonts could not be cut", cwd=ROOT)


def prepare(purpose: str) -> None:
    """Have texts, fonts, static files and the database's tables up to date."""
    compile_texts()
    if FONTS.exists():
        cut_fonts()
        say("fonts ready")
    if not SETTINGS.exists():
        return
    if purpose == "run":  # tests make their own database and serve static files from where they lie
        collect_static()
        run_logged(
            [PYTHON, MANAGE, "install"],
            LOGS / "install.log",
            "The database could not be brought up to date",
            env={"PORTAL_DB_ROLE": "owner"},
        )
        say("tables, rights and keys ready")
