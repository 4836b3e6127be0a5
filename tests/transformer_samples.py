"""A tiny encoder of random weights, written as transformers writes one, and a model fine-tuned from it."""

from __future__ import annotations

import json
import re
import tempfile
import warnings
from functools import cache
from pathlib import Path
from typing import Any

from linear_samples import TAXONOMY, bakery_corpus
from themetag.backends.transformer.pieces import SPECIAL
from themetag.training.trained import Trained
from themetag.training.transformer.settings import Settings
from themetag.training.transformer.train import train_transformer

SMALL = Settings(epochs=6, batch=16, rate=3e-3, head_rate=1e-2, frozen=-1, hidden=16, dropout=0.0)


def vocabulary() -> list[str]:
    """Return the words of the bakery corpus and all single characters, as BERT's WordPiece has them."""
    texts = [unit.text + " " + unit.heading for unit in bakery_corpus().units]
    texts += [f"{theme.title}" for theme in TAXONOMY]
    words = sorted({word for text in texts for word in re.findall(r"[a-z0-9]+", text.lower())})
    single = [chr(code) for code in range(33, 127) if not chr(code).isupper()]
    pieces = ["[PAD]", *SPECIAL, *single, *(f"##{c}" for c in single if c.isalnum()), *words]
    return list(dict.fromkeys(pieces))


def write_encoder(folder: Path, **changes: Any) -> Path:
    """Write a tiny BERT with random weights; `changes` are of its configuration."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(5)
    size = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}
    settings = {"vocab_size": len(vocabulary()), "max_position_embeddings": 180, **size, **changes}
    BertModel(BertConfig(**settings), add_pooling_layer=False).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(vocabulary()) + "\n", encoding="utf-8")
    about = {"tokenizer_class": "BertTokenizer", "do_lower_case": True, "mask_token": "[MASK]"}
    (folder / "tokenizer_config.json").write_text(json.dumps(about), encoding="utf-8")
    return folder


@cache
def encoder() -> Path:
    """Return the folder of a tiny encoder."""
    return write_encoder(Path(tempfile.mkdtemp(prefix="themetag-encoder-")))


@cache
def trained() -> Trained:
    """Return a model of the bakery corpus; `parking` has no example."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return train_transformer(
            bakery_corpus(), encoder=str(encoder()), settings=SMALL, n_parts=3, made_for="Letters to bakeries."
        )
