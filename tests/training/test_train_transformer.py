"""Fine-tuning gives the same numbers each time, goes on where it was stopped, and is served as it was trained."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load, save

pytest.importorskip("torch", reason="training a transformer needs torch")
pytest.importorskip("transformers", reason="training a transformer needs transformers")
pytest.importorskip("onnxruntime", reason="serving a transformer needs onnxruntime")

import themetag
from linear_samples import TAXONOMY, UNITS, bakery_corpus
from themetag.backends.rules.findings import OF_THEME, OF_UNIT
from themetag.backends.transformer.encoder import Encoder
from themetag.bundle import Rights, load_folder, replay
from themetag.bundle.transformer import transformer_backend
from themetag.corpus import Corpus
from themetag.errors import CheckpointError, EncoderError, ThemetagWarning
from themetag.training.save import measure_out_of_fold, save_trained
from themetag.training.transformer.encoder_folder import load_encoder
from themetag.training.transformer.fittings import Fittings
from themetag.training.transformer.settings import Settings
from themetag.training.transformer.train import train_transformer
from themetag.training.withholding import some_findings
from themetag.types import Kind, Polarity, Unit
from transformer_samples import SMALL, encoder, trained, vocabulary, write_encoder

RIGHTS = Rights("MIT", ("Written for tests.",))
pytestmark = pytest.mark.filterwarnings("ignore::themetag.errors.ThemetagWarning")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("models") / "bakery"
    save_trained(
        trained(), place, rights=RIGHTS, made_for="Letters to bakeries.", evaluation=measure_out_of_fold(trained(), 50)
    )
    return place


def fittings(settings: Settings = SMALL, corpus: Corpus | None = None, **changes: object) -> Fittings:
    return Fittings(corpus or bakery_corpus(), encoder=str(encoder()), settings=settings, n_parts=3, **changes)  # type: ignore[arg-type]


def scored(some: Fittings) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return some.scored(some.without(0), 0)


def test_it_learns() -> None:
    """From random weights and 160 sentences, the part that no fitting saw is read far better than by chance."""
    figures = measure_out_of_fold(trained(), 0).figures
    assert (figures["micro_f1"].value or 0) > 0.6


def test_what_was_measured_is_a_part() -> None:
    """One part of the corpus is scored, whole documents of it, and the figures are of that part alone."""
    found = trained()
    assert 0 < len(found.held) < len(found.corpus)
    assert len(found.scores) == len(found.held)
    beyond = {unit.id for unit in found.corpus.units} - {unit.id for unit in found.held.units}
    assert not {unit.doc for unit in found.corpus.units if unit.id in beyond} & set(found.held.documents)


def test_what_is_served_is_what_was_trained() -> None:
    """Unrounded, onnxruntime and numpy give torch's log-odds within 1e-4, context and several themes included."""
    import torch

    from themetag.training.transformer.fit import log_odds

    some = fittings()
    module = some.on_everything()
    rows = some.rows
    head = module.head()
    arrays = module.encoder_arrays()
    encoded = module.encoder
    found = []
    with torch.no_grad():
        for window, findings in zip(rows.windows, rows.findings, strict=True):
            states = encoded(input_ids=torch.tensor([window.ids])).last_hidden_state[0].numpy()
            found.append(head.log_odds(states[: window.text], findings).ravel()[some.labels])
    assert np.allclose(found, log_odds(module, rows), atol=1e-4)
    assert set(arrays) == set(some.start.architecture.shapes())


def test_rounding_moves_little(folder: Path) -> None:
    """The rounded encoder gives torch's scores within 0.05 on nearly all labels."""
    from themetag.backends.transformer.model import Calibrated
    from themetag.training.transformer.fit import log_odds

    some = fittings()
    module = some.on_everything()
    backend = trained().backend
    odds, _ = backend.log_odds(bakery_corpus().inputs())
    served = 1 / (1 + np.exp(-odds.reshape(len(odds), -1)[:, some.labels]))
    torch_s = 1 / (1 + np.exp(-log_odds(module, some.rows)))
    assert isinstance(backend.model, Calibrated)
    assert np.quantile(np.abs(served - torch_s), 0.99) < 0.05


def test_the_same_corpus_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    """Two trainings on one machine save equal files."""
    again = train_transformer(
        bakery_corpus(), encoder=str(encoder()), settings=SMALL, n_parts=3, made_for="Letters to bakeries."
    )
    save_trained(
        again,
        tmp_path / "bakery",
        rights=RIGHTS,
        made_for="Letters to bakeries.",
        evaluation=measure_out_of_fold(again, 50),
    )
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "bakery").iterdir()} == files


