/* The preview's script: `ssbrief serve` adds it to every page; no built page has it.
 *
 * It listens for news of the site. A new edition reloads the page (the browser keeps the scroll
 * position); problems are listed over it and go away when they are mended.
 */
(() => {
  "use strict";

  const shown = document.currentScript.dataset.edition;
  const events = new EventSource("/_ssbrief/events");
  let panel = null;
  let dismissed = "";

  events.addEventListener("message", (event) => {
    const state = JSON.parse(event.data);
    if (state.edition !== shown) {
      location.reload();
      return;
    }
    show(state.problems);
  });
  addEventListener("beforeunload", () => events.close());
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel) dismiss();
  });

  function show(problems) {
    const key = JSON.stringify(problems);
    if (panel) panel.remove();
    panel = null;
    if (problems.length === 0 || key === dismissed) return;
    panel = build(problems);
    panel.dataset.key = key;
    document.body.append(panel);
  }

  function dismiss() {
    dismissed = panel.dataset.key;
    panel.remove();
    panel = null;
  }

  function build(problems) {
    const host = document.createElement("ssbrief-problems");
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const errors = problems.filter((problem) => problem.severity === "error").length;
    root.append(errors ? overlay(problems, errors) : note(problems));
    return host;
  }

  function overlay(problems, errors) {
    const box = element("section", "overlay");
    box.setAttribute("role", "alert");
    const words = errors === 1 ? "One error" : `${errors} errors`;
    box.append(element("h2", "", `${words}: this page is the last good one`));
    const button = element("button", "", "Hide (Esc)");
    button.type = "button";
    button.addEventListener("click", dismiss);
    box.append(button, list(problems));
    return box;
  }

  function note(problems) {
    const box = element("details", "note");
    const words = problems.length === 1 ? "1 note on this site" : `${problems.length} notes on this site`;
    box.append(element("summary", "", words), list(problems));
    return box;
  }

  function list(problems) {
    const items = element("ol", "");
    for (const problem of problems) {
      const item = element("li", problem.severity);
      item.append(element("pre", "", problem.text));
      items.append(item);
    }
    return items;
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  const STYLE = `
    :host { all: initial; }
    .overlay, .note {
      position: fixed; z-index: 2147483647; right: 0; bottom: 0; box-sizing: border-box;
      overflow: auto; background: #1b1d21; color: #f3f1ec;
      font: 14px/1.5 system-ui, sans-serif; color-scheme: dark;
    }
    .overlay { left: 0; max-height: 70vh; padding: 16px 24px; border-top: 4px solid #e5484d; }
    .note { max-width: min(60rem, 100vw); max-height: 60vh; padding: 6px 12px; opacity: 0.9; }
    h2 { margin: 0 8rem 12px 0; font-size: 16px; }
    button { position: absolute; top: 14px; right: 24px; font: inherit; }
    ol { margin: 0; padding: 0; list-style: none; }
    li { border-left: 3px solid #8b8f98; margin: 0 0 12px; padding-left: 12px; }
    li.error { border-color: #e5484d; }
    li.warning { border-color: #f2b84b; }
    pre { margin: 0; font: 13px/1.5 ui-monospace, monospace; white-space: pre; overflow-x: auto; }
    summary { cursor: pointer; }
  `;
})();
