// Enhancements only: every page works without this file.
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const narrow = matchMedia("(max-width: 56rem)");

document.documentElement.classList.add("js");

// The filter form submits when something changes, on wide screens; on narrow ones it has a button.
for (const form of all("[data-autosubmit]")) {
  let timer;
  document.addEventListener("change", ({ target }) => {
    if (target.form !== form || (narrow.matches && target.name !== "sort")) return;
    clearTimeout(timer);
    timer = setTimeout(() => form.requestSubmit(), target.type === "date" ? 900 : 150);
  });
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });
}

// Copy buttons: a field's value, or the text of another element. For two seconds they say what came of it.
for (const button of all("[data-copy]")) {
  const label = [...button.childNodes];
  const object = button.textContent.replace("Copy", "");
  const status = document.createElement("span");
  status.className = "vh";
  status.setAttribute("role", "status");
  button.after(status);
  let timer;
  const say = (shown, hidden) => {
    const rest = document.createElement("span");
    rest.className = "vh";
    rest.textContent = hidden;
    button.replaceChildren(shown, rest);
    status.textContent = shown + hidden;
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.replaceChildren(...label);
      status.textContent = "";
    }, 2000);
  };
  button.addEventListener("click", async () => {
    const what = document.querySelector(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(what.value ?? what.textContent.trim());
      say("Copied", object);
    } catch {
      what.closest("details")?.setAttribute("open", "");
      if (what.select) what.select();
      else getSelection().selectAllChildren(what);
      say("Press Ctrl+C", ` to copy${object}`);
    }
  });
}

// Panels become tabs, named by their headings. Printed, all show.
for (const box of all("[data-tabs]")) {
  const panels = [...box.children];
  const list = document.createElement("div");
  list.className = "cite-tabs";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", box.dataset.tabs);
  const tabs = panels.map((panel) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `${panel.id}-tab`;
    tab.textContent = panel.querySelector("h3").textContent;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    list.append(tab);
    return tab;
  });
  const show = (chosen) => {
    tabs.forEach((tab, index) => {
      tab.setAttribute("aria-selected", tab === chosen);
      tab.tabIndex = tab === chosen ? 0 : -1;
      panels[index].hidden = tab !== chosen;
    });
  };
  list.addEventListener("click", ({ target }) => { if (tabs.includes(target)) show(target); });
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const tab = tabs.at(to % tabs.length);
    show(tab);
    tab.focus();
  });
  box.prepend(list);
  show(tabs[0]);
}

// A list of names filters in place while it stands on one page.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

for (const input of all("[data-filter]")) {
  const status = document.querySelector("#count");
  const before = status.textContent;
  input.addEventListener("input", () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const section of all("section", document.querySelector(input.dataset.filter))) {
      let any = false;
      for (const row of all("li", section)) {
        const names = row.dataset.names.split("|").map(plain);
        row.hidden = !names.some((name) => words.every((word) => name.includes(word)));
        if (!row.hidden) { any = true; shown += 1; }
      }
      section.hidden = !any;
    }
    const noun = input.dataset.noun ?? "name";
    status.textContent = words.length ? `${shown} ${shown === 1 ? `${noun} matches` : `${noun}s match`}` : before;
  });
}
