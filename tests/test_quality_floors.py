"""Relevance never falls unnoticed: figures below their floors are reported, and only a flag lowers a floor.

The judged sets are not part of the project. With their folder in TIMBAO_CORPORA the small ones are measured here too.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from benchmarks import quality

CORPORA = os.environ.get("TIMBAO_CORPORA")
SMALL_SETS = ("xquad_vi", "zalo2019_wiki")


@pytest.fixture
def floors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "floors.json"
    path.write_text(json.dumps({"tập": {"timbao ndcg full": 0.8, "timbao ndcg none": 0.79}}), encoding="utf-8")
    monkeypatch.setattr(quality, "FLOORS", path)
    return path


def held(path: Path) -> dict[str, float]:
    table: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))
    return table["tập"]


def test_a_figure_below_its_floor_is_named_and_the_floor_stays(floors: Path) -> None:
    below = quality.check_floors({"tập": {"timbao ndcg full": 0.75, "timbao ndcg none": 0.8}}, lower=False)
    assert below == ["tập: timbao ndcg full is 0.7500, below its floor of 0.8000"]
    assert held(floors) == {"timbao ndcg full": 0.8, "timbao ndcg none": 0.8}


def test_only_the_flag_lowers_a_floor(floors: Path) -> None:
    assert quality.check_floors({"tập": {"timbao ndcg full": 0.75}}, lower=True) == []
    assert held(floors)["timbao ndcg full"] == 0.75


def test_the_committed_floors_cover_every_set_and_way_of_typing() -> None:
    floors = json.loads(quality.FLOORS.read_text(encoding="utf-8"))
    for name in (*SMALL_SETS, "baomoi_title", "rss_title"):
        for mode in ("full", "half", "none"):
            assert 0.5 < floors[name][f"timbao ndcg {mode}"] <= 1
        # The promise of the product: a bare query finds nearly what a marked one does.
        assert floors[name]["timbao ndcg none"] > floors[name]["timbao ndcg full"] - 0.011


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [(["đúng"], 1.0), (["khác", "đúng"], 0.6309), (["khác"] * 10 + ["đúng"], 0.0), ([], 0.0)],
)
def test_ndcg_is_the_textbooks(ranking: list[str], expected: float) -> None:
    assert quality.ndcg(ranking, {"đúng": 1}) == pytest.approx(expected, abs=1e-4)


if CORPORA:

    def test_the_small_sets_hold_their_floors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        copy = tmp_path / "floors.json"
        copy.write_bytes(quality.FLOORS.read_bytes())
        monkeypatch.setattr(quality, "FLOORS", copy)
        table = quality.measure(Path(CORPORA or ""), SMALL_SETS, 600)
        assert quality.check_floors(table, lower=False) == []