def test_a_saved_model_scores_as_before(folder: Path) -> None:
    """What is loaded gives the same bytes, thresholds included, and the probes replay."""
    backend = transformer_backend(load_folder(folder))
    assert backend.score(UNITS).tobytes() == trained().backend.score(UNITS).tobytes()
    assert backend.thresholds.tobytes() == trained().backend.thresholds.tobytes()
    assert replay(load_folder(folder).probes, backend) == ()
    assert themetag.load(folder).tag("The loaves were excellent. The staff disappointed us.").sentences


class _StoppedError(Exception):
    pass


def test_a_stopped_training_goes_on(tmp_path: Path) -> None:
    """A training that was stopped after some passes ends with the numbers of one that was not, and cleans up."""
    settings = replace(SMALL, epochs=3, dropout=0.2)

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "fitting part 1" and done >= total * 0.7:
            raise _StoppedError

    with pytest.raises(_StoppedError):
        fittings(settings, checkpoints=tmp_path, progress=stop).without(0)
    assert [path.name for path in tmp_path.iterdir()] == ["part-1.safetensors"]
    stages: list[int] = []
    gone_on = fittings(settings, checkpoints=tmp_path, progress=lambda stage, done, total: stages.append(done))
    assert np.array_equal(scored(gone_on), scored(fittings(settings)))
    assert stages[2] > 0
    gone_on.forget()
    assert list(tmp_path.iterdir()) == []


def test_a_teacher_may_not_have_seen_the_part_that_is_measured(tmp_path: Path) -> None:
    """With `whole` False, the back end is that of the scored part: it gives the scores that were measured."""
    few = {"encoder": str(encoder()), "settings": replace(SMALL, epochs=1), "n_parts": 3, "checkpoints": tmp_path}
    found = train_transformer(bakery_corpus(), whole=False, **few)  # type: ignore[arg-type]
    assert np.abs(found.backend.score(found.held.inputs()) - found.scores).mean() < 0.02
    assert [path.name for path in tmp_path.iterdir()] == ["part-1.safetensors"]
    with pytest.raises(ValueError, match="n_scored must be 1, was 2"):
        train_transformer(bakery_corpus(), whole=False, n_scored=2, **few)  # type: ignore[arg-type]


def test_a_checkpoint_of_another_training_is_refused(tmp_path: Path) -> None:
    """Other settings or another file: the error names the file and the cure."""
    fittings(replace(SMALL, epochs=1), checkpoints=tmp_path).without(0)
    with pytest.raises(CheckpointError, match=r"part-1.safetensors is of another training .* remove it to start anew"):
        fittings(replace(SMALL, epochs=2), checkpoints=tmp_path).without(0)
    (tmp_path / "part-1.safetensors").write_bytes(b"\x80\x04nothing")
    with pytest.raises(CheckpointError, match=r"cannot be read: .*; remove it to start anew"):
        fittings(replace(SMALL, epochs=1), checkpoints=tmp_path).without(0)


@pytest.mark.parametrize(
    "change",
    [
        {"epochs": 2}, {"batch": 8}, {"rate": 1e-3}, {"head_rate": 1e-3}, {"layer_decay": 0.5}, {"frozen": 1},
        {"hidden": 8}, {"dropout": 0.3}, {"drop_findings": 0.5}, {"context": 0}, {"seed": 1},
        {"focus_given": 2.0}, {"focus_absent": 2.0},
    ],
)  # fmt: skip
def test_each_setting_changes_the_outcome(change: dict[str, float]) -> None:
    """No setting goes nowhere."""
    corpus, base = bakery_corpus(), replace(SMALL, epochs=1)
    corpus = replace(corpus, units=tuple(replace(unit, kind=Kind.LIST) for unit in corpus.units))
    usual, other = (fittings(settings, corpus) for settings in (base, replace(base, **change)))  # type: ignore[arg-type]
    assert not np.array_equal(scored(usual), scored(other))


def test_extra_rows_of_a_document_are_held_back_with_it() -> None:
    """What extra rows say of a document of the corpus has no part in how that document is scored."""
    corpus, more, base = bakery_corpus(), bakery_corpus(seed=5), replace(SMALL, epochs=1)
    parts = fittings(base).parts
    held = {unit.doc for unit, part in zip(corpus.units, parts.tolist(), strict=True) if part == 0}

    def found(lied_of: set[str]) -> bytes:
        units = [replace(unit, labels=()) if unit.doc in lied_of else unit for unit in more.units]
        return scored(fittings(base, extra=replace(more, units=tuple(units)))).tobytes()

    assert found(held) == found(set())
    assert found({unit.doc for unit in corpus.units} - held) != found(set())


