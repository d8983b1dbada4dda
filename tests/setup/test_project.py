"""What the project makes for itself: which texts are stale, when static files have changed."""

import os

import setup_project


def test_stale_texts_missing_and_older_are_named_newer_is_not(tmp_path):
    folder = tmp_path / "locale/en/LC_MESSAGES"
    folder.mkdir(parents=True)
    for name, source_time, made_time in (("missing", 1, None), ("older", 2, 1), ("newer", 1, 2)):
        (folder / f"{name}.po").touch()
        os.utime(folder / f"{name}.po", (source_time, source_time))
        if made_time:
            (folder / f"{name}.mo").touch()
            os.utime(folder / f"{name}.mo", (made_time, made_time))
    assert [path.stem for path in setup_project.stale_texts(tmp_path)] == ["missing", "older"]


def test_static_state_changes_with_a_file_and_with_the_packages(tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text("django==5.2.19")
    style = tmp_path / "portal/static/portal/portal.css"
    style.parent.mkdir(parents=True)
    style.write_text("a {}")
    first = setup_project.static_state(tmp_path, lock)
    assert setup_project.static_state(tmp_path, lock) == first
    style.write_text("a { color: red }")
    second = setup_project.static_state(tmp_path, lock)
    gathered = tmp_path / "var/static/portal.css"
    gathered.parent.mkdir(parents=True)
    gathered.write_text("a {}")
    assert setup_project.static_state(tmp_path, lock) == second
    lock.write_text("django==5.2.20")
    assert len({first, second, setup_project.static_state(tmp_path, lock)}) == 3
