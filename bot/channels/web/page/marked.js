// The words of a message as elements: a title, facts, a list and notes where its marks tell of them.
// Every word becomes the text of an element, never markup.

// Numbers with hyphens, such as a receipt's, are read and copied in one piece.
const NUMBER = /([A-Z0-9]{2,8}(?:-[A-Z0-9]{2,8}){1,2})/;

const BULLET = "• ";

function filled(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  const pieces = text.split(NUMBER);
  made.append(...pieces.map((piece, at) => (at % 2 ? filledNumber(piece) : piece)));
  return made;
}

function filledNumber(text) {
  const number = document.createElement("span");
  number.className = "number";
  number.textContent = text;
  return number;
}

// Each block is a line of its own for whoever copies the words, too.
function add(parent, child) {
  if (parent.firstChild) parent.append("\n");
  parent.append(child);
}

// A list of facts or of items goes on while its entries stand one below the other.
function listOf(tag, words, last) {
  if (last?.localName === tag) return last;
  const list = document.createElement(tag);
  add(words, list);
  return list;
}

// What stands between two blocks; an empty line at its ends is told by the distance.
function addPlain(words, text) {
  const lines = text.replace(/^\n+|\n+$/g, "");
  if (lines) add(words, filled("p", "", lines));
}

/** The words of a message; without marks they are one text, with its line ends as they are. */
export function wordsOf(text, marks = []) {
  if (!marks.length) return filled("p", "words", text);
  const words = document.createElement("div");
  words.className = "words";
  let place = 0;
  for (const { kind, start, length } of marks) {
    const between = text.slice(place, start);
    addPlain(words, between);
    const last = between === "\n" ? words.lastElementChild : null;
    const marked = text.slice(start, start + length);
    place = start + length;
    if (kind === "title") add(words, filled("h2", "title", marked));
    else if (kind === "note") add(words, filled("p", "note", marked));
    else if (kind === "item") {
      const item = marked.startsWith(BULLET) ? marked.slice(BULLET.length) : marked;
      add(listOf("ul", words, last), filled("li", "", item));
    } else {
      const end = text.indexOf("\n", place);
      const value = text.slice(place, end < 0 ? text.length : end);
      place += value.length;
      const fact = document.createElement("div");
      fact.append(filled("dt", "", marked), " ", filled("dd", "", value.trimStart()));
      add(listOf("dl", words, last), fact);
    }
  }
  addPlain(words, text.slice(place));
  return words;
}
