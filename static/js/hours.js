/* Hours that were entered where there was no line: kept in this browser, sent when the line is back. The form carries an idempotency
   key, so that a shift that is sent twice is entered once. Without this module the form is sent as every form is. */

const box = document.querySelector("[data-kept]"); // what is kept, and the words of the page
const form = document.querySelector("form[data-keep]");
const shell = form?.dataset.keep === "shell"; // the page that the worker shows where there is no line
const words = box?.dataset ?? {};
const tongue = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang; // “Thursday 26 November”, as on every page
const opened = box && open();

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("hours", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("shifts", { keyPath: "key" });
      asked.result.createObjectStore("places", { keyPath: "address" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function store(name, act, mode = "readonly") {
  const asked = act((await opened).transaction(name, mode).objectStore(name));
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

const all = (name) => store(name, (rows) => rows.getAll());
const put = (name, row) => store(name, (rows) => rows.put(row), "readwrite");
const remove = (key) => store("shifts", (rows) => rows.delete(key), "readwrite");

/* What is kept, of this person alone: another one at the same phone neither sees nor sends it. */
async function mine() {
  const rows = await all("shifts");
  return rows.filter((row) => shell || row.owner === words.owner).sort((a, b) => began(a).localeCompare(began(b)));
}

const began = ({ fields }) => `${fields.day} ${fields.starts}`;

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/* Sending */

const PAUSE = 4000; // milliseconds until the portal is tried again: a phone believes in a line before there is one
let sending = false;

async function sendAll() {
  if (sending || shell || !navigator.onLine) return;
  sending = true;
  let sent = 0;
  try {
    for (const row of await mine()) if (!row.refused && (await send(row))) sent += 1;
  } catch {
    setTimeout(sendAll, PAUSE); // the line went again: what is left stays kept
  }
  sending = false;
  await show(sent ? words.sent.replace("%s", sent) : "");
}

/* True when it is entered. What the portal refuses stays here with its words, to be put right. */
async function send(row) {
  const page = await fetch(row.address);
  if (page.redirected) return false; // signed out
  const token = read(await page.text()).querySelector("[name=csrfmiddlewaretoken]")?.value;
  const answer = await fetch(row.address, { method: "POST", body: new URLSearchParams({ ...row.fields, csrfmiddlewaretoken: token ?? "" }), redirect: "manual" });
  if (answer.type === "opaqueredirect") {
    await remove(row.key);
    return true;
  }
  if (answer.status >= 500 || answer.status === 429) return false;
  const said = [...read(await answer.text()).querySelectorAll("main .alert li, main .alert p")].map((line) => line.textContent.trim());
  await put("shifts", { ...row, refused: said.join(" ") || words.refused });
  return false;
}

const read = (html) => new DOMParser().parseFromString(html, "text/html");

/* What the page says of it */

async function show(told = "") {
  const rows = await mine();
  const list = box.querySelector("ul");
  list.replaceChildren(...rows.map(line));
  box.querySelector("[data-told]").textContent = told || (rows.length ? (navigator.onLine && !shell ? "" : words.waits) : "");
  box.hidden = !rows.length && !told;
}

function line(row) {
  const item = box.querySelector("template").content.cloneNode(true);
  const { day, starts, ends } = row.fields;
  item.querySelector("strong").textContent = new Date(`${day}T12:00`).toLocaleDateString(tongue, { weekday: "long", day: "numeric", month: "long" });
  item.querySelector("small").textContent = `${starts}–${ends}`;
  item.querySelector("[data-refused]").textContent = row.refused ?? "";
  const again = item.querySelector("a");
  again.href = `${row.address}?kept=${encodeURIComponent(row.key)}`;
  again.hidden = shell || !row.refused;
  const button = item.querySelector("button");
  button.addEventListener("click", async () => {
    if (!button.dataset.asked) {
      button.dataset.asked = "1";
      button.textContent = words.sure;
      return;
    }
    await remove(row.key);
    await show();
  });
  return item;
}

/* Keeping */

async function keep(fields) {
  const place = shell ? await here() : { address: location.pathname, owner: words.owner };
  await put("shifts", { key: fields.idempotency_key, owner: place.owner, address: place.address, fields });
  form.reset();
  delete form.dataset.touched;
  form.elements.idempotency_key.value = newKey();
  await show(words.waits);
  box.scrollIntoView({ block: "start" });
  if (!shell) setTimeout(sendAll, PAUSE);
}

/* The placement that the shell stands for: the one of its address, else the one whose hours were opened last. */
async function here() {
  const known = (await all("places")).sort((a, b) => b.seen - a.seen);
  const [, start] = location.pathname.match(/^(\/placements\/\d+\/hours\/)/) ?? [];
  return known.find((place) => place.address === `${start}add/`) ?? known[0];
}

/* The real page takes the place of the shell as soon as the portal answers, but never under somebody who is typing. */
async function giveWay() {
  if (navigator.onLine && !form.dataset.touched) {
    const answer = await fetch(words.worker, { method: "HEAD", cache: "no-store" }).catch(() => null);
    if (answer && answer.status < 500) return location.reload();
  }
  setTimeout(giveWay, PAUSE);
}

async function submit(event) {
  if (form.dataset.sent || form.dataset.plain) return;
  event.preventDefault();
  event.stopPropagation();
  const data = new FormData(form, event.submitter);
  const fields = Object.fromEntries([...data].filter(([name]) => name !== "csrfmiddlewaretoken"));
  fields.idempotency_key ||= newKey();
  if (shell) return keep(fields);
  try {
    const answer = await fetch(location.href, { method: "POST", body: new URLSearchParams(data), redirect: "manual" });
    if (answer.type === "opaqueredirect") return location.assign(`${words.next}?day=${fields.day}`);
  } catch {
    return keep(fields);
  }
  form.dataset.plain = "1"; // the portal has something to say: sent once more the plain way, it says so on the page
  form.requestSubmit(event.submitter);
}

/* A kept shift that was refused comes back into the form, under its own key. */
async function takeUp(key) {
  const row = (await mine()).find((one) => one.key === key);
  if (!row) return;
  for (const [name, value] of Object.entries(row.fields)) if (form.elements[name] && name !== "send") form.elements[name].value = value;
  form.elements.idempotency_key.value = newKey();
  await remove(key);
}

async function begin() {
  if (!shell) await put("places", { address: words.place, title: words.title, owner: words.owner, seen: Date.now() });
  navigator.serviceWorker?.register(words.worker, { scope: "/placements/" }).catch(() => {});
  const kept = new URLSearchParams(location.search).get("kept");
  if (form && kept) await takeUp(kept);
  if (form) form.addEventListener("submit", submit);
  if (shell) {
    const place = await here();
    form.hidden = !place;
    document.querySelector("[data-place-title]").textContent = place?.title ?? "";
    form.elements.idempotency_key.value = newKey();
    form.addEventListener("input", () => (form.dataset.touched = "1"));
  }
  await show();
  await (shell ? giveWay() : sendAll());
}

if (box && "indexedDB" in window) {
  begin();
  if (!shell) window.addEventListener("online", sendAll);
}
