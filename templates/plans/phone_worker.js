{% load static %}// Answers for the hamlet leader's page, and for its three files, when there is no network. What the page holds lies in a cache named
// for its reader ("phone:12"), put there by the page itself; it is shown as long as the session that fetched it would have lasted.

const HOME = "{% url 'plans:my_hamlets' %}";
const FILES = ["{% static 'css/phone.css' %}", "{% static 'js/kept.js' %}", "{% static 'js/phone.js' %}"];
const STORE = "phone-files";
const PATIENCE = 8000;
const LOCKED = "{{ locked|escapejs }}";

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(STORE).then((store) => store.addAll(FILES)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), dropOldFiles()]));
});

self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.mode === "navigate" && pathname === HOME) event.respondWith(page(event.request));
  else if (FILES.includes(pathname)) event.respondWith(file(event.request));
});

async function dropOldFiles() {
  const store = await caches.open(STORE);
  for (const request of await store.keys()) {
    if (!FILES.includes(new URL(request.url).pathname)) await store.delete(request);
  }
}

async function file(request) {
  return await (await caches.open(STORE)).match(request) ?? fetch(request);
}

const pages = async () => (await caches.keys()).filter((name) => name.startsWith("phone:"));

async function forget() {
  for (const name of await pages()) await caches.delete(name);
}

async function page(request) {
  try {
    const answer = await Promise.race([fetch(request), new Promise((_, fail) => setTimeout(fail, PATIENCE))]);
    if (answer.type === "opaqueredirect") await forget(); // to the door: the session is over
    if (![502, 504].includes(answer.status)) return answer;
  } catch { /* no network */ }
  return kept();
}

async function kept() {
  for (const name of await pages()) {
    const found = await (await caches.open(name)).match(HOME);
    const age = Date.now() - Number(found?.headers.get("X-Kept-At")); // by the phone's own clock, right or wrong
    if (found && age >= 0 && age < Number(found.headers.get("X-Shown-For"))) return found;
  }
  await forget();
  const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'self'; img-src data:" };
  return new Response(LOCKED, { headers });
}
