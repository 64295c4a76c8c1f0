// The choice of colours: kept in this browser only, applied before the first paint.
const KEY = "serein-theme";
const root = document.documentElement;

function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage may be forbidden: the device's preference then decides
  }
}

const prefersDark = matchMedia("(prefers-color-scheme: dark)");

export function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : prefersDark.matches;
}

function choose(theme) {
  root.dataset.theme = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // the choice then holds for this page
  }
}

if (kept() === "dark" || kept() === "light") {
  root.dataset.theme = kept();
}

function wire() {
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    const tell = () => button.setAttribute("aria-pressed", String(isDark()));
    button.hidden = false;
    tell();
    button.addEventListener("click", () => {
      choose(isDark() ? "light" : "dark");
      tell();
    });
    prefersDark.addEventListener("change", tell);
  }
}

if (document.readyState === "loading") {
  document.addEventListener("DOMContentLoaded", wire);
} else {
  wire();
}
