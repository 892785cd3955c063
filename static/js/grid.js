// The hamlet grid with script: moving, pasting, computing as one types. The server decides; this only shows sooner.
//
//   <form>  <table data-grid>
//     <tbody> <tr data-name="Ba Giăng">          name by which a pasted row finds its place, with or without its label
//       <input data-col="households" value="199" [data-initial="198"]>   data-initial: what is stored, when the
//                                                 form came back with errors and value is what was typed
//       <output data-rate="poor/households" data-decimals="1">   a rate in percent, half-up
//       <output data-count="end_poor">           poor - poor_reduction; end_near_poor alike
//       <p class="row-note" data-note>           the sentence beside the row; what the server put there stays until an edit
//     <tfoot> <output data-sum="households"> and rates as above, of the sums
//   in the form: data-grid-count, data-grid-report (text), data-grid-reset (button)

const COUNT = /^(\d+|\d{1,3}(?:[. ]\d{3})+)$/;
const REFUSED = "Chỉ nhập số nguyên không âm, ví dụ 12 hoặc 1.234; để trống nếu không có.";
const TOO_BIG = "Số quá lớn: nhiều nhất là 9.999.999.";
const LABEL = /^(thôn|xóm|bản|ấp|buôn|làng|khu phố|khu|khóm|tổ dân phố|kp|tdp)\s+/;
const nameKey = (text) => text.normalize("NFC").toLowerCase().replace(/\s+/g, " ").trim();
const bareKey = (text) => nameKey(text).replace(LABEL, "");

/** A whole number, null for blank; throws the sentence that povertyplan.common.numbers.parse_count gives. */
export function parseCount(text) {
  const written = text.replace(/\s+/g, " ").trim();
  if (!written) return null;
  if (!COUNT.test(written)) throw new Error(REFUSED);
  const digits = written.replace(/\D/g, "").replace(/^0+(?=\d)/, "");
  if (digits.length > 7) throw new Error(TOO_BIG);
  return Number(digits);
}

/** 1234567 → "1.234.567" */
export function formatCount(value) {
  return value === null ? "" : String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ".");
}

/** The rate in percent with so many decimals, half-up, in whole numbers throughout; blank when it cannot be computed. */
export function formatRate(numerator, denominator, decimals) {
  if (numerator === null || !denominator) return "";
  const scale = 10n ** BigInt(decimals);
  const [n, d] = [BigInt(Math.abs(numerator)), BigInt(denominator)];
  const rounded = (2n * n * 100n * scale + d) / (2n * d);
  const fraction = String(rounded % scale).padStart(decimals, "0");
  const sign = numerator < 0 && rounded ? "-" : "";
  return sign + formatCount(rounded / scale) + (decimals ? `,${fraction}` : "");
}

/** What a spreadsheet puts on the clipboard: rows of cells; quoted cells may hold tabs, line breaks and doubled quotes. */
export function parseBlock(text) {
  const rows = [[]];
  const cells = /(?:"((?:[^"]|"")*)"(?=[\t\r\n]|$)|([^\t\r\n]*))(\t|\r\n|\r|\n|$)/y;
  for (;;) {
    const [, quoted, plain, end] = cells.exec(text);
    rows.at(-1).push((quoted === undefined ? plain : quoted.replaceAll('""', '"')).trim());
    if (end === "") break;
    if (end !== "\t") rows.push([]);
  }
  while (rows.length && rows.at(-1).every((cell) => !cell)) rows.pop();
  return rows;
}

/** What cannot be in a row, by column, in the server's words (households.rules.Counts, plans.rules.Line). */
export function violations({ households = null, poor = null, near_poor = null, no_labour = null, poor_reduction = null, near_poor_reduction = null }) {
  const found = {};
  if (poor !== null && no_labour !== null && no_labour > poor) {
    found.no_labour = `Có ${poor} hộ nghèo, số không có khả năng lao động không thể là ${no_labour}.`;
  }
  if (households !== null) {
    if (poor > households) found.poor = `Có ${households} hộ, số hộ nghèo không thể là ${poor}.`;
    if (near_poor > households) found.near_poor = `Có ${households} hộ, số hộ cận nghèo không thể là ${near_poor}.`;
    if (!found.poor && !found.near_poor && poor + near_poor > households) {
      found.near_poor = `Hộ nghèo và hộ cận nghèo cộng lại vượt quá ${households} hộ.`;
    }
  }
  for (const [column, stock, target, term] of [
    ["poor_reduction", poor, poor_reduction, "hộ nghèo"],
    ["near_poor_reduction", near_poor, near_poor_reduction, "hộ cận nghèo"],
  ]) {
    if (stock !== null && target !== null && target > stock) {
      found[column] = `Chỉ có ${stock} ${term}, chỉ tiêu giảm không thể là ${target}.`;
    }
  }
  return found;
}

const ENDS = { end_poor: ["poor", "poor_reduction"], end_near_poor: ["near_poor", "near_poor_reduction"] };

