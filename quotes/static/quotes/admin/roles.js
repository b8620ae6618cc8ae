// When another speaker or source is chosen, offers that speaker's roles. Without it, saving does the same.
"use strict";

window.addEventListener("load", () => {
  const roles = document.querySelector("select[data-roles]");
  const $ = window.django && window.django.jQuery;
  if (!roles || !$) {
    return;
  }
  const chosen = (name) => document.getElementById(`id_${name}`)?.value ?? "";

  const choice = () => new URLSearchParams({ speaker: chosen("speaker"), source: chosen("source") }).toString();

  async function offer() {
    const query = choice();
    const response = await fetch(`${roles.dataset.roles}?${query}`);
    if (!response.ok) {
      return;
    }
    const offered = (await response.json()).roles;
    if (query !== choice()) {
      return; // a late answer to an earlier choice
    }
    const before = roles.value;
    roles.replaceChildren(new Option("---------", ""), ...offered.map(([key, label]) => new Option(label, key)));
    roles.value = offered.some(([key]) => String(key) === before) ? before : "";
    roles.dispatchEvent(new Event("change"));
  }

  $("#id_speaker, #id_source").on("change", offer); // select2 announces changes by jQuery alone
});
