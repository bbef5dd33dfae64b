// What a page looks like to a hand and an eye, measured where it stands. Run by tests/journeys/inspecting.py.
() => {
  const TARGETS = "button, input:not([type=hidden]), select, textarea, summary, .button, nav a";
  const SMALLEST_TARGET = 44, SMALLEST_TEXT = 14, DATE_AND_HOUR = 200;

  const isSeen = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseen, .skip") &&
    element.getClientRects().length > 0 && getComputedStyle(element).clipPath === "none";
  const named = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 90);
  const touched = (element) =>
    ["checkbox", "radio"].includes(element.type) ? element.closest("label") ?? element : element;

  const targets = [...document.querySelectorAll(TARGETS)].filter(isSeen).map(touched);
  const smallTargets = targets.filter((element) => {
    const box = element.getBoundingClientRect();
    return box.height < SMALLEST_TARGET || box.width < SMALLEST_TARGET;
  });

  const hours = [...document.querySelectorAll('input[type="datetime-local"]')].filter(isSeen);
  const cutHours = hours.filter((element) => element.getBoundingClientRect().width < DATE_AND_HOUR);

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const smallTexts = new Set();
  while (texts.nextNode()) {
    const { textContent, parentElement } = texts.currentNode;
    if (!textContent.trim() || !isSeen(parentElement)) continue;
    if (parseFloat(getComputedStyle(parentElement).fontSize) < SMALLEST_TEXT) smallTexts.add(textContent.trim().slice(0, 60));
  }

  return {
    "smaller to touch than 44 px": smallTargets.map(named),
    "hour cut off behind its date": cutHours.map(named),
    "text smaller than 14 px": [...smallTexts],
    "wider than the screen by px": Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
    "number of h1": document.querySelectorAll("h1").length,
    "has a title": document.title.trim() !== "",
    "language": document.documentElement.lang,
  };
}
