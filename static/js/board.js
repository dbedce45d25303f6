// The lobby board: polls, swaps <main>, turns scenes, keeps time by the server's clock, survives weeks without a hand.
const POLL = 60, TURN = 20, LOST_AFTER = 3, SHIFT = 600, TIMEOUT = 15000, SHANGHAI = 8 * 3600e3, DAY = 86400e3, NIGHT = 3 * 3600e3;
const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const still = new URLSearchParams(location.search).get("rotate") === "0"
  || matchMedia("(prefers-reduced-motion: reduce)").matches;
const build = byId("main").dataset.build;
let etag = "", offset = Number(document.body.dataset.now) * 1000 - Date.now() || 0, misses = 0, current = 0, seconds = 0, nextPoll = jitter(), nextTurn = TURN, nextShift = SHIFT, reloadAt = 0, polling = false;

function jitter() {
  return POLL + Math.round((Math.random() - 0.5) * 20);
}

// Shanghai's wall clock, read with the getUTC… methods.
function local() {
  return new Date(Date.now() + offset + SHANGHAI);
}

function write(id, text) {
  const node = byId(id);
  if (node && node.textContent !== text) node.textContent = text;
}

function tell() {
  const now = local();
  write("clock", now.getUTCHours() + ":" + String(now.getUTCMinutes()).padStart(2, "0"));
  write("today", `${now.getUTCMonth() + 1}月${now.getUTCDate()}日 星期${"日一二三四五六"[now.getUTCDay()]}`);
}

function show(index) {
  const slides = document.querySelectorAll("[data-scene]");
  if (!slides.length) return;
  current = (index + slides.length) % slides.length;
  slides.forEach((slide, i) => { slide.hidden = i !== current; });
  const { scene, page } = slides[current].dataset;
  document.querySelectorAll("[data-tab]").forEach((tab) => {
    if (tab.dataset.tab === scene) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  });
  write("page", page.startsWith("1 / 1 ") ? "" : page);
}

// A swap leaves the time of the next turn as it is: fresh content must not hold a page up.
function turn(index) {
  show(index);
  const slide = document.querySelectorAll("[data-scene]")[current];
  nextTurn = seconds + (Number(slide && slide.dataset.seconds) || TURN);
}

function swap(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("main");
  if (!fresh) throw new Error("no main");
  const seen = document.querySelectorAll("[data-scene]")[current];
  byId("main").replaceWith(document.adoptNode(fresh));
  write("month", fresh.dataset.month);
  write("data-at", fresh.dataset.at);
  write("lost-at", fresh.dataset.at);
  const same = [...document.querySelectorAll("[data-scene]")].findIndex(
    (slide) => seen && slide.dataset.scene === seen.dataset.scene && slide.dataset.page === seen.dataset.page);
  show(Math.max(same, 0));
  return fresh.dataset.build;
}

async function poll() {
  polling = true;
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT);
  try {
    const answer = await fetch(document.body.dataset.poll, {
      headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store", credentials: "same-origin", signal: abort.signal,
    });
    if (answer.status !== 304 && !answer.ok) throw new Error(answer.status);
    const served = Date.parse(answer.headers.get("Date"));
    if (served) offset = served - Date.now();
    const newer = answer.status === 200 && swap(await answer.text()) !== build;
    etag = answer.headers.get("ETag") || etag;
    misses = 0;
    // The server has just answered, so a reload finds it: a new release, or the night.
    if (newer || (reloadAt && local().getTime() >= reloadAt)) location.reload();
    if (!reloadAt) {
      const today = Math.floor(local().getTime() / DAY) * DAY + NIGHT;
      reloadAt = today + (local().getTime() < today ? 0 : DAY);
    }
  } catch (problem) {
    misses += 1;
  } finally {
    clearTimeout(timer);
    polling = false;
    root.classList.toggle("stale", misses >= LOST_AFTER);
    nextPoll = seconds + jitter();
  }
}

function tick() {
  seconds += 1;
  tell();
  if (seconds >= nextPoll && !polling) poll();
  if (!still && seconds >= nextTurn) {
    turn(current + 1);
  }
  if (seconds >= nextShift) {
    nextShift = seconds + SHIFT;
    for (const step of [1, 2, 3]) root.classList.toggle(`shift-${step}`, step === (seconds / SHIFT | 0) % 4);
  }
}

root.classList.toggle("still", still);
document.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-tab]");
  if (!tab) return;
  show([...document.querySelectorAll("[data-scene]")].findIndex((slide) => slide.dataset.scene === tab.dataset.tab));
  nextTurn = seconds + 3 * TURN;
});
document.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) turn(current + step);
});
turn(0);
// What the page came with is fresh: the first poll is due in a minute.
setInterval(tick, 1000);
