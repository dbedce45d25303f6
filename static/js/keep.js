// What is typed into the public form is kept by the server for an hour, under the form's own key, which then stands in
// the address: a reload, a telephone that slept or the back button opens it with everything in. Nothing is stored in the
// browser. Without this module the server still keeps what was sent and came back.
const form = document.querySelector("form[data-keep]");
const address = form.getAttribute("action");
let kept = "", waiting = 0;

function typed() {
  const body = new URLSearchParams([["keep", "1"]]);
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  return body;
}

async function keep() {
  clearTimeout(waiting);
  const body = typed(), text = body.toString();
  if (text === kept || !navigator.onLine) return;
  history.replaceState(history.state, "", address);
  try {
    const answer = await fetch(address, { method: "POST", body, keepalive: true });
    if (answer.ok) kept = text;
  } catch {
    kept = "";
  }
}

kept = typed().toString();
form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(keep, 800); });
addEventListener("online", keep);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(); });
form.addEventListener("submit", (event) => {
  const notice = form.querySelector("[data-offline]");
  notice.hidden = navigator.onLine;
  if (navigator.onLine) {
    keep();
  } else {
    event.preventDefault();
    notice.focus();
  }
});
