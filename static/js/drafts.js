// What was typed and not saved stays in this browser: until it is saved, dropped, seven days old, or somebody signs out.
//
//   <header data-user="12">       whose page this is: what was kept of anybody else is forgotten
//   <form data-draft>             the form that is kept, by person, address and version; one on a page. With a name
//                                 it goes on with what is kept under that name: the server has put more into it
//     <input name="version">      what it was made from ("seen" where there is none)
//     <a data-draft-drop>         leaves without saving: nothing is kept
//   <p data-saved="3f0a…">        the server has stored what was kept under this name
//   <form data-sign-out>          forgets everything, in every window
//
// Kept under "draft:<person>:<address>:<name>" as {at, fields, shown}: texts by field, as typed and as first shown.

const PREFIX = "draft:";
const LONGEST = 7 * 24 * 60 * 60 * 1000;
const SOON = 400;
const PASSED_OVER = new Set(["password", "file", "search", "submit", "button", "image", "reset"]);
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "draft", "take"]);
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("drafts") : null;
const person = document.querySelector("[data-user]")?.dataset.user;

const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
const forget = (drop) => { for (const key of keys()) if (drop(key)) localStorage.removeItem(key); };
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function read(key) {
  try {
    const { at, fields, shown } = JSON.parse(localStorage.getItem(key));
    return Number.isFinite(at) && fields && shown ? { key, at, fields, shown } : null;
  } catch {
    return null;
  }
}

const controls = (form) =>
  [...form.elements].filter(({ name, type }) => name && !NOT_KEPT.has(name) && !PASSED_OVER.has(type));
const isBox = ({ type }) => type === "checkbox" || type === "radio";

/** The texts of a form by name; a box that is not ticked has none. */
function texts(form) {
  return collect(form, (control) => {
    if (isBox(control)) return control.checked ? [control.value] : [];
    return control.options ? [...control.selectedOptions].map(({ value }) => value) : [control.value];
  });
}

/** The same as the server sent them: a browser fills in again what stood there before a reload. */
function textsSent(form) {
  return collect(form, (control) => {
    if (isBox(control)) return control.defaultChecked ? [control.value] : [];
    if (!control.options) return [control.defaultValue];
    const chosen = [...control.options].filter(({ defaultSelected }) => defaultSelected);
    return (chosen.length || control.multiple ? chosen : [...control.options].slice(0, 1)).map(({ value }) => value);
  });
}

function collect(form, textsOf) {
  const fields = {};
  for (const control of controls(form)) (fields[control.name] ??= []).push(...textsOf(control));
  return fields;
}

