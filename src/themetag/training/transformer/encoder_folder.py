"""An encoder to start from: a folder or a hub id, as transformers knows them, of the BERT family alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from safetensors import SafetensorError

from themetag.backends.transformer.architecture import Architecture
from themetag.backends.transformer.pieces import MAX_SEQUENCE, Pieces
from themetag.errors import EncoderError
from themetag.fold import fold
from themetag.optional import require

_HUB_ID: Final = re.compile(r"[\w.-]+/[\w.-]+\Z")
_PROBES: Final = (
    "Assessments aren't timely, although visits (in 2 of 3 teams) are!",
    "Café closures: £1,200 – “too high”.",
    "naïve ÜBERPRÜFUNG 漢字 unaffable",
)


@dataclass(frozen=True, eq=False)
class Start:
    """What a training starts from: a BertModel, its architecture and pieces, and what the encoder is called."""

    encoder: Any
    architecture: Architecture
    pieces: Pieces
    name: str


def load_encoder(source: str, context: int) -> Start:
    """Return a pretrained encoder.

    Args:
        source: a folder as transformers writes it, or a hub id ("owner/name"), which is downloaded where it is not
            there yet. Nothing is downloaded for a folder. Weights are read as safetensors alone, and no code of
            the model's own is run.
        context: how many pieces of a context are read, see `Pieces`.

    Raises:
        EncoderError: there is no such encoder, it is of another family than BERT, or its tokeniser is not BERT's.
        MissingExtraError: torch or transformers is not installed.

    """
    torch = require("torch", "transformer-train", "training the transformer back end")
    transformers = require("transformers", "transformer-train", "training the transformer back end")
    for package in ("onnx", "onnxruntime"):  # by which it is served in the end
        require(package, "transformer", "a transformer model")
    local = Path(source).is_dir()
    if not local and not _HUB_ID.match(source):
        raise EncoderError(f"no encoder {source!r}: neither a folder that there is, nor a hub id such as owner/name")
    try:
        # By the classes' own names, so that nothing which a folder brings along is looked at, let alone run.
        about, _ = transformers.BertConfig.get_config_dict(source, local_files_only=local)
        if "model_type" not in about:
            raise EncoderError(f"the encoder {source} cannot be read: it has no config.json that names its family")
        architecture = _architecture(transformers.BertConfig.from_dict(about), about, source)
        encoder, found = transformers.BertModel.from_pretrained(
            source, local_files_only=local, use_safetensors=True, add_pooling_layer=False,
            attn_implementation="sdpa", dtype=torch.float32, output_loading_info=True,
        )  # fmt: skip
        tokeniser = transformers.BertTokenizerFast.from_pretrained(source, local_files_only=local)
        pieces = _pieces(tokeniser, architecture.pieces, context)
    except EncoderError:
        raise
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as e:
        first = (str(e).splitlines() or [type(e).__name__])[0]
        raise EncoderError(f"the encoder {source} cannot be read: {first}") from e
    lost = sorted(found["missing_keys"]) + sorted(str(key) for key in found["mismatched_keys"])
    if lost:
        problem = f"{lost[0]} and {len(lost) - 1} more" if len(lost) > 1 else lost[0]
        raise EncoderError(f"the encoder {source} is not whole: its weights lack {problem}")
    return Start(encoder, architecture, pieces, Path(source).resolve().name if local else source)


def _architecture(config: Any, about: dict[str, Any], source: str) -> Architecture:
    """Return what the encoder is made of, before its weights are read; EncoderError if it cannot be served."""
    family, units = about.get("model_type"), config.hidden_act
    if (family, units, config.is_decoder) != ("bert", "gelu", False):
        problem = f"is of the family {family!r} with {units!r} units" + (", a decoder" if config.is_decoder else "")
        raise EncoderError(f"the encoder {source} {problem}; 'bert' with 'gelu' is what can be served")
    try:
        architecture = Architecture(
            layers=config.num_hidden_layers,
            hidden=config.hidden_size,
            heads=config.num_attention_heads,
            intermediate=config.intermediate_size,
            positions=config.max_position_embeddings,
            pieces=config.vocab_size,
            types=config.type_vocab_size,
            epsilon=config.layer_norm_eps,
        )
        if architecture.positions < MAX_SEQUENCE:
            raise ValueError(f"positions must be {MAX_SEQUENCE} or more, was {architecture.positions}")
    except ValueError as e:
        raise EncoderError(f"the encoder {source} cannot be served: {e}") from e
    return architecture


def _pieces(tokeniser: Any, size: int, context: int) -> Pieces:
    # Errors here read as the end of "the encoder X cannot be read: ".
    vocabulary = sorted(tokeniser.get_vocab().items(), key=lambda item: item[1])
    if [number for _, number in vocabulary] != list(range(size)):
        raise ValueError(f"its tokeniser has {len(vocabulary):,} pieces, its embeddings {size:,}")
    # Whether it lowers its text is asked of what it does, as it is stored in more than one place.
    lower = tokeniser.tokenize("A") == tokeniser.tokenize("a")
    pieces = Pieces([piece for piece, _ in vocabulary], lower=lower, context=context)
    for text in _PROBES:
        own, theirs = pieces.of_text(text), tokeniser(fold(text))["input_ids"]
        if own != theirs:
            raise ValueError(f"its tokeniser is not BERT's: it cuts {text!r} otherwise")
    return pieces
