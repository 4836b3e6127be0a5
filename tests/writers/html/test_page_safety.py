"""A page is inert whatever a report says: its elements and attributes are those of the template."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from page_reading import read_page

import themetag.writers.html
from counting import calls
from page_reports import MODEL, Line, a_report
from themetag.document import Fact, Grade, Meta
from themetag.errors import Status
from themetag.report import Measured, ModelInfo, Report
from themetag.taxonomy import Taxonomy, Theme
from themetag.types import Kind
from themetag.writers.html.page import resource
from themetag.writers.html.pieces import clean

N_STRINGS = 10_000
PER_REPORT = 500

# Ways to break out of text, attributes, scripts, styles, comments and templates; each is put together at random.
PARTS = [
    *("<script>alert(1)</script>", "</script><script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>"),
    *('"><b onmouseover=alert(1)>', "' onfocus=alert(1) autofocus x='", "javascript:alert(1)", "<a href=javascript:x>"),
    *(
        "</style><style>*{display:none}",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<!DOCTYPE html>",
        "<?php",
        "</bdi></p></main>",
    ),
    *(
        "{{ 7 * 7 }}",
        "{% raw %}",
        "{# #}",
        "${7*7}",
        "&lt;script&gt;",
        "&#60;b&#62;",
        "&",
        "&amp",
        "&#x0;",
        "<",
        ">",
        '"',
        "'",
    ),
    *(
        "`",
        "\\",
        "/*",
        "*/",
        "//",
        "\\u003cscript\\u003e",
        "+ADw-script+AD4-",
        "<iframe srcdoc='<script>'>",
        "<base href=//x>",
    ),
    *(
        "<math><mtext></mtext><style>",
        "<template>",
        "<noscript>",
        "<plaintext>",
        "<textarea>",
        "<title>",
        "<xmp>",
        "<form>",
    ),
    *(
        "\u202e",
        "\u2066",
        "\u2069",
        "\u200b",
        "\ufeff",
        "\u0000",
        "\u0007",
        "\u001b[31m",
        "\x85",
        "\u2028",
        "\ud83d",
        "\udc00",
    ),
    *(
        "\u05e9\u05dc\u05d5\u05dd",
        "\u0645\u0631\u062d\u0628\u0627",
        "\U0001f9d2\U0001f3fe",
        "e\u0301",
        "\u4f60\u597d",
        "plans",
        "\n",
    ),
    *(
        "<link rel=stylesheet href=//x>",
        "<meta http-equiv=refresh content=0>",
        "<object data=x>",
        "<embed>",
        "<body onload=x>",
    ),
    *(
        "<p/hidden>",
        "<input autofocus onfocus=x>",
        "<details open ontoggle=x>",
        "<u data-tags=0>",
        "<button>",
        "<x y=z>",
    ),
    *(
        "onerror=",
        "style=position:fixed",
        "srcset=",
        "expression(1)",
        "url(//x)",
        "@import '//x'",
        "</bdi",
        "<bdi",
        "=",
        " ",
    ),
]


def strings(count: int, seed: int) -> list[str]:
    choose = random.Random(seed)
    return ["".join(choose.choices(PARTS, k=choose.randint(1, 5))) for _ in range(count)]


def a_report_of(words: list[str], say: Callable[[str], str]) -> Report:
    """Return a report with each word, as `say` puts it, in a line of its own, and some in every other place."""
    w = [say(word) for word in words]
    themes = tuple(Theme(f"theme_{n}", w[n], w[n + 1]) for n in range(3))
    kinds = (Kind.PROSE, Kind.LIST, Kind.PROSE, Kind.HEADING, Kind.TABLE, Kind.PROSE)
    labels = ((), ("theme_0+ 0.5",), ("theme_1- 0.25", "theme_2+ 1.0"))
    lines = [
        Line(
            text,
            labels[n % 3] if kinds[n % 6] in (Kind.PROSE, Kind.LIST) else (),
            kinds[n % 6],
            1 + n // 20,
            w[n - 1] if n % 7 == 0 else None,
            ((0, len(text)),) if n % 2 else (),
            reason=w[n - 2],
        )
        for n, text in enumerate(w)
    ]
    return a_report(
        lines,
        taxonomy=Taxonomy("hostile", 1, w[3], themes),
        model=ModelInfo(w[4], w[5], True, (Measured(w[6], 0.5, 0.4, 0.6, w[7]),)),
        meta=Meta(Fact(w[8]), Fact(w[9]), Fact(w[10]), Fact(w[11]), grades=(Grade(w[12], w[13]),)),
        source=w[14],
        notes=(w[15], w[16]),
    )


@pytest.fixture(scope="module")
def template_names() -> tuple[set[str], set[str]]:
    text = "".join(resource(name) for name in ("page.html.jinja", "notebook.html.jinja"))
    named = {name.lower() for name in re.findall(r"([A-Za-z-]+)=\"", text)}
    return set(re.findall(r"<([a-z][a-z0-9]*)[\s>]", text)), named | {"hidden", "disabled", "checked"}


def test_hostile_strings_change_no_element_and_no_attribute(template_names: tuple[set[str], set[str]]) -> None:
    """With 10,000 hostile strings in every place the elements, attributes and their values are those of plain words."""
    names, attributes = template_names
    for start in range(0, N_STRINGS, PER_REPORT):
        words = strings(PER_REPORT, start)
        hostile = a_report_of(words, str)
        twins = {word: f"x{number}" for number, word in enumerate(dict.fromkeys(words))}
        plain = a_report_of(words, twins.__getitem__)
        for view in (Report.to_html, Report._repr_html_):
            page = view(hostile)
            assert page is not None
            found, expected = read_page(page), read_page(str(view(plain)))
            assert found.elements == expected.elements
            assert found.raw == expected.raw
            assert {name for name, _ in found.elements} <= names
            assert {key for _, pairs in found.elements for key, _ in pairs} <= attributes
            page.encode("utf-8")
        text = read_page(hostile.to_html()).text
        # Headings and cells pass through layout repair, which folds white space; sentences are shown as they are.
        assert [s.text for s in hostile.sentences if clean(s.text) not in text] == []
        assert len(hostile.sentences) > PER_REPORT / 2


def test_attributes_hold_no_text_of_the_report() -> None:
    """A word of the report, wherever it stands in it, reaches no attribute; theme keys stand in data-theme."""
    report = a_report_of([f"zebra{n}" for n in range(60)], str)
    for page in (report.to_html(), str(report._repr_html_())):
        assert "zebra14" in page
        assert not re.search(r"<[^>]*zebra[^>]*>", page)


def test_policy_allows_the_one_script_and_the_one_style_by_hash() -> None:
    """The policy forbids everything but the script and the style of the page, each by its SHA-256."""
    reading = read_page(a_report([Line("Plans are late.", ("planning- 0.5",))]).to_html())
    policy = dict(reading.elements[3][1])
    assert policy["http-equiv"] == "Content-Security-Policy"
    hashes = {}
    for name in ("script", "style"):
        assert len(reading.raw[name]) == 1
        digest = hashlib.sha256(reading.raw[name][0].encode()).digest()
        hashes[name] = base64.b64encode(digest).decode()
    assert policy["content"] == (
        f"default-src 'none'; script-src 'sha256-{hashes['script']}'; style-src 'sha256-{hashes['style']}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def test_page_names_no_address_and_no_handler() -> None:
    """The page's only address is a place in itself, and no attribute is a style or an event handler."""
    reading = read_page(a_report([Line("Plans are late.", ("planning- 0.5",))]).to_html())
    pairs = [pair for _, attributes in reading.elements for pair in attributes]
    assert [value for name, value in pairs if name in ("href", "src", "action", "data", "srcset")] == ["#text"]
    assert not [name for name, _ in pairs if name.startswith("on") or name == "style"]
    assert "url(" not in reading.raw["style"][0]
    assert "@import" not in reading.raw["style"][0]


