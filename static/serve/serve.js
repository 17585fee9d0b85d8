/* The preview's script: `ssbrief serve` adds it to every page; no built page has it.
 *
 * It hears what is new for the page it stands in. Another text is put in place of the one shown,
 * node by node (idiomorph): where the reader is, what has the focus and what is opened stay. What is
 * wrong is shown over the page and goes away when it is mended.
 */
(() => {
  "use strict";

  const root = document.documentElement;
  const tag = "script[data-page]";
  let shown = document.currentScript.dataset.page;

  // What was served, so that what the reader and the page's own scripts changed can be told from it.
  // This script is not deferred: it runs before all that are.

  const served = new WeakMap();

  function remember(node) {
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    served.set(node, node.cloneNode(false));
    for (const child of node.children) remember(child);
  }

  remember(root);

  // News. A tab that nobody looks at hears none: a browser opens only six streams to one address.

  let events = null;

  function listen() {
    if (events || document.hidden) return;
    events = new EventSource(`/_ssbrief/events?url=${encodeURIComponent(location.pathname)}`);
    events.addEventListener("message", (event) => hear(JSON.parse(event.data)));
  }

  function rest() {
    events?.close();
    events = null;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", listen);
  listen();

  let latest = null;
  let busy = false;

  async function hear(news) {
    latest = news;
    if (busy) return;
    busy = true;
    while (latest) {
      const next = latest;
      latest = null;
      try {
        await follow(next);
      } catch {
        location.reload(); // what a browser does itself is always right
      }
    }
    busy = false;
  }

  let parts = null;

  async function follow(news) {
    const stale = Object.entries(parts ?? {}).some(([url, digest]) => (news.parts[url] ?? digest) !== digest);
    parts = news.parts;
    if (stale) return location.reload(); // a picture of the same name, a script
    if (news.page !== shown) await show();
    problems.show(news.problems);
  }

  // The page

  async function show() {
    const response = await fetch(location.pathname + location.search, { cache: "no-store" });
    if (response.redirected) return location.replace(response.url);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const page = fresh.querySelector(tag)?.dataset.page;
    if (!page || fixed(fresh) !== fixed(document)) return location.reload();
    await dress(fresh);
    Idiomorph.morph(root, fresh.documentElement, {
      morphStyle: "outerHTML",
      callbacks: { beforeNodeMorphed: merge, beforeNodeRemoved: isServed, afterNodeAdded: remember, beforeAttributeUpdated },
    });
    shown = page;
  }

  /** What only a new page can change: its scripts and its policy. */
  function fixed(page) {
    const scripts = [...page.querySelectorAll("script[src]")].filter((script) => page !== document || served.has(script));
    const policy = page.querySelector("meta[http-equiv]");
    return JSON.stringify([policy?.content, scripts.map((script) => script.getAttribute("src"))]);
  }

  /** Loads the style sheets that are new before the old ones go, so that the page is never bare. */
  function dress(fresh) {
    const worn = [...document.head.querySelectorAll("link[rel=stylesheet]")];
    const wanted = [...fresh.querySelectorAll("link[rel=stylesheet]")];
    const added = wanted.filter((link) => !worn.some((other) => other.outerHTML === link.outerHTML));
    return Promise.all(added.map((link) => new Promise((resolve) => {
      const copy = document.importNode(link, true);
      copy.addEventListener("load", resolve);
      copy.addEventListener("error", resolve);
      (worn.at(-1) ?? document.head.lastChild).after(copy);
      remember(copy);
    })));
  }

  /** What the author did not change stays as the reader and the page's scripts left it. */
  function merge(node, fresh) {
    if (node.nodeType !== Node.ELEMENT_NODE) return true;
    const before = served.get(node) ?? node;
    served.set(node, fresh.cloneNode(false));
    for (const name of new Set([...node.getAttributeNames(), ...before.getAttributeNames()])) {
      const [was, is, will] = [before, node, fresh].map((each) => each.getAttribute(name));
      const own = node === root && name.startsWith("data-"); // set before this script could see it
      if (is === will || (was !== will && !own)) continue;
      if (is === null) fresh.removeAttribute(name);
      else fresh.setAttribute(name, is);
    }
    return true;
  }

  function isServed(node) {
    return node.nodeType !== Node.ELEMENT_NODE || served.has(node);
  }

  /** What stands in a field is the reader's. */
  function beforeAttributeUpdated(name, node) {
    return !(/^(value|checked|selected)$/.test(name) && node.matches("input, textarea, option"));
  }

  // What is wrong: opened over the page when there is an error, else a quiet badge that opens it.

  const problems = (() => {
    const host = document.createElement("ssbrief-problems");
    const inside = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    let listed = "[]";
    let all = [];

    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && inside.querySelector(".panel")) close();
    });

    function show(found) {
      if (JSON.stringify(found) === listed) return;
      const wasOpen = inside.querySelector(".panel") && all.some(isError) === found.some(isError);
      listed = JSON.stringify(found);
      all = found;
      if (!all.length) return leave();
      sheet.replaceSync(STYLE);
      inside.adoptedStyleSheets = [sheet];
      if (!host.isConnected) document.body.append(host);
      // A page of the preview's own lists them itself, or has something else to say first.
      if (wasOpen || (all.some(isError) && !document.querySelector("main[data-notice]"))) open();
      else shrink();
    }

    function open() {
      const focused = inside.activeElement !== null;
      const panel = element("section", "panel");
      panel.setAttribute("aria-label", "What the preview found");
      const button = action("Close", "close", close);
      button.title = "Close (Esc)";
      const told = element("div", "told");
      if (all.some(isError)) told.setAttribute("role", "alert");
      told.append(heading(), list());
      panel.append(told, button);
      inside.replaceChildren(panel);
      if (focused) button.focus();
    }

    function close() {
      const focused = inside.activeElement !== null;
      shrink();
      if (focused) inside.querySelector("button").focus();
    }

    function shrink() {
      const worst = all.some(isError) ? "error" : all.some((each) => each.severity === "warning") ? "warning" : "note";
      const badge = action(counted(), `badge ${worst}`, () => {
        open();
        inside.querySelector("button").focus();
      });
      badge.setAttribute("aria-expanded", "false");
      inside.replaceChildren(badge);
    }

    function leave() {
      inside.replaceChildren();
      host.remove();
    }

    function heading() {
      const title = element("h2", "", counted());
      const words = all.some(isError) ? "You see the last good reading of the site." : "The site is shown as it stands.";
      title.append(" ", element("small", "", words));
      return title;
    }

    function counted() {
      return ["error", "warning", "note"]
        .map((kind) => [all.filter((each) => each.severity === kind).length, kind])
        .filter(([number]) => number)
        .map(([number, kind]) => `${number} ${kind}${number === 1 ? "" : "s"}`)
        .join(", ");
    }

    function list() {
      const items = element("ol", "");
      for (const each of all) {
        const item = element("li", each.severity);
        const line = element("p", "message");
        line.append(
          element("span", "place", `${each.place}:`), " ",
          element("b", "", `${each.severity}:`), " ", `${each.message} `, element("span", "code", `[${each.code}]`),
        );
        item.append(line);
        if (each.excerpt) {
          const [, line, mark] = each.excerpt.match(/^([^]*?)(\^*)$/);
          const excerpt = element("pre", "excerpt", line);
          excerpt.append(element("span", "mark", mark));
          excerpt.tabIndex = 0;
          item.append(excerpt);
        }
        if (each.hint) item.append(element("p", "hint", each.hint));
        items.append(item);
      }
      return items;
    }

    function isError(problem) {
      return problem.severity === "error";
    }

    function action(text, className, act) {
      const button = element("button", className, text);
      button.type = "button";
      button.addEventListener("click", act);
      return button;
    }

    return { show };
  })();

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  const STYLE = `
    :host {
      all: initial; position: fixed; z-index: 2147483647; inset: auto 0 0 0; pointer-events: none;
      color-scheme: inherit;
      font: 400 15px/1.5 "Inter", -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif;
      --page: light-dark(#ffffff, #0e1116); --panel: light-dark(#f4f6f8, #161b22);
      --line: light-dark(#dde2e8, #2a323d); --ink: light-dark(#12161c, #eef1f5); --ink-2: light-dark(#5c6673, #9aa5b3);
      --error: light-dark(#c2370a, #ff7f4d); --warning: light-dark(#8a6100, #e3b341); --note: light-dark(#5c6673, #9aa5b3);
      --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "Liberation Mono", monospace;
    }
    * { box-sizing: border-box; }
    h2, p, ol, pre { margin: 0; padding: 0; font: inherit; }
    .panel, .badge { pointer-events: auto; color: var(--ink); }
    .panel {
      position: relative; max-height: min(70vh, 40rem); overflow: auto; overscroll-behavior: contain;
      background: var(--page); border-top: 3px solid var(--error); box-shadow: 0 -8px 32px rgb(0 0 0 / 0.18);
    }
    .panel:not(:has(.error)) { border-color: var(--warning); }
    .told, h2 { max-width: 76rem; margin: 0 auto; }
    .told { padding: 16px clamp(16px, 4vw, 32px) 24px; }
    h2 { padding-right: 72px; font-size: 17px; font-weight: 650; letter-spacing: -0.01em; }
    small { display: inline-block; font-size: 14px; font-weight: 400; letter-spacing: 0; color: var(--ink-2); }
    ol { list-style: none; }
    li { padding: 12px 0 0; margin-top: 12px; border-top: 1px solid var(--line); }
    .message { overflow-wrap: anywhere; }
    .place { font: 13px/1.5 var(--mono); color: var(--ink-2); }
    b { font-weight: 650; color: var(--note); }
    .error b { color: var(--error); }
    .warning b { color: var(--warning); }
    .code { font: 12px/1.5 var(--mono); color: var(--ink-2); }
    .excerpt {
      margin-top: 8px; padding: 8px 12px; overflow-x: auto; white-space: pre; tab-size: 4;
      font: 13px/1.5 var(--mono); background: var(--panel); border-radius: 4px;
    }
    .mark { color: var(--note); }
    .error .mark { color: var(--error); }
    .warning .mark { color: var(--warning); }
    .hint { margin-top: 8px; }
    .hint::before { content: "Mend: "; font-weight: 650; }
    button { font: inherit; font-size: 14px; font-weight: 500; cursor: pointer; }
    .close {
      position: absolute; top: 12px; right: calc(max(0px, (100% - 76rem) / 2) + clamp(16px, 4vw, 32px)); min-height: 32px; padding: 4px 12px; color: var(--ink);
      background: var(--panel); border: 1px solid var(--line); border-radius: 4px;
    }
    .badge {
      position: absolute; right: 12px; bottom: 12px; display: flex; align-items: center; gap: 8px; min-height: 32px;
      padding: 4px 14px 4px 12px; background: var(--page); border: 1px solid var(--line); border-radius: 999px;
      box-shadow: 0 2px 8px rgb(0 0 0 / 0.12);
    }
    .badge::before { content: ""; width: 8px; height: 8px; border-radius: 50%; background: var(--note); }
    .badge.error::before { background: var(--error); }
    .badge.warning::before { background: var(--warning); }
    :focus-visible { outline: 2px solid var(--error); outline-offset: 2px; }
    @media print { :host { display: none; } }
  `;
})();
