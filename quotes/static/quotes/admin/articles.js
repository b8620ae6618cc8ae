// Says at once, before anything is sent, that a file is too large. Ctrl+Enter sends the text that was pasted.
"use strict";

window.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("article_form");
  const file = form?.querySelector("input[type=file]");

  file?.addEventListener("change", () => {
    const most = Number(file.dataset.mostBytes);
    const size = file.files[0]?.size ?? 0;
    const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
    file.setCustomValidity(
      size > most ? `The file has ${megabytes(size)}; an article may have ${megabytes(most)} at most.` : "",
    );
    file.reportValidity();
  });

  form?.addEventListener("submit", (event) => {
    if (file && !file.reportValidity()) {
      event.preventDefault();
    }
  });

  form?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      form.requestSubmit();
    }
  });
});
