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
# In place of granian: not ready at first, then well, then gone.
GRANIAN = """#!/usr/bin/env python3
import os, socket, sys
print("granian", *sys.argv[1:], "codes lead to", os.environ["PORTAL_VERIFY_BASE"], flush=True)
if os.environ.get("GRANIAN_STATUS"):
    sys.exit(int(os.environ["GRANIAN_STATUS"]))
with socket.create_server(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1]))) as server:
    for status in ("503 Service Unavailable", "200 OK"):
        asker, _ = server.accept()
        asked = asker.makefile("rb")
        print(asked.readline().decode().strip(), "->", status, flush=True)
        while asked.readline().strip():
            pass
        asker.sendall(f"HTTP/1.1 {status}\\r\\nContent-Length: 0\\r\\n\\r\\n".encode())
        asker.close()
"""


@pytest.fixture
def project(tmp_path):
    """A folder with script/demo in it, and beside it the programs that it starts."""
    for path, content in (
        ("script/setup", "#!/bin/sh\necho set up >&2\nsleep ${SETUP_SECONDS:-0}\n"),
        ("var/venv/bin/python", PYTHON),
        ("var/venv/bin/granian", GRANIAN),
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


def test_address_is_told_when_the_portal_answers_and_not_before(project, free_port):
    lines = run(project, f"--port {free_port}").stdout.splitlines()
    assert lines[-3:] == [
        "GET /health/ HTTP/1.1 -> 503 Service Unavailable", "GET /health/ HTTP/1.1 -> 200 OK",
        f"The portal is at http://127.0.0.1:{free_port}/ (Ctrl-C ends it; script/stop then stops the database).",
    ]  # fmt: skip


def test_address_of_a_portal_that_does_not_start_is_not_told(project, free_port):
    done = run(project, f"--port {free_port}", GRANIAN_STATUS="3")
    assert done.returncode == 3
    assert "The portal is at" not in done.stdout


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


def test_second_demo_on_a_port_is_refused_while_the_first_is_still_set_up(project, free_port):
    command = ["script/demo", "--port", str(free_port)]
    known = {key: value for key, value in os.environ.items() if not key.startswith("PORTAL_")}
    with subprocess.Popen(command, cwd=project, env=known | {"SETUP_SECONDS": "3"}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as first:  # fmt: skip
        assert first.stderr.readline() == "set up\n"
        second = run(project, f"--port {free_port}")
        assert (second.returncode, second.stderr.count("is taken by another script/demo")) == (1, 1)
        assert "set up" not in second.stderr
        assert "The portal is at" in first.communicate(timeout=60)[0]


def test_port_that_was_taken_during_the_set_up_is_refused_before_serving(project, free_port):
    (project / "script/setup").write_text(f"""#!/usr/bin/env python3
import subprocess, sys
taker = "import socket, time; s = socket.create_server(('127.0.0.1', {free_port})); print(flush=True); time.sleep(8)"
taken = subprocess.Popen([sys.executable, "-c", taker], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
taken.stdout.readline()
""")
    done = run(project, f"--port {free_port}")
    assert done.returncode == 1
    assert f"Port {free_port} on this machine is taken" in done.stderr
    assert "granian" not in done.stdout


def test_database_that_the_set_up_starts_does_not_keep_the_port(project, free_port):
    (project / "script/setup").write_text("#!/bin/sh\nsleep 8 >/dev/null 2>&1 &\n")
    assert "The portal is at" in run(project, f"--port {free_port}").stdout
    assert "The portal is at" in run(project, f"--port {free_port}").stdout


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
