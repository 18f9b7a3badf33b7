/* Keys for pages worked through one after the other: a letter presses the button or link that names it in data-key.
   Never while somebody writes; and they can be turned off, for those whose speech or hands would press them by accident. */

const OFF = "keys-off";
const WRITING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const help = document.querySelector("[data-keys-help]");
const toggle = help?.querySelector("[data-keys-toggle]");

function show() {
  const off = localStorage.getItem(OFF) !== null;
  help.hidden = false;
  help.querySelector("[data-keys-on]").hidden = off;
  toggle.textContent = off ? toggle.dataset.off : toggle.dataset.on;
}

if (help) {
  show();
  toggle.addEventListener("click", () => {
    if (localStorage.getItem(OFF) === null) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
    show();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (localStorage.getItem(OFF) !== null || event.target.closest(WRITING)) return;
  const named = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key.toLowerCase());
  if (!named) return;
  event.preventDefault();
  named.click();
});
