// A form that is sent again by itself when the line breaks. Saying the same thing twice changes nothing, so nothing is
// lost and nothing is doubled; without this script the form is sent as any other.

const EVERY = 8000;

for (const form of document.querySelectorAll("form[data-again]")) {
  const kept = "again " + form.action;
  let isWaiting = false;

  const send = async () => {
    const body = new URLSearchParams(new FormData(form));
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body });
    } catch {
      return wait(body);
    }
    if (answer.status >= 500) return wait(body);
    forget();
    if (answer.ok) location.reload();
    else form.submit(); // the answer says what was wrong: it is shown as it would be without us
  };

  const wait = (body) => {
    keep(body);
    form.querySelector("[data-again-waits]").hidden = false;
    if (isWaiting) return;
    isWaiting = true;
    const again = () => {
      clearTimeout(timer);
      removeEventListener("online", again);
      isWaiting = false;
      send();
    };
    const timer = setTimeout(again, EVERY);
    addEventListener("online", again);
  };

  // Kept over a reload: a phone may drop the page while it waits.
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

  let left = null;
  try { left = sessionStorage.getItem(kept); } catch { /* nothing was kept */ }
  if (left !== null) {
    for (const [name, value] of new URLSearchParams(left)) form.elements[name].value = value;
    send();
  }
}
