/* What a script may add to pages that work without it: menus that close, forms that are sent once, answers saved while they are given, a button that prints. */

const MENUS = "details[data-menu][open]";
const AUTOSAVE_AFTER = 800; // ms without typing

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(MENUS)) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(MENUS)) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

/* A second press while the first is under way sends nothing. The button is only made inert after the form's data is
   collected, because a disabled button's own name and value are not sent. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method !== "post" || "again" in form.dataset) return; // data-again: answers with a file, so the page stays
  form.dataset.sent = "1";
  setTimeout(() => form.querySelectorAll("button:not([type=button])").forEach((button) => (button.disabled = true)));
});

/* A page taken back out of the browser's memory can be sent again. */
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelectorAll("button").forEach((button) => (button.disabled = false));
  }
});

document.querySelector("[data-focus]")?.focus();
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

/* Without a script, the browser's own menu prints. */
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const form of document.querySelectorAll("form[data-autosave]")) keep(form);

/* Everything but files, which go once, when the form is sent. */
function typedIn(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
}

/* Post the form to its data-autosave address when its reader pauses. An answer {"text": "..."} is shown in [data-saved];
   failing that, its own data-saved words with the time for %s. data-failed says what to do when it could not be kept. An answer may name
   the version from which the next is written; with "refused", its words say why nothing was kept. What was kept makes the event "kept".
   A field that is touched drops what the page showed of it: its words are then this window's. */
function keep(form) {
  const saved = form.querySelector("[data-saved]");
  let timer;
  let sending = Promise.resolve();
  let underWay = 0;

  async function send() {
    if (form.dataset.sent) return;
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: typedIn(form), headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
      if (told.version) form.elements.version.value = told.version;
      if (saved) saved.textContent = told.text ?? saved.dataset.saved.replace("%s", time);
      if (!told.refused) form.dispatchEvent(new Event("kept"));
    } catch {
      if (saved) saved.textContent = saved.dataset.failed;
    }
  }

  form.addEventListener("input", (event) => {
    form.elements[`initial-${event.target.name}`]?.remove();
    clearTimeout(timer);
    timer = setTimeout(() => {
      underWay += 1;
      sending = sending.then(send).finally(() => (underWay -= 1)); // one after the other: the last answer wins
    }, AUTOSAVE_AFTER);
  });

  /* A form with a version is sent from the version that what is under way makes, or this window would contradict itself. */
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!underWay || !form.elements.version) return;
    event.preventDefault();
    event.stopPropagation();
    sending.then(() => form.requestSubmit(event.submitter));
  });
}
