// Every form that is filled in where the connection is bad: nothing is sent while there is none, the words stay in the page,
// and as soon as there is one again it is sent, once. What the server may have got before, it knows by the form's key.
const form = document.querySelector("form[data-reconnect]");
const notice = form.querySelector("[data-offline]");
let waits = false;

async function isReached() {
  if (!navigator.onLine) return false;
  try {
    await fetch(location.href, { method: "HEAD", cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}

async function send() {
  if (await isReached()) {
    waits = false;
    form.submit();
  } else {
    waits = true;
    notice.hidden = false;
    notice.focus();
  }
}

form.addEventListener("submit", (event) => { event.preventDefault(); if (!waits) send(); });
addEventListener("online", () => { if (waits) send(); });
setInterval(() => { if (waits) send(); }, 5000);
