"""Let an encoder read the field's own text before it is fine-tuned: masked-language pre-training on reports.

    OMP_NUM_THREADS=1 python training/pretrain_encoder.py REPORTS --but DEV.jsonl --encoder DIR --output DIR

Every sentence of the reports in a folder, less the documents of DEV, each text once; 15 of 100 pieces are hidden and to
be guessed (Devlin et al. 2019; Gururangan et al. 2020 for doing it on the field's text). The output is a folder that
`--encoder` of a training takes. One pass over 58,000 sentences takes about 40 minutes of one core.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
import transformers

from themetag.corpus import read_corpus
from themetag.taxonomy import default_taxonomy
from themetag.training.taught import sentences_of, unlike_any

HIDDEN_SHARE: Final = 0.15
BATCH: Final = 32
POOL: Final = 40  # batches that are sorted by length together
MOST: Final = 128  # pieces
IGNORED: Final = -100  # what transformers leaves out of the loss


def hidden(ids: Any, tokeniser: Any, generator: Any) -> tuple[Any, Any]:
    """Return the ids with some pieces hidden, and what these are: of ten, eight masked, one changed, one as it was."""
    special = torch.isin(ids, torch.tensor(tokeniser.all_special_ids))
    chosen = (torch.rand(ids.shape, generator=generator) < HIDDEN_SHARE) & ~special
    how = torch.rand(ids.shape, generator=generator)
    others = torch.randint(len(tokeniser), ids.shape, generator=generator)
    given = torch.where(chosen & (how < 0.8), tokeniser.mask_token_id, ids)
    given = torch.where(chosen & (how >= 0.9), others, given)
    return given, torch.where(chosen, ids, IGNORED)


def main() -> None:
    """Read, guess, save."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("reports", type=Path)
    parser.add_argument("--but", type=Path, help="a corpus whose documents are measured on")
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--passes", type=int, default=1)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    but = read_corpus(arguments.but, default_taxonomy()).documents if arguments.but else ()
    texts = [unit.text for unit in unlike_any(sentences_of(arguments.reports, but=but), ())]
    tokeniser = transformers.BertTokenizerFast.from_pretrained(arguments.encoder)
    encoded = [tokeniser(text, truncation=True, max_length=MOST)["input_ids"] for text in texts]
    model = transformers.BertForMaskedLM.from_pretrained(arguments.encoder, use_safetensors=True)
    head, body = list(model.cls.predictions.transform.parameters()), list(model.bert.parameters())
    groups = [{"params": body, "lr": arguments.rate}, {"params": head, "lr": 10 * arguments.rate}]
    highest = [group["lr"] for group in groups]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    rng, generator = np.random.default_rng(arguments.seed), torch.Generator().manual_seed(arguments.seed)
    lengths = np.array([len(ids) for ids in encoded])
    total, step, began, losses = arguments.passes * -(-len(texts) // BATCH), 0, time.process_time(), []
    print(f"{len(texts):,} sentences, {total:,} steps", flush=True)
    model.train()
    for _ in range(arguments.passes):
        order = rng.permutation(len(texts))
        pools = [order[at : at + BATCH * POOL] for at in range(0, len(order), BATCH * POOL)]
        pools = [pool[np.argsort(lengths[pool], kind="stable")] for pool in pools]
        batches = [pool[at : at + BATCH] for pool in pools for at in range(0, len(pool), BATCH)]
        for number in rng.permutation(len(batches)).tolist():
            rows = [encoded[i] for i in batches[number].tolist()]
            ids = torch.zeros((len(rows), max(map(len, rows))), dtype=torch.long) + tokeniser.pad_token_id
            for row, pieces in enumerate(rows):
                ids[row, : len(pieces)] = torch.tensor(pieces)
            given, wanted = hidden(ids, tokeniser, generator)
            share = min((step + 1) / (0.06 * total), 1 - step / total)
            for group, rate in zip(optimizer.param_groups, highest, strict=True):
                group["lr"] = rate * share
            states = model.bert(given, attention_mask=(ids != tokeniser.pad_token_id).long()).last_hidden_state
            at = wanted != IGNORED  # the vocabulary is large: only what is to be guessed is compared with it
            loss = torch.nn.functional.cross_entropy(model.cls(states[at]), wanted[at])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            losses.append(float(loss.detach()))
            step += 1
            if step % 100 == 0:
                seconds = time.process_time() - began
                print(f"{step:,} of {total:,}: loss {np.mean(losses[-100:]):.3f}, {seconds:.0f} s of CPU", flush=True)
    model.bert.save_pretrained(arguments.output, safe_serialization=True)
    tokeniser.save_pretrained(arguments.output)


if __name__ == "__main__":
    main()
