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

// Copy buttons.
for (const button of all("[data-copy]")) {
  button.addEventListener("click", async () => {
    const field = document.querySelector(button.dataset.copy);
    const label = button.innerHTML;
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.select();
      said = "Press Ctrl+C";
    }
    button.setAttribute("aria-live", "polite");
    button.textContent = said;
    setTimeout(() => { button.innerHTML = label; }, 2000);
  });
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
