from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from page_reports import Line, a_meta, a_report, some_lines
from themetag.document import Fact, Meta
from themetag.report import Report
from themetag.taxonomy import Taxonomy, Theme

expect = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed").expect

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
NARROWEST = {"viewport": {"width": 320, "height": 640}}


@pytest.fixture
def report() -> Report:
    return a_report(some_lines(), meta=a_meta(), source="larkmoor.pdf")


def visible(page: Any, selector: str = ".s") -> list[int]:
    """Return the numbers of the sentences that can be seen."""
    script = "(all) => all.filter((e) => e.checkVisibility()).map((e) => Number(e.id.slice(1)))"
    return list(page.locator(selector).evaluate_all(script))


def shown_texts(page: Any, selector: str) -> list[str]:
    return [text.strip() for text in page.locator(selector).locator("visible=true").all_inner_texts()]


def found(page: Any) -> str:
    return str(page.locator("#found").inner_text())


def wait_for_filter(page: Any) -> None:
    # The search waits until typing pauses.
    expect(page.locator("#found")).to_contain_text(" of ")


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.id"))


def bar(page: Any, theme: str, polarity: str) -> Any:
    return page.locator(f'.bar[data-theme="{theme}"][data-polarity="{polarity}"]')


def pick(page: Any, theme: str) -> Any:
    return page.locator(f'.pick[data-theme="{theme}"]')


def test_bar_of_the_chart_shows_its_sentences_alone(open_report: Callable[..., Any], report: Report) -> None:
    """A click on a bar leaves its sentences, their headings and their pages; another click restores the rest."""
    page = open_report(report).page
    everything = visible(page)
    assert everything == [0, 1, 2, 3, 4, 5, 6]
    button = bar(page, "timeliness", "concern")
    button.click()
    assert visible(page) == [3, 4]
    assert button.get_attribute("aria-pressed") == "true"
    assert shown_texts(page, ".heading") == ["Inspection of Larkmoor children’s services", "What needs to improve"]
    assert shown_texts(page, ".turn") == ["page 3", "page 3"]
    assert shown_texts(page, ".page") == []
    assert found(page) == "2 of 7 sentences: concerns, Timeliness"
    bar(page, "voice", "concern").click()
    assert visible(page) == [5]
    assert shown_texts(page, ".heading") == ["What needs to improve"]
    bar(page, "voice", "concern").click()
    assert visible(page) == everything
    assert shown_texts(page, ".turn") == ["page 3"]
    assert button.get_attribute("aria-pressed") == "false"
    assert found(page) == "7 sentences"


def test_themes_add_up(open_report: Callable[..., Any], report: Report) -> None:
    """Chosen themes add their sentences; choosing one again takes it out."""
    page = open_report(report).page
    pick(page, "voice").click()
    assert visible(page) == [0, 5]
    pick(page, "oversight").click()
    assert visible(page) == [0, 2, 5]
    pick(page, "voice").click()
    assert visible(page) == [2]


def test_themes_without_a_sentence_cannot_be_chosen(open_report: Callable[..., Any], report: Report) -> None:
    """The row of a theme that the report does not judge is there and inactive."""
    page = open_report(report).page
    assert pick(page, "workload").is_disabled()
    assert pick(page, "voice").is_enabled()


def test_filters_by_polarity_and_score(open_report: Callable[..., Any], report: Report) -> None:
    """A sentence stays where one of its labels has the polarity and at least the score; other labels turn pale."""
    page = open_report(report).page
    page.get_by_role("radio", name="strengths").check()
    assert visible(page) == [0, 1, 2]
    page.locator("#score").fill("0.7")
    assert visible(page) == [0, 2]
    assert visible(page, ".s:has(.label.off)") == [0, 2]
    assert "Voice" in page.locator("#s0 .label.off").inner_text()
    assert found(page) == "2 of 7 sentences: strengths, score from 0.70"
    page.get_by_role("button", name="Clear filters").click()
    assert visible(page) == [0, 1, 2, 3, 4, 5, 6]
    assert focused(page) == "query"


@pytest.mark.parametrize(
    ("query", "expected"),
    [("RECORDS", [2, 3]), ("clear and children", [0]), ("  thanks ", [6]), ("+", []), ("\\", []), ("<b>", [])],
)
def test_search_finds_text_as_it_is_written(
    open_report: Callable[..., Any], report: Report, query: str, expected: list[int]
) -> None:
    """The search is literal, across underlined words, whatever the case; what it finds is highlighted."""
    page = open_report(report).page
    page.get_by_label("Search").fill(query)
    wait_for_filter(page)
    assert visible(page) == expected
    assert page.locator("#nothing").is_visible() is (expected == [])
    marked = page.evaluate("[...(CSS.highlights.get('find') || [])].map((range) => range.toString().toLowerCase())")
    assert marked == [query.strip().lower()] * len(expected)


