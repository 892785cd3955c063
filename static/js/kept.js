// What a phone keeps of the hamlet leader's page leaves with him.
//
//   <… data-user="12">       whose page this is: pages kept of anybody else are forgotten
//   <form data-door>         nobody is signed in: all kept pages are forgotten, unsent visits are not
//   <form data-sign-out>     asks when visits are unsent, then forgets everything that this browser holds of the program
//
// localStorage "visits:<person>" is how many visits of his wait in IndexedDB "visits" (phone.js).

const person = document.querySelector("[data-user]")?.dataset.user;
const isDoor = document.querySelector("form[data-door]") !== null;

async function forgetPages(keep) {
  if (!("caches" in globalThis)) return; // not over HTTPS
  for (const name of await caches.keys()) if (name.startsWith("phone:") && name !== keep) await caches.delete(name);
}

function waiting() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith("visits:")).reduce((sum, key) => sum + Number(localStorage.getItem(key)), 0);
  } catch {
    return 0; // a browser that keeps nothing
  }
}

/** Everything, should the answer that clears the browser never come. */
async function forgetAll() {
  new BroadcastChannel("drafts").postMessage("forget");
  indexedDB.deleteDatabase("visits");
  localStorage.clear();
  await forgetPages();
  for (const worker of await navigator.serviceWorker?.getRegistrations() ?? []) await worker.unregister();
}

if (person || isDoor) forgetPages(person && `phone:${person}`);

for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", (event) => {
    const number = waiting();
    if (number && !confirm(`Còn ${number} lần thăm chưa gửi. Đăng xuất bây giờ thì mất. Vẫn đăng xuất?`)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else {
      forgetAll();
    }
  });
}
