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
_RANDOM_OF_GPU = "random_of_gpu"


def fingerprint(module: Any, rows: Rows, settings: Settings) -> str:
    """Return a hash of what is fitted and how: a checkpoint of another training is not gone on from.

    `module` is as it is before the first step, encoder, first queries and labels included.
    """
    # The share of the rules is added to what was fitted, and may change without another fitting.
    how = {name: value for name, value in asdict(settings).items() if name != "rules_share"}
    hashed = hashlib.sha256(json.dumps(how, sort_keys=True).encode("ascii"))
    for name, value in [*module.state_dict().items(), ("labels", module.labels)]:
        hashed.update(name.encode() + value.cpu().numpy().tobytes())
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
        part: which fitting of the training ("part 1", "all").

    """

    folder: Path
    part: str

    @property
    def path(self) -> Path:
        """The file of this part."""
        return self.folder / f"{self.part.replace(' ', '-')}.safetensors"

    def prepare(self) -> None:
        """Make the folder and see that files can be written there, before hours are spent; else CheckpointError."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            beside = self.path.with_suffix(".part")
            beside.touch()
            beside.unlink()
        except OSError as e:
            problem = f"{self.folder} cannot hold checkpoints: {e.strerror}; name a folder that can be written"
            raise CheckpointError(problem) from None

    def save(self, torch: Any, module: Any, optimizer: Any, epoch: int, mark: str) -> None:
        """Write where a fitting stands after `epoch` passes; whole, or the file before stays."""
        from safetensors.torch import save

        tensors = {_WEIGHTS + name: value.contiguous() for name, value in module.state_dict().items()}
        for number, state in optimizer.state_dict()["state"].items():
            tensors |= {f"{_MOMENTS}{number}.{name}": value.contiguous() for name, value in state.items()}
        tensors[_RANDOM] = torch.get_rng_state()
        if torch.cuda.is_available():
            tensors[_RANDOM_OF_GPU] = torch.cuda.get_rng_state()
        # Tensors that share memory are refused by safetensors; a module of ours has none.
        content = save(tensors, metadata={"epoch": str(epoch), "training": mark})
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
        try:
            return _restored(torch, module, optimizer, tensors, int(about["epoch"]))
        except (KeyError, RuntimeError, ValueError) as e:
            raise CheckpointError(f"{self.path} cannot be gone on from: {e}; remove it to start anew") from e

    def remove(self) -> None:
        """Remove the file, once the whole training is done."""
        self.path.unlink(missing_ok=True)


def _restored(torch: Any, module: Any, optimizer: Any, tensors: dict[str, Any], epoch: int) -> int:
    """Bring everything to where it stood."""
    module.load_state_dict({k.removeprefix(_WEIGHTS): v for k, v in tensors.items() if k.startswith(_WEIGHTS)})
    states: dict[int, dict[str, Any]] = {}
    for name, value in tensors.items():
        if name.startswith(_MOMENTS):
            number, field = name.removeprefix(_MOMENTS).split(".", 1)
            states.setdefault(int(number), {})[field] = value
    optimizer.load_state_dict({**optimizer.state_dict(), "state": states})
    torch.set_rng_state(tensors[_RANDOM])
    if torch.cuda.is_available() and _RANDOM_OF_GPU in tensors:
        torch.cuda.set_rng_state(tensors[_RANDOM_OF_GPU])
    return epoch
