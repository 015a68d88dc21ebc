// Runs before anything is drawn, so that a chosen theme does not flash.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.kernTheme = theme;
} catch {
  // storage may be off; the system's setting holds then
}
