"""An encoder to start from: a folder or a hub id, as transformers knows them, of the BERT family alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from themetag.backends.transformer.architecture import Architecture
from themetag.backends.transformer.pieces import Pieces
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


def load_encoder(source: str, heading: int) -> Start:
    """Return a pretrained encoder.

    Args:
        source: a folder as transformers writes it, or a hub id ("owner/name"), which is downloaded where it is not
            there yet. Nothing is downloaded for a folder. Weights are read as safetensors alone, and no code of
            the model's own is run.
        heading: how many pieces of a heading are read.

    Raises:
        EncoderError: there is no such encoder, it is of another family than BERT, or its tokeniser is not BERT's.
        MissingExtraError: torch or transformers is not installed.

    """
    require("torch", "transformer-train", "training the transformer back end")
    transformers = require("transformers", "transformer-train", "training the transformer back end")
    local = Path(source).is_dir()
    if not local and not _HUB_ID.match(source):
        raise EncoderError(f"no encoder {source!r}: neither a folder that there is, nor a hub id such as owner/name")
    try:
        # By the classes' own names, so that nothing which a folder brings along is looked at, let alone run.
        about, _ = transformers.BertConfig.get_config_dict(source, local_files_only=local)
        family, units = about.get("model_type"), about.get("hidden_act", "gelu")
        if (family, units) != ("bert", "gelu"):
            problem = f"is of the family {family!r} with {units!r} units"
            raise EncoderError(f"the encoder {source} {problem}; 'bert' with 'gelu' is what can be served")
        encoder = transformers.BertModel.from_pretrained(
            source, local_files_only=local, use_safetensors=True, add_pooling_layer=False, attn_implementation="sdpa"
        )
        config = encoder.config
        tokeniser = transformers.BertTokenizerFast.from_pretrained(source, local_files_only=local)
    except (OSError, ValueError, KeyError) as e:
        raise EncoderError(f"the encoder {source} cannot be read: {str(e).splitlines()[0]}") from e
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
        pieces = _pieces(tokeniser, config.vocab_size, heading)
    except ValueError as e:
        raise EncoderError(f"the encoder {source} cannot be served: {e}") from e
    return Start(encoder, architecture, pieces, Path(source).resolve().name if local else source)


def _pieces(tokeniser: Any, size: int, heading: int) -> Pieces:
    vocabulary = sorted(tokeniser.get_vocab().items(), key=lambda item: item[1])
    if [number for _, number in vocabulary] != list(range(size)):
        raise ValueError(f"its tokeniser has {len(vocabulary):,} pieces, its embeddings {size:,}")
    # Whether it lowers its text is asked of what it does, as it is stored in more than one place.
    lower = tokeniser.tokenize("A") == tokeniser.tokenize("a")
    pieces = Pieces([piece for piece, _ in vocabulary], lower=lower, heading=heading)
    for text in _PROBES:
        own, theirs = pieces.of_text(text), tokeniser(fold(text))["input_ids"]
        if own != theirs:
            raise ValueError(f"its tokeniser is not BERT's: it cuts {text!r} otherwise")
    return pieces
