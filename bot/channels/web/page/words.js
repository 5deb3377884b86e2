// The words of the page, in the language that was chosen; looked up by their English sentences.

const LOCALES = ["vi", "en"];
const LONGEST_PAUSE_MS = 10_000;

function localeOfBrowser() {
  const asked = (navigator.language || "").toLowerCase();
  return LOCALES.find((locale) => asked.startsWith(locale)) ?? LOCALES[0];
}

export class Words {
  #said = new Map();

  constructor(kept) {
    this.locale = LOCALES.find((known) => known === kept.language) ?? localeOfBrowser();
  }

  of(msgid) {
    return this.#said.get(msgid) ?? "";
  }

  /** Show a sentence in a place, now and in every language that is chosen later; "" clears it. */
  show(place, msgid) {
    place.dataset.word = msgid;
    place.textContent = this.of(msgid);
  }

  /** Fetch the words of the chosen language, however long it takes, and put them on the page. */
  async load() {
    const wanted = this.locale;
    for (let pause = 500; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const found = await fetch(`/words/${wanted}`)
        .then((answer) => (answer.ok ? answer.json() : null))
        .catch(() => null);
      if (wanted !== this.locale) return; // another language was chosen meanwhile
      if (found) {
        this.#said = new Map(Object.entries(found));
        break;
      }
      await new Promise((done) => setTimeout(done, pause));
    }
    document.documentElement.lang = wanted;
    for (const place of document.querySelectorAll("[data-word]")) {
      place.textContent = this.of(place.dataset.word);
    }
    for (const place of document.querySelectorAll("[data-label]")) {
      place.setAttribute("aria-label", this.of(place.dataset.label));
    }
  }
}