def test_only_constants_are_trusted() -> None:
    """The templates mark nothing as safe but the script and the style, which are files of the package."""
    folder = Path(themetag.writers.html.__file__).parent
    marked = [re.findall(r"\{\{ ?(\w+) ?\| ?safe", resource(path.name)) for path in sorted(folder.glob("*.jinja"))]
    assert marked == [["style"], ["style", "script"]]
    for name in ("page.js", "page.css", "notebook.css"):
        assert "</" not in resource(name)
        assert "\r" not in resource(name)
    for sink in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function("):
        assert sink not in resource("page.js")


def test_hostile_error_is_inert() -> None:
    """The page of a document that failed shows a hostile file name and error as text."""
    error = "<script>alert(1)</script>\x00\ud800"
    report = Report(Status.BAD_INPUT, (), a_report([]).taxonomy, MODEL, source='"><img src=x>.pdf', error=error)
    reading = read_page(report.to_html())
    assert reading.raw["script"] == []
    assert "<script>alert(1)</script>\ufffd\ufffd" in reading.text
    assert "img" not in [tag for tag, _ in reading.elements]
    assert "<script>alert(1)</script>" in read_page(str(report._repr_html_())).text


def test_cost_of_a_page_grows_linearly() -> None:
    """A page of 10,000 sentences is at most 12 times as long, and takes at most 12 times the calls, as one of 1,000."""

    def made(count: int) -> tuple[int, int]:
        line = Line(
            "Plans are late and records thin.", ("planning- 0.5", "recording- 0.4"), evidence=((0, 5), (10, 14))
        )
        lines = [dataclasses.replace(line, page=1 + n // 30, joined=n % 4 > 0) for n in range(count)]
        report = a_report(lines)
        return len(report.to_html()), calls(report.to_html)

    made(10)  # what is imported and compiled at first use is not counted
    (small, few), (large, many) = made(1_000), made(10_000)
    assert large < 12 * small
    assert many < 12 * few
