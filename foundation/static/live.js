// The live views: pages that follow a running discussion, and clocks that tick. Without this script they are pages that
// are loaded anew.

const POLL = 4000, MEASURE = 60000, PATIENCE = 8000, NOW_AND_THEN = 10000;
const CROWD = 500, EACH = 8; // a page costs the service some milliseconds
const page = document.querySelector("[data-now]");
const follow = page.dataset.follow;
const watched = (page.dataset.watch || "").split(" ").filter(Boolean);
let numbers = JSON.parse(page.dataset.numbers || "{}");

// Our clock by theirs. performance.now() runs on evenly, whatever somebody does to the clock of this device; half of the
// way there and back is taken for the way back.
const arrived = performance.getEntriesByType("navigation")[0]?.responseStart || performance.now();
let ahead = Number(page.dataset.now) - arrived;
const now = () => performance.now() + ahead;

const measure = async () => {
  const asked = performance.now();
  const told = await fetch(follow + "/now", { cache: "no-store" }).then((answer) => answer.json());
  ahead = told.now - (asked + performance.now()) / 2;
  return told;
};

// The clock: figures, a word, a colour and a shape.
const two = (number) => String(number).padStart(2, "0");

const tick = () => {
  for (const clock of document.querySelectorAll("[data-due]")) {
    const left = Math.ceil((Number(clock.dataset.due) - now()) / 1000);
    const tone = left < 0 ? "over" : left <= 60 ? "bad" : left <= 300 ? "wait" : "good";
    const figures = Math.abs(left);
    clock.dataset.ticks = "";
    const time = clock.querySelector("[data-clock-time]"), word = clock.querySelector("[data-clock-word]");
    time.textContent = `${left < 0 ? "+" : ""}${Math.floor(figures / 60)}:${two(figures % 60)}`;
    if (clock.className !== `clock clock--${tone}`) clock.className = `clock clock--${tone}`;
    if (word.textContent !== clock.dataset[tone]) word.textContent = clock.dataset[tone];
  }
};
// Parts of the page are replaced by those of a newer one where these differ; not where somebody types.
const known = new Map([...document.querySelectorAll("[data-part]")].map((part) => [part.id, part.innerHTML]));
const isTyped = (part) =>
  [...part.querySelectorAll("input[type=text], textarea")].some(
    (field) => field === document.activeElement || field.value !== field.defaultValue
  );

const replace = (text) => {
  const newer = new DOMParser().parseFromString(text, "text/html");
  const source = newer.querySelector("[data-follow]");
  if (!source) return;
  numbers = JSON.parse(source.dataset.numbers);
  for (const part of document.querySelectorAll("[data-part]")) {
    const other = newer.getElementById(part.id);
    if (!other || known.get(part.id) === other.innerHTML || isTyped(part)) continue;
    known.set(part.id, other.innerHTML);
    const open = [...part.querySelectorAll("details[open]")].map((one) => one.id);
    const focused = document.activeElement?.textContent;
    const hadFocus = part.contains(document.activeElement);
    part.className = other.className;
    part.innerHTML = other.innerHTML;
    for (const id of open) part.querySelector(`#${id}`)?.setAttribute("open", "");
    if (hadFocus) [...part.querySelectorAll("button")].find((one) => one.textContent === focused)?.focus();
  }
  tick();
};

setInterval(tick, 200);
tick();

let isFetching = false, isWanted = false;
const refresh = async () => {
  isWanted = true;
  if (isFetching) return;
  isFetching = true;
  try {
    while (isWanted) {
      isWanted = false;
      const answer = await fetch(location.href, { cache: "no-store" });
      if (answer.ok) replace(await answer.text());
    }
  } catch {
    setTimeout(refresh, POLL); // the line broke in between
  } finally {
    isFetching = false;
  }
};

// A crowd does not come in the same moment: the more pages are open, the longer they take for it, by chance. For what
// others ask and support they come now and then.
const isCrowd = "crowd" in page.dataset;
let later = 0, isUrgent = false;
const heard = (told) => {
  connected(true);
  const news = watched.filter((name) => told[name] !== numbers[name]);
  if (!news.length) return;
  if (!isCrowd) return refresh();
  const wasUrgent = isUrgent;
  isUrgent = news.some((name) => name !== "questions");
  if (later && (wasUrgent || !isUrgent)) return;
  clearTimeout(later);
  const readers = told.readers || CROWD;
  const most = isUrgent ? readers * EACH : Math.max(NOW_AND_THEN, readers * EACH * 2);
  later = setTimeout(() => { later = 0; refresh(); }, Math.random() * most);
};

const connected = (isThere) => {
  for (const notice of document.querySelectorAll("[data-unconnected]")) notice.hidden = isThere;
};

// A stream where there can be one; asking from time to time where not.
let asking = 0, stream;
const ask = () => measure().then(heard, () => connected(false));
const poll = (isOn) => {
  if (isOn === Boolean(asking)) return;
  clearInterval(asking);
  asking = isOn ? setInterval(ask, POLL) : 0;
  if (isOn) ask();
};

const listen = () => {
  stream = new EventSource(follow + "/events");
  stream.onmessage = (event) => {
    poll(false);
    heard(JSON.parse(event.data));
  };
  stream.onerror = () => {
    poll(true); // the browser tries again by itself, unless it was refused
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, PATIENCE);
  };
};

const comeBack = () => {
  if (document.visibilityState === "visible") ask();
};

if (follow) {
  listen();
  measure().catch(() => connected(false));
  setInterval(() => measure().catch(() => connected(false)), MEASURE);
  addEventListener("online", () => { stream.close(); listen(); ask(); });
  addEventListener("offline", () => connected(false));
  document.addEventListener("visibilitychange", comeBack);
}

// Forms are sent without leaving the page: what is typed elsewhere stays, and so does the full screen.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-quiet]")) return;
  event.preventDefault();
  const pressed = event.submitter;
  const body = new URLSearchParams(new FormData(form, pressed?.name ? pressed : undefined));
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (answer.ok) for (const field of form.querySelectorAll("input[type=text], textarea")) field.value = "";
    replace(await answer.text());
  } catch {
    connected(false);
  }
});

// The screen stays awake, as far as the device lets us.
if (document.querySelector("[data-awake]") && navigator.wakeLock) {
  const stayAwake = () => {
    if (document.visibilityState === "visible") navigator.wakeLock.request("screen").catch(() => {});
  };
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();
}

for (const button of document.querySelectorAll("[data-fullscreen]")) {
  if (!document.fullscreenEnabled) continue;
  button.hidden = false;
  button.addEventListener("click", () => document.documentElement.requestFullscreen());
}
