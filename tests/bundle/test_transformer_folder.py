"""A folder of a transformer: what does not fit together is refused in words, before anything large is made."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="the sample of a transformer is trained, which needs torch")
pytest.importorskip("transformers", reason="the sample of a transformer is trained, which needs transformers")
pytest.importorskip("onnxruntime", reason="serving a transformer needs onnxruntime")

from model_folders import edit_json, edit_weights

from themetag.bundle import Rights, load_folder, replay, tolerance_of
from themetag.bundle.transformer import transformer_backend
from themetag.errors import ModelError
from themetag.training.save import save_trained
from transformer_samples import trained

Arrays = dict[str, Any]


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("models") / "bakery"
    save_trained(trained(), place, rights=Rights("MIT"), made_for="Letters to bakeries.")
    return place


@pytest.fixture
def folder(pristine: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pristine, tmp_path / "bakery"))


def _pieces(change: Callable[[list[str]], list[str]]) -> Callable[[Arrays], None]:
    def edit(arrays: Arrays) -> None:
        words = change(arrays["pieces"].tobytes().decode().split("\n"))
        arrays["pieces"] = np.frombuffer("\n".join(words).encode(), np.uint8)

    return edit


def _set(name: str, value: Any) -> Callable[[Arrays], None]:
    return lambda arrays: arrays.update({name: value})


def _like(name: str, fill: float) -> Callable[[Arrays], None]:
    return lambda arrays: arrays.update({name: np.full_like(arrays[name], fill)})


def test_a_folder_is_whole(folder: Path) -> None:
    """The folder as it was saved loads, replays, and holds no graph and no tokeniser."""
    bundle = load_folder(folder)
    assert replay(bundle.probes, transformer_backend(bundle), tolerance_of(bundle.manifest.backend)) == ()
    assert {path.suffix for path in folder.iterdir()} == {".json", ".jsonl", ".md", ".safetensors", ""}


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda c: c.update(reading="bert-9"), "reading: must be one of bert-2, was 'bert-9'"),
        (lambda c: c.update(trust_remote_code=True), "trust_remote_code: is not known here"),
        (lambda c: c["encoder"].update(auto_map="evil.Model"), "encoder.auto_map: is not known here"),
        (lambda c: c["encoder"].pop("heads"), "encoder.heads: is missing"),
        (lambda c: c["encoder"].update(heads=3), r"hidden must be a multiple of heads \(3\), was 32"),
        (
            lambda c: c["encoder"].update(hidden=1024, layers=24, intermediate=8192, heads=16),
            "an encoder has at most 120,000,000 parameters, this one has",
        ),
        (lambda c: c["encoder"].update(layers=10**6), "layers must be a whole number from 1 to 24, was 1000000"),
        (lambda c: c["encoder"].update(layers=3), "is missing; there are"),
        (lambda c: c["encoder"].update(positions=100), "positions.*must be 164 or more.*was 100|this model needs"),
        (lambda c: c["encoder"].update(epsilon=0.5), "epsilon must be a number above 0"),
        (lambda c: c.update(context=99), r"context: must be in \[0, 20\], was 99"),
        (lambda c: c.update(labels=[1, 0]), "labels: must be at least one, rising, each once"),
        (lambda c: c.update(rules_share=-1.0), "rules_share: must be in"),
        (lambda c: c.update(usual_unknown=2.0), "usual_unknown: must be in"),
        (lambda c: c.update(lower="yes"), "lower: must be true or false"),
    ],
)
def test_a_wrong_setting_is_refused(folder: Path, edit: Callable[[dict[str, Any]], object], message: str) -> None:
    """Each setting is of a closed list and range; what an encoder would be is counted before it is made."""
    edit_json(folder, "config.json", edit)
    with pytest.raises(ModelError, match=message):
        transformer_backend(load_folder(folder))


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (_pieces(lambda words: words[:-1]), "pieces: has .* pieces, the encoder knows .*: it is another's"),
        (_pieces(lambda words: [w for w in words if w != "[CLS]"] + ["new"]), r"not that of a BERT tokeniser.*\[CLS\]"),
        (_pieces(lambda words: [*words[:-1], words[0]]), "pieces: must hold each name once"),
        (_set("pieces", np.array([255, 254], np.uint8)), "pieces: is not UTF-8"),
        (_like("encoder.encoder.layer.0.output.dense.weight", 127), "two weights that go beyond 128 together"),
        (_like("encoder.encoder.layer.0.intermediate.spread", 1e-30), "must be 1e-06 or more"),
        (_like("encoder.encoder.layer.1.output.layer_norm.weight", 3e38), "holds numbers beyond 1,000,000"),
        (_set("head.query", np.zeros((4, 8), np.float32)), "head.query: is float32"),
        (_like("head.outer_bias", 1e9), "head.outer_bias: holds numbers beyond"),
        (_like("slopes", 0.0), "slopes: must be above 0"),
        (_set("known_pairs", np.zeros(8, np.uint8)), "known_pairs: is uint8"),
    ],
)
def test_wrong_weights_are_refused(folder: Path, edit: Callable[[Arrays], None], message: str) -> None:
    """Another's vocabulary, weights that could overflow, shapes that do not fit: each error names the array."""
    edit_weights(folder, edit)
    with pytest.raises(ModelError, match=message):
        transformer_backend(load_folder(folder))


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "pytorch_model.bin", "modeling_bert.py"])
def test_a_foreign_file_is_refused(folder: Path, name: str) -> None:
    """A graph, a tokeniser, a pickle or a module beside the six files: the folder is not loaded."""
    (folder / name).write_bytes(b"x")
    with pytest.raises(ModelError, match="does not belong there"):
        load_folder(folder)


def test_cut_weights_are_refused(folder: Path) -> None:
    """A weights file that lost its end is refused by its size."""
    data = (folder / "weights.safetensors").read_bytes()
    (folder / "weights.safetensors").write_bytes(data[:-100])
    with pytest.raises(ModelError, match="the manifest says"):
        load_folder(folder)
