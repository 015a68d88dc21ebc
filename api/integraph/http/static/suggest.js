// Suggestions below a text field: the ARIA combobox with a listbox (WAI-ARIA Authoring Practices).
// data-suggest="" goes to the thing chosen; data-suggest="aufgabe" or "ort" fills the field with its name or key.

const english = document.documentElement.lang === "en";
let count = 0;

/** Make *input* a combobox that asks /suche while its user types. */
export function suggest(input) {
  const kind = input.dataset.suggest;
  const list = document.createElement("ul");
  list.id = `vorschlaege-${++count}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", english ? "Suggestions" : "Vorschläge");
  list.hidden = true;
  const wrapper = document.createElement("span");
  wrapper.className = "combobox";
  input.replaceWith(wrapper);
  wrapper.append(input, list);
  input.removeAttribute("list");
  input.setAttribute("role", "combobox");
  input.setAttribute("autocomplete", "off");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let timer = 0;
  let asked = 0;
  let active = -1;

  const close = () => {
    asked += 1;
    active = -1;
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const take = (option) => {
    if (kind === "") location.assign(option.dataset.address);
    else input.value = option.dataset.value;
    close();
  };

  const mark = (number) => {
    const options = list.children;
    if (!options.length) return;
    active = (number + options.length) % options.length;
    for (const [index, option] of [...options].entries()) {
      option.setAttribute("aria-selected", String(index === active));
    }
    input.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  };

  const ask = async () => {
    const text = input.value.trim();
    if (text.length < 2) return close();
    const number = ++asked;
    const query = new URLSearchParams({ q: text, format: "json", anzahl: "8" });
    if (kind) query.set("art", kind);
    let hits;
    try {
      const response = await fetch(`/suche?${query}`, { headers: { Accept: "application/json" } });
      if (!response.ok) return close();
      hits = (await response.json()).hits;
    } catch {
      return close();
    }
    if (number !== asked || document.activeElement !== input) return;
    list.replaceChildren(
      ...hits.map((hit, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.address = hit.address;
        option.dataset.value = hit.value;
        const label = document.createElement("strong");
        label.textContent = hit.label;
        const about = document.createElement("span");
        const also = hit.foundBy && `${english ? "also" : "auch"}: ${hit.foundBy}`;
        about.textContent = [hit.kindLabel, hit.context, also].filter(Boolean).join(", ");
        option.append(label, " ", about);
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(option);
        });
        return option;
      }),
    );
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = hits.length === 0;
    input.setAttribute("aria-expanded", String(hits.length > 0));
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else mark(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      take(list.children[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", close);
}
