"""Label Studio: tasks with choices of theme and polarity, as its JSON import and export carry them.

The format is described at https://labelstud.io/guide/task_format and https://labelstud.io/tags/choices.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from themetag.corpus.lines import read_lines, write_text
from themetag.corpus.model import Corpus, Scheme
from themetag.corpus.rows import Row, RowReader, to_values
from themetag.errors import Fault
from themetag.taxonomy import Taxonomy
from themetag.types import POLARITIES

CHOICES: Final = "labels"  # the name of the control in the labelling configuration
UNIT_POLARITY: Final = "polarity"
TEXT: Final = "text"


def labelling_config(taxonomy: Taxonomy, scheme: Scheme = Scheme.POLARITY) -> str:
    """Return the labelling configuration (XML) of a Label Studio project for these corpora."""
    lines = ["<View>", f'  <Header value="$heading"/>\n  <Text name="{TEXT}" value="$text"/>']
    lines.append(f'  <Choices name="{CHOICES}" toName="{TEXT}" choice="multiple" required="false">')
    for theme in taxonomy:
        if scheme is not Scheme.POLARITY:
            lines.append(f"    <Choice value={quoteattr(theme.title)} alias={quoteattr(theme.key)}/>")
            continue
        for polarity in POLARITIES:
            value, alias = quoteattr(f"{theme.title}: {polarity}"), quoteattr(theme.key + polarity.sign)
            lines.append(f"    <Choice value={value} alias={alias}/>")
    lines.append("  </Choices>")
    if scheme is Scheme.UNIT:
        lines.append(f'  <Choices name="{UNIT_POLARITY}" toName="{TEXT}" choice="single" required="false">')
        lines += [f'    <Choice value="{polarity}" alias="{polarity.sign}"/>' for polarity in POLARITIES]
        lines.append("  </Choices>")
    return "\n".join([*lines, "</View>", ""])


def write_label_studio(path: Path, corpus: Corpus, *, model_version: str | None = None) -> None:
    """Write a corpus as a list of tasks.

    Args:
        path: the JSON file, written whole or not at all.
        corpus: its labels become annotations, or predictions if `model_version` is given.
        model_version: the model that gave the labels; each prediction carries it with its lowest score, by
            which Label Studio can order the tasks. None: the labels are annotations by people.

    """
    tasks = []
    for unit in corpus.units:
        data = to_values(unit)
        labels = data.pop("labels")
        polarity = data.pop("polarity", None)
        result = [_choices(CHOICES, labels)] if labels else []
        if polarity is not None:
            result.append(_choices(UNIT_POLARITY, [polarity]))
        task: dict[str, Any] = {"data": data}
        if model_version is None:
            task["annotations"] = [{"result": result}]
        else:
            scores = data.pop("scores", {})
            prediction = {"model_version": model_version, "result": result}
            known = [scores[label] for label in labels if label in scores]
            task["predictions"] = [prediction | ({"score": min(known)} if known else {})]
        tasks.append(task)
    write_text(path, json.dumps(tasks, ensure_ascii=False, allow_nan=False, indent=1) + "\n")


def read_label_studio(path: Path, taxonomy: Taxonomy, *, predictions: bool = False) -> Corpus:
    """Read a JSON export of Label Studio.

    Cancelled annotations are passed over. A task without an annotation is left out, which the corpus notes.
    Two annotations of one task that differ are a fault: settle them in Label Studio first.

    Args:
        path: the export, in the format "JSON" (not "JSON-MIN").
        taxonomy: where the choices come from: the alias `planning+`, or a theme's key or title.
        predictions: read the models' predictions instead of the annotations.

    Raises:
        CorpusError: with every fault, by number of the task.

    """
    reader = RowReader(str(path), taxonomy)
    text = "\n".join(read_lines(path, reader.faults))
    tasks: Any = []
    if not reader.faults:
        try:
            tasks = json.loads(text)
        except (ValueError, RecursionError) as e:
            reader.faults.append(Fault(reader.file, "", f"is not JSON: {e}"))
    if not isinstance(tasks, list):
        reader.faults.append(Fault(reader.file, "", "must be a list of tasks; export the project as JSON"))
        tasks = []
    rows, left_out = [], 0
    for number, task in enumerate(tasks, 1):
        row = _Task(reader, number).row(task, "predictions" if predictions else "annotations")
        if row is not None:
            rows.append(Row(row))
        else:
            left_out += 1
    what = "prediction" if predictions else "annotation"
    if tasks and not rows and not reader.faults:
        cure = "read its annotations" if predictions else "let people annotate it, or read its predictions"
        reader.faults.append(Fault(reader.file, "", f"has no {what} in any of its {len(tasks)} tasks; {cure}"))
    notes = [f"{left_out} tasks without {what} were left out"] if left_out else []
    return reader.read(rows, name=path.name, notes=notes)


class _Task:
    """Reads one task; its number is its place in the export, from 1."""

    def __init__(self, reader: RowReader, number: int) -> None:
        self.reader = reader
        self.number = number

    def fault(self, field: str, problem: str) -> None:
        self.reader.faults.append(Fault(self.reader.file, f"task {self.number}, {field}", problem))

    def row(self, task: Any, source: str) -> dict[str, Any] | None:
        data = task.get("data") if isinstance(task, dict) else None
        if not isinstance(data, dict):
            self.fault("data", "is missing; export the project as JSON, not JSON-MIN")
            return None
        entries = task.get(source) or []
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self.fault(source, "must be a list of objects")
            return None
        given = [self._given(entry) for entry in entries if not entry.get("was_cancelled")]
        if not given:
            return None
        if any(other != given[0] for other in given[1:]):
            self.fault(source, f"has {len(given)} {source} that differ; settle them in Label Studio first")
        labels, polarity = given[0]
        row = {**data, "labels": labels}
        return row | ({"polarity": polarity} if polarity else {})

    def _given(self, entry: Mapping[str, Any]) -> tuple[list[str], str]:
        labels: list[str] = []
        polarity = ""
        for result in entry.get("result") or []:
            value = result.get("value") if isinstance(result, dict) else None
            choices = value.get("choices") if isinstance(value, dict) else None
            if not isinstance(choices, list) or not all(isinstance(choice, str) for choice in choices):
                self.fault("result", "must be choices; this export has another kind of label")
            elif result.get("from_name") == UNIT_POLARITY:
                polarity = choices[0] if choices else ""
            else:
                labels += choices
        return sorted(labels), polarity


def _choices(name: str, choices: list[str]) -> dict[str, Any]:
    return {"from_name": name, "to_name": TEXT, "type": "choices", "value": {"choices": choices}}
