// What the browser keeps until told otherwise: unsent events, the language, and the person's newest
// own words, which the service does not store; and for as long as the tab is open its own words and
// what is typed but not sent.

const UNSENT = "sohoctap.unsent."; // each event under a key of its own: tabs write at once
const REFUSED = "sohoctap.refused."; // why, for the tab whose words another tab sent
const OWNER = "sohoctap.owner";
const LANGUAGE = "sohoctap.language";
const OWN = "sohoctap.own";
const SAID = "sohoctap.said."; // own words for the next tab, each under a key of its own
const DRAFT = "sohoctap.draft";
const OFFERED = "sohoctap.offered";

const SAID_LIMIT = 60; // as many as the service says again of its own messages (REPLAYED)

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

  /** Whether notifications were offered on this device. */
  get offered() {
    return this.#device.getItem(OFFERED) !== null;
  }

  set offered(_offered) {
    this.#write(this.#device, OFFERED, "1");
  }

  /** Events that the service has not taken yet, oldest first; shared by all tabs. */
  get unsent() {
    return this.#unsentKeys()
      .map((key) => this.#parsed(this.#device.getItem(key)))
      .filter((event) => event !== null);
  }

  addUnsent(event) {
    this.#write(this.#device, `${UNSENT}${this.#order()}.${event.id}`, JSON.stringify(event));
  }

  /** `refused`: why the service does not want it; its own tab hears of that when it is dropped. */
  dropUnsent(id, refused = null) {
    if (refused !== null && !this.#isOwn(id)) this.#write(this.#device, REFUSED + id, refused);
    for (const key of this.#unsentKeys()) {
      if (key.endsWith(`.${id}`)) this.#device.removeItem(key);
    }
  }

  /** Call with the id of words that another tab sent, and why they were refused, or null. */
  whenSentElsewhere(call) {
    window.addEventListener("storage", (event) => {
      if (!event.key?.startsWith(UNSENT) || event.newValue !== null) return;
      const id = event.key.slice(event.key.lastIndexOf(".") + 1);
      const refused = this.#device.getItem(REFUSED + id);
      if (this.#isOwn(id)) this.#device.removeItem(REFUSED + id);
      call(id, refused);
    });
  }

  // Whether it was said in this tab.
  #isOwn(id) {
    return this.#list(this.#tab, OWN).some((words) => words.id === id);
  }

  /**
   * Own words of this tab, and the newest of every tab, in the order they were said, as
   * `{id, kind, text, after, reference?, pressed?, first?}`: a choice tells the row of its message,
   * and the first row of it where it was changed before.
   */
  get own() {
    const said = this.#keysFrom(SAID).map((key) => this.#parsed(this.#device.getItem(key)));
    const all = [...this.#list(this.#tab, OWN), ...said.filter((words) => words !== null)];
    return [...new Map(all.map((words) => [words.id, words])).values()];
  }

  addOwn(words) {
    const tab = [...this.#list(this.#tab, OWN), words].slice(-200);
    this.#write(this.#tab, OWN, JSON.stringify(tab));
    this.#write(this.#device, `${SAID}${this.#order()}.${words.id}`, JSON.stringify(words));
    for (const key of this.#keysFrom(SAID).slice(0, -SAID_LIMIT)) this.#device.removeItem(key);
  }

  dropOwn(id) {
    const tab = this.#list(this.#tab, OWN).filter((words) => words.id !== id);
    this.#write(this.#tab, OWN, JSON.stringify(tab));
    for (const key of this.#keysFrom(SAID)) {
      if (key.endsWith(`.${id}`)) this.#device.removeItem(key);
    }
  }

  /** What is typed in this tab and not sent yet. */
  get draft() {
    return this.#tab.getItem(DRAFT) ?? "";
  }

  set draft(text) {
    if (text) this.#write(this.#tab, DRAFT, text);
    else this.#tab.removeItem(DRAFT);
  }

  /** Whose talk is kept here; false when it was another's, whose words are then forgotten. */
  belongsTo(owner) {
    const before = this.#device.getItem(OWNER);
    if (before !== null && before !== owner) this.forget();
    this.#write(this.#device, OWNER, owner);
    return before === null || before === owner;
  }

  forget() {
    const each = [UNSENT, REFUSED, SAID].flatMap((prefix) => this.#keysFrom(prefix));
    for (const key of [...each, OWNER, LANGUAGE, OFFERED]) this.#device.removeItem(key);
    for (const key of [OWN, DRAFT]) this.#tab.removeItem(key);
  }

  /** Call when another tab forgot. */
  whenForgotten(call) {
    window.addEventListener("storage", (event) => {
      if (event.key === null || (event.key === OWNER && event.newValue === null)) call();
    });
  }

  // The time first, so that the keys stand in the order in which things were said.
  #order() {
    this.#added += 1;
    return `${String(Date.now()).padStart(15, "0")}.${String(this.#added).padStart(6, "0")}`;
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
