// The page of one household with script: the class as one types, and answers by a key. The server decides; this only
// shows sooner, in its words (households.rules.reasons).
//
//   <form data-review data-limit="140" data-least="30" data-poor="B1 ≤ 140 và …" data-near_poor data-average data-other>
//     income_score, d1 … d12 (1 yes, 0 no), q1 … (their options end in "(15 điểm)"), farming, average_standard
//     [data-digits]    a fieldset whose ticks answer to their numbers
//     [data-finding]   where the class is said; [data-show] a button for those without script

const POINTS = 10;
const KEYS = new Map([["1", "1"], ["c", "1"], ["0", "0"], ["k", "0"], ["2", "0"]]);

/** The class of the scores: the name of the form's attribute that says it; "" until both are known. */
export function classify({ income, deprivation, limit, least, average }) {
  if (income === null || deprivation === null) return "";
  if (income > limit) return average ? "average" : "other";
  return deprivation >= least ? "poor" : "near_poor";
}

/** What one form says now: B1, B2 (null while something is missing) and the class. */
export function read(form) {
  const asked = [...new Set([...form.elements].map(({ name }) => name))].filter((name) => /^d\d+$/.test(name));
  const answers = asked.map((name) => form.elements[name].value);
  const written = form.elements.income_score.value.trim();
  const income = /^\d{1,3}$/.test(written) ? Number(written) : null;
  const deprivation = answers.includes("") ? null : POINTS * answers.filter((answer) => answer === "1").length;
  const average = form.elements.average_standard.checked && form.elements.farming.checked;
  const [limit, least] = [Number(form.dataset.limit), Number(form.dataset.least)];
  return { income, deprivation, left: answers.filter((answer) => !answer).length, kind: classify({ income, deprivation, limit, least, average }) };
}

function say(form) {
  const { income, deprivation, left, kind } = read(form);
  const place = form.querySelector("[data-finding]");
  const missing = [income === null && "nhập B1", left && `còn ${left} câu`].filter(Boolean).join(", ");
  place.textContent = kind ? "" : `Chưa có phân loại: ${missing}.`;
  if (!kind) return;
  const [scores, reason] = [document.createElement("span"), document.createElement("strong")];
  scores.className = "scores";
  scores.textContent = `B1 = ${income}, B2 = ${deprivation}. `;
  reason.textContent = form.getAttribute(`data-${kind}`);
  place.append(scores, reason);
}

function sum(form) {
  const chosen = [...form.querySelectorAll(".questions select")].map((select) => select.selectedOptions[0].text);
  const points = chosen.map((text) => Number(/\((\d+) điểm\)$/.exec(text)?.[1] ?? NaN));
  const total = points.reduce((left, right) => left + right, 0);
  form.elements.income_score.value = Number.isNaN(total) ? "" : total;
}

function answer(event) {
  const group = event.target.closest(".yes-no");
  const value = KEYS.get(event.key.toLowerCase());
  if (!group || value === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const radio = group.querySelector(`input[value="${value}"]`);
  radio.click();
  const groups = [...group.form?.querySelectorAll(".yes-no") ?? []];
  const next = groups[groups.indexOf(group) + 1];
  if (next) (next.querySelector("input:checked") ?? next.querySelector("input")).focus();
  else radio.focus();
}

function tick(event) {
  const group = event.target.closest("[data-digits]");
  const box = group && /^[1-9]$/.test(event.key) && group.querySelectorAll("input")[event.key - 1];
  if (!box || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  box.click();
}

for (const form of document.querySelectorAll("form[data-review]")) {
  form.querySelector("[data-show]")?.remove();
  form.addEventListener("input", (event) => {
    if (event.target.closest(".questions")) sum(form);
    say(form);
  });
  form.addEventListener("keydown", (event) => { answer(event); tick(event); });
  if (read(form).kind || form.elements.income_score.value) say(form);
}
