// What every page gains with script: menus that close, and a question before unsaved work is left.

const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// <form data-guard>: asks when something was typed and not sent. A form that comes back with errors counts as typed.
for (const form of document.querySelectorAll("form[data-guard]")) {
  let dirty = document.querySelector("main [role=alert]") !== null;
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { dirty = false; });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
}

// <div data-mine>: who writes in what is his own wants it, whatever was chosen before.
for (const side of document.querySelectorAll("[data-mine]")) {
  const choice = side.querySelector("input[type=radio]");
  side.addEventListener("input", () => { choice.checked = true; });
}

// <button data-print hidden>: shown where there is script to print with.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
