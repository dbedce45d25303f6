// Keys and ticks of the desk. Everything here has a link or a button of its own, and works without this script.
const KEYS = [
  ["j / k", "下一件、上一件"], ["Enter", "打开"], ["x", "勾选"], ["/", "搜索"], ["a", "办这一步（红色按钮）"],
  ["n", "先跳过，看下一件"], ["u", "返回"], ["Ctrl + Enter", "提交表单"], ["?", "显示或收起这张表"],
];
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select");

// Rows that can be gone through: of a list or of the day's work.
const rows = all(".rows tbody tr, .queue > li");
let at = -1;

function go(step) {
  if (!rows.length) return;
  if (at >= 0) rows[at].classList.remove("at");
  at = Math.min(rows.length - 1, Math.max(0, at + step));
  rows[at].classList.add("at");
  rows[at].scrollIntoView({ block: "nearest" });
  const link = rows[at].querySelector("a");
  if (link) link.focus({ preventScroll: true });
}

function press(selector) {
  const found = document.querySelector(selector);
  if (found) found.click();
  return Boolean(found);
}

function help() {
  const shown = document.getElementById("keys");
  if (shown) return shown.remove();
  const box = document.createElement("section");
  box.id = "keys";
  box.className = "card";
  box.tabIndex = -1;
  box.setAttribute("aria-label", "快捷键");
  const list = document.createElement("dl");
  list.className = "kv";
  KEYS.forEach(([key, does]) => {
    const pair = document.createElement("div");
    ["dt", "dd"].forEach((tag, place) => {
      const cell = document.createElement(tag);
      cell.textContent = [key, does][place];
      pair.append(cell);
    });
    list.append(pair);
  });
  box.append(list);
  document.getElementById("main").append(box);
  box.focus();
}

const does = {
  j: () => go(1),
  k: () => go(-1),
  x: () => at >= 0 && rows[at].querySelector("input[type=checkbox]") && rows[at].querySelector("input[type=checkbox]").click(),
  "/": () => (document.getElementById("q") || document.getElementById("find")).focus(),
  a: () => press(".act .btn.primary, main .actions > .btn.primary"),
  n: () => press("[data-key=n]"),
  u: () => press("[data-key=u]"),
  "?": help,
};

// Single letters disturb who speaks to the browser: they can be turned off in it, by a link of the own menu.
const isOff = () => document.querySelector("[data-keys=off]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    if (press("form.step [data-send]")) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isOff() || typing(event.target)) return;
  if (does[event.key]) {
    event.preventDefault();
    does[event.key]();
  }
});

// The ticked rows of a list are counted, all of them ticked or none.
const bulk = document.getElementById("bulk");
const boxes = all(".rows .tick input");

function count() {
  const ticked = boxes.filter((box) => box.checked).length;
  bulk.classList.toggle("some", ticked > 0);
  bulk.classList.toggle("waits", ticked === 0);
  bulk.querySelector("[data-ticked]").textContent = ticked ? `已选 ${ticked} 件` : "勾选后";
  bulk.querySelector("[data-unit]").hidden = ticked > 0;
  every.checked = ticked === boxes.length;
  every.indeterminate = ticked > 0 && ticked < boxes.length;
}

const every = document.createElement("input");
if (bulk && boxes.length) {
  every.type = "checkbox";
  every.setAttribute("aria-label", "全选这一页");
  document.querySelector(".rows th.tick").append(every);
  every.addEventListener("change", () => { boxes.forEach((box) => { box.checked = every.checked; }); count(); });
  boxes.forEach((box) => box.addEventListener("change", count));
  count();
}

// A long choice is searched: what does not contain the words is left out, what is chosen stays.
const LONG = 12;

function finder(before, count, narrow) {
  const input = document.createElement("input");
  input.type = "search";
  input.className = "input short";
  input.dataset.finder = "";
  input.placeholder = `查找，共 ${count} 个`;
  input.autocomplete = "off";
  input.setAttribute("aria-label", "查找");
  input.addEventListener("input", () => narrow(input.value.trim()));
  input.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.ctrlKey) event.preventDefault(); });
  const line = document.createElement("div");
  line.append(input);
  before.before(line);
  narrow("");
}

function searchable(part) {
  all("fieldset.field", part).forEach((set) => {
    const labels = all("label.check", set);
    if (labels.length <= LONG || set.querySelector("[data-finder]")) return;
    finder(labels[0], labels.length, (words) => labels.forEach((label, place) => {
      label.hidden = !label.querySelector("input").checked && !(words ? label.textContent.includes(words) : place < LONG);
    }));
  });
  all(".field > select", part).forEach((select) => {
    const options = [...select.options];
    if (options.length <= 2 * LONG || select.querySelector("optgroup") || select.parentNode.querySelector("[data-finder]")) return;
    finder(select, options.length, (words) => {
      const fits = (option) => option.value && option.textContent.includes(words);
      const chosen = select.value;
      select.replaceChildren(...options.filter((option) => !option.value || fits(option) || option.value === chosen));
      const first = words && options.find(fits);
      select.value = first ? first.value : chosen;
    });
  });
}
searchable(document);
document.addEventListener("htmx:afterSettle", (event) => searchable(event.target));

// One writes where the work is: in the first field of the step, or in the first one that is wrong.
const step = document.querySelector("main form.step");
if (step && !document.querySelector("[role=alert]") && !location.hash) {
  const first = all("input:not([type=hidden]):not([data-finder]), textarea, select", step)[0];
  if (first) first.focus({ preventScroll: true });
}