function valueOf(values, column) {
  const [stock, reduction] = ENDS[column] ?? [column];
  const value = values[stock] ?? null;
  return value === null ? null : value - (reduction ? values[reduction] ?? 0 : 0);
}

const looksNumeric = (text) => /^[\d.,\s%-]*$/.test(text);
const hasDecimals = (text) => /\d,\d|%|^\d+\.\d{1,2}$/.test(text);

class Row {
  constructor(element) {
    this.element = element;
    this.fields = [...element.querySelectorAll("input[data-col], output[data-rate], output[data-count]")];
    this.inputs = this.fields.filter((field) => field.matches("input"));
    this.note = element.querySelector("[data-note]");
    this.name = element.dataset.name ?? "";
    for (const input of this.inputs) {
      input.dataset.initial ??= input.defaultValue;
      input.autocomplete = "off";
    }
    this.fromServer = Boolean(this.note?.textContent.trim());
    this.values = {};
  }

  /** Reads the inputs, marks them, writes the row's rates; returns how many are edited and refused. */
  refresh() {
    const refused = {};
    for (const { dataset, value } of this.inputs) {
      try {
        this.values[dataset.col] = parseCount(value);
      } catch (error) {
        this.values[dataset.col] = null;
        refused[dataset.col] = error.message;
      }
    }
    const wrong = { ...violations(this.values), ...refused };
    let edited = 0;
    for (const input of this.inputs) {
      const sentence = wrong[input.dataset.col];
      const isEdited = input.value.trim() !== input.dataset.initial.trim();
      edited += isEdited;
      input.classList.toggle("is-edited", isEdited);
      if (this.fromServer) continue;
      input.classList.toggle("is-refused", Boolean(sentence));
      input.setAttribute("aria-invalid", String(Boolean(sentence)));
    }
    if (this.note && !this.fromServer) this.note.textContent = [...new Set(Object.values(wrong))].join(" ");
    show(this.element, this.values);
    const marked = this.inputs.filter((input) => input.getAttribute("aria-invalid") === "true").length;
    return { edited, refused: marked };
  }
}

function show(place, values) {
  for (const output of place.querySelectorAll("output[data-rate]")) {
    const [numerator, denominator] = output.dataset.rate.split("/");
    output.value = formatRate(valueOf(values, numerator), valueOf(values, denominator), Number(output.dataset.decimals));
  }
  for (const output of place.querySelectorAll("output[data-count]")) output.value = formatCount(valueOf(values, output.dataset.count));
}

class Grid {
  constructor(table) {
    this.table = table;
    this.form = table.closest("form");
    this.rows = [...table.querySelectorAll("tbody tr")].map((element) => new Row(element)).filter((row) => row.inputs.length);
    this.counter = this.form.querySelector("[data-grid-count]");
    this.reporter = this.form.querySelector("[data-grid-report]");
    this.edited = 0;
    table.addEventListener("focusin", ({ target }) => this.enter(target));
    table.addEventListener("input", ({ target }) => this.change(target));
    table.addEventListener("keydown", (event) => this.press(event));
    table.addEventListener("paste", (event) => this.paste(event));
    this.form.addEventListener("submit", () => { this.leaving = true; });
    this.form.querySelector("[data-grid-reset]")?.addEventListener("click", (event) => this.reset(event));
    window.addEventListener("beforeunload", (event) => { if (this.edited && !this.leaving) event.preventDefault(); });
    window.addEventListener("pageshow", () => { this.leaving = false; this.refresh(); });
    this.refresh();
  }

  rowOf(input) { return this.rows.find((row) => row.inputs.includes(input)); }

  enter(input) {
    if (!input.matches("input[data-col]")) return;
    input.dataset.before = input.value;
    input.select();
  }

  change(input) {
    const row = this.rowOf(input);
    if (!row) return;
    row.fromServer = false;
    this.refresh();
  }

  refresh() {
    let refused = 0;
    this.edited = 0;
    for (const row of this.rows) {
      const counts = row.refresh();
      this.edited += counts.edited;
      refused += counts.refused;
    }
    const columns = new Set(this.rows.flatMap((row) => row.inputs.map((input) => input.dataset.col)));
    const sums = {};
    for (const column of columns) {
      const given = this.rows.map((row) => row.values[column]).filter((value) => value !== null && value !== undefined);
      sums[column] = given.length ? given.reduce((sum, value) => sum + value, 0) : null;
    }
    for (const foot of this.table.querySelectorAll("tfoot")) {
      for (const output of foot.querySelectorAll("output[data-sum]")) output.value = formatCount(valueOf(sums, output.dataset.sum));
      show(foot, sums);
    }
    if (this.counter) {
      const review = refused ? `${refused} ô cần xem lại` : "";
      this.counter.textContent = this.edited ? `Đã sửa ${this.edited} ô${review && `, ${review}`}.` : review && `Có ${review}.`;
    }
  }

  report(sentences) { if (this.reporter) this.reporter.textContent = sentences.join(" "); }

