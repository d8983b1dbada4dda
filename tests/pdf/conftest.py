"""A demo CA and files signed under it, made once for all tests here."""

import subprocess

import pytest

from licenses import signing
from portal.crypto import ca
from portal.pdf.drawing import draw
from portal.pdf.sealing import Placeholder
from tests.pdf import samples


@pytest.fixture
def ca_folder(tmp_path):
    """A CA with one department whose certificate is in force."""
    ca.issue_department(tmp_path, samples.USCC, samples.DEPARTMENT, samples.VALID_FROM, samples.VALID_TO)
    return tmp_path


@pytest.fixture(scope="session")
def shared_ca(tmp_path_factory):
    """The same, for files that are not changed."""
    folder = tmp_path_factory.mktemp("ca")
    ca.issue_department(folder, samples.USCC, samples.DEPARTMENT, samples.VALID_FROM, samples.VALID_TO)
    return folder


@pytest.fixture(scope="session")
def signed(shared_ca):
    """A signed licence of each finished face, by name."""
    provider = signing.provider_of(shared_ca, samples.USCC)

    def make(name):
        place = Placeholder(samples.DEPARTMENT, samples.AT, "电子证照签发")
        pdf = draw(samples.source(name), samples.filling(name), sample=False, signature=place)
        return signing.sign_pdf(pdf, provider, name, samples.AT)

    return {name: make(name) for name in samples.VALUES}


@pytest.fixture
def told_by(tmp_path):
    """told_by("pdfsig", pdf): what a program that is not ours prints about a PDF."""

    def run(*command, pdf):
        path = tmp_path / "file.pdf"
        path.write_bytes(pdf)
        words = [str(path) if word == "FILE" else word for word in command]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    return run
