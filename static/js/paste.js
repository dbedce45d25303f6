// What is pasted from Word keeps its headings, lists and tables: the server cleans it when the form is saved.
// Without this module the plain text is pasted, as everywhere.
for (const area of document.querySelectorAll("textarea[data-paste=rich]")) {
  area.addEventListener("paste", async (event) => {
    const html = event.clipboardData.getData("text/html");
    if (!/<(h[1-6]|ul|ol|table)\b|mso-list/i.test(html)) return;
    event.preventDefault();
    const { selectionStart: start, selectionEnd: end } = area;
    const answer = await fetch("/desk/policies/paste/", {
      method: "POST",
      headers: { "X-CSRFToken": document.querySelector("input[name=csrfmiddlewaretoken]").value },
      body: new URLSearchParams({ html }),
    });
    const text = answer.ok ? await answer.text() : event.clipboardData.getData("text/plain");
    area.setRangeText(text, start, end, "end");
  });
}
