// The search page: a box, what to keep to, and links that the keyboard walks through. What is found
// comes from one of two places that answer alike: the index of a published site, or the list of one
// that opens from disk. Without script the page is the full list of what has a page.
(() => {
  const form = document.querySelector(".search");
  const box = form.elements.q;
  const choices = ["kind", "company", "topic", "year"].map((name) => form.elements[name]);
  const status = document.querySelector(".search__status");
  const results = document.querySelector(".search__results");
  const more = document.querySelector(".search__more");
  const all = document.querySelector(".search__index");
  const home = new URL(form.dataset.by === "list" ? ".." : "../", location.href.replace(/[^/]*$/, ""));
  const kinds = new Map([...form.elements.kind.options].map((option) => [option.value, option.text]));
  const language = document.documentElement.lang;
  const PAGE = 10; // as many results at a time
  const STATEMENTS = 3; // as many of a briefing
  const WORDS = 30; // as many of what is quoted
  const MOST = 60; // as many are looked into, to see that letters stand together

  // Words ------------------------------------------------------------------------------------------

  /** Writing without blanks: its letters are words of their own, asked for in their order. */
  const UNSPACED = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー";
  const between = new RegExp(`(?<=[${UNSPACED}])(?=[\\p{L}\\p{N}])|(?<=[\\p{L}\\p{N}])(?=[${UNSPACED}])`, "gu");
  const blank = new RegExp(`(?<=[${UNSPACED}]) (?=[\\p{L}\\p{N}])|(?<=[\\p{L}\\p{N}]) (?=[${UNSPACED}])`, "gu");
  const PLAIN = { ß: "ss", ł: "l", ø: "o", đ: "d", æ: "ae", œ: "oe", þ: "th", ı: "i", ð: "d" };
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[ßłøđæœþıð]/g, (letter) => PLAIN[letter]);
  const terms = (query) => fold(query).match(/[\p{L}\p{N}]+/gu) ?? [];
  const unspaced = new RegExp(`[${UNSPACED}]`, "u");
  const word = (term) => new RegExp(`${unspaced.test(term) ? "" : "(?<![\\p{L}\\p{N}])"}${term}`, "u");

  /** How many of the words that were asked for a text holds, at the beginning of its own. */
  const hits = (text, wanted) => {
    const folded = fold(text);
    return wanted.filter((term) => word(term).test(folded)).length;
  };

  /** Some words around the first that was asked for. */
  const cut = (text, wanted) => {
    const words = text.replace(between, "\u200b").split(/(?<=\s)|\u200b/u);
    if (words.length <= WORDS) return text;
    const first = words.findIndex((each) => hits(each, wanted));
    const start = first < WORDS / 2 ? 0 : Math.min(first - 6, words.length - WORDS);
    const end = start + WORDS;
    return `${start ? "… " : ""}${words.slice(start, end).join("").trim()}${end < words.length ? " …" : ""}`;
  };

  /** In how many places two words differ: a letter too many, too few, another, or two in turn. */
  const distance = (one, other) => {
    let [before, last, row] = [[], [], [...Array(other.length + 1).keys()]];
    for (let i = 1; i <= one.length; i++) {
      [before, last, row] = [last, row, [i]];
      for (let j = 1; j <= other.length; j++) {
        const same = one[i - 1] === other[j - 1];
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + !same);
        if (one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    return row[other.length];
  };

  /** What may have been meant: an Arabic word without its article, a name with a slip mended. */
  const meant = (query, names) => {
    const words = [...new Set(names.flatMap(terms))].filter((each) => each.length > 3);
    const nearest = (term) => {
      const bare = term.replace(/^[وفبك]?ال(?=\p{L}{3})/u, "");
      if (bare !== term || term.length < 4 || /\p{N}/u.test(term) || words.some((each) => each.startsWith(term))) return bare;
      const [best] = words.map((each) => [distance(term, each), each]).sort(([a], [b]) => a - b);
      return best?.[0] <= (term.length < 8 ? 1 : 2) ? best[1] : term;
    };
    return terms(query).map(nearest).join(" ");
  };

  // From the index ----------------------------------------------------------------------------------

  const index = async () => {
    const pagefind = await import(new URL("search/pagefind/pagefind.js", home).href);
    await pagefind.options({ ranking: { metaWeights: { title: 6, names: 6, also: 3, kind: 0, when: 0 } } });
    await pagefind.init();
    const values = await pagefind.filters();
    return {
      values: (name) => Object.keys(values[name] ?? {}),
      names: ["company", "topic"].flatMap((name) => Object.keys(values[name] ?? {})),
      async search(query, filters) {
        const asked = query.replace(between, " ").replace(/(?<=\p{L})[-‐‑–](?=\p{L})/gu, " ").trim() || null;
        const { results } = await pagefind.search(asked, { filters });
        const apart = terms(query).filter((term) => unspaced.test(term));
        if (apart.length) { // the index knows the letters, and not that they stand together
          const pages = await Promise.all(results.slice(0, MOST).map((result) => result.data()));
          return pages.filter((data) => together(data, apart)).map((data) => async () => indexed(data, query));
        }
        if (asked && results.length && !holds(await results[0].data(), terms(query))) return [];
        return results.map((result) => async () => indexed(await result.data(), query));
      },
    };
  };

  /** Whether words of a page are like what was asked for: where the index knows none, it gives
      those that begin with a letter or two of it. */
  const holds = (data, wanted) => {
    const words = (data.raw_content ?? data.content).split(/\s+/);
    const { title, names = "", also = "" } = data.meta;
    const found = terms([...data.locations.map((place) => words[place]), title, names, also].join(" "));
    const like = (term, least) => found.some((each) => each.startsWith(term.slice(0, least)));
    return wanted.every((term) => term.length < 3 || unspaced.test(term) || like(term, Math.max(3, term.length - 4)));
  };

  const together = (data, apart) => {
    const { title, names = "", also = "" } = data.meta;
    const text = fold([data.raw_content ?? data.content, title, names, also].join("\n").replace(blank, ""));
    return apart.every((term) => text.includes(term));
  };

  /** A page of the index, with those of its statements that hold most of what was asked for. */
  const indexed = (data, query) => {
    const wanted = terms(query);
    const words = (data.raw_content ?? data.content).split(/\s+/);
    const text = (from, to) => words.slice(from, to).join(" ").replace(blank, "");
    const anchors = data.anchors.filter(({ id, element }) => !id.startsWith("_") && /^(li|div|tr|section|h[1-6])$/.test(element));
    const parts = anchors.map(({ id, location }, place) => [id, text(location, anchors[place + 1]?.location)]);
    const at = Math.max(0, (data.locations[0] ?? 0) - 6);
    const { title, kind, names = "", when = "" } = data.meta;
    const statements = kind === "briefing" ? best(parts, wanted) : [];
    return {
      title, kind, when, names: names ? names.split(", ") : [], url: data.raw_url ?? data.url,
      text: statements.length ? "" : text(at, at + WORDS) + (at + WORDS < words.length ? " …" : ""),
      parts: statements,
    };
  };

  /** The statements that hold most of what was asked for; first those that begin with it. */
  const best = (parts, wanted) => {
    const counted = parts.map(([id, words]) => [id, words, hits(words, wanted), hits(words.slice(0, 40), wanted)]);
    const most = Math.max(1, ...counted.map(([, , count]) => count));
    const kept = counted.filter(([, , count]) => count === most);
    const alone = ([, words]) => words.trim().split(/\s+/).length < 3; // a heading with nothing below it
    return kept.sort((one, other) => alone(one) - alone(other) || other[3] - one[3]).slice(0, STATEMENTS);
  };

  // From the list -----------------------------------------------------------------------------------

  const list = async () => {
    const pages = globalThis.ssbriefPages;
    const key = { company: "companies", topic: "topics", year: "years" };
    const of = (page, name) => (name === "kind" ? [page.found.kind] : page.found[key[name]] ?? []);
    const score = (page, wanted) => {
      const { names = [] } = page.found;
      const own = Math.max(...[page.title, ...names].map((name) => hits(name, wanted)));
      if (own === wanted.length) return 3;
      const named = [page.title, ...names, ...(page.found.companies ?? []), ...(page.found.years ?? [])].join(" ");
      if (page.parts?.some(([, words]) => hits(words, wanted) === wanted.length)) return 2;
      return hits(named, wanted) === wanted.length ? 1 : 0;
    };
    return {
      values: (name) => [...new Set(pages.flatMap((page) => of(page, name)))],
      names: pages.flatMap((page) => [page.title, ...(page.found.names ?? [])]),
      async search(query, filters) {
        const wanted = terms(query);
        const kept = pages.filter((page) => Object.entries(filters).every(([name, value]) => of(page, name).includes(value)));
        const scored = kept.map((page) => [page, score(page, wanted)]).filter(([, points]) => points);
        scored.sort(([, one], [, other]) => other - one);
        return scored.map(([page]) => async () => ({
          title: page.title, kind: page.found.kind, when: page.found.when ?? "", names: page.found.names ?? [], text: "",
          url: page.url, parts: wanted.length ? best(page.parts ?? [], wanted) : [],
        }));
      },
    };
  };

  // What is shown -----------------------------------------------------------------------------------

  const address = (url, id = "") => {
    const path = url.replace(/^\//, "") + (location.protocol === "file:" && url.endsWith("/") ? "index.html" : "");
    return new URL(path + (id && `#${encodeURIComponent(id)}`), home).href;
  };

  /** Of words in whatever language: as most of their letters run. */
  const direction = (text) => {
    const letters = text.match(/\p{L}/gu) ?? [];
    const leftwards = letters.filter((letter) => /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(letter));
    return leftwards.length * 2 > letters.length ? "rtl" : "ltr";
  };

  const element = (name, part, ...inside) => {
    const made = document.createElement(name);
    if (part) made.className = `search__${part}`;
    made.append(...inside);
    if (["title", "words", "part"].includes(part)) made.dir = direction(made.textContent);
    return made;
  };

  const link = (href, part, ...inside) => {
    const made = element("a", part, ...inside);
    made.href = href;
    return made;
  };

  /** With what was asked for marked; letter by letter, as folding may change their number. */
  const marked = (text, wanted) => {
    if (!wanted.length) return [text];
    const pattern = new RegExp(wanted.map((term) => word(term).source).join("|"), "gu");
    const letters = [...text];
    const folded = letters.map(fold);
    const ends = folded.reduce((sums, each) => [...sums, sums.at(-1) + each.length], [0]);
    const pieces = [];
    let shown = 0;
    for (const match of folded.join("").matchAll(pattern)) {
      const from = ends.findLastIndex((end) => end <= match.index);
      const to = ends.findIndex((end) => end >= match.index + match[0].length);
      pieces.push(letters.slice(shown, from).join(""), element("mark", "mark", letters.slice(from, to).join("")));
      shown = to;
    }
    return [...pieces, letters.slice(shown).join("")];
  };

  const shown = (page, wanted) => {
    const item = element("li", "result");
    const facts = [kinds.get(page.kind), page.when, page.names.slice(0, 4).join(", ")].filter(Boolean);
    item.append(
      element("p", "title", link(address(page.url), "link", ...marked(page.title, wanted))),
      element("p", "facts", facts.join(" · ")),
    );
    if (page.text) item.append(element("p", "words", ...marked(page.text, wanted)));
    if (page.parts.length) {
      const parts = page.parts.map(([id, words]) => element("li", "part", link(address(page.url, id), "statement", ...marked(cut(words, wanted), wanted))));
      item.append(element("ul", "parts", ...parts));
    }
    return item;
  };

  let engine;
  let turn = 0;
  let waiting = Promise.resolve();
  let rest = [];
  let shownFor = "";

  const say = (words) => { if (status.textContent !== words) status.textContent = words; };

  /** A page whose name is what was typed comes first; of the others none changes its place. */
  const named = (pages, query) => {
    const whole = fold(query.trim());
    const is = (page) => [page.title, ...page.names].some((name) => fold(name) === whole);
    return [...pages.filter(is), ...pages.filter((page) => !is(page))];
  };

  const next = async (mine) => {
    const pages = await Promise.all(rest.splice(0, PAGE).map((load) => load()));
    if (mine !== turn) return;
    const items = named(pages, shownFor).map((page) => shown(page, terms(shownFor)));
    results.append(...items);
    more.hidden = !rest.length;
    return items[0];
  };

  const search = async () => {
    const mine = ++turn;
    const query = box.value;
    const filters = Object.fromEntries(choices.filter((choice) => choice.value).map((choice) => [choice.name, choice.value]));
    remember(query, filters);
    const asked = terms(query).length > 0 || Object.keys(filters).length > 0;
    let found = asked ? await engine.search(query, filters) : [];
    let words = query;
    if (asked && !found.length) {
      words = meant(query, engine.names);
      if (words !== terms(query).join(" ")) found = await engine.search(words, filters);
    }
    if (mine !== turn) return;
    rest = found;
    shownFor = words;
    results.replaceChildren();
    const count = rest.length;
    await next(mine);
    if (mine !== turn) return;
    all.hidden = asked;
    results.hidden = !count;
    const told = words === query ? form.dataset.count : form.dataset.meant;
    const blanks = { count: count.toLocaleString(language), words };
    say(!asked ? "" : count ? told.replace(/\{(\w+)\}/g, (_, name) => blanks[name]) : form.dataset.none);
  };

  const begin = () => {
    waiting = engine ? search().catch(fail) : waiting;
  };

  const fail = (error) => {
    console.error(error);
    all.hidden = false;
    results.hidden = more.hidden = true;
    say(form.dataset.failed);
  };

  /** In the address, so that the way back from a result leads to the results. */
  const remember = (query, filters) => {
    const kept = new URLSearchParams({ ...(query && { q: query }), ...filters });
    try {
      history.replaceState(null, "", `${location.pathname}${kept.size ? `?${kept}` : ""}`);
    } catch { /* from disk an address may not change */ }
  };

  // Keys --------------------------------------------------------------------------------------------

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await waiting;
    results.querySelector("a")?.click();
  });
  form.addEventListener("input", begin);
  more.addEventListener("click", async () => {
    const first = await next(turn);
    first?.querySelector("a").focus();
  });

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const links = [...results.querySelectorAll("a")];
    const place = links.indexOf(document.activeElement);
    if (document.activeElement !== box && place < 0) return;
    if (event.key === "Escape") {
      if (place < 0 && box.value) box.value = "";
      else if (place < 0) return;
      box.focus();
      begin();
    } else if (event.key === "ArrowDown" && place < 0) { // like Enter, not before what was typed is found
      waiting.then(() => results.querySelector("a")?.focus());
    } else if (event.key === "ArrowDown") {
      (links[place + 1] ?? (more.hidden ? links[place] : more)).focus();
    } else if (event.key === "ArrowUp" && place >= 0) {
      (links[place - 1] ?? box).focus();
    } else return;
    event.preventDefault();
  });

  // The beginning -----------------------------------------------------------------------------------

  const start = async () => {
    engine = await (form.dataset.by === "list" ? list() : index());
    const order = new Intl.Collator(language, { numeric: true }).compare;
    for (const choice of choices) {
      const values = engine.values(choice.name);
      if (choice.name === "kind") {
        for (const option of [...choice.options]) if (option.value && !values.includes(option.value)) option.remove();
      } else {
        choice.append(...values.sort(order).map((value) => new Option(value)));
      }
      if (asked.has(choice.name)) choice.value = asked.get(choice.name);
    }
    await search();
  };

  const asked = new URLSearchParams(location.search);
  form.hidden = false;
  box.value ||= asked.get("q") ?? "";
  if (!asked.size) box.focus();
  waiting = start().catch(fail);
})();
