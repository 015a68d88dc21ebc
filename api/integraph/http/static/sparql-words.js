// German words for YASGUI, which speaks English only and has no setting for it: what it draws is put into German as it
// appears. A text that is not listed stays as it is.

const WORDS = {
  "Run query": "Abfrage ausführen",
  "Share query": "Abfrage weitergeben",
  Shorten: "Kürzen",
  Table: "Tabelle",
  Response: "Antwort im Wortlaut",
  Boolean: "Ja oder nein",
  Error: "Fehler",
  "Shows Table view": "Als Tabelle zeigen",
  "Shows Response view": "Antwort im Wortlaut zeigen",
  "Simple view": "Ohne Nummer und Typ",
  Ellipse: "Lange Texte kürzen",
  "Page size: ": "Zeilen je Seite: ",
  All: "alle",
  "Filter query results": "Ergebnis filtern",
  "Download result": "Ergebnis herunterladen",
  "Download Results": "Ergebnis herunterladen",
  "Download not supported": "Hier nicht herunterzuladen",
  "Show all": "Alles zeigen",
  "Try query in a new browser window": "Abfrage in neuem Fenster öffnen",
  "Unable to get response from endpoint. Possible reasons:": "Der Server antwortet nicht. Mögliche Gründe:",
  "Incorrect endpoint URL": "Adresse falsch",
  "Endpoint is down": "Server nicht in Betrieb",
  "No data available in table": "Kein Ergebnis",
  "No matching records found": "Nichts entspricht dem Filter",
  "Loading...": "Wird geladen …",
  pagination: "Seiten",
  First: "Erste Seite",
  Previous: "Vorige Seite",
  Next: "Nächste Seite",
  Last: "Letzte Seite",
  Copy: "Kopieren",
  Copied: "Kopiert",
};
const PATTERNS = [
  [/^Showing ([\d,]+) to ([\d,]+) of ([\d,]+) entr(?:y|ies)/, "Zeilen $1 bis $2 von $3"],
  [/^Showing 0 to 0 of 0 entries/, "Keine Zeilen"],
  [/\(filtered from ([\d,]+) total entr(?:y|ies)\)/, "(von insgesamt $1)"],
  [/^(\d+) results? in ([\d.]+) seconds?/, (_, rows, time) => `${rows} Zeilen in ${time.replace(".", ",")} Sekunden`],
  [/^Response in ([\d.]+) seconds?/, (_, time) => `Antwort in ${time.replace(".", ",")} Sekunden`],
  [/^(.*): Activate to sort$/, "$1: sortieren"],
  [/^(.*): Activate to invert sorting$/, "$1: umgekehrt sortieren"],
  [/^(.*): Activate to remove sorting$/, "$1: Sortierung aufheben"],
];
const ATTRIBUTES = ["title", "aria-label", "placeholder"];

/** *text* in German, or itself. */
export function german(text) {
  const known = WORDS[text] ?? WORDS[text.trim()];
  if (known) return known;
  return PATTERNS.reduce((said, [pattern, replacement]) => said.replace(pattern, replacement), text);
}

function translate(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    // what people write or find is not touched: the editor, and the cells of the result
    if (node.parentElement?.closest(".CodeMirror, tbody, .dt-column-title")) return;
    const said = german(node.data);
    if (said !== node.data) node.data = said;
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  for (const name of ATTRIBUTES) {
    const text = node.getAttribute(name);
    const said = text && german(text);
    if (said && said !== text) node.setAttribute(name, said);
  }
  for (const child of node.childNodes) translate(child);
}

/** Keep all that is drawn into *place* in German. */
export function speakGerman(place) {
  translate(place);
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(translate);
      else translate(change.target);
    }
  }).observe(place, { subtree: true, childList: true, characterData: true, attributeFilter: ATTRIBUTES });
}
