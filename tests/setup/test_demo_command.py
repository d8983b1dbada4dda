"""script/demo with the portal and its set-up replaced by small programs: its arguments, its output, its address."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "script/demo"
# In place of Python: plays the demo, says what address it was given, and checks the PDF, by the arguments it gets.
PYTHON = """#!/bin/sh
case "$*" in
    *check_signed_pdf.py*) echo "checked $2" ;;
    "manage.py demo"*)
        echo "codes lead to $PORTAL_VERIFY_BASE"; echo "a warning" >&2; echo "PDF: /a file.pdf"
        exit "${DEMO_STATUS:-0}" ;;
    *) echo "asked: $*" ;;
esac
"""


@pytest.fixture
def project(tmp_path):
    """A folder with script/demo in it, and beside it the programs that it starts."""
    for path, content in (
        ("script/setup", "#!/bin/sh\necho set up >&2\n"),
        ("var/venv/bin/python", PYTHON),
        ("var/venv/bin/granian", '#!/bin/sh\necho "granian $*, codes lead to $PORTAL_VERIFY_BASE"\n'),
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content)
        (tmp_path / path).chmod(0o755)
    shutil.copy(SCRIPT, tmp_path / "script/demo")
    return tmp_path


def run(project, arguments: str, redirection: str = "", **environment):
    """The script run by a shell with a redirection; status, output and messages."""
    known = {key: value for key, value in os.environ.items() if not key.startswith("PORTAL_")}
    return subprocess.run(
        ["bash", "-c", f"script/demo {arguments} {redirection}"], cwd=project, env=known | environment, text=True,
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_port_is_served_and_is_where_the_codes_lead(project, free_port):
    done = run(project, f"--port {free_port}")
    address = f"http://127.0.0.1:{free_port}"
    assert done.returncode == 0
    assert f"The portal is at {address}/" in done.stdout
    assert done.stdout.count(f"codes lead to {address}\n") == 2  # while it is played and while it is served
    assert f"--port {free_port} " in done.stdout


def test_port_says_where_the_codes_of_the_main_job_lead(project):
    assert "codes lead to http://127.0.0.1:8123\n" in run(project, "--once --port 8123").stdout
    assert "codes lead to http://127.0.0.1:8000\n" in run(project, "--once").stdout


def test_address_that_was_set_goes_before_the_port(project):
    done = run(project, "--once --port 8123", PORTAL_VERIFY_BASE="https://zz.example")
    assert "codes lead to https://zz.example\n" in done.stdout


def test_main_job_says_once_that_nothing_is_served_and_checks_the_file(project):
    done = run(project, "--once")
    assert done.returncode == 0
    assert done.stdout.count("Nothing is served") == 1
    assert done.stdout.endswith("checked /a file.pdf\n")


@pytest.mark.parametrize(
    "arguments", ["--port", "--port 0", "--port x", "--port 65536", "--port 08000", "--once --port"]
)
def test_port_without_a_right_number_is_refused_with_a_sentence(project, arguments):
    done = run(project, arguments)
    assert done.returncode == 1
    assert "--port takes a number from 1 to 65535." in done.stderr
    assert not done.stdout


def test_port_that_is_taken_is_refused_before_anything_is_done(project):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = run(project, f"--port {other.getsockname()[1]}")
    assert done.returncode == 1
    assert "is taken" in done.stderr
    assert "set up" not in done.stderr


def test_code_without_a_user_is_refused_with_a_sentence_and_with_one_is_shown(project):
    done = run(project, "--code")
    assert done.returncode == 1
    assert "--code takes the name" in done.stderr
    assert run(project, "--code dh_market.signer").stdout == "asked: manage.py account code dh_market.signer\n"


def test_log_file_keeps_every_line_once_and_in_order(project):
    (project / "log").write_text("from before\n")
    done = run(project, "--once", ">> log 2>&1")
    assert done.returncode == 0
    lines = (project / "log").read_text().splitlines()
    assert lines[:2] == ["from before", "set up"]
    played = [line for line in lines[2:] if line != "a warning"]
    assert played[:2] == ["codes lead to http://127.0.0.1:8000", "PDF: /a file.pdf"]
    assert played[2].startswith("Nothing is served")
    assert played[3:] == ["checked /a file.pdf"]
    assert lines.count("a warning") == 1


@pytest.mark.parametrize("redirection", ["> log 2>&1", "2>&1 | cat > log", "> log 2>&-", "2> messages > log"])
def test_output_is_whole_wherever_it_goes(project, redirection):
    done = run(project, "--once", redirection)
    assert done.returncode == 0
    lines = (project / "log").read_text().splitlines()
    assert [line for line in lines if line not in ("set up", "a warning")][:2] == [
        "codes lead to http://127.0.0.1:8000", "PDF: /a file.pdf"]  # fmt: skip
    assert lines[-1] == "checked /a file.pdf"


def test_main_job_that_fails_shows_what_it_said_and_ends_with_a_sentence(project):
    done = run(project, "--once", DEMO_STATUS="3")
    assert done.returncode == 1
    assert "codes lead to" in done.stdout
    assert "The main job did not come through" in done.stderr
    assert "checked" not in done.stdout
