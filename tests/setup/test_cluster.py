"""The private cluster: where its socket lies, who may connect, which server is dead."""

import os
from pathlib import Path

import pytest
import setup_cluster
from setup_report import Problem


def test_socket_folder_short_path_stays_in_var():
    folder = Path("/srv/portal/var/run")
    assert setup_cluster.socket_folder(folder, Path("/run")) == folder


@pytest.mark.parametrize(("length", "stays"), [(107, True), (108, False)])
def test_socket_folder_moves_only_past_the_limit_of_unix_sockets(length, stays):
    folder = Path("/" + "x" * (length - len("/" + "/.s.PGSQL.5432")))
    assert len(os.fsencode(folder / setup_cluster.SOCKET_NAME)) == length
    assert (setup_cluster.socket_folder(folder, Path("/run")) == folder) is stays


def test_socket_folder_counts_bytes_not_characters():
    folder = Path("/srv/" + "电" * 40)  # 120 bytes in UTF-8
    assert setup_cluster.socket_folder(folder, Path("/run")).parent == Path("/run")


def test_socket_folder_of_two_long_paths_differs():
    long = [Path("/srv/" + "x" * 120 + name) for name in "ab"]
    assert len({setup_cluster.socket_folder(path, Path("/run")) for path in long}) == 2


def test_server_settings_quote_in_the_path_is_doubled():
    assert "'/srv/o''brien/run'" in setup_cluster.server_settings(Path("/srv/o'brien/run"))


def test_host_based_access_lets_in_nobody_from_the_network():
    lines = setup_cluster.host_based_access().splitlines()
    assert [line.split()[0] for line in lines] == ["local"]
    assert lines[0].endswith("peer map=people")


def test_user_map_each_person_may_be_each_role_and_nobody_else_is_named():
    lines = [line.split() for line in setup_cluster.user_map({"root", "lin"}).splitlines()]
    assert {(person, role) for _, person, role in lines} == {
        (person, role) for person in ('"root"', '"lin"') for role in setup_cluster.ROLES
    }


def make_installation(folder: Path, *versions: int) -> Path:
    for version in versions:
        (folder / str(version) / "bin").mkdir(parents=True)
        (folder / str(version) / "bin" / "initdb").touch()
    return folder


def test_pick_binaries_new_cluster_takes_the_newest(tmp_path):
    installed = make_installation(tmp_path / "lib", 9, 15, 17)
    assert setup_cluster.pick_binaries(tmp_path / "pg", installed) == installed / "17" / "bin"


def test_pick_binaries_old_cluster_keeps_its_version(tmp_path):
    installed = make_installation(tmp_path / "lib", 15, 17)
    (tmp_path / "PG_VERSION").write_text("15\n")
    assert setup_cluster.pick_binaries(tmp_path, installed) == installed / "15" / "bin"


def test_pick_binaries_version_gone_is_a_sentence(tmp_path):
    installed = make_installation(tmp_path / "lib", 17)
    (tmp_path / "PG_VERSION").write_text("15\n")
    with pytest.raises(Problem, match="made by PostgreSQL 15"):
        setup_cluster.pick_binaries(tmp_path, installed)


def test_pick_binaries_nothing_installed_is_a_sentence(tmp_path):
    with pytest.raises(Problem, match="not installed"):
        setup_cluster.pick_binaries(tmp_path / "pg", tmp_path / "lib")


def process(proc: Path, pid: int, name: str, folder: Path) -> None:
    """One entry of a pretended /proc."""
    (proc / "self").mkdir(parents=True, exist_ok=True)
    (proc / str(pid)).mkdir()
    (proc / str(pid) / "comm").write_text(f"{name}\n")
    (proc / str(pid) / "cwd").symlink_to(folder)


@pytest.mark.parametrize(
    ("name", "folder", "runs"),
    [("postgres", "pg", True), ("postgres", "other", False), ("sleep", "pg", False)],
)
def test_runs_here_only_a_postgres_in_this_folder_counts(tmp_path, name, folder, runs):
    process(tmp_path / "proc", 42, name, tmp_path / folder)
    assert setup_cluster.runs_here(42, tmp_path / "pg", tmp_path / "proc") is runs


def test_runs_here_process_gone_is_dead(tmp_path):
    (tmp_path / "proc" / "self").mkdir(parents=True)
    assert not setup_cluster.runs_here(42, tmp_path / "pg", tmp_path / "proc")


def test_runs_here_without_proc_leaves_the_judgement_to_postgresql(tmp_path):
    assert setup_cluster.runs_here(42, tmp_path / "pg", tmp_path / "no-proc")


def test_forget_dead_server_pid_of_another_process_removes_what_was_left(tmp_path):
    data, run = tmp_path / "pg", tmp_path / "run"
    data.mkdir()
    run.mkdir()
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n")  # alive, but no PostgreSQL
    (run / ".s.PGSQL.5432").touch()
    (run / ".s.PGSQL.5432.lock").touch()
    setup_cluster.forget_dead_server(data, run)
    assert not [*data.iterdir(), *run.iterdir()]


def test_forget_dead_server_empty_pid_file_is_removed(tmp_path):
    (tmp_path / "postmaster.pid").touch()  # the machine lost power while it was written
    setup_cluster.forget_dead_server(tmp_path, tmp_path)
    assert not list(tmp_path.iterdir())


def test_server_settings_only_of_tests_do_without_what_saves_data_from_a_power_cut():
    folder = Path("/srv/portal/var/run")
    assert "fsync" not in setup_cluster.server_settings(folder, testing=False)
    assert "fsync = off" in setup_cluster.server_settings(folder, testing=True)
