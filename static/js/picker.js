// Picking what goes into a text: searched by the server as words are typed, written where the caret was.
//
//   <details data-picker="/tim/">         the address that answers ?q=… with a piece of a page; closed and plain without script
//     <form><input type="search">         Enter presses the first button, but not of what is only near (data-near)
//     <div data-picker-hits>              the hits
//       <li data-insert="{{ho-ngheo}}">   becomes a button that writes this; with data-lines on lines of its own
//       <li><input type="checkbox">       stays among the hits as long as it is ticked
//   <textarea data-tokens>                where it may stand; several on a page: the one last written in

const PAUSE = 200; // ms

/** Writes over the selection, so that it can be undone, and leaves the caret behind it. */
function insert(area, text) {
  area.focus();
  if (document.execCommand?.("insertText", false, text)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

const areas = [...document.querySelectorAll("textarea[data-tokens]")];
let last = areas[0];
document.addEventListener("focusin", ({ target }) => { if (areas.includes(target)) last = target; });

class Picker {
  constructor(details) {
    this.address = details.dataset.picker;
    this.search = details.querySelector("input[type=search]");
    this.hits = details.querySelector("[data-picker-hits]");
    this.found = Promise.resolve();
    this.asked = this.search.value;
    this.search.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), PAUSE);
    });
    this.search.form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await this.look();
      this.hits.querySelector("ul:not([data-near]) > li[data-insert] button")?.click();
    });
    this.hits.addEventListener("click", (event) => {
      const item = event.target.closest("button")?.closest("[data-insert]");
      if (!item) return;
      event.preventDefault(); // without script it sends the page to have the text put at its end
      const before = last.value.slice(0, last.selectionStart);
      const isAmidLine = "lines" in item.dataset && before && !before.endsWith("\n");
      insert(last, isAmidLine ? `\n${item.dataset.insert}` : item.dataset.insert);
    });
    this.press();
  }

  /** Shows what the words find now; words that changed while the answer was on its way are asked again. */
  look() {
    clearTimeout(this.timer);
    const words = this.search.value;
    if (words === this.asked) return this.found;
    this.asked = words;
    this.asking?.abort();
    this.asking = new AbortController();
    return (this.found = this.ask(words, this.asking.signal));
  }

  async ask(words, signal) {
    try {
      const answer = await fetch(`${this.address}?${new URLSearchParams({ [this.search.name]: words })}`, { signal });
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      const found = await answer.text();
      const ticked = [...this.hits.querySelectorAll("li:has(input:checked)")];
      this.hits.innerHTML = found;
      for (const item of ticked) {
        this.hits.querySelector(`li:has(input[value="${item.querySelector("input").value}"])`)?.remove();
      }
      this.hits.querySelector("ul").prepend(...ticked);
      this.press();
    } catch (error) {
      if (error.name === "AbortError") return;
      this.asked = null;
      this.hits.textContent = "Chưa tìm được: mất mạng hoặc phiên làm việc đã hết. Nội dung đang gõ vẫn còn; gõ lại để tìm.";
    }
  }

  press() {
    for (const item of this.hits.querySelectorAll("li[data-insert]:not(:has(button))")) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...item.childNodes);
      item.append(button);
    }
  }
}

for (const details of document.querySelectorAll("[data-picker]:has(input[type=search])")) {
  new Picker(details);
  details.open ||= !details.closest("aside")?.querySelector("[data-picker][open]"); // one at a time beside a text
}
