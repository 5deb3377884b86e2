// What the browser keeps: unsent events and the language until told otherwise, own words while
// the tab is open.

const UNSENT = "sohoctap.unsent."; // each event under a key of its own: tabs write at once
const REFUSED = "sohoctap.refused."; // why, for the tab whose words another tab sent
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
      key: (place) => [...memory.keys()][place] ?? null,
      get length() {
        return memory.size;
      },
    };
  }
}

export class Storage {
  #device = store(() => window.localStorage);
  #added = 0;
  #tab = store(() => window.sessionStorage);

  get language() {
    return this.#device.getItem(LANGUAGE);
  }

  set language(locale) {
    this.#write(this.#device, LANGUAGE, locale);
  }

  /** Events that the service has not taken yet, oldest first; shared by all tabs. */
  get unsent() {
    return this.#unsentKeys()
      .map((key) => this.#parsed(this.#device.getItem(key)))
      .filter((event) => event !== null);
  }

  addUnsent(event) {
    // The time first, so that the keys stand in the order in which things were said.
    this.#added += 1;
    const order = `${String(Date.now()).padStart(15, "0")}.${String(this.#added).padStart(6, "0")}`;
    this.#write(this.#device, `${UNSENT}${order}.${event.id}`, JSON.stringify(event));
  }

  /** `refused`: why the service does not want it; its own tab hears of that when it is dropped. */
  dropUnsent(id, refused = null) {
    if (refused !== null && !this.#isOwn(id)) this.#write(this.#device, REFUSED + id, refused);
    for (const key of this.#unsentKeys()) {
      if (key.endsWith(`.${id}`)) this.#device.removeItem(key);
    }
  }

  /** Call with the id of own words that another tab sent, and why they were refused, or null. */
  whenSentElsewhere(call) {
    window.addEventListener("storage", (event) => {
      if (!event.key?.startsWith(UNSENT) || event.newValue !== null) return;
      const id = event.key.slice(event.key.lastIndexOf(".") + 1);
      if (!this.#isOwn(id)) return;
      const refused = this.#device.getItem(REFUSED + id);
      this.#device.removeItem(REFUSED + id);
      call(id, refused);
    });
  }

  #isOwn(id) {
    return this.own.some((words) => words.id === id);
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
    const kept = [...this.#unsentKeys(), ...this.#keysFrom(REFUSED), OWNER, LANGUAGE];
    for (const key of kept) this.#device.removeItem(key);
    this.#tab.removeItem(OWN);
  }

  /** Call when another tab forgot. */
  whenForgotten(call) {
    window.addEventListener("storage", (event) => {
      if (event.key === null || (event.key === OWNER && event.newValue === null)) call();
    });
  }

  #unsentKeys() {
    return this.#keysFrom(UNSENT);
  }

  #keysFrom(prefix) {
    const keys = [];
    for (let place = 0; place < this.#device.length; place += 1) {
      const key = this.#device.key(place);
      if (key?.startsWith(prefix)) keys.push(key);
    }
    return keys.sort();
  }

  #list(where, key) {
    const found = this.#parsed(where.getItem(key));
    return Array.isArray(found) ? found : [];
  }

  #parsed(text) {
    try {
      return JSON.parse(text);
    } catch {
      return null;
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
