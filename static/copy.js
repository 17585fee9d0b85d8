// Links to a statement or a heading copy their address, and say so. Without script they are links.
(() => {
  const said = document.body.dataset.copied;
  if (!said || !navigator.clipboard) return;

  const live = document.createElement("p");
  live.className = "copied";
  live.setAttribute("role", "status");
  document.body.append(live);
  let timer = 0;

  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[data-copy]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    try {
      await navigator.clipboard.writeText(link.href);
    } catch {
      return; // the browser follows the link, which is as good
    }
    live.textContent = said;
    live.classList.add("copied--shown");
    clearTimeout(timer);
    timer = setTimeout(() => {
      live.classList.remove("copied--shown");
      live.textContent = "";
    }, 2000);
  });
})();
