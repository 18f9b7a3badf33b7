/* Beside a box for longer text: its words are counted, and what could not be sent is kept in this tab until it is put back or kept by
   the portal. Marks: textarea[data-words] in a form with [data-count] ("%s words") and, where it saves itself, [data-recover] with a button
   (data-hold: what is in the box was refused, so the copy stays). */

for (const box of document.querySelectorAll("textarea[data-words]")) watch(box);

function watch(box) {
  const form = box.form;
  const count = form.querySelector("[data-count]");
  const offer = form.querySelector("[data-recover]");
  const place = `words:${offer?.dataset.recover}:${location.pathname}`; // the person and the page

  function tell() {
    if (!count) return;
    const words = box.value.trim().split(/\s+/u).filter(Boolean).length;
    count.textContent = count.dataset.count.replace("%s", words);
    count.hidden = false;
  }

  const left = offer && sessionStorage.getItem(place);
  if (left && left !== box.value) {
    offer.hidden = false;
    offer.querySelector("button").addEventListener("click", () => {
      box.value = left;
      offer.hidden = true;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    });
  } else if (offer && !("hold" in offer.dataset)) sessionStorage.removeItem(place);

  /* The portal's own word that it was kept ends the copy; until then this browser has it. */
  if (offer && "autosave" in form.dataset) {
    box.addEventListener("input", () => sessionStorage.setItem(place, box.value));
    form.addEventListener("kept", () => sessionStorage.removeItem(place));
  }

  box.addEventListener("input", tell);
  tell();
}
