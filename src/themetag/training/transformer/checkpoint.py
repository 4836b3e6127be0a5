"""How far a fitting has come, on disk: tensors in safetensors and numbers in its metadata, no pickle."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from themetag.errors import CheckpointError
from themetag.training.transformer.rows import Rows
from themetag.training.transformer.settings import Settings

_WEIGHTS = "model."
_MOMENTS = "optimizer."
_RANDOM = "random"


def fingerprint(rows: Rows, settings: Settings) -> str:
    """Return a hash of what is fitted and how: a checkpoint of another training is not gone on from."""
    # The share of the rules is added to what was fitted, and may change without another fitting.
    how = {name: value for name, value in asdict(settings).items() if name != "rules_share"}
    hashed = hashlib.sha256(json.dumps(how, sort_keys=True).encode("ascii"))
    for window in rows.windows:
        hashed.update(np.array(window.ids, dtype="<i8").tobytes() + b"|")
    for array in (rows.findings, rows.targets, rows.extra):
        hashed.update(np.ascontiguousarray(array).tobytes())
    return hashed.hexdigest()


@dataclass(frozen=True)
class Checkpoints:
    """A folder for the checkpoints of one training; each part has its own, which the next one replaces.

    Attributes:
        folder: where; made where it is missing.
        part: which fitting of the training ("part 1 of 5", "all").

    """

    folder: Path
    part: str

    @property
    def path(self) -> Path:
        """The file of this part."""
        return self.folder / f"{self.part.replace(' ', '-')}.safetensors"

    def save(self, torch: Any, module: Any, optimizer: Any, epoch: int, mark: str) -> None:
        """Write where a fitting stands after `epoch` passes; whole, or the file before stays."""
        from safetensors.torch import save

        tensors = {_WEIGHTS + name: value.contiguous() for name, value in module.state_dict().items()}
        for number, state in optimizer.state_dict()["state"].items():
            tensors |= {f"{_MOMENTS}{number}.{name}": value.contiguous() for name, value in state.items()}
        tensors[_RANDOM] = torch.get_rng_state()
        # Tensors that share memory are refused by safetensors; a module of ours has none.
        content = save(tensors, metadata={"epoch": str(epoch), "training": mark})
        self.folder.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_suffix(".part")
        beside.write_bytes(content)
        os.replace(beside, self.path)

    def restore(self, torch: Any, module: Any, optimizer: Any, mark: str) -> int:
        """Bring module and optimizer to where they stood; return the passes done, 0 where there is no checkpoint.

        Raises:
            CheckpointError: the checkpoint is of another training, or was changed.

        """
        from safetensors import SafetensorError, safe_open

        if not self.path.exists():
            return 0
        try:
            with safe_open(self.path, framework="pt") as file:
                about = file.metadata() or {}
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  it is no mapping
        except (SafetensorError, OSError) as e:
            raise CheckpointError(f"{self.path} cannot be read: {e}; remove it to start anew") from e
        if about.get("training") != mark:
            problem = "is of another training (other rows, settings or encoder)"
            raise CheckpointError(f"{self.path} {problem}; remove it to start anew")
        module.load_state_dict({k.removeprefix(_WEIGHTS): v for k, v in tensors.items() if k.startswith(_WEIGHTS)})
        states: dict[int, dict[str, Any]] = {}
        for name, value in tensors.items():
            if name.startswith(_MOMENTS):
                number, field = name.removeprefix(_MOMENTS).split(".", 1)
                states.setdefault(int(number), {})[field] = value
        optimizer.load_state_dict({**optimizer.state_dict(), "state": states})
        torch.set_rng_state(tensors[_RANDOM])
        return int(about["epoch"])

    def remove(self) -> None:
        """Remove the file, once the whole training is done."""
        self.path.unlink(missing_ok=True)
