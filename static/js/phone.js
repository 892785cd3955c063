// The hamlet leader's page on his phone: kept for when there is no network, and visits that wait until the server has them.
//
//   <body data-user data-worker data-kept-page data-receive [data-kept]>
//   <li data-household="7" data-head="…">  with <a data-visit>: without script a page of its own, here a form from #visit-form
//   <section data-waiting>                 the visits of this phone: waiting, or refused until they were read
//
// A visit lies in IndexedDB from the tap on "Lưu" until the server has answered for its key: sent again and again, stored once.
// It is sent as the person who wrote it and as nobody else.

const { user, worker, keptPage, receive } = document.body.dataset;
const isKept = "kept" in document.body.dataset;
const canKeep = worker && isSecureContext && "serviceWorker" in navigator && "indexedDB" in globalThis;
const AT_ONCE = 20;
const AGAIN = 60_000;
const channel = canKeep ? new BroadcastChannel("drafts") : null;
const panel = document.querySelector("[data-waiting]");
const network = document.querySelector("[data-network]");
let isLocked = false;

// --- the visits of this phone ---

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("visits", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("visits", { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** One transaction; it has reached the disk when this is over. */
async function visits(mode, act) {
  const database = await opened();
  try {
    const transaction = database.transaction("visits", mode, { durability: "strict" });
    const request = act(transaction.objectStore("visits"));
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    return request.result;
  } finally {
    database.close();
  }
}

async function own() {
  const all = await visits("readonly", (store) => store.getAll());
  return all.filter((visit) => visit.user === user).sort((one, other) => (one.written < other.written ? -1 : 1));
}

async function change(act) {
  await visits("readwrite", act);
  await show();
}

// --- what the page shows of them ---

const SITUATIONS = Object.fromEntries(
  [...document.querySelector("#visit-form")?.content.querySelectorAll("[name=situation]") ?? []].map(
    ({ value, parentElement }) => [value, parentElement.textContent.trim().toLowerCase()],
  ),
);

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const day = (date) => date.split("-").reverse().join("/");

function line(visit) {
  const text = element("p", {}, element("strong", {}, visit.head), ` · ${day(visit.date)} · ${SITUATIONS[visit.situation]}`);
  if (!visit.refused) return element("li", {}, text, element("p", { className: "state" }, "đang chờ gửi"));
  const note = visit.note ? [element("p", {}, `Ghi chú: ${visit.note}`)] : [];
  const drop = element("button", { type: "button", className: "plain" }, "Đã đọc, bỏ lần thăm này");
  drop.addEventListener("click", () => change((store) => store.delete(visit.key)));
  return element("li", { className: "refused" }, text, ...note, element("p", { className: "state" }, `Không ghi được. ${visit.refused}`), drop);
}

async function show() {
  const mine = await own();
  if (mine.length) localStorage.setItem(`visits:${user}`, mine.length);
  else localStorage.removeItem(`visits:${user}`);
  if (isLocked) return;
  panel.hidden = mine.length === 0;
  panel.querySelector("ul").replaceChildren(...mine.map(line));
  panel.querySelector("[data-send]").hidden = mine.every((visit) => visit.refused);
}

/** Nothing of the households stays to be seen; what waits stays on the phone. */
async function lock() {
  isLocked = true;
  document.querySelector("header").remove();
  document.querySelector("main").replaceChildren(document.querySelector("#locked").content.cloneNode(true));
  await caches.delete(`phone:${user}`);
}

/** A kept page is left open longer than it may be shown, or somebody else has signed in meanwhile. */
async function lockWhenOver() {
  if (!isKept || isLocked) return;
  const found = await (await caches.open(`phone:${user}`)).match(location.pathname);
  const age = Date.now() - Number(found?.headers.get("X-Kept-At"));
  if (!found || age < 0 || age >= Number(found.headers.get("X-Shown-For"))) await lock();
}

// --- a visit is written ---

const today = () => {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};

function write(item, link) {
  const form = document.querySelector("#visit-form").content.firstElementChild.cloneNode(true);
  const place = link.closest("p");
  const close = () => { form.remove(); place.hidden = false; link.focus(); };
  form.elements.date.value = form.elements.date.max = today();
  form.querySelector("[data-cancel]").addEventListener("click", close);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button:not([type])");
    button.disabled = true; // a second tap is no second visit
    const { situation, note, needs_attention: attention, date } = form.elements;
    const visit = {
      key: crypto.randomUUID(), user, household: Number(item.dataset.household), head: item.dataset.head,
      situation: situation.value, note: note.value, needs_attention: attention.checked, date: date.value, written: new Date().toISOString(),
    };
    try {
      await change((store) => store.add(visit));
    } catch {
      button.disabled = false;
      form.append(element("p", { className: "refused", role: "alert" }, "Máy hết chỗ, chưa lưu được. Xóa bớt ảnh, tệp trên máy rồi bấm Lưu lại."));
      return;
    }
    item.querySelector(".said")?.remove();
    item.append(element("p", { className: "said", role: "status" }, "Đã lưu trên máy, đang chờ gửi."));
    close();
    navigator.storage?.persist?.();
    send();
  });
  place.hidden = true;
  place.after(form);
  form.querySelector("input").focus();
}

// --- and sent ---

let sending = null;

function send() {
  sending ??= deliver().catch(() => {}).finally(() => { sending = null; }); // no network: later
  return sending;
}

async function deliver() {
  for (let refusals = 0; refusals < 2;) {
    const mine = (await own()).filter((visit) => !visit.refused).slice(0, AT_ONCE);
    if (!mine.length || isLocked) return;
    const signedIn = await fetch(receive, { redirect: "manual", cache: "no-store" });
    if (signedIn.type === "opaqueredirect") return lock();
    const { user: who, token } = await signedIn.json();
    if (String(who) !== user) return lock();
    const answer = await fetch(receive, {
      method: "POST", redirect: "manual", headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ user: Number(user), sent: new Date().toISOString(), visits: mine.map(({ head, user: _, ...visit }) => visit) }),
    });
    if (answer.status === 403) refusals += 1; // a token of before somebody signed in again: once more with a new one
    else if (!answer.ok) return complain((await answer.json()).sentence);
    else if (!await settle(mine, (await answer.json()).answers)) return;
  }
}

