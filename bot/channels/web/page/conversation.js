// The talk as it is seen: messages in the order of their rows, own words where they were said,
// and the choices of the newest prompt.

import { keptFiles } from "./kept.js";
import { makePressable } from "./links.js";
import { wordsOf } from "./marked.js";
import { pictureOf } from "./picture.js";

const AGAIN = 10; // rows that are asked for again on reconnecting: one may have been overtaken

const CHECK = "M5 13l5 5L19 7";

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// The talk may be in another language than the page: a screen reader needs the right voice.
function inLanguage(lang, ...elements) {
  if (lang) for (const each of elements) each.lang = lang;
}

export function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

// A message that changes while the focus is in it keeps it, at what reads the same.
function focusAlike(item, focused) {
  const all = [...item.querySelectorAll("button, a")];
  const same = all.find((each) => each.textContent === focused.textContent);
  (same ?? item).focus({ preventScroll: true });
}

export class Conversation {
  #root;
  #words;
  #press;
  #rows = new Map(); // row -> what the service said, the last of it
  #forms = new Map(); // first row of a message that was changed -> the row of its present form
  #shown = new Set(); // a row may be words and then a picture: what of it is shown
  #own = new Map(); // id -> element of what the person said
  #prompt = null; // the newest message that leaves something to choose or to send
  #beside = []; // choices of what nobody asked for, that came after the prompt
  #answered = false;
  #count = 0;

  /** `press(button, element)` is called when a choice of the newest prompt is made. */
  constructor(root, words, press) {
    this.#root = root;
    this.#words = words;
    this.#press = press;
  }

  get isEmpty() {
    return this.#rows.size === 0;
  }

  /** The element of the newest message. */
  get newest() {
    return this.#rows.get(this.newestRow);
  }

