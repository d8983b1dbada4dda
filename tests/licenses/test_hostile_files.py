"""Files that cost much to read: given up after seconds, and of one person or address one is read at a time."""

import resource
import threading
import time

import pytest
from django.db import connections

from licenses import materials, scans, verification
from portal.audit.models import AccessRecord
from portal.decisions import Conflict, Invalid
from portal.pdf import inspection
from portal.vault import files
from tests import cast
from tests.licenses import factories
from tests.licenses.checks import answer, upload


def test_file_that_takes_too_long_is_given_up_after_five_seconds_of_the_processor(db, lin):
    data, before, started = factories.slow_pdf(), resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    assert len(data) < 50_000
    with pytest.raises(Invalid, match="时间或内存过多"):
        materials.check(data, "slow.pdf", by=lin)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 7
    assert time.monotonic() - started < 13


@pytest.fixture
def meanwhile(own_database):
    """meanwhile(act) runs act in another thread, with a connection of its own, and gives what it returned or raised."""
    def run(act):
        told = []

        def tell():
            try:
                told.append(act())
            except Exception as error:  # what happened is the result
                told.append(error)
            finally:
                connections.close_all()

        thread = threading.Thread(target=tell)
        thread.start()
        thread.join(30)
        return told[0]

    return run


def test_second_file_of_a_person_waits_while_the_first_is_read_and_a_colleagues_does_not(meanwhile, monkeypatch):
    found, others = scans.Look("", "application/pdf", 1), []

    def look(_data):
        monkeypatch.setattr(scans, "look", lambda _data: found)
        others.extend(meanwhile(lambda who=who: materials.check(b"x", "b.pdf", by=cast.acting(who)))
                      for who in ("lin", "he"))
        return found

    monkeypatch.setattr(scans, "look", look)
    lin = cast.acting("lin")
    assert materials.check(b"x", "a.pdf", by=lin) == "application/pdf"
    assert isinstance(others[0], Invalid) and "另一份文件还在检查，“b.pdf”没有接收" in others[0].decision.reason
    assert others[1] == "application/pdf"
    assert materials.check(b"x", "b.pdf", by=lin) == "application/pdf"


def test_second_file_of_an_address_waits_while_the_first_is_checked_and_anothers_does_not(meanwhile, monkeypatch):
    found, others = inspection.Inspection(inspection.BROKEN), []

    def inspect(*_given):
        monkeypatch.setattr(inspection, "inspect", lambda *_given: found)
        others.extend(meanwhile(lambda asker=asker: verification.by_file(b"%PDF-1.7", asker=asker))
                      for asker in ("192.0.2.1", "192.0.2.2"))
        return found

    monkeypatch.setattr(inspection, "inspect", inspect)
    assert verification.by_file(b"%PDF-1.7", asker="192.0.2.1").detail == "broken"
    assert isinstance(others[0], Conflict) and "请稍候几秒再试" in others[0].decision.reason
    assert others[1].detail == "broken"


def test_file_as_issued_is_answered_while_another_of_the_address_is_read(meanwhile, monkeypatch):
    """It is found by its digest and costs nothing."""
    pdf, others = files.load(factories.case_in("issued").made_version.document.file), []

    def inspect(*_given):
        others.append(meanwhile(lambda: verification.by_file(pdf, asker="192.0.2.1")))
        return inspection.Inspection(inspection.BROKEN)

    monkeypatch.setattr(inspection, "inspect", inspect)
    verification.by_file(b"%PDF-1.7", asker="192.0.2.1")
    assert others[0].code == "valid"


def test_page_tells_the_second_to_wait_and_records_it(client, db, monkeypatch):
    def busy(_data, *, asker):
        raise Conflict(verification.denied("请稍候几秒再试。"), verb="verify")

    monkeypatch.setattr(verification, "by_file", busy)
    page = upload(client, b"%PDF-1.7")
    assert page.status_code == 409 and "请稍候几秒再试" in page.content.decode()
    assert AccessRecord.objects.filter(verb="verify", result="refused").count() == 1
    monkeypatch.undo()
    assert answer(upload(client, b"%PDF-1.7")) == "check_impossible"
