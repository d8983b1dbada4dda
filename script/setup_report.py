"""What the set-up tells the person in front of it: progress with seconds, and a problem as one sentence."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

STARTED = float(os.environ.get("SETUP_STARTED") or time.time())


class Problem(Exception):
    """Something that only the person can put right; its text is one whole sentence."""


def say(text: str) -> None:
    """Print a progress line to standard error, with the seconds since the command began."""
    print(f"[{time.time() - STARTED:5.1f} s] {text}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def problems_as_sentences() -> Iterator[None]:
    """Turn a Problem, a full disk or a missing permission into one line and exit status 1."""
    try:
        yield
    except Problem as problem:
        sys.exit(f"script: {problem}")
    except OSError as error:
        sys.exit(f"script: {error.strerror or error}: {error.filename or 'no file named'}.")
    except KeyboardInterrupt:
        sys.exit("script: stopped from the keyboard; run it again to go on.")


def run_logged(
    command: list[str | Path],
    log: Path,
    failure: str,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> None:
    """Run a command with its output in the file `log`.

    A command that fails raises Problem: the sentence `failure`, the output's last line and where the rest is.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        code = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            check=False,
        ).returncode
    if code:
        lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
        last = next((line for line in reversed(lines) if line), f"exit status {code}")
        raise Problem(f"{failure} ({last}); everything it printed is in {log}.")
