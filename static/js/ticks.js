// Ticks many rows at once and counts them beside the button; without it the same buttons ask the server.
const form = document.querySelector("form[data-ticks]");
const boxes = [...form.querySelectorAll("input[type=checkbox][data-letters]")];

function count() {
  const ticked = boxes.filter((box) => box.checked);
  const letters = ticked.reduce((sum, box) => sum + Number(box.dataset.letters), 0);
  form.querySelector("[data-ticked]").textContent = ticked.length;
  form.querySelector("[data-letters-ticked]").textContent = letters;
}

form.addEventListener("change", count);
form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=tick]");
  if (!button) return;
  event.preventDefault();
  boxes.forEach((box) => {
    box.checked = button.value === "all" || (button.value === "late" && "late" in box.dataset);
  });
  count();
});
count();
