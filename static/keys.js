// "/" opens the search: its page or, there, the box.
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const box = document.querySelector(".search:not([hidden]) .search__box");
  event.preventDefault();
  if (box) box.select();
  else document.querySelector(".masthead__search")?.click();
});