def test_search_takes_plain_for_curly_quotes(open_report: Callable[..., Any]) -> None:
    """A typed quote or hyphen finds the curly quote or the dash of the text; a second hit is highlighted too."""
    page = open_report(a_report([Line("The child’s plan – and the child’s wishes."), Line("No.")])).page
    page.get_by_label("Search").fill("child's")
    wait_for_filter(page)
    assert visible(page) == [0]
    assert page.evaluate("CSS.highlights.get('find').size") == 2
    page.get_by_label("Search").fill("plan - and")
    expect(page.locator("#found")).to_contain_text("plan - and")
    assert page.evaluate("CSS.highlights.get('find').size") == 1
    assert visible(page) == [0]


def test_text_around_can_be_kept(open_report: Callable[..., Any], report: Report) -> None:
    """With the text kept, a filter hides no sentence and takes the marks off those that it leaves out."""
    page = open_report(report).page
    page.get_by_label("Keep the text around").check()
    pick(page, "voice").click()
    assert visible(page) == [0, 1, 2, 3, 4, 5, 6]
    assert visible(page, ".s.off") == [1, 2, 3, 4, 6]
    assert shown_texts(page, ".page") == ["page 1", "page 2"]
    assert shown_texts(page, ".turn") == ["page 3"]


def test_keys_go_to_the_next_and_the_previous_judgement(open_report: Callable[..., Any], report: Report) -> None:
    """C and s go on to the next concern and strength, with Shift back, round the end, and say where they are."""
    page = open_report(report).page
    went = []
    for key in ("c", "c", "s", "c", "c", "c", "Shift+c", "s", "Shift+s"):
        page.keyboard.press(key)
        went.append(focused(page))
    assert went == ["s2", "s3", "s0", "s2", "s3", "s4", "s3", "s0", "s2"]
    assert found(page) == "strength 3 of 3"
    assert page.locator("#s2").evaluate("(e) => getComputedStyle(e).outlineStyle") == "solid"


def test_steps_keep_to_the_filter(open_report: Callable[..., Any], report: Report) -> None:
    """The next concern is the next among what the filter shows; where there is none the page says so."""
    page = open_report(report).page
    pick(page, "voice").click()
    page.get_by_role("button", name="Next concern").click()
    assert focused(page) == "s5"
    page.get_by_role("button", name="Previous concern").click()
    assert focused(page) == "s5"
    pick(page, "voice").click()
    pick(page, "planning").click()
    page.get_by_role("button", name="Next concern").click()
    assert found(page) == "There is no concern among what is shown."


@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
def test_filters_keep_the_reader_at_the_text(open_report: Callable[..., Any], options: dict[str, Any]) -> None:
    """From deep in the text a filter shows what it found; without the filter the same sentence is on the screen."""
    lines = [Line(f"Plans are late in area {n}.", ("planning- 0.5",), joined=n % 3 > 0) for n in range(600)]
    lines[300] = Line("Visits are kind.", ("practice+ 0.9",))
    page = open_report(a_report(lines), **options).page
    page.keyboard.press("Shift+c")
    assert focused(page) == "s599"
    on_screen = (
        "(e) => { const { top, bottom } = e.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; }"
    )
    assert page.locator("#s599").evaluate(on_screen)
    bar(page, "practice", "strength").evaluate("(e) => e.click()")
    assert visible(page) == [300]
    assert page.locator("#s300").evaluate(on_screen)
    page.get_by_role("button", name="Clear filters").click()
    assert len(visible(page)) == 600
    assert page.locator("#s300").evaluate(on_screen)


def test_keys_can_be_turned_off_and_leave_typing_alone(open_report: Callable[..., Any], report: Report) -> None:
    """Letters typed into the search are text; / goes there; without the keys nothing happens (WCAG 2.1.4)."""
    page = open_report(report).page
    page.keyboard.press("/")
    assert focused(page) == "query"
    page.keyboard.type("cs/")
    assert page.locator("#query").input_value() == "cs/"
    page.keyboard.press("Escape")
    assert page.locator("#query").input_value() == ""
    page.get_by_text("Keys and colours").click()
    page.get_by_label("Use these keys").uncheck()
    page.keyboard.press("c")
    assert focused(page) == "keys"


