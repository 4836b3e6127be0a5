from __future__ import annotations

import base64
import hashlib
import io
import re
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes import many, pair, tagged
from themetag.compare import Comparison, LabelErrors, MeasuredErrors, compare_reports
from themetag.types import Polarity
from themetag.writers.comparison.table import write_comparison_table

pytest.importorskip("jinja2", reason="pages need Jinja2")

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<a href='javascript:alert(1)'>plan</a>",
    "{{ 7 * 7 }}{% for x in y %}",
    "</style><style>*{color:red}",
    "\u202eplan late\u202c",
    "plan \U0001f600 late &amp; &#60;b&#62;",
)


class Reading(HTMLParser):
    """Counts elements and attributes, and collects text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.shape: set[tuple[str, tuple[str, ...]]] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.shape.add((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def table_of(comparison: Comparison) -> str:
    out = io.StringIO()
    write_comparison_table(comparison, out)
    return out.getvalue()


def hostile(text: str) -> Comparison:
    """Return a comparison in which a text stands wherever a report can bring one."""
    first = pair()[0]
    wild = tagged(
        f"The plan is late: {text}. Plans are weak.", source=text, authority=text or None, kind=text, framework=text
    )
    return compare_reports([wild, first], names=[f"x{text[:40]}", "b"], order="given")


# Sentences with a partner and without have their own markup.
TAME = Reading(hostile("tame").to_html()).shape | Reading(hostile("y").to_html()).shape


def test_page_shows_both_sides_with_place_and_share() -> None:
    """The page holds the sentences of both sides, where they stand, their shares with intervals and the notes."""
    found = compare_reports(pair())
    text = " ".join(Reading(found.to_html()).text.split())
    assert "Comparison: Larkmoor 2019 and Larkmoor 2023" in text
    assert "Plans are weak and often written late in the autumn term." in text
    assert "Larkmoor 2019 2 of 3, 67 % (21 to 94)" in text
    assert "only in the earlier; not mentioned in the later" in text
    for note in found.notes:
        assert note in text


def test_page_needs_nothing_from_elsewhere() -> None:
    """The page has no script, no address to load from, and its policy allows its own style alone."""
    page = compare_reports(pair()).to_html()
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert policy.replace("'", "&#39;") in page
    assert not re.search(r"<script|<link|\bsrc=|url\(|@import|\bon\w+=|style=", page)
    assert set(re.findall(r'href="([^"]*)"', page)) <= {f"#theme-{n}" for n in range(1, 4)}


@pytest.mark.parametrize("text", HOSTILE)
def test_known_attacks_are_inert(text: str) -> None:
    """Text that tries to be markup is shown as text: elements and attributes are those of a tame report."""
    assert Reading(hostile(text).to_html()).shape <= TAME


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60))
def test_any_text_is_inert(text: str) -> None:
    """Whatever a report, a name or a fact holds, the page has the elements and attributes of a tame one."""
    wild = Reading(hostile(text + "y").to_html())
    assert wild.shape <= TAME


def test_page_of_many_reports_lists_them_under_each_theme() -> None:
    """More than two reports stand one below the other under each theme, with a table over all of them."""
    errors = MeasuredErrors("keywords 1", "rows", {"planning-": LabelErrors(90, 45, 10, 855)})
    text = " ".join(Reading(compare_reports(many(6), measured=errors).to_html()).text.split())
    assert "Comparison: 6 reports" in text
    assert "Mentioned: in all 6" in text
    assert "All reports together" in text
    assert "25.0 %" in text
    assert "not corrected: the model's errors on this label are not known" in text


def test_table_is_plain_and_whole_in_a_pipe() -> None:
    """In a pipe no line is cut and nothing is coloured; control characters are escaped."""
    long = "The plan " + "very " * 60 + "late \x1b[31mred."
    found = compare_reports([tagged(f"{long} Staff are good."), tagged("Plans are weak.")], names=["a", "b"])
    text = table_of(found)
    assert "very " * 60 + r"late \x1b[31mred." in text
    assert "\x1b" not in text


def test_table_of_many_reports_counts_and_corrects() -> None:
    """The table of many reports has their counts, and the shares over all of them."""
    text = table_of(compare_reports(many(6)))
    assert re.search(r"Plans +\+1 -0 +\+0 -1", text)
    assert "Over all 6 reports: share of sentences" in text


def test_heat_map_shows_counts_and_dashes() -> None:
    """Each cell of the heat map holds its count of sentences, or a dash where the theme is not mentioned."""
    pytest.importorskip("matplotlib", reason="pictures need matplotlib")
    from matplotlib.figure import Figure

    from themetag.writers.comparison.heatmap import draw_heat_map

    axes = Figure().subplots()
    assert draw_heat_map(compare_reports(pair()), axes, Polarity.CONCERN) is axes
    assert [text.get_text() for text in axes.texts] == ["1", "1", "2", "1", "0", "–"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Plans", "Time", "Staff"]
    assert axes.get_ylim() == (3, 0)
    with pytest.raises(ValueError, match=r"top must be in \(0, 1\], was 0"):
        draw_heat_map(compare_reports(pair()), axes, Polarity.CONCERN, top=0)


@pytest.mark.parametrize(("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_pictures_are_the_same_every_time(kind: str, start: bytes) -> None:
    """The same comparison gives the same bytes, without a date."""
    pytest.importorskip("matplotlib", reason="pictures need matplotlib")
    from themetag.writers.comparison.heatmap import write_heat_map

    files = []
    for _ in range(2):
        out = io.BytesIO()
        write_heat_map(compare_reports(pair()), out, kind)  # type: ignore[arg-type]
        files.append(out.getvalue())
    assert files[0] == files[1]
    assert files[0].startswith(start)
    assert b"<dc:date>" not in files[0]


def test_picture_takes_names_as_they_are() -> None:
    """Dollar signs and markup in names are letters to the picture."""
    pytest.importorskip("matplotlib", reason="pictures need matplotlib")
    from themetag.writers.comparison.heatmap import write_heat_map

    out = io.BytesIO()
    write_heat_map(compare_reports(pair(), names=["$x_1$ <b>", r"\frac{1}{2} $"]), out, "svg")
    assert b"$x_1$ &lt;b&gt;" in out.getvalue()
