/* A file goes in pieces, so that a line that breaks costs one piece and not the whole, and the reader sees how far it is. Without
   this module, or where anything about it fails for good, the form sends its file as every form does. */

const WORTH_IT = 300 * 1024; // bytes; what is smaller goes with its form
const TRIES = 6; // of one piece, with a pause that doubles
const FIRST_PAUSE = 500; // ms

for (const form of document.querySelectorAll("form:has(input[type=file][data-pieces])")) {
  form.addEventListener("submit", (event) => {
    const waiting = [...form.querySelectorAll("input[type=file][data-pieces]")].filter((input) => !input.disabled && input.files[0]?.size > WORTH_IT);
    if (!waiting.length || form.dataset.sent || form.dataset.plain) return;
    event.preventDefault();
    event.stopPropagation(); // nothing is sent yet: the form may be pressed again when the line breaks
    if (form.dataset.sending) return;
    form.dataset.sending = "1";
    const { submitter } = event;
    sendAll(form, waiting)
      .then(() => form.requestSubmit(submitter))
      .catch(() => {}) // the words beside the field say what to do
      .finally(() => delete form.dataset.sending);
  });
}

/* A page taken back out of the browser's memory may send another file. */
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const input of document.querySelectorAll("input[type=file][data-pieces]")) input.disabled = false;
  for (const hidden of document.querySelectorAll("input[type=hidden][name$=__upload]")) hidden.remove();
});

async function sendAll(form, inputs) {
  for (const input of inputs) {
    const meter = meterOf(input);
    try {
      const id = await send(input, form.elements.csrfmiddlewaretoken.value, meter);
      name(form, `${input.name}__upload`, id);
      input.disabled = true; // its file is there already
      meter.text("done", 100);
    } catch (error) {
      meter.text(error.words ? "refused" : "broken", 0, error.words);
      if (error.words) form.dataset.plain = "1"; // the form itself will say it beside the field
      else throw error;
    }
  }
}

async function send(input, token, meter) {
  const [file] = input.files;
  const key = `upload:${file.name}:${file.size}:${file.lastModified}`;
  let state = await resume(input, key);
  if (!state) {
    state = await ask(input.dataset.pieces, { method: "POST", body: new URLSearchParams({ name: file.name, size: file.size }), headers: { "X-CSRFToken": token } });
    sessionStorage.setItem(key, JSON.stringify(state));
  }
  const { id, piece } = state;
  let { received } = state;
  while (received < file.size) {
    meter.text("sending", Math.floor((100 * received) / file.size));
    const headers = { "X-CSRFToken": token, "Upload-Offset": String(received), "Content-Type": "application/octet-stream" };
    ({ received } = await patiently(() => ask(`${input.dataset.pieces}${id}/`, { method: "POST", body: file.slice(received, received + piece), headers })));
  }
  sessionStorage.removeItem(key);
  return id;
}

/* The same file, chosen again after a break, goes on where it stopped. */
async function resume(input, key) {
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  if (!kept) return null;
  const now = await ask(`${input.dataset.pieces}${kept.id}/`, {}).catch(() => null);
  return now ? { ...kept, received: now.received } : null;
}

async function ask(address, options) {
  const answer = await fetch(address, { ...options, headers: { Accept: "application/json", ...options.headers } });
  const said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  if (answer.ok || (answer.status === 409 && "received" in said)) return said; // it has more than we thought: go on from there
  throw Object.assign(new Error(answer.statusText), { words: answer.status < 500 && answer.status !== 429 ? said.text : undefined });
}

async function patiently(act) {
  for (let pause = FIRST_PAUSE, left = TRIES; ; pause *= 2, left -= 1) {
    try {
      return await act();
    } catch (error) {
      if (error.words || left <= 1) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

function name(form, field, value) {
  const hidden = form.elements[field] ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: field }));
  hidden.value = value;
}

/* Where the reader sees how far it is. The words are the page's own, in its language. */
function meterOf(input) {
  const box = input.parentElement.querySelector("[data-meter]") ?? input.insertAdjacentElement("afterend", document.createElement("div"));
  box.dataset.meter = "";
  box.setAttribute("role", "status");
  const bar = box.querySelector("progress") ?? box.appendChild(Object.assign(document.createElement("progress"), { max: 100 }));
  const words = box.querySelector("small") ?? box.appendChild(document.createElement("small"));
  bar.setAttribute("aria-label", input.labels[0]?.textContent.trim() ?? input.name);
  return {
    text(state, percent, said) {
      bar.value = percent;
      words.textContent = said ?? ` ${input.dataset[state].replace("%s", percent)}`;
    },
  };
}