def test_findings_of_themes_are_withheld_but_not_from_extra_units() -> None:
    """With `withhold`, about that share of themes loses all that was found of it, of the corpus's own units alone."""
    n_themes, n_units = 50, 40
    findings = np.ones((n_units, n_themes * len(OF_THEME) + len(OF_UNIT)), np.float32)
    extra = np.arange(n_units) >= n_units // 2
    lengths = np.ones(n_units, np.int64)
    found = some_findings(findings, extra, lengths, drop=0.0, withhold=0.3, rng=np.random.default_rng(0))
    themes = found[:, : n_themes * len(OF_THEME)].reshape(n_units, n_themes, len(OF_THEME))
    assert set(np.unique(themes.sum(axis=2))) == {0.0, float(len(OF_THEME))}
    assert 0.25 < 1 - themes[~extra].mean() < 0.35
    assert themes[extra].all()
    assert found[:, -len(OF_UNIT) :].all()
    assert findings.all()


def test_a_long_description_of_a_theme_is_no_obstacle() -> None:
    """A theme may be described in more words than the encoder has positions."""
    from themetag.training.transformer.module import first_queries

    start = load_encoder(str(encoder()), 0)
    themes = tuple(replace(theme, covers="the loaves " * 400) for theme in TAXONOMY.themes)
    assert first_queries(start.encoder, start.pieces, replace(TAXONOMY, themes=themes)).shape == (len(TAXONOMY), 32)


def test_the_rules_share_changes_the_scores() -> None:
    """More of the rules' log-odds gives other scores."""
    few = {"encoder": str(encoder()), "n_parts": 2}
    plain, ruled = (
        train_transformer(bakery_corpus(), settings=replace(SMALL, epochs=1, rules_share=share), **few)  # type: ignore[arg-type]
        for share in (0.0, 2.0)
    )
    assert not np.array_equal(plain.scores, ruled.scores)


@pytest.mark.parametrize(
    ("name", "value"), [("epochs", 0), ("batch", 0), ("hidden", 0), ("dropout", 1.0), ("withhold", -0.1)]
)
def test_settings_that_cannot_be_are_refused(name: str, value: float) -> None:
    """The error names the setting and echoes the value."""
    with pytest.raises(ValueError, match=f"{name} must be .*, was {value}"):
        Settings(**{name: value})  # type: ignore[arg-type]


def test_what_cannot_be_an_encoder_is_refused(tmp_path: Path) -> None:
    """No folder and no hub id, an empty folder, another family, another tokeniser: each error says what it is."""
    with pytest.raises(EncoderError, match="no encoder 'nowhere': neither a folder that there is, nor a hub id"):
        load_encoder("nowhere", 0)
    with pytest.raises(EncoderError, match="cannot be read"):
        load_encoder(str(tmp_path), 0)
    relu = write_encoder(tmp_path / "relu", hidden_act="relu")
    with pytest.raises(EncoderError, match="is of the family 'bert' with 'relu' units; 'bert' with 'gelu' is what"):
        load_encoder(str(relu), 0)
    small = write_encoder(tmp_path / "small", vocab_size=len(vocabulary()) + 1)
    with pytest.raises(EncoderError, match=r"cannot be read: its tokeniser has .* pieces, its embeddings"):
        load_encoder(str(small), 0)
    short = write_encoder(tmp_path / "short", max_position_embeddings=128)
    with pytest.raises(EncoderError, match="cannot be served: positions must be 164 or more, was 128"):
        load_encoder(str(short), 0)
    decoder = write_encoder(tmp_path / "decoder", is_decoder=True)
    with pytest.raises(EncoderError, match="units, a decoder; 'bert' with 'gelu' is what can be served"):
        load_encoder(str(decoder), 0)
    cut = write_encoder(tmp_path / "cut")
    weights = load((cut / "model.safetensors").read_bytes())
    lost = {name: value for name, value in weights.items() if "layer.1.output" not in name}
    (cut / "model.safetensors").write_bytes(save(lost, metadata={"format": "pt"}))
    with pytest.raises(EncoderError, match=r"is not whole: its weights lack encoder.layer.1.output.* and 3 more"):
        load_encoder(str(cut), 0)
    (cut / "model.safetensors").write_bytes(save(weights, metadata={"format": "pt"})[:-40])
    with pytest.raises(EncoderError, match="cannot be read"):
        load_encoder(str(cut), 0)
    family = write_encoder(tmp_path / "family")
    config = json.loads((family / "config.json").read_text())
    (family / "config.json").write_text(json.dumps({**config, "model_type": "roberta"}))
    with pytest.raises(EncoderError, match="is of the family 'roberta'"):
        load_encoder(str(family), 0)