  get newestRow() {
    return Math.max(0, ...this.#rows.keys());
  }

  /** Whether the message of this row is shown; 0 stands for the time before the first. */
  reachesBackTo(row) {
    const earlier = ([first, now]) => first <= row && row < now; // a form that is shown no more
    return row === 0 || this.#rows.has(row) || [...this.#forms].some(earlier);
  }

  /** The row after which the service should say again what it said. */
  get resumeAfter() {
    const rows = [...this.#rows.keys()].sort((a, b) => b - a);
    return rows.length > AGAIN ? rows[AGAIN] : 0;
  }

  /** Whether a photo or a file would answer the newest prompt. */
  get wantsEvidence() {
    return this.#prompt !== null && !this.#answered && this.#prompt.wants === "evidence";
  }

  /**
   * Show a message; returns its element, or null when it was here already. One that changes an
   * earlier message (`edits` is the first row of it) is shown in its element, where that stands.
   */
  showMessage({ row, text, marks, buttons, wants, picture, lang, files, edits }) {
    const part = picture ? `${row} picture` : `${row}`;
    if (this.#shown.has(part)) return null;
    this.#shown.add(part);
    const form = edits ? (this.#forms.get(edits) ?? edits) : 0;
    if (form > row) return null; // a newer form is shown
    const earlier = form ? this.#rows.get(form) : undefined;
    const item = earlier ?? element("article", "said theirs");
    const focused = item.contains(document.activeElement) ? document.activeElement : null;
    const first = edits || row;
    item.tabIndex = -1;
    if (edits) this.#forms.set(edits, row);
    if (earlier) {
      this.#rows.delete(form);
      if (this.#prompt?.row === form) this.#prompt = null;
      item.replaceChildren();
    }
    const words = wordsOf(text, marks);
    makePressable(words);
    inLanguage(lang, words);
    item.append(this.#speaker("The notebook says:"), words);
    if (picture) {
      this.#placePicture(words, picture, lang);
    }
    if (files) this.#placeFiles(words, files, lang);
    this.#rows.set(row, item);
    item.dataset.form = row;
    if (!earlier) this.#place(item, first, 0);
    const unasked = buttons.length > 0 && buttons[0][0].data.startsWith("0:");
    if (unasked && this.#prompt && !this.#answered && row > this.#prompt.row) {
      this.#beside.push(this.#choices(item, buttons, lang, { row, first })); // what is asked stays open
    } else if ((buttons.length || wants === "evidence") && row > (this.#prompt?.row ?? 0)) {
      this.#retire();
      this.#prompt = { row, wants, choices: this.#choices(item, buttons, lang, { row, first }) };
      this.#answered = false;
    } else if (this.#answered && row > (this.#prompt?.row ?? 0)) {
      this.#retire();
    }
    if (focused && focused !== item) focusAlike(item, focused);
    return item;
  }

  /**
   * Show the person's own words: `kind` is "text", "choice" or "file". They answer the newest
   * prompt, whose choices go at once when one was made, else when the service has replied.
   */
  showOwn({ id, kind, text, after, reference, lang }, state) {
    const item = element("article", "said own");
    const spoken = { text: "You wrote:", choice: "You chose:", file: "You sent:" }[kind];
    const words = element("p", "words", text);
    inLanguage(lang, words);
    if (kind === "choice") words.prepend(icon(CHECK));
    item.append(this.#speaker(spoken), words, element("p", "state"));
    this.#own.set(id, item);
    if (reference) this.linkOwn(id, reference);
    this.#place(item, after, (this.#count += 1));
    this.setState(id, state);
    if (this.#prompt && after >= this.#prompt.row) {
      this.#answered = true;
      if (kind === "choice" || this.newestRow > after) this.#retire();
    }
    return item;
  }

  setState(id, state) {
    const item = this.#own.get(id);
    if (!item) return;
    const shown = item.querySelector(".state");
    item.dataset.state = state;
    this.#words.show(shown, { sending: "Sending…", sent: "Sent", failed: "Not sent" }[state]);
  }

  dropOwn(id) {
    this.#own.get(id)?.remove();
    this.#own.delete(id);
  }

  renameOwn(from, to) {
    this.#own.set(to, this.#own.get(from));
    this.#own.delete(from);
  }

  /** Make the name of a sent file a link to it. */
  linkOwn(id, reference) {
    const words = this.#own.get(id).querySelector(".words");
    const link = element("a", "", words.textContent);
    link.href = `/file/${encodeURIComponent(reference)}`;
    link.download = words.textContent;
    words.replaceChildren(link);
  }

  clear() {
    this.#root.replaceChildren();
    this.#rows.clear();
    this.#forms.clear();
    this.#shown.clear();
    this.#own.clear();
    this.#prompt = null;
  }

  #speaker(msgid) {
    const speaker = element("span", "unseen");
    this.#words.show(speaker, msgid);
    return speaker;
  }

  // The picture has its title in it; its facts are in words for whoever cannot see it.
  #placePicture(words, picture, lang) {
    const facts = element("p", "unseen", picture.facts);
    const link = pictureOf(picture, this.#opensTab(), () => {
      facts.remove();
      words.append(`\n${picture.facts}`);
      words.hidden = false;
    });
    link.dataset.label = "Open the large picture (opens a new tab)"; // its title is long
    link.setAttribute("aria-label", this.#words.of(link.dataset.label));
    inLanguage(lang, facts, link.querySelector("img"));
    words.hidden = true;
    words.before(link, facts);
  }

  #placeFiles(words, files, lang) {
    const list = keptFiles(files, () => this.#opensTab());
    inLanguage(lang, list);
    words.before(list);
  }

  #opensTab() {
    const opens = element("span", "unseen");
    this.#words.show(opens, "(opens a new tab)");
    return opens;
  }

  #choices(item, buttons, lang, at) {
    const group = element("div", "choices");
    group.role = "group";
    group.dataset.label = "Choices";
    group.setAttribute("aria-label", this.#words.of("Choices"));
    for (const row of buttons) {
      const line = element("div", "choice-row");
      for (const button of row) {
        const made = element("button", "choice", button.label);
        made.type = "button";
        made.classList.toggle("cancelled", button.cancelled === true);
        inLanguage(lang, made);
        made.addEventListener("click", () => {
          this.#retire(); // at once, so that a second tap finds nothing
          this.#press({ ...button, lang, ...at }, made);
        });
        line.append(made);
      }
      group.append(line);
    }
    if (buttons.length) item.append(group);
    return group;
  }

  #retire() {
    for (const choices of [this.#prompt?.choices, ...this.#beside.splice(0)]) choices?.remove();
  }

  // Own words stand behind the message that was the newest when they were said.
  #place(item, row, order) {
    item.dataset.row = row;
    item.dataset.order = order;
    let before = this.#root.lastElementChild;
    while (before && this.#isLater(before, row, order)) before = before.previousElementSibling;
    if (before) before.after(item);
    else this.#root.prepend(item);
  }

  #isLater(other, row, order) {
    const otherRow = Number(other.dataset.row);
    return otherRow > row || (otherRow === row && Number(other.dataset.order) > order);
  }
}
