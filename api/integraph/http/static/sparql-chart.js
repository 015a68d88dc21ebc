// A bar chart as a view of YASGUI's results: one bar a row, drawn as SVG, to be downloaded.

const SVG = "http://www.w3.org/2000/svg";
const MOST = 60;
const NUMERIC = /^http:\/\/www\.w3\.org\/2001\/XMLSchema#(integer|decimal|double|float|int|long|short|nonNegativeInteger|positiveInteger)$/;

/**
 * Which variables count, which of them is drawn (*wanted*, else the last of those with the most numbers) and which names
 * the bars, over *rows* of SPARQL results in JSON; null where nothing counts. A first column of numbers is a key or a
 * number of the row; it is drawn only if there is nothing else.
 */
export function columns(variables, rows, wanted) {
  const isNumber = (name) => rows.some((row) => row[name]) && rows.every((row) => !row[name] || NUMERIC.test(row[name].datatype ?? ""));
  const numbers = variables.filter(isNumber);
  if (!numbers.length) return null;
  const filled = (name) => (name === variables[0] ? 0 : rows.filter((row) => row[name]).length);
  const value = numbers.includes(wanted) ? wanted : numbers.reduce((best, name) => (filled(name) >= filled(best) ? name : best));
  const rest = variables.filter((name) => name !== value);
  const isText = (name) => rows.some((row) => row[name] && row[name].type !== "uri");
  return { value, numbers, label: rest.find((name) => isText(name) && !isNumber(name)) ?? rest[0] };
}

const element = (parent, name, attributes, text) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  parent.append(made);
  return made;
};
const short = (text) => (text.length > 48 ? `${text.slice(0, 47)}…` : text);

/** The view, with its words in the language of the page; *words* come from the page's template. */
export function chart(words, lang) {
  return class Chart {
    constructor(yasr) {
      this.yasr = yasr;
      this.label = words.chart;
      this.priority = 5;
      this.hideFromSelection = false;
    }

    get rows() {
      return this.yasr.results?.getBindings() ?? [];
    }

    get chosen() {
      return columns(this.yasr.results?.getVariables() ?? [], this.rows, this.wanted);
    }

    canHandleResults() {
      return this.rows.length > 0 && this.chosen !== null;
    }

    getIcon() {
      const icon = document.createElementNS(SVG, "svg");
      icon.setAttribute("viewBox", "0 0 16 16");
      icon.setAttribute("aria-hidden", "true");
      element(icon, "path", { d: "M1 2h9v3H1zM1 7h14v3H1zM1 12h5v3H1z", fill: "currentColor" });
      return icon;
    }

    download(name) {
      return {
        getData: () => this.picture?.outerHTML ?? "",
        contentType: "image/svg+xml",
        filename: `${name || "integraph"}.svg`,
        title: words.download,
      };
    }

    /** Where to choose the number that is drawn. */
    choice(countable, value) {
      const label = document.createElement("label");
      const select = document.createElement("select");
      for (const name of countable) select.add(new Option(name, name, name === value, name === value));
      select.addEventListener("change", () => {
        this.wanted = select.value;
        this.draw();
        this.yasr.resultsEl.querySelector("select")?.focus();
      });
      label.append(`${words.value} `, select);
      return label;
    }

    draw() {
      const { value, label, numbers: countable } = this.chosen;
      const counted = this.rows.filter((row) => row[value]);
      const rows = counted.slice(0, MOST);
      const numbers = rows.map((row) => Number(row[value].value));
      const low = Math.min(0, ...numbers);
      const scale = 520 / (Math.max(0, ...numbers) - low || 1);
      const picture = document.createElementNS(SVG, "svg");
      const height = rows.length * 24 + 50;
      const attributes = { xmlns: SVG, viewBox: `0 0 1000 ${height}`, width: 1000, height, role: "img", "font-family": "Arial, sans-serif", "font-size": 13 };
      for (const [key, text] of Object.entries(attributes)) picture.setAttribute(key, text);
      picture.setAttribute("aria-label", `${value}: ${words.inTable}`);
      element(picture, "rect", { width: 1000, height, fill: "#ffffff" });
      element(picture, "text", { x: 350, y: 22, "font-weight": "bold", fill: "#1b1f24" }, value);
      rows.forEach((row, number) => {
        const y = 36 + number * 24;
        const length = Math.abs(numbers[number]) * scale;
        const x = 350 + (numbers[number] < 0 ? (numbers[number] - low) * scale : -low * scale);
        const name = label && row[label] ? row[label].value : String(number + 1);
        element(picture, "text", { x: 340, y: y + 14, "text-anchor": "end", fill: "#1b1f24" }, short(name));
        element(picture, "rect", { x, y, width: Math.max(1, length), height: 18, fill: "#0b4f8a" });
        element(picture, "text", { x: x + length + 6, y: y + 14, fill: "#1b1f24" }, numbers[number].toLocaleString(lang));
      });
      const place = document.createElement("div");
      place.className = "chart";
      if (countable.length > 1) place.append(this.choice(countable, value));
      place.append(picture);
      const said = [];
      if (counted.length > rows.length) said.push(words.first.replace("{n}", rows.length).replace("{all}", counted.length));
      if (this.rows.length > counted.length) said.push(words.without.replace("{n}", this.rows.length - counted.length));
      if (said.length) {
        const note = document.createElement("p");
        note.textContent = said.join(" ");
        place.append(note);
      }
      this.picture = picture;
      this.yasr.resultsEl.replaceChildren(place);
    }
  };
}