def test_an_encoder_in_half_precision_is_fitted_in_single(tmp_path: Path) -> None:
    """Weights stored as float16 are read as float32."""
    folder = write_encoder(tmp_path / "half")
    weights = {k: v.astype(np.float16) for k, v in load((folder / "model.safetensors").read_bytes()).items()}
    (folder / "model.safetensors").write_bytes(save(weights, metadata={"format": "pt"}))
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "dtype": "float16"}))
    assert {str(p.dtype) for p in load_encoder(str(folder), 0).encoder.parameters()} == {"torch.float32"}


def test_a_checkpoint_of_another_encoder_is_refused(tmp_path: Path) -> None:
    """Two encoders of one name and other weights do not share their checkpoints; the caller's random numbers stay."""
    import torch

    first, second = (write_encoder(tmp_path / place / "enc") for place in "ab")
    weights = load((second / "model.safetensors").read_bytes())
    halved = {name: value * np.float32(0.5) for name, value in weights.items()}
    (second / "model.safetensors").write_bytes(save(halved, metadata={"format": "pt"}))
    some = {"settings": replace(SMALL, epochs=1), "n_parts": 3, "checkpoints": tmp_path / "passes"}
    before = torch.get_rng_state()
    Fittings(bakery_corpus(), encoder=str(first), **some).without(0)  # type: ignore[arg-type]
    assert torch.equal(torch.get_rng_state(), before)
    with pytest.raises(CheckpointError, match="is of another training"):
        Fittings(bakery_corpus(), encoder=str(second), **some).without(0)  # type: ignore[arg-type]


def test_a_place_that_cannot_hold_checkpoints_is_refused_at_once(tmp_path: Path) -> None:
    """A file where the folder should be: the error comes before any fitting."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(CheckpointError, match=r"cannot hold checkpoints: .*; name a folder that can be written"):
        fittings(checkpoints=tmp_path / "file")


def test_train_takes_an_encoder(tmp_path: Path) -> None:
    """`themetag.train` makes a tagger of an encoder, names it in the recipe, and `save` makes a folder of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ThemetagWarning)
        tagger = themetag.train(bakery_corpus(), backend="transformer", encoder=encoder(), name="bakery")
    tagger.save(tmp_path / "bakery")
    manifest = load_folder(tmp_path / "bakery").manifest
    assert f"--backend transformer --taxonomy {TAXONOMY.name} --encoder {encoder().name}" in manifest.recipe
    assert manifest.held_out[0].corpus.name == "bakery, the part held back"
    assert tagger.model.measured


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"backend": "transformer"}, "name an encoder to start from"),
        ({"backend": "transformer", "encoder": "x", "n_jobs": 2}, "trained in one process, n_jobs must be 1, was 2"),
        ({"backend": "linear", "encoder": "x"}, "an encoder goes with the back end transformer"),
        ({"backend": "linear", "checkpoints": "x"}, "a folder for checkpoints goes with the back end transformer"),
    ],
)
def test_options_of_one_back_end_are_refused_by_the_other(options: dict[str, object], message: str) -> None:
    """An option that would go nowhere is an error."""
    with pytest.raises(ValueError, match=message):
        themetag.train(bakery_corpus(), **options)  # type: ignore[arg-type]


def test_words_are_ranked_by_what_hiding_them_does() -> None:
    """An explanation names words of the sentence, the strongest first, and what the rules brought beside them."""
    backend = trained().backend
    evidence = backend.explain(Unit("The loaves were excellent but the queue was poor."), "bread", Polarity.STRENGTH)
    sizes = [abs(item.contribution or 0) for item in evidence]
    assert sizes == sorted(sizes, reverse=True)
    assert {item.role for item in evidence} <= {"word", "rules"}
    assert any(item.spans for item in evidence)
    assert backend.explain(Unit("The loaves."), "parking", Polarity.STRENGTH) == ()
    with pytest.raises(KeyError, match="no theme"):
        backend.explain(Unit("The loaves."), "weather", Polarity.STRENGTH)
    assert isinstance(backend.encoder, Encoder)