def test_score_shows_on_hover_and_on_focus(open_report: Callable[..., Any], report: Report) -> None:
    """A label shows its score under the pointer and with the focus; Escape hides it (WCAG 1.4.13)."""
    page = open_report(report).page
    label, tip = page.locator("#s0 .label").first, page.locator("#s0 .tip").first
    assert not tip.is_visible()
    label.hover()
    assert tip.is_visible()
    assert "score 0.91" in tip.inner_text()
    tip.hover()
    assert tip.is_visible()
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    page.mouse.move(2, 2)
    page.locator("#s0").evaluate("(e) => e.focus()")
    page.keyboard.press("Tab")
    assert tip.is_visible()


def test_chosen_label_shows_its_own_evidence(open_report: Callable[..., Any]) -> None:
    """A pressed label stays open and dims the evidence of the others; pressed again, or another, it closes."""
    report = a_report([Line("Plans are late and thin.", ("planning- 0.5", "recording- 0.4"), evidence=((0, 5),))])
    only_second = dataclasses.replace(report.sentences[0].tags[0], evidence=())
    sentence = dataclasses.replace(report.sentences[0], tags=(only_second, report.sentences[0].tags[1]))
    page = open_report(dataclasses.replace(report, sentences=(sentence,))).page
    first, second = page.locator(".label").nth(0), page.locator(".label").nth(1)
    second.click()
    page.mouse.move(2, 2)
    assert page.locator("u.lit").count() == 1
    assert page.locator(".tip").nth(1).is_visible()
    first.click()
    page.mouse.move(2, 2)
    assert second.get_attribute("aria-pressed") == "false"
    assert page.locator(".dim u.lit").count() == 0
    first.click()
    assert first.get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_system_until_chosen(open_report: Callable[..., Any], report: Report, scheme: str) -> None:
    """The ground is that of the system's scheme; the reader's choice goes before it, and back."""
    page = open_report(report, color_scheme=scheme).page
    ground = "getComputedStyle(document.body).backgroundColor"
    own = page.evaluate(ground)
    assert own == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 27)"}[scheme]
    page.get_by_text("Keys and colours").click()
    page.get_by_label("Colours").select_option({"light": "dark", "dark": "light"}[scheme])
    assert page.evaluate(ground) != own
    page.get_by_label("Colours").select_option("as the system")
    assert page.evaluate(ground) == own


def test_page_reads_without_javascript(open_report: Callable[..., Any], report: Report) -> None:
    """Without JavaScript all of the text and its marks are there, no control that would do nothing, and scores show."""
    page = open_report(report, java_script_enabled=False).page
    assert page.locator(".s").locator("visible=true").count() == 7
    assert page.locator("input, select, summary").locator("visible=true").count() == 0
    assert page.locator(".chart button:enabled").count() == 0
    page.locator("#s0 .label").first.hover()
    assert page.locator("#s0 .tip").first.is_visible()


@pytest.mark.parametrize("options", [{}, PHONE, NARROWEST], ids=["wide", "phone", "narrowest"])
def test_page_never_scrolls_sideways(open_report: Callable[..., Any], options: dict[str, Any]) -> None:
    """Nothing is wider than the screen, not even a word without a break, and every open tip is whole."""
    lines = [*some_lines(), Line("Plans vary.", ("planning+ 0.5", "voice- 0.5")), Line("x" * 400, ("planning+ 0.5",))]
    lines = [dataclasses.replace(line, reason="y" * 300, evidence=((0, 3),)) for line in lines]
    page = open_report(a_report(lines, meta=a_meta(), source="z" * 300 + ".pdf"), **options).page
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(width) <= 0
    for label in page.locator(".label").all():
        label.focus()
        assert page.evaluate(width) <= 0
        edges = "(e) => { const { left, right } = e.getBoundingClientRect(); return [left, innerWidth - right]; }"
        assert min(label.locator(".tip").evaluate(edges)) >= 0


def test_print_shows_text_and_scores_without_controls(open_report: Callable[..., Any], report: Report) -> None:
    """On paper the controls are gone, scores stand beside their themes, and the page is light."""
    page = open_report(report, color_scheme="dark").page
    page.emulate_media(media="print")
    assert page.locator("input, summary, .steps button").locator("visible=true").count() == 0
    assert page.locator(".tip").locator("visible=true").count() == 9
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".s").locator("visible=true").count() == 7


