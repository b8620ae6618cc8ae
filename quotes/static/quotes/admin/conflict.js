// On a conflict: choosing a version fills the field, and what is typed unsets the choice. Without it, saving does so.
"use strict";

window.addEventListener("load", () => {
  const $ = window.django && window.django.jQuery;

  function fill(field, radio) {
    const value = radio.dataset.value;
    if (field.type === "checkbox") {
      field.checked = value === "on";
      return;
    }
    if (field.tagName === "SELECT" && value && ![...field.options].some((option) => option.value === value)) {
      field.append(new Option(radio.dataset.text, value));
    }
    field.value = value;
    if ($) {
      $(field).trigger("change"); // select2 listens to jQuery alone
    }
  }

  for (const choice of document.querySelectorAll(".conflict .choice")) {
    const radios = [...choice.querySelectorAll("input")];
    if ("row" in choice.dataset) {
      const row = document.getElementById(choice.dataset.field);
      const show = () => row && (row.hidden = radios[0].checked);
      choice.addEventListener("change", show);
      show();
      continue;
    }
    const field = document.getElementById(`id_${choice.dataset.field}`);
    if (!field) {
      continue;
    }
    let filling = false;
    choice.addEventListener("change", (event) => {
      filling = true;
      fill(field, event.target);
      filling = false;
    });
    const unset = () => {
      const value = field.type === "checkbox" ? (field.checked ? "on" : "") : field.value;
      if (!filling) {
        radios.forEach((radio) => (radio.checked = radio.dataset.value === value));
      }
    };
    field.addEventListener("input", unset);
    if ($) {
      $(field).on("change", unset);
    }
  }
});
