// What every page gains from JavaScript: a switch for the theme and suggestions while typing.
import { suggest } from "./suggest.js";

const root = document.documentElement;
const button = document.getElementById("theme");
const system = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.kernTheme ?? (system.matches ? "dark" : "light")) === "dark";
const name = () => (button.textContent = isDark() ? button.dataset.light : button.dataset.dark);

button.addEventListener("click", () => {
  root.dataset.kernTheme = isDark() ? "light" : "dark";
  try {
    localStorage.setItem("theme", root.dataset.kernTheme);
  } catch {
    // without storage the choice lasts for this page
  }
  name();
});
system.addEventListener("change", name);
name();
button.parentElement.hidden = false;

for (const input of document.querySelectorAll("input[data-suggest]")) suggest(input);
