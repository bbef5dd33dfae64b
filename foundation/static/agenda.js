// Dragging the rows of an agenda, beside the buttons that do the same. Times and the sum follow at once.
for (const list of document.querySelectorAll("[data-rows]")) {
  let dragged = null;

  const minutesOf = (row) => Number(row.querySelector("[name$='.minutes']").value) || 0;

  const settle = () => {
    const first = list.querySelector("time").textContent;
    let [hours, minutes] = list.dataset.start.split(":").map(Number), sum = 0;
    [...list.children].forEach((row, number) => {
      const clock = (hours * 60 + minutes + sum) % 1440;
      row.querySelector("time").textContent =
        String(Math.floor(clock / 60)).padStart(2, "0") + first[2] + String(clock % 60).padStart(2, "0");
      for (const field of row.querySelectorAll("[name*='.']")) field.name = field.name.replace(/^\d+/, number);
      for (const button of row.querySelectorAll("button")) button.value = button.value.replace(/^\d+/, number);
      const [up, down] = row.querySelectorAll("[name=move]");
      [up.disabled, down.disabled] = [row === list.firstElementChild, row === list.lastElementChild];
      sum += minutesOf(row);
    });
    document.querySelector("[data-total]").textContent = sum;
    document.querySelector(".sum .badge")?.remove(); // its words come from the server and are no longer true
  };

  for (const row of list.children) {
    const handle = row.querySelector(".rows__time");
    handle.classList.add("rows__handle");
    handle.draggable = true;
    handle.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.setDragImage(row, 0, 0);
      row.classList.add("is-dragged");
    });
    handle.addEventListener("dragend", () => {
      row.classList.remove("is-dragged");
      dragged = null;
      settle();
    });
    row.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      const box = row.getBoundingClientRect();
      if (row !== dragged) row[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
    });
  }

  list.addEventListener("input", settle);
}
