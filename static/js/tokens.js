// Picking figures for prose: a filter over the list, and a click that writes the token where the caret was.
//
//   <details data-tokens-list>            closed and plain without script
//     <div hidden> <input data-tokens-filter> <p data-tokens-count>
//     <li data-token="{{ho-ngheo}}">      becomes a button
//   <textarea data-tokens>                where tokens may stand; several on a page: the one last written in

/** Lower case without diacritics, as povertyplan.common.text.fold. */
export const fold = (text) =>
  text.normalize("NFD").toLowerCase().replace(/\p{M}/gu, "").replaceAll("đ", "d").replace(/\s+/g, " ").trim();

/** Whether every word of the wanted text begins somewhere in the folded one. */
export const matches = (folded, wanted) => fold(wanted).split(" ").every((word) => folded.includes(word));

/** Writes the token over the selection, so that it can be undone, and leaves the caret behind it. */
export function insert(area, token) {
  area.focus();
  if (document.execCommand?.("insertText", false, token)) return;
  area.setRangeText(token, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function start(list) {
  const filter = list.querySelector("[data-tokens-filter]");
  const count = list.querySelector("[data-tokens-count]");
  const areas = [...document.querySelectorAll("textarea[data-tokens]")];
  let last = areas[0];
  document.addEventListener("focusin", ({ target }) => { if (areas.includes(target)) last = target; });
  const items = [...list.querySelectorAll("[data-token]")].map((item) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...item.childNodes);
    button.addEventListener("click", () => insert(last, item.dataset.token));
    item.append(button);
    return { item, folded: fold(item.textContent) };
  });
  const show = () => {
    for (const { item, folded } of items) item.hidden = !matches(folded, filter.value);
    const left = items.filter(({ item }) => !item.hidden).length;
    count.textContent = filter.value ? `${left} số liệu` : "Bấm để chèn vào chỗ con trỏ.";
  };
  filter.addEventListener("input", show);
  filter.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // not the form
    items.find(({ item }) => !item.hidden)?.item.querySelector("button").click();
  });
  filter.closest("[hidden]").hidden = false;
  list.open = true;
  show();
}

for (const list of globalThis.document?.querySelectorAll("[data-tokens-list]") ?? []) start(list);
