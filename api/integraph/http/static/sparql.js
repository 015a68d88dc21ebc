import { chart } from "./sparql-chart.js";
import { speakGerman } from "./sparql-words.js";

// The SPARQL page with an editor: YASGUI in the place of the plain form, which stays where scripts or YASGUI are missing.
// Prefixes come with the page, terms to complete from the data set's own description (VoID). Nothing leaves the server,
// nothing is stored in the browser.

const place = document.getElementById("editor");
const form = document.getElementById("plain");

/** Terms that the data use, from the partitions of /datensatz, read once when first needed. */
let described;
const terms = (predicate) => {
  described ??= fetch("/datensatz", { headers: { Accept: "application/n-triples" } }).then((response) => {
    if (!response.ok) throw new Error(`/datensatz: ${response.status}`);
    return response.text();
  });
  const pattern = new RegExp(`<http://rdfs\\.org/ns/void#${predicate}> <([^>]+)>`, "g");
  return described.then((text) => [...new Set([...text.matchAll(pattern)].map((match) => match[1]))].sort());
};

/** *query* with a declaration for each known prefix that it uses without one: the server knows them, the editor does not. */
const declared = (query, prefixes) => {
  const text = query.replace(/#[^\n]*|<[^>\s]*>|"(?:[^"\\\n]|\\.)*"/g, " ");
  const used = new Set([...text.matchAll(/(?<![\w:.-])([A-Za-z][\w-]*):/g)].map((match) => match[1]));
  const own = new Set([...query.matchAll(/PREFIX\s+([\w-]*):/gi)].map((match) => match[1]));
  const missing = [...used].filter((name) => name in prefixes && !own.has(name)).sort();
  return missing.map((name) => `PREFIX ${name}: <${prefixes[name]}>\n`).join("") + query;
};

/** What the server says of a query that it refuses, in the place of the result. */
const refusal = (words) => async (error) => {
  let problem;
  try {
    problem = JSON.parse(error.text);
  } catch {
    return undefined;
  }
  if (!problem.detail) return undefined;
  const note = document.createElement("div");
  note.className = "note bad";
  note.setAttribute("role", "alert");
  const said = document.createElement("p");
  note.append(said);
  said.textContent = problem.detail;
  if (problem.code === "syntax" && problem.line) {
    said.textContent = words.syntax.replace("{line}", problem.line).replace("{column}", problem.column);
    const details = document.createElement("details");
    details.append(document.createElement("summary"), document.createElement("code"));
    details.firstChild.textContent = words.expected;
    details.lastChild.textContent = problem.detail;
    note.append(details);
  }
  return note;
};

function start(Yasgui) {
  const words = JSON.parse(place.dataset.words);
  const prefixes = JSON.parse(place.dataset.prefixes);
  const query = declared(form.elements.query.value, prefixes);
  const { Yasqe } = Yasgui;
  const common = { bulk: true, persistenceId: null };
  Yasqe.forkAutocompleter("prefixes", { name: "prefixes-integraph", ...common, get: () => Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`) });
  Yasqe.forkAutocompleter("class", { name: "class-integraph", ...common, get: () => terms("class") });
  Yasqe.forkAutocompleter("property", { name: "property-integraph", ...common, get: () => terms("property") });
  Yasqe.defaults.autocompleters = ["prefixes-integraph", "class-integraph", "property-integraph", "variables"];
  Yasgui.Yasr.defaults.prefixes = prefixes;
  Yasgui.Yasr.registerPlugin("chart", chart(words, document.documentElement.lang));
  Yasgui.Yasr.defaults.errorRenderers = [refusal(words)];
  Yasgui.Yasr.defaults.plugins.table.dynamicConfig = { compact: true, isEllipsed: false };
  Yasgui.Yasr.defaults.pluginOrder = ["table", "chart", "response"];
  // CodeMirror measures itself when it is made, so its place must be seen by then
  form.hidden = true;
  place.hidden = false;
  document.getElementById("keys").hidden = false;
  const yasgui = new Yasgui(place, {
    persistenceId: null,
    populateFromUrl: false,
    copyEndpointOnNewTab: true,
    // YASGUI takes nothing but a whole address where it reports an error
    requestConfig: { endpoint: `${location.origin}/sparql`, method: "POST" },
    endpointCatalogueOptions: { getData: () => [], keys: [] },
    yasqe: {
      value: query,
      lineWrapping: true,
      persistenceId: null,
      prefixCcApi: null,
      screenReaderLabel: form.querySelector("label").textContent.trim(),
      createShareableLink: (yasqe) => `${location.origin}/sparql?query=${encodeURIComponent(yasqe.getValue())}`,
    },
    yasr: { persistenceId: null, prefixes },
  });
  const tab = yasgui.getTab();
  tab.setQuery(query);
  if (document.documentElement.lang === "de") speakGerman(place);
  // names for what YASGUI leaves nameless, and a way by keyboard to what it only scrolls
  const scroller = place.querySelector(".CodeMirror-scroll");
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "region");
  scroller.setAttribute("aria-label", form.querySelector("label").firstChild.textContent.trim());
  tab.getYasr().on("drawn", () => {
    place.querySelector(".tableSizer")?.setAttribute("aria-label", place.dataset.rows);
    const number = place.querySelector("th .dt-column-title:empty");
    if (number) number.textContent = "#";
  });
}

const script = document.createElement("script");
script.src = place.dataset.script;
script.addEventListener("load", () => start(window.Yasgui));
document.head.append(script);
