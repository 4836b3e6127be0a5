"use strict";
// Filters, search and keys of the page. It reads what stands in the page and changes nothing but attributes and counts.
(() => {
  const $ = (id) => document.getElementById(id);
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const tools = $("tools");
  if (!tools) return;

  // One string as the search compares it: lower case, plain quotes and dashes, never of another length.
  const fold = (text) => {
    const lower = text.toLowerCase();
    return (lower.length === text.length ? lower : text)
      .replace(/[\u2018\u2019\u201b]/g, "'").replace(/[\u201c\u201d\u201f]/g, '"').replace(/[\u2010-\u2015\u2212]/g, "-")
      .replace(/\s/g, " ");
  };

  const sentences = all(".s").map((element, at) => {
    const body = element.querySelector(".t");
    const labels = all(".label", element).map((label) => ({
      element: label, theme: label.dataset.theme, polarity: label.dataset.polarity, score: Number(label.dataset.score),
    }));
    return { at, element, turn: element.querySelector(".turn"), body, text: fold(body.textContent), labels, part: element.closest(".part, .heading"), found: true };
  });
  const flow = all("#text > .page, #text > .heading, #text > .block").map((element) => ({
    element, kind: element.classList.contains("page") ? "page" : element.classList.contains("heading") ? "heading" : "block",
    parts: element.classList.contains("block") ? all(".part", element) : [],
  }));
  const turns = new Set(all(".turn:not([hidden])"));
  const choosers = all(".chart button");
  const titles = new Map(all(".chart .pick").map((button) => [button.dataset.theme, button.textContent.trim()]));
  const wanted = { themes: new Set(), polarity: "", score: 0, query: "" };
  const text = $("text");
  let current = null;

  const byLabel = () => wanted.themes.size > 0 || wanted.polarity !== "" || wanted.score > 0;
  const filtered = () => byLabel() || wanted.query !== "";
  const fits = (label) =>
    (wanted.themes.size === 0 || wanted.themes.has(label.theme)) &&
    (wanted.polarity === "" || wanted.polarity === label.polarity) && label.score >= wanted.score - 1e-9;

  function apply() {
    const labelled = byLabel(), any = filtered(), around = $("around").checked;
    let count = 0;
    const kept = new Set();
    for (const s of sentences) {
      const inText = wanted.query === "" || s.text.includes(wanted.query);
      s.found = inText && (!labelled || s.labels.some(fits));
      count += s.found;
      if (s.found || around) kept.add(s.part);
      s.element.hidden = any && !s.found && !around;
      s.turn.hidden = any && !around ? false : !turns.has(s.turn);
      s.element.classList.toggle("off", any && !s.found);
      for (const label of s.labels) label.element.classList.toggle("off", labelled && s.found && !fits(label));
    }
    showFlow(any && !around, kept);
    showChoice();
    highlight();
    $("found").textContent = any ? `${count} of ${sentences.length} sentences: ${described()}` : `${count} sentences`;
    $("clear").hidden = !any;
    $("nothing").hidden = count > 0 || sentences.length === 0;
  }

  // A heading or a paragraph goes where nothing under it is left; walked from the end. Sentences name their own page
  // then, because a page that starts inside a paragraph has no line of its own.
  function showFlow(narrow, kept) {
    let underHeading = false;
    for (let i = flow.length - 1; i >= 0; i--) {
      const item = flow[i];
      if (item.kind === "block") {
        for (const part of item.parts) part.hidden = narrow && !kept.has(part);
        item.element.hidden = item.parts.every((part) => part.hidden);
        underHeading = underHeading || !item.element.hidden;
      } else if (item.kind === "heading") {
        item.element.hidden = narrow && !underHeading;
        underHeading = false;
      } else {
        item.element.hidden = narrow;
      }
    }
  }

  function showChoice() {
    for (const button of choosers) {
      const theme = wanted.themes.has(button.dataset.theme);
      const on = button.dataset.polarity ? theme && wanted.polarity === button.dataset.polarity : theme;
      button.setAttribute("aria-pressed", String(on));
    }
    for (const radio of all('input[name="polarity"]')) radio.checked = radio.value === wanted.polarity;
  }

  function described() {
    const parts = [];
    if (wanted.polarity) parts.push(wanted.polarity + "s");
    if (wanted.themes.size) parts.push(Array.from(wanted.themes, (theme) => titles.get(theme)).join(" or "));
    if (wanted.score > 0) parts.push(`score from ${wanted.score.toFixed(2)}`);
    if (wanted.query) parts.push(`\u201c${$("query").value.trim()}\u201d`);
    return parts.join(", ");
  }

  // What the search found is highlighted without touching the text, where the browser can.
  function highlight() {
    if (!("highlights" in CSS)) return;
    CSS.highlights.delete("find");
    if (!wanted.query) return;
    const ranges = [];
    for (const s of sentences) {
      if (!s.found || ranges.length > 5000) continue;
      const nodes = [];
      const walker = document.createTreeWalker(s.body, NodeFilter.SHOW_TEXT);
      for (let at = 0; walker.nextNode(); at += walker.currentNode.length) nodes.push([at, walker.currentNode]);
      const place = (offset) => {
        let i = nodes.length - 1;
        while (i > 0 && nodes[i][0] > offset) i--;
        return [nodes[i][1], Math.min(offset - nodes[i][0], nodes[i][1].length)];
      };
      for (let at = s.text.indexOf(wanted.query); at >= 0; at = s.text.indexOf(wanted.query, at + wanted.query.length)) {
        const range = new Range();
        range.setStart(...place(at));
        range.setEnd(...place(at + wanted.query.length));
        ranges.push(range);
      }
    }
    CSS.highlights.set("find", new Highlight(...ranges));
  }

  // From the sentence that has the focus, else from what stands on the screen, to the next judgement.
  function step(polarity, way) {
    const able = (s) => s.found && s.labels.some((label) => label.polarity === polarity && fits(label));
    const stops = sentences.filter(able);
    if (!stops.length) {
      $("found").textContent = `There is no ${polarity} among what is shown.`;
      return;
    }
    const onScreen = (s) => s.element.getBoundingClientRect().bottom > 0;
    let target;
    if (way > 0) target = stops.find(current ? (s) => s.at > current.at : onScreen);
    else target = stops.findLast(current ? (s) => s.at < current.at : (s) => !onScreen(s));
    target = target || stops[way > 0 ? 0 : stops.length - 1];
    current = target;
    target.element.focus({ preventScroll: true });
    target.element.scrollIntoView({ block: "center" });
    $("found").textContent = `${polarity} ${stops.indexOf(target) + 1} of ${stops.length}`;
  }

  const wide = matchMedia("(min-width: 64rem)");
  // What was found starts where the reader looks: a text that grew short would leave an empty screen. On a narrow
  // screen the fields stand above the text, and only a choice in the chart leaves them.
  function applyAndShow(chosen) {
    apply();
    if (filtered() && !$("around").checked && (wide.matches ? text.getBoundingClientRect().top < 0 : chosen)) {
      text.scrollIntoView();
    }
  }

  // With the rest of the text back, the reader is still at the sentence that was on the screen.
  function applyInPlace() {
    const seen = sentences.find((s) => {
      if (!s.found || s.element.hidden) return false;
      const { top, bottom } = s.element.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });
    apply();
    if (seen) seen.element.scrollIntoView({ block: "center" });
  }

  function clear() {
    wanted.themes.clear();
    Object.assign(wanted, { polarity: "", score: 0, query: "" });
    $("query").value = "";
    $("score").value = "0";
    $("score-shown").textContent = "0.00";
    applyInPlace();
  }

  function choose(button) {
    const { theme, polarity } = button.dataset;
    if (polarity) {
      const same = wanted.themes.size === 1 && wanted.themes.has(theme) && wanted.polarity === polarity;
      wanted.themes.clear();
      if (!same) wanted.themes.add(theme);
      wanted.polarity = same ? "" : polarity;
    } else if (!wanted.themes.delete(theme)) {
      wanted.themes.add(theme);
    }
    if (filtered()) applyAndShow(true);
    else applyInPlace();
  }

  // A chosen label stays open and shows its own evidence alone.
  function pin(label) {
    const on = label.getAttribute("aria-pressed") !== "true";
    for (const other of all('.label[aria-pressed="true"]')) unpin(other);
    if (!on) return;
    label.setAttribute("aria-pressed", "true");
    label.closest(".block")?.classList.add("open");
    light(label);
  }
  function unpin(label) {
    label.setAttribute("aria-pressed", "false");
    label.closest(".block")?.classList.remove("open");
    unlight(label);
  }
  function light(label) {
    const own = label.closest(".s"), number = String(all(".label", own).indexOf(label));
    for (const mark of all("u", own)) mark.classList.toggle("lit", mark.dataset.tags.split(" ").includes(number));
    own.classList.add("dim");
    // A tip is at most half as wide as the screen, so that it fits when it opens towards the wider side.
    label.toggleAttribute("data-end", label.getBoundingClientRect().left > document.documentElement.clientWidth / 2);
  }
  function unlight(label) {
    const own = label.closest(".s"), pinned = own.querySelector('.label[aria-pressed="true"]');
    own.classList.remove("dim");
    if (pinned) light(pinned);
  }

  const labelAt = (event) => event.target.closest?.(".label");
  for (const [entering, leaving] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
    text.addEventListener(entering, (event) => {
      const label = labelAt(event);
      if (!label) return;
      document.body.classList.remove("quiet");
      light(label);
    });
    text.addEventListener(leaving, (event) => {
      const label = labelAt(event);
      if (label && !label.contains(event.relatedTarget)) unlight(label);
    });
  }
  text.addEventListener("click", (event) => {
    const label = labelAt(event);
    if (label) pin(label);
  });
  text.addEventListener("focusin", (event) => {
    const own = event.target.closest(".s");
    if (own) current = sentences.find((s) => s.element === own) || current;
  });

  let waiting = 0;
  $("query").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      wanted.query = fold($("query").value.trim());
      applyAndShow(false);
    }, 120);
  });
  $("score").addEventListener("input", () => {
    wanted.score = Number($("score").value);
    $("score-shown").textContent = wanted.score.toFixed(2);
    applyAndShow(false);
  });
  for (const radio of all('input[name="polarity"]')) {
    radio.addEventListener("change", () => {
      wanted.polarity = radio.value;
      applyAndShow(false);
    });
  }
  $("around").addEventListener("change", applyInPlace);
  $("clear").addEventListener("click", () => {
    clear();
    $("query").focus({ preventScroll: true });
  });
  for (const button of choosers) button.addEventListener("click", () => choose(button));
  for (const way of ["next", "previous"]) {
    for (const polarity of ["concern", "strength"]) {
      $(`${way}-${polarity}`).addEventListener("click", () => step(polarity, way === "next" ? 1 : -1));
    }
  }
  $("colours").addEventListener("change", () => {
    const chosen = $("colours").value;
    if (chosen) document.documentElement.dataset.colours = chosen;
    else delete document.documentElement.dataset.colours;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const pinned = all('.label[aria-pressed="true"]'), open = document.querySelector(".label:hover, .label:focus-visible");
      if (pinned.length || (open && !document.body.classList.contains("quiet"))) {
        pinned.forEach(unpin);
        document.body.classList.add("quiet");
      } else if (filtered()) {
        clear();
      }
      return;
    }
    const typing = event.target.matches?.('input:not([type="checkbox"], [type="radio"], [type="range"]), select, textarea');
    if (!$("keys").checked || typing || event.ctrlKey || event.altKey || event.metaKey) return;
    const key = event.key.toLowerCase();
    if (key === "c" || key === "s") step(key === "c" ? "concern" : "strength", event.shiftKey ? -1 : 1);
    else if (key === "/") $("query").focus();
    else return;
    event.preventDefault();
  });

  for (const element of all(".js")) element.hidden = false;
  for (const button of choosers) button.disabled = button.closest("tr").classList.contains("none");
  tools.hidden = false;
})();
