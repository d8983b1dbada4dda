"""The order of the set-up once Debian's packages are there: Python packages, database, the project itself."""

import os
import subprocess
import sys

import setup_cluster
import setup_packages
import setup_project
from setup_report import Problem, problems_as_sentences, say

CONNECT = """\
import sys, psycopg
try:
    with psycopg.connect(sys.stdin.read()) as connection:
        print(connection.execute("SHOW is_superuser").fetchone()[0])
except psycopg.Error as error:
    sys.exit(str(error).partition("\\n")[0])
"""


def check_other_server(url: str, purpose: str) -> None:
    """Refuse with a sentence when the server that DATABASE_URL names does not answer, or not as the tests need it."""
    answer = subprocess.run(
        [setup_packages.VENV / "bin/python", "-c", CONNECT],
        input=url,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise Problem(
            "The server that DATABASE_URL names did not let us in "
            f"({setup_cluster.last_line(answer.stderr)}); unset it to use a private cluster."
        )
    if purpose == "test" and answer.stdout.strip() != "on":
        raise Problem(
            "The tests make databases of their own and pass over triggers in them, so the login in DATABASE_URL has "
            "to be a superuser; unset it to use a private cluster."
        )
    say("using the server that DATABASE_URL names")


def main(purpose: str) -> None:
    setup_packages.install(purpose)
    if url := os.environ.get("DATABASE_URL"):
        check_other_server(url, purpose)
    else:
        setup_cluster.start()
    setup_project.prepare(purpose)
    say("ready")


if __name__ == "__main__":
    with problems_as_sentences():
        main(sys.argv[1])
