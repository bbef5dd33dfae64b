// Tells once that a person looks at this page. Mail scanners open links as well: so not before the page is seen and
// somebody touches, scrolls, types, or has stayed for a few seconds.
"use strict";
const opening = document.currentScript.dataset.opening;
const signs = ["pointerdown", "pointermove", "keydown", "scroll"];
const tell = () => {
  if (document.visibilityState !== "visible" || tell.isDone) return;
  tell.isDone = true;
  fetch(opening, { method: "POST", keepalive: true, credentials: "same-origin" });
};
for (const sign of signs) addEventListener(sign, tell, { once: true, passive: true });
setTimeout(tell, 8000);
