// What the browser keeps: unsent events and the language until told otherwise, own words while
// the tab is open.

const UNSENT = "sohoctap.unsent";
const OWNER = "sohoctap.owner";
const LANGUAGE = "sohoctap.language";
const OWN = "sohoctap.own";

// A browser may forbid storage; then the page remembers for as long as it is open.
function store(find) {
  try {
    const found = find();
    found.setItem("sohoctap.probe", "1");
    found.removeItem("sohoctap.probe");
    return found;
  } catch {
    const memory = new Map();
    return {
      getItem: (key) => memory.get(key) ?? null,
      setItem: (key, value) => memory.set(key, value),
      removeItem: (key) => memory.delete(key),
    };
  }
}

export class Kept {
  #device = store(() => window.localStorage);
  #tab = store(() => window.sessionStorage);

  get language() {
    return this.#device.getItem(LANGUAGE);
  }

  set language(locale) {
    this.#write(this.#device, LANGUAGE, locale);
  }

  /** Events that the service has not taken yet, oldest first; shared by all tabs. */
  get unsent() {
    return this.#list(this.#device, UNSENT);
  }

  addUnsent(event) {
    this.#write(this.#device, UNSENT, JSON.stringify([...this.unsent, event]));
  }

  dropUnsent(id) {
    const left = this.unsent.filter((event) => event.id !== id);
    this.#write(this.#device, UNSENT, JSON.stringify(left));
  }

  /** The person's own words, as `{id, kind, text, after, reference?}`, in the order they were said. */
  get own() {
    return this.#list(this.#tab, OWN);
  }

  addOwn(words) {
    this.#write(this.#tab, OWN, JSON.stringify([...this.own, words].slice(-200)));
  }

  dropOwn(id) {
    this.#write(this.#tab, OWN, JSON.stringify(this.own.filter((words) => words.id !== id)));
  }

  /** Whose talk is kept here; false when it was another's, whose words are then forgotten. */
  belongsTo(owner) {
    const before = this.#device.getItem(OWNER);
    if (before !== null && before !== owner) this.forget();
    this.#write(this.#device, OWNER, owner);
    return before === null || before === owner;
  }

  forget() {
    for (const key of [UNSENT, OWNER, LANGUAGE]) this.#device.removeItem(key);
    this.#tab.removeItem(OWN);
  }

  /** Call when another tab forgot. */
  whenForgotten(call) {
    window.addEventListener("storage", (event) => {
      if (event.key === null || (event.key === OWNER && event.newValue === null)) call();
    });
  }

  #list(where, key) {
    try {
      const found = JSON.parse(where.getItem(key) ?? "[]");
      return Array.isArray(found) ? found : [];
    } catch {
      return [];
    }
  }

  #write(where, key, value) {
    try {
      where.setItem(key, value);
    } catch {
      // The browser's room is full: the words are still on the page and on their way.
    }
  }
}