@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(
    open_report: Callable[..., Any], report: Report, options: dict[str, Any], scheme: str
) -> None:
    """axe-core with the rules of WCAG 2.2 A and AA and its best practices finds nothing, before and after filtering."""
    from axe_playwright_python.sync_playwright import Axe

    # The checker is a script of its own, which the page's policy would rightly refuse.
    page = open_report(report, color_scheme=scheme, bypass_csp=True, **options).page
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    page.locator("summary").click()
    for prepare in (lambda: None, lambda: bar(page, "timeliness", "concern").click(), lambda: page.keyboard.press("c")):
        prepare()
        found = Axe().run(page, options=rules).response["violations"]
        assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found] == []


def test_hostile_report_is_inert(open_report: Callable[..., Any]) -> None:
    """Script tags, handlers, javascript: links, direction marks and emoji run, load and add nothing."""
    texts = [
        "<script>window.hit = 1</script>",
        "</script><script>window.hit = 1</script>",
        "<img src=x onerror='window.hit = 1'>",
        "<svg onload='window.hit = 1'><a href='javascript:window.hit=1'>x</a></svg>",
        "<iframe srcdoc='<script>parent.hit = 1</script>'></iframe>",
        "\" onmouseover='window.hit = 1' autofocus onfocus='window.hit = 1' x=\"",
        "</bdi></span></p></main><style>*{display:none}</style><base href='//example.invalid/'>",
        "<meta http-equiv=refresh content='0;url=//example.invalid'>",
        "\u202egnihtyreve esreveR\u202c \u2067\u05e9\u05dc\u05d5\u05dd",
        "\U0001f9d2\U0001f3fe\u200d\U0001f680 \u0645\u0631\u062d\u0628\u0627 \x00\x07\x1b[31m\ud800",
        "{{ 7 * 7 }} ${7 * 7} <!-- --> <![CDATA[ ]]> <plaintext>",
    ]
    labels = ("theme_a+ 0.9", "theme_b- 0.4")
    counts = []
    for words in (texts, [f"x{number}" for number in range(len(texts))]):
        lines = [Line(text, labels, evidence=((0, len(text) // 2 + 1),), reason=text) for text in words]
        taxonomy = Taxonomy(
            "own", 1, words[0], (Theme("theme_a", words[2], words[1]), Theme("theme_b", words[4], words[5]))
        )
        meta = Meta(Fact(words[6]), Fact(words[8]))
        page = open_report(a_report(lines, taxonomy=taxonomy, meta=meta, source=words[3], notes=(words[7],))).page
        for label in page.locator(".label").all()[:6]:
            label.hover()
        pick(page, "theme_a").click()
        page.get_by_label("Search").fill(words[0][:8])
        wait_for_filter(page)
        assert page.evaluate("window.hit") is None
        counts.append(page.evaluate("document.getElementsByTagName('*').length"))
    assert counts[0] == counts[1]


def test_direction_override_stays_in_its_sentence(open_report: Callable[..., Any]) -> None:
    """A direction override that is never closed turns neither the label after it nor the next sentence."""
    page = open_report(a_report([Line("abc \u202edef", ("planning+ 0.9",)), Line("next one", joined=True)])).page
    script = "(e) => e.getBoundingClientRect().left"
    sign, label, following = (page.locator(s).evaluate(script) for s in ("#s0 .sign", "#s0 .label", "#s1 .t"))
    assert sign < label < following


def test_long_page_stays_quick(open_report: Callable[..., Any]) -> None:
    """On a page of 10,000 sentences a filter answers within 3 seconds, less than 25 times what 1,000 take."""
    took = []
    for count in (1_000, 10_000):
        line = Line("Plans are late and records thin.", ("planning- 0.5", "recording- 0.4"), evidence=((0, 5),))
        lines = [dataclasses.replace(line, page=1 + n // 30, joined=n % 4 > 0) for n in range(count)]
        lines[-1] = Line("Visits are kind.", ("practice+ 0.9",))
        page = open_report(a_report(lines)).page
        script = """() => {
            const button = document.querySelector('.bar[data-theme="practice"][data-polarity="strength"]');
            const start = performance.now();
            button.click(); document.body.offsetHeight; button.click(); document.body.offsetHeight;
            return performance.now() - start;
        }"""
        took.append(min(page.evaluate(script) for _ in range(3)))
    assert took[1] < 3_000
    assert took[1] < 25 * max(took[0], 20)