  press(event) {
    const input = event.target;
    if (!input.matches("input[data-col]") || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const { selectionStart: start, selectionEnd: end, value } = input;
    const all = end - start === value.length;
    const step = {
      Enter: [event.shiftKey ? -1 : 1, 0],
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
      ArrowRight: !event.shiftKey && (all || (start === end && end === value.length)) && [0, 1],
      ArrowLeft: !event.shiftKey && (all || (start === end && start === 0)) && [0, -1],
    }[event.key];
    if (event.key === "Escape") {
      input.value = input.dataset.before ?? input.dataset.initial;
      input.select();
      this.change(input);
    } else if (step) {
      this.move(input, ...step);
    } else {
      return;
    }
    event.preventDefault();
  }

  move(input, down, right) {
    const row = this.rowOf(input);
    const column = row.inputs.indexOf(input) + right;
    this.rows[this.rows.indexOf(row) + down]?.inputs[column]?.focus();
  }

  reset(event) {
    event.preventDefault();
    for (const row of this.rows) {
      row.fromServer = false;
      for (const input of row.inputs) input.value = input.dataset.initial;
    }
    this.report([]);
    this.refresh();
    this.form.dispatchEvent(new Event("change"));
  }

  paste(event) {
    const input = event.target;
    const block = parseBlock(event.clipboardData?.getData("text/plain") ?? "");
    const isSingle = block.length <= 1 && (block[0]?.length ?? 0) <= 1;
    if (!input.matches("input[data-col]") || input.readOnly || isSingle) return;
    event.preventDefault();
    this.fill(input, block);
  }

  /** Writes a block from the focused cell on; rows with names go to the hamlets so named. Says what found no place. */
  fill(input, block) {
    const report = [];
    const first = Math.max(0, block.findIndex((cells) => cells.some((cell) => /\d/.test(cell))));
    const body = block.slice(first);
    if (first) report.push("Đã bỏ qua dòng tiêu đề.");
    const width = Math.max(...body.map((cells) => cells.length));
    const rowNamed = (name = "") =>
      this.rows.find((row) => nameKey(row.name) === nameKey(name)) ?? this.rows.find((row) => bareKey(row.name) === bareKey(name));
    const texts = Array.from({ length: width }, (_, index) => index)
      .filter((index) => body.filter((cells) => !looksNumeric(cells[index] ?? "")).length * 2 > body.length);
    const hits = (index) => body.filter((cells) => rowNamed(cells[index])).length;
    const nameAt = texts.length ? texts.reduce((best, index) => (hits(index) > hits(best) ? index : best)) : -1;
    const from = nameAt + 1;
    const start = this.rowOf(input);
    const fields = start.fields.slice(nameAt >= 0 ? 0 : start.fields.indexOf(input));
    const places = this.columnsFor(fields, body.map((cells) => cells.slice(from)), width - from);
    let filled = 0;
    let rowsLeft = 0;
    const strangers = [];
    body.forEach((cells, index) => {
      const name = nameAt >= 0 ? cells[nameAt] : "";
      const row = nameAt >= 0 ? rowNamed(name) : this.rows[this.rows.indexOf(start) + index];
      if (!row) {
        if (nameAt >= 0) strangers.push(`“${name}”`);
        else rowsLeft += 1;
        return;
      }
      const target = row.fields.slice(nameAt >= 0 ? 0 : start.fields.indexOf(input));
      places.forEach((place, column) => {
        const cell = place === null ? null : target[place];
        if (!cell?.matches("input") || cell.readOnly) return;
        cell.value = cells[from + column] ?? "";
        filled += 1;
      });
      row.fromServer = false;
    });
    const columnsLeft = places.filter((place) => place === null).length;
    if (places.some((place) => place !== null && !fields[place].matches("input"))) report.push("Cột tỷ lệ tự tính, không dán.");
    if (rowsLeft) report.push(`${rowsLeft} dòng nằm ngoài bảng, không dán.`);
    if (columnsLeft) report.push(`${columnsLeft} cột nằm ngoài bảng, không dán.`);
    if (strangers.length) report.push(`Không có trong bảng: ${strangers.join(", ")}.`);
    this.report([`Đã dán ${filled} ô.`, ...report]);
    this.refresh();
    this.form.dispatchEvent(new Event("change")); // what is written by script fires none
  }

  /** For each pasted column the field it goes to, or null; computed columns count when the block brings them. */
  columnsFor(fields, body, width) {
    const inputs = fields.map((field, index) => (field.matches("input") ? index : -1)).filter((index) => index >= 0);
    const bringsRates = width === fields.length || fields.some(
      (field, index) => !field.matches("input") && index < width && body.some((cells) => hasDecimals(cells[index] ?? "")),
    );
    const order = bringsRates ? fields.map((_, index) => index) : inputs;
    return Array.from({ length: width }, (_, column) => order[column] ?? null);
  }
}

if (typeof document !== "undefined") {
  for (const table of document.querySelectorAll("table[data-grid]")) new Grid(table);
}
