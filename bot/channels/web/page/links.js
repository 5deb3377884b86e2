// What can be pressed in a message: addresses of the web, links to downloads and to the pages of
// staff from this very service (a path alone, where its address is not set), telephone numbers.
//
// Only the text itself is looked at, so that a word of a person never becomes anything else: the
// link shows the whole address that it leads to.

const LINK = /((?<![\w/.])\/(?:get|staff\/enter)\/[2-9A-Z]{32}(?!\w)|https?:\/\/[^\s<>"'()[\]{}]+|(?<![\w.+-])0\d{2,3}(?:[ .]\d{3,4}){2}(?![\w-])|(?<![\w.+-])0\d{9,10}(?![\w-]))/;
const AT_THE_END = /[.,;:!?…]+$/; // of the sentence and not of the address

function linkTo(found) {
  const text = found.replace(AT_THE_END, "");
  const link = document.createElement("a");
  link.textContent = text;
  if (text.startsWith("0")) {
    link.href = `tel:${text.replace(/[ .]/g, "")}`;
    return [link, found.slice(text.length)];
  }
  try {
    link.href = new URL(text, location.origin).href;
  } catch {
    return [found];
  }
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return [link, found.slice(text.length)];
}

function textsOf(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  return texts.filter((text) => !text.parentElement.closest("a"));
}

/** Make the addresses and telephone numbers in an element's text something to press. */
export function makePressable(element) {
  for (const text of textsOf(element)) {
    const pieces = text.data.split(LINK);
    if (pieces.length === 1) continue;
    text.replaceWith(...pieces.flatMap((piece, at) => (at % 2 ? linkTo(piece) : [piece])));
  }
}
