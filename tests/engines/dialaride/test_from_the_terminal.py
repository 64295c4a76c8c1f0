"""`./serein dialaride` on files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from serein.config.commands import dialaride as command

TINY = """2 4 480 6 90
0 0 0 0 0 0 480
1 1 1 1 1 0 480
2 2 1 1 1 0 480
3 2 3 1 -1 0 480
4 1 3 1 -1 0 480
"""


def test_an_instance_is_solved_into_a_file(tmp_path: Path) -> None:
    (tmp_path / "tiny.txt").write_text(TINY)
    output = tmp_path / "plan.json"

    code = command.run(
        ["solve", str(tmp_path / "tiny.txt"), "--iterations", "50", "--seed", "2", "--output", str(output)]
    )

    told = json.loads(output.read_text())
    assert code == 0
    assert sorted(node for route in told["routes"] for node in route) == [1, 2, 3, 4]
    assert all(len(times) == len(route) + 2 for route, times in zip(told["routes"], told["times"], strict=True))
    assert (told["iterations"], told["seed"], told["left_out"]) == (50, 2, [])


@pytest.mark.parametrize("text", ["", "nonsense", "1 1 480 6 90\n0 0 0 0 0 0 1\n1 0 0 0 1 0 1\n2 0 0 0 -2 0 1"])
def test_a_bad_file_ends_with_code_two_and_a_sentence(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.txt").write_text(text)

    code = command.run(["solve", str(tmp_path / "bad.txt")])

    assert code == 2
    assert "accepted" in capsys.readouterr().err


def test_a_file_that_is_not_there_ends_with_code_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(["solve", str(tmp_path / "nothing.txt")]) == 2
    assert "nothing.txt" in capsys.readouterr().err


def test_a_night_is_replayed_under_both_policies(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(["replay", "--night", "hurlubus", "--seed", "1", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["riders"] == 10
    assert {"mean", "p90", "longest_wait", "promises_kept"} <= set(told["planned"]) & set(told["riders first"])
