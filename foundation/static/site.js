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

// A form that survives a broken line: what was typed is kept in this tab alone, said to be kept, sent when the line is
// back, and forgotten then. Sending twice is registering once. Without this script the form is sent as any other.

const SEND_AGAIN = 8000;

for (const form of document.querySelectorAll("form[data-kept]")) {
  const kept = "kept " + form.action, notice = form.querySelector("[data-kept-waits]");
  let isBusy = false;

  const send = async () => {
    if (isBusy) return;
    isBusy = true;
    const body = new URLSearchParams(new FormData(form)).toString();
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(body) });
    } catch {
      return wait(body);
    }
    if (answer.status >= 500) return wait(body);
    forget();
    notice.hidden = true;
    if (answer.ok) location.assign(answer.url);
    else form.submit(); // the answer says what was wrong: it is shown as it would be without us
  };

  const wait = (body) => {
    keep(body);
    notice.hidden = false;
    const again = () => {
      clearTimeout(timer);
      removeEventListener("online", again);
      isBusy = false;
      send();
    };
    const timer = setTimeout(again, SEND_AGAIN);
    addEventListener("online", again);
  };

  const keep = (body) => {
    try { sessionStorage.setItem(kept, body); } catch { /* a browser that keeps nothing still sends again */ }
  };
  const forget = () => {
    try { sessionStorage.removeItem(kept); } catch { /* nothing was kept */ }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  addEventListener("pageshow", (event) => { if (event.persisted) isBusy = false; });

  // A phone may drop the page while it waits: it is filled in again, and sent.
  let left = null;
  try { left = sessionStorage.getItem(kept); } catch { /* nothing was kept */ }
  if (left !== null) {
    const said = new URLSearchParams(left);
    for (const field of form.elements) {
      if (!field.name) continue;
      const values = said.getAll(field.name);
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
    }
    send();
  }
}

// A long list is asked for names like what is typed; those that stand on the page are there without a line as well.
for (const list of document.querySelectorAll("datalist[data-more]")) {
  const field = document.querySelector(`[list="${list.id}"]`), first = [...list.children];
  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const typed = field.value;
      try {
        const answer = await fetch(`${list.dataset.more}?typed=${encodeURIComponent(typed)}`);
        const found = answer.ok ? await answer.json() : [];
        if (typed !== field.value) return;
        list.replaceChildren(...found.map(([name, parent]) => {
          const option = new Option(parent);
          option.setAttribute("value", name);
          return option;
        }), ...first);
      } catch { /* without a line one types on */ }
    }, 250);
  });
}

// The name as it will be printed: white space is folded, nothing else is touched.
for (const line of document.querySelectorAll("[data-printed]")) {
  const output = line.querySelector("output"), field = document.getElementById(output.htmlFor.value);
  const show = () => {
    output.value = field.value.normalize("NFC").replace(/\s+/g, " ").trim();
    line.hidden = output.value === "";
  };
  field.addEventListener("input", show);
  addEventListener("pageshow", show);
}
