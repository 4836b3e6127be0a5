"""Encoder and head in torch: what `backends/transformer` serves in numpy and onnxruntime, a test proves them equal."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import torch
from torch import nn

from themetag.backends.rules.findings import OF_THEME, OF_UNIT
from themetag.backends.transformer.head import Head
from themetag.taxonomy import Taxonomy
from themetag.training.transformer.rows import Batch
from themetag.training.transformer.settings import Settings
from themetag.types import POLARITIES, Unit

_RARE: Final = -3.0  # log-odds that the outputs start from: most labels are not there
_SHARPNESS: Final = 2.0  # length of the first queries


class Module(nn.Module):  # type: ignore[misc]
    """An encoder under the head of `backends.transformer.head`; log-odds of the labels come out.

    Args:
        encoder: a BertModel of transformers, without pooler.
        queries: (n_themes, width): what each theme looks for at first.
        labels: which of the 2 * n_themes outputs are fitted.
        settings: see there.

    """

    def __init__(self, encoder: Any, queries: Any, labels: np.ndarray[Any, Any], settings: Settings) -> None:
        super().__init__()
        n_themes, width = queries.shape
        hidden = settings.hidden
        self.encoder = encoder
        self.query = nn.Parameter(queries)
        self.of_theme = nn.Linear(width, hidden, bias=False)
        self.of_text = nn.Linear(width, hidden, bias=False)
        self.of_finding = nn.Linear(len(OF_THEME), hidden, bias=False)
        self.of_unit = nn.Linear(len(OF_UNIT), hidden, bias=False)
        self.bias = nn.Parameter(torch.zeros(n_themes, hidden))
        # What all themes share of a polarity, and what is a theme's own: rare themes learn the former from the others.
        self.shared = nn.Linear(hidden, len(POLARITIES))
        nn.init.constant_(self.shared.bias, _RARE)
        self.own = nn.Parameter(torch.zeros(n_themes, hidden, len(POLARITIES)))
        self.own_bias = nn.Parameter(torch.zeros(n_themes, len(POLARITIES)))
        self.drop = nn.Dropout(settings.dropout)
        self.register_buffer("labels", torch.from_numpy(labels), persistent=False)

    def forward(self, batch: Batch) -> Any:
        """Return (n_units, n_labels) log-odds."""
        states = self.encoder(input_ids=batch.ids, attention_mask=batch.seen).last_hidden_state
        attention = (states @ self.query.T).masked_fill(~batch.text[:, :, None], float("-inf")).softmax(dim=1)
        found = torch.einsum("npt,npd->ntd", attention, states)
        mean = (states * batch.text[:, :, None]).sum(1) / batch.text.sum(1, keepdim=True)
        n_themes = len(self.query)
        of_themes = batch.findings[:, : -len(OF_UNIT)].reshape(-1, n_themes, len(OF_THEME))
        hidden = self.of_theme(self.drop(found)) + self.of_text(self.drop(mean))[:, None] + self.bias
        hidden = hidden + self.of_finding(of_themes) + self.of_unit(batch.findings[:, -len(OF_UNIT) :])[:, None]
        active = self.drop(torch.relu(hidden))
        odds = self.shared(active) + torch.einsum("ntk,tkp->ntp", active, self.own) + self.own_bias
        return odds.reshape(len(odds), -1)[:, self.labels]

    def head(self) -> Head:
        """Return the head as it is served."""
        shared = self.shared.weight.T[None]
        arrays = {
            "query": self.query,
            "of_theme": self.of_theme.weight.T,
            "of_text": self.of_text.weight.T,
            "of_finding": self.of_finding.weight.T,
            "of_unit": self.of_unit.weight.T,
            "bias": self.bias,
            "outer": self.own + shared,
            "outer_bias": self.own_bias + self.shared.bias,
        }
        return Head(**{name: _array(value) for name, value in arrays.items()})

    def encoder_arrays(self) -> dict[str, Any]:
        """Return the encoder's weights by their names in transformers, float32."""
        return {name: _array(value) for name, value in self.encoder.state_dict().items() if "position_ids" not in name}


def first_queries(encoder: Any, pieces: Any, taxonomy: Taxonomy) -> Any:
    """Return (n_themes, width): the mean state of each theme's title and of what it covers, as first queries.

    Of a long description the first window is read. What all themes have in common is taken out, so that each looks for
    what is its own.
    """
    texts = [": ".join(part for part in (theme.title, theme.covers) if part) for theme in taxonomy]
    encoder.eval()
    with torch.no_grad():
        states = [
            encoder(input_ids=torch.tensor([pieces.windows(Unit(text))[0].ids])).last_hidden_state[0].mean(0)
            for text in texts
        ]
    found = torch.stack(states)
    found = found - found.mean(0)
    return _SHARPNESS * found / found.norm(dim=1, keepdim=True).clamp(min=1e-6)


def _array(value: Any) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.ascontiguousarray(value.detach().cpu().numpy(), dtype=np.float32)
