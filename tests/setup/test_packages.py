"""The environment of Python packages: when it is complete, and what the lock files may say."""

import re
import tomllib

import pytest
import setup_packages

LOCK_FILES = [*setup_packages.LOCKS.values(), setup_packages.TOOL_LOCK]


def requirements(lock):
    """The (name, version) pairs of a lock file."""
    return set(re.findall(r"^([a-z0-9-]+)==([^ ;\\]+)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE))


@pytest.fixture
def locks(tmp_path):
    made = {"run": tmp_path / "run.lock", "test": tmp_path / "test.lock"}
    for name, path in made.items():
        path.write_text(name)
    return made


def test_satisfied_by_test_packages_are_enough_for_a_run(locks):
    assert setup_packages.digest(locks["test"]) in setup_packages.satisfied_by("run", locks)


def test_satisfied_by_run_packages_are_not_enough_for_tests(locks):
    assert setup_packages.digest(locks["run"]) not in setup_packages.satisfied_by("test", locks)


def test_digest_changes_with_the_lock_and_with_python(locks):
    first = setup_packages.digest(locks["run"])
    assert setup_packages.digest(locks["run"], version="3.99") != first
    locks["run"].write_text("changed")
    assert setup_packages.digest(locks["run"]) != first


def test_stamp_of_interrupted_environment_is_none(tmp_path):
    (tmp_path / "bin").mkdir()
    assert setup_packages.stamp_of(tmp_path) is None


@pytest.mark.parametrize("lock", LOCK_FILES, ids=lambda path: path.name)
def test_lock_file_every_package_has_hashes_and_no_registry_is_named(lock):
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash=)", text, flags=re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)


def test_test_lock_holds_the_run_lock():
    assert requirements(setup_packages.LOCKS["run"]) <= requirements(setup_packages.LOCKS["test"])


def test_lock_files_hold_every_dependency_of_the_project():
    project = tomllib.loads(setup_packages.PROJECT.read_text(encoding="utf-8"))
    groups = {**project["dependency-groups"], "run": project["project"]["dependencies"]}
    for purpose, lock in {**setup_packages.LOCKS, "tool": setup_packages.TOOL_LOCK}.items():
        wanted = {re.match(r"[A-Za-z0-9-]+", line).group().lower() for line in groups[purpose]}
        assert wanted <= {name for name, _ in requirements(lock)}


def test_every_dependency_has_its_reason_beside_it():
    lines = setup_packages.PROJECT.read_text(encoding="utf-8").splitlines()
    dependencies = [line for line in lines if re.match(r'    "[a-z].*[=~]=', line)]
    assert dependencies
    assert not [line for line in dependencies if "  # " not in line]


def test_debian_packages_each_line_has_purpose_name_and_reason():
    lines = (setup_packages.ROOT / "script/debian-packages").read_text(encoding="utf-8").splitlines()
    entries = [line.split(maxsplit=2) for line in lines if line and not line.startswith("#")]
    assert all(len(entry) == 3 and entry[0] in {"run", "cluster", "test"} for entry in entries)
    assert len({name for _, name, _ in entries}) == len(entries)
