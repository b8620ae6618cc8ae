// The review of an article by keyboard, and words chosen by selecting them. The page does all of it without this file.
"use strict";

{
  const one = (selector) => document.querySelector(selector);
  const article = one("#article");
  const status = one("#rv-status");
  const pieces = [...article.querySelectorAll("[data-start]")];
  const wide = matchMedia("(min-width: 62rem)").matches;

  document.documentElement.classList.add("js");

  function say(text) {
    const line = document.createElement("p");
    line.className = "told";
    line.textContent = text;
    status.replaceChildren(line);
  }

  // The record counts code points; the browser counts UTF-16 units, of which some characters have two.

  const points = (text) => [...text].length;

  // Where the selection stands: a [start, end] for each block of the article that it touches, captions left out unless
  // it touches nothing else. White space, quotation marks and a comma that closes them are no part of the words.

  const OPENING = /^[\s"“”„‟«»]+/u;
  const CLOSING = /(?:[\s"“”„‟«»]|,(?=["“”„‟«»]))+$/u;

  function selectedRange() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    return range.intersectsNode(article) ? range : null;
  }

  function selectedSpans() {
    const range = selectedRange();
    if (!range) return [];
    const found = [];
    for (const piece of pieces) {
      const text = piece.firstChild;
      if (!text || piece.hidden || !range.intersectsNode(text)) continue;
      const from = text === range.startContainer ? range.startOffset : 0;
      const to = text === range.endContainer ? range.endOffset : text.data.length;
      if (to <= from) continue;
      const start = Number(piece.dataset.start) + points(text.data.slice(0, from));
      const block = piece.closest(".blk");
      const words = text.data.slice(from, to);
      const last = found.at(-1);
      if (last && last.block === block && last.start + points(last.words) === start) last.words += words;
      else found.push({ block, start, words });
    }
    const prose = found.filter((each) => !each.block.classList.contains("aside"));
    return (prose.length ? prose : found).map(trimmed).filter((each) => each.words);
  }

  function trimmed({ start, words }) {
    const opening = OPENING.exec(words)?.[0] ?? "";
    const inner = words.slice(opening.length).replace(CLOSING, "");
    return { start: start + points(opening), words: inner };
  }

  const written = (spans) => spans.map((span) => span.words).join("\n\n");
  const placed = (spans) => spans.map((span) => `${span.start}-${span.start + points(span.words)}`).join(" ");

  function useSelected() {
    const spans = selectedSpans();
    const words = one("#id_words");
    if (!words) return;
    if (!spans.length) {
      say("Select words in the article first.");
      return;
    }
    words.value = written(spans);
    one("#id_spans").value = placed(spans);
    showPlace(placed(spans).replaceAll("-", "–").replaceAll(" ", ", "));
    say("The selected words are in the form. Accept saves them.");
  }

  function addSelected() {
    const spans = selectedSpans();
    const form = one("#add-form");
    if (!form) return;
    if (!spans.length) {
      one("#add").open = true;
      one("#add_words").focus();
      say("Select words in the article first, or write them here.");
      return;
    }
    one("#add_words").value = written(spans);
    one("#add_spans").value = placed(spans);
    form.requestSubmit(form.querySelector("[value=add]"));
  }

  function showPlace(text) {
    const line = one("#verbatim span");
    if (line) line.parentElement.hidden = false;
    if (line) line.textContent = `Verbatim, characters ${text}`;
  }

  function splitHere() {
    const form = one("#split");
    if (!form) return;
    const [span] = selectedSpans();
    const button = form.querySelector("[value=split]");
    if (span) {
      const at = document.createElement("input");
      at.type = "hidden";
      at.name = "at";
      at.value = span.start;
      form.querySelector("[name=at]").replaceWith(at);
      form.requestSubmit(button);
      return;
    }
    one("#split-box").open = true;
    (one("#split-at") ?? one("#split-second")).focus();
  }

  function rejectHere() {
    const box = one("#reject-box");
    if (!box) return;
    box.open = true;
    one("#reject-reason").focus();
    one("#reject-reason").select();
  }

  // Buttons that only a script can give

  const use = one("#use-selected");
  if (use) {
    use.hidden = false;
    use.addEventListener("mousedown", (event) => event.preventDefault()); // which would end the selection
    use.addEventListener("click", useSelected);
  }
  const add = one("#add-form");
  if (add) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn--small";
    const key = Object.assign(document.createElement("kbd"), { textContent: "N", ariaHidden: "true" });
    button.append("Add the selected words as a quotation ", key);
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", addSelected);
    one("#add").before(button);
  }

  // The words as they are written: do they stand in the article?

  const words = one("#id_words");
  if (words) {
    const text = pieces.map((piece) => piece.textContent).join("");
    words.addEventListener("input", () => {
      one("#id_spans").value = "";
      const parts = words.value.split(/\n\s*\n/u).map((part) => part.trim()).filter(Boolean);
      const missing = parts.find((part) => !text.includes(part));
      const line = one("#verbatim");
      line.hidden = false;
      line.className = missing === undefined ? "ok small" : "warn small";
      line.querySelector("span").textContent =
        missing === undefined ? "These words stand in the article" : "Not in the article, character for character";
    });
  }

  // Speakers while a name is being written

  const speaker = one("#id_speaker");
  if (speaker) {
    let timer, asked;
    const list = one("#people");
    const option = (value, label) => Object.assign(document.createElement("option"), { value, textContent: label });
    speaker.addEventListener("input", () => {
      clearTimeout(timer);
      const name = speaker.value.trim();
      if (name.length < 2) return;
      timer = setTimeout(async () => {
        asked = name;
        const address = `${one("#main").dataset.people}?${new URLSearchParams({ name })}`;
        const response = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
        if (!response?.ok || asked !== name) return;
        const { people } = await response.json();
        list.replaceChildren();
        for (const person of people) {
          list.append(option(person.name, person.roles[0]?.text ?? ""));
          for (const other of person.others) list.append(option(other, person.name));
        }
        const known = people.find((person) => [person.name, ...person.others].includes(name));
        const said = one("#speaker-said");
        if (said) {
          said.textContent = known
            ? `In the record already${known.roles.length ? `: ${known.roles.map((role) => role.text).join("; ")}` : ""}.`
            : "Not in the record yet: accepting makes this speaker.";
        }
      }, 200);
    });
  }

  // Keys: off in fields, off with modifiers, and switched off for good by whoever wants (WCAG 2.1.4)

  const on = one("#keys-on");
  const kept = "on-record-review-keys";
  try {
    on.checked = localStorage.getItem(kept) !== "off";
  } catch {
    // Storage is closed: the keys are on, and stay as they are set on this page.
  }
  on.addEventListener("change", () => {
    try {
      localStorage.setItem(kept, on.checked ? "on" : "off");
    } catch {
      say("This browser does not remember the choice.");
    }
  });

  // A key pressed twice in haste must not decide about the next quotation, which nobody has seen yet.
  const shown = performance.now();
  const tooSoon = () => performance.now() - shown < 150;

  const KEYS = {
    e: () => one("#id_words")?.focus(),
    w: () => {
      one("#id_speaker")?.focus();
      one("#id_speaker")?.select();
    },
    r: rejectHere,
    s: splitHere,
    x: () => {
      const box = one("#unlikely");
      if (!box) return;
      box.open = true;
      box.querySelector("button").focus();
    },
    u: useSelected,
    n: addSelected,
    "?": () => {
      one("#keys").open = true;
      one("#keys summary").focus();
    },
  };

  document.addEventListener("keydown", (event) => {
    const writes = event.target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
    if (event.key === "Escape" && (writes || one("#reject-box[open]"))) {
      event.target.blur();
      one("#reject-box")?.removeAttribute("open");
      one("#form").focus({ preventScroll: true });
      return;
    }
    if (!on.checked || writes || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const key = event.key.toLowerCase();
    const button = one(`[data-key="${CSS.escape(key)}"]`);
    if (KEYS[key]) {
      event.preventDefault();
      KEYS[key]();
    } else if (button) {
      event.preventDefault();
      if (!tooSoon()) button.click();
    }
  });

  // Where to begin: at the first thing that is wrong, else at the form; and the current words in sight

  const wrong = one(".rv__body .errorlist")?.closest(".f, .rv__body")?.querySelector("input:not([type=hidden]), textarea");
  if (wrong) wrong.focus({ preventScroll: !wide });
  else if (wide) one("#form").focus({ preventScroll: true });

  const current = one("a.cand--now");
  if (current && wide) {
    const pane = one(".rv__pane");
    pane.scrollTop += current.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight * 0.4;
  }

  const told = [...status.children];
  if (told.length) setTimeout(() => status.replaceChildren(...told), 100); // a change is announced; what is there, not
}
