// Everything a page says, seen or heard: its lines, each piece of text, and the words in attributes.
() => {
  const said = new Set([document.title, ...document.body.innerText.split("\n")]);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) said.add(texts.currentNode.textContent);
  for (const element of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]"))
    for (const name of ["aria-label", "placeholder", "title", "alt"]) said.add(element.getAttribute(name) ?? "");
  return [...said].map((words) => words.replace(/\s+/g, " ").trim()).filter(Boolean);
}
