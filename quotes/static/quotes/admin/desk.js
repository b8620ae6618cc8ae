// Says the names of things to those who do not see them, where the admin's own script and templates leave them out.
"use strict";

window.addEventListener("load", () => {
  const $ = window.django && window.django.jQuery;

  for (const heading of document.querySelectorAll("th:empty")) {
    heading.replaceWith(document.createElement("td"));
  }

  function nameOf(select) {
    const label = select.getAttribute("aria-label") ?? select.labels[0]?.textContent ?? "";
    return label.trim().replace(/:$/, "");
  }

  function nameChoices() {
    for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
      const shown = document.getElementById(`select2-${select.id}-container`);
      const chosen = select.selectedOptions[0]?.textContent.trim() || "nothing chosen";
      const box = shown?.closest("[role=combobox]");
      box?.removeAttribute("aria-labelledby");
      for (const part of [box, shown]) {
        part?.setAttribute("aria-label", `${nameOf(select)}: ${chosen}`);
      }
    }
  }

  nameChoices();
  document.addEventListener("formset:added", () => setTimeout(nameChoices));
  $?.(document).on("change", "select", () => setTimeout(nameChoices));
});
