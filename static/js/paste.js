// What is pasted from Word keeps its headings, lists and tables: the server cleans it when the form is saved.
// Without this module the plain text is pasted, as everywhere.
// What says that text is deleted, hidden, a comment, raised, a sign or an item's number goes along; all other styles stay.
const TELLING = /mso-list:\s*ignore|mso-hide|mso-element|mso-special|line-through|display|visibility|vertical-align|text-raise|outline-level|opacity|transparent|font-size:\s*0|wingdings|webdings|symbol/i;

function slim(html) {
  // A paper of 200 pages carries megabytes of Word's own styles.
  const form = new FormData();
  form.append("html", html
    .replace(/(<style\b[^>]*>)([^]*?)(<\/style>)/gi, (all, begin, rules, end) =>
      begin + (rules.match(/[^{}]*\{[^{}]*\}/g) || []).filter((rule) => /line-through|display:\s*none|mso-hide|visibility/i.test(rule)).join("") + end)
    .replace(/<xml\b[^]*?<\/xml>|\s(?:lang|width|height|valign|align)=("[^"]*"|'[^']*'|[^\s>]+)/gi, "")
    .replace(/\sstyle=("[^"]*"|'[^']*')/gi, (style) => (TELLING.test(style) ? style : "")));
  return form;
}

for (const area of document.querySelectorAll("textarea[data-paste=rich]")) {
  area.addEventListener("paste", async (event) => {
    const html = event.clipboardData.getData("text/html");
    if (!/<(h[1-6]|ul|ol|table|del|s|strike|sup|sub)\b|mso-|line-through|display:\s*none|vertical-align|wingdings|symbol/i.test(html)) return;
    event.preventDefault();
    const { selectionStart: start, selectionEnd: end } = area;
    const answer = await fetch("/desk/policies/paste/", {
      method: "POST",
      headers: { "X-CSRFToken": document.querySelector("input[name=csrfmiddlewaretoken]").value },
      body: slim(html),
    });
    const text = answer.ok ? await answer.text() : event.clipboardData.getData("text/plain");
    area.setRangeText(text, start, end, "end");
  });
}