/** Writes texts into a form; a list takes all its rows, those that the page does not show as well. */
function fill(form, { fields, shown }) {
  const isList = Object.keys(fields).some((name) => name.endsWith("-TOTAL_FORMS"));
  const left = structuredClone(fields);
  for (const control of controls(form)) {
    const { name } = control;
    if (!(name in fields) || !(isList || control.type === "hidden" || !same(fields[name], shown[name]))) continue;
    if (isBox(control)) control.checked = fields[name].includes(control.value);
    else if (control.multiple) for (const option of control.options) option.selected = fields[name].includes(option.value);
    else control.value = left[name].shift() ?? "";
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const present = new Set(controls(form).map(({ name }) => name));
  for (const name of isList ? Object.keys(fields) : []) {
    for (const text of present.has(name) ? [] : fields[name]) form.append(element("input", { type: "hidden", name, value: text }));
  }
}

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function moment(at) {
  const date = new Date(at);
  const time = date.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const today = date.toDateString() === new Date().toDateString();
  const day = date.toLocaleDateString("vi-VN", { day: "2-digit", month: "2-digit", year: "numeric" });
  return today ? time : `${time} ngày ${day}`;
}

const versionOf = (fields) => (fields.version ?? fields.seen ?? []).join();

class Draft {
  constructor(form) {
    this.form = form;
    this.place = `${PREFIX}${person}:${location.pathname}:`;
    const name = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    this.take(this.place + name, textsSent(form));
    this.offers = element("div", { className: "drafts" });
    this.offers.setAttribute("role", "status");
    form.prepend(this.offers); // within: beside the form there may be columns
    this.lookBack();
    for (const event of ["input", "change", "reset"]) form.addEventListener(event, () => this.later());
    form.addEventListener("submit", () => this.write());
    form.querySelector("[data-draft-drop]")?.addEventListener("click", () => { this.leaving = true; });
    window.addEventListener("pagehide", () => {
      this.flush();
      if (this.leaving) localStorage.removeItem(this.key);
    });
    window.addEventListener("pageshow", () => { this.leaving = false; });
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.flush(); });
    channel?.addEventListener("message", () => this.stop());
  }

  /** Goes on under a name; `shown` is what the form held before anything was typed. */
  take(key, shown) {
    this.key = key;
    this.shown = shown;
    const name = key.slice(this.place.length);
    this.field ??= this.form.appendChild(element("input", { type: "hidden", name: "draft" }));
    this.field.value = name;
  }

  /** Offers what was kept of this form. What the form shows already is stored, or has come back with errors. */
  lookBack() {
    const kept = keys().filter((key) => key.startsWith(this.place)).map(read);
    const isRefused = document.querySelector("main [role=alert]") !== null;
    const [sent, now] = [textsSent(this.form), texts(this.form)];
    for (const draft of kept.sort((one, other) => other.at - one.at)) {
      const isStored = same(draft.fields, sent) && !isRefused;
      if (isStored) localStorage.removeItem(draft.key);
      else if (same(draft.fields, now)) this.take(draft.key, draft.shown);
      else if (draft.key === this.place + this.form.dataset.draft) {
        this.take(draft.key, draft.shown);
        this.later();
      }
      else this.offer(draft);
    }
  }

  offer(draft) {
    const isOlder = versionOf(draft.fields) !== versionOf(texts(this.form));
    const warning = " Từ lúc đó bản đang lưu đã thay đổi: khôi phục rồi lưu thì chương trình đặt hai bản cạnh nhau để chọn.";
    const notice = element("div", { className: "notice notice-warning draft", tabIndex: -1 });
    const say = element("p", {}, `Có nội dung chưa lưu từ ${moment(draft.at)}.${isOlder ? warning : ""}`);
    const restore = element("button", { type: "button", className: "btn btn-primary" }, "Khôi phục");
    const drop = element("button", { type: "button", className: "btn btn-outline-secondary" }, "Bỏ");
    const buttons = element("div", { className: "form-actions" }, restore, drop);
    restore.addEventListener("click", () => {
      fill(this.form, draft);
      this.take(draft.key, draft.shown);
      this.write();
      buttons.remove();
      say.textContent = `Đã khôi phục nội dung từ ${moment(draft.at)}, chưa lưu.`;
      notice.focus();
    });
    drop.addEventListener("click", () => {
      localStorage.removeItem(draft.key);
      notice.remove();
    });
    notice.append(say, buttons);
    this.offers.append(notice);
  }

  later() { this.timer ??= setTimeout(() => this.flush(), SOON); }

  flush() {
    if (this.timer) this.write();
  }

  write() {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.stopped) return;
    const fields = texts(this.form);
    if (same(fields, this.shown)) {
      localStorage.removeItem(this.key);
      return;
    }
    try {
      localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), fields, shown: this.shown }));
    } catch {
      this.offers.replaceChildren(element("p", { className: "notice notice-warning" }, "Trình duyệt hết chỗ giữ nội dung chưa lưu; lưu sớm."));
    }
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }
}

function start() {
  const tooOld = Date.now() - LONGEST;
  forget((key) => (read(key)?.at ?? 0) < tooOld || (person && !key.startsWith(`${PREFIX}${person}:`)));
  for (const { dataset } of document.querySelectorAll("[data-saved]")) forget((key) => key.endsWith(`:${dataset.saved}`));
  const form = person && document.querySelector("form[data-draft]");
  const draft = form && new Draft(form);
  document.querySelector("form[data-sign-out]")?.addEventListener("submit", () => {
    draft?.stop();
    channel?.postMessage("forget");
    forget(() => true);
  });
}

try {
  localStorage.getItem(PREFIX);
  start();
} catch (error) {
  if (error.name !== "SecurityError") throw error; // a browser that keeps nothing
}