function complain(sentence) {
  panel.querySelector("[data-trouble]").textContent = sentence;
}

/** Takes the server's word for each visit; whether there was one for all. */
async function settle(sent, answers) {
  const byKey = new Map(answers.map((answer) => [answer.key, answer]));
  let isSettled = true;
  complain("");
  await change((store) => {
    for (const visit of sent) {
      const { status, sentence } = byKey.get(visit.key) ?? {};
      if (status === "stored" || status === "already") store.delete(visit.key);
      else if (status === "refused") store.put({ ...visit, refused: sentence });
      else isSettled = false;
    }
    return store.count();
  });
  for (const { household, key } of sent) {
    if (["stored", "already"].includes(byKey.get(key)?.status)) {
      const said = document.querySelector(`[data-household="${household}"] .said`);
      if (said) said.textContent = "Đã gửi.";
    }
  }
  return isSettled;
}

// --- the page is kept ---

async function keep() {
  await navigator.serviceWorker.register(worker);
  const page = await fetch(keptPage, { redirect: "manual", cache: "no-store" });
  if (!page.ok) return;
  const headers = new Headers(page.headers);
  headers.set("X-Kept-At", Date.now());
  await (await caches.open(`phone:${user}`)).put(location.pathname, new Response(await page.blob(), { headers }));
}

if (canKeep) {
  for (const item of document.querySelectorAll("[data-household]")) {
    item.querySelector("[data-visit]").addEventListener("click", (event) => {
      event.preventDefault();
      write(item, event.currentTarget);
    });
  }
  panel.querySelector("[data-send]").addEventListener("click", send);
  window.addEventListener("online", () => { network.hidden = !isKept; send(); });
  window.addEventListener("offline", () => { network.hidden = false; });
  document.addEventListener("visibilitychange", () => { lockWhenOver(); if (!document.hidden) send(); });
  setInterval(() => { lockWhenOver(); send(); }, AGAIN);
  channel.addEventListener("message", lock); // signed out in another window
  lockWhenOver();
  show().then(send);
  if (!isKept) keep().catch(() => {}); // the network went meanwhile: what was kept before stays
}
