// Small helps for those whose browser runs scripts; nothing depends on them.

// The zone this device lives in, where a form asks for it and nobody has answered yet.
for (const select of document.querySelectorAll("select[data-zone]")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...select.options].some((option) => option.value === zone)) select.value = zone;
}

// Without a connection the browser would throw away what was typed.
for (const notice of document.querySelectorAll("[data-offline]")) {
  notice.closest("form").addEventListener("submit", (event) => {
    notice.hidden = navigator.onLine;
    if (!navigator.onLine) event.preventDefault();
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.origin + location.pathname);
    button.textContent = "✓ " + button.textContent.replace("✓ ", "");
  });
}
