// The theme button: light, dark, or as the system says. It runs before the page is drawn, so that a
// choice made earlier never flashes. Everything reads without it; the button stays hidden until then.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const remembered = () => {
    try { return localStorage.getItem("theme"); } catch { return null; }
  };
  const remember = (theme) => {
    try { localStorage.setItem("theme", theme); } catch { /* a private window: this page only */ }
  };

  const stored = remembered();
  if (stored === "dark" || stored === "light") root.dataset.theme = stored;

  addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector(".masthead__theme");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = root.dataset.theme ?? (system.matches ? "dark" : "light");
      root.dataset.theme = shown === "dark" ? "light" : "dark";
      remember(root.dataset.theme);
    });
  });
})();
