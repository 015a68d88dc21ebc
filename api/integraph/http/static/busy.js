// A form whose answer may take seconds says so from the press of its button until the answer comes: `data-busy` is what
// it says. A chosen form of report is a file; it comes without a new page, so nothing would take the words away again.

const clear = (form) => form.querySelector("[role=status]").replaceChildren();

for (const form of document.querySelectorAll("form[data-busy]")) {
  const place = document.createElement("p");
  place.setAttribute("role", "status");
  place.className = "busy more";
  form.append(place);
  form.addEventListener("submit", () => {
    if (form.elements.namedItem("format")?.value) return;
    const bar = document.createElement("progress");
    bar.setAttribute("aria-hidden", "true");
    place.replaceChildren(bar, form.dataset.busy);
  });
}
// the browser's way back shows the page as it was left
addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach(clear));
