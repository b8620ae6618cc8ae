// Looks again and again how far the work on a table is, and shows the page anew when it is done.
"use strict";

async function look() {
  try {
    const response = await fetch(window.location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const now = page.getElementById("import-progress");
    if (!now) {
      window.location.reload();
      return;
    }
    document.getElementById("import-progress").replaceWith(now);
  } catch {
    // The server may be starting anew; the next look will tell.
  }
  setTimeout(look, 2000);
}

setTimeout(look, 2000);
