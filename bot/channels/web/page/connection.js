// The line to the service: it reconnects by itself and sends one event after another, each until
// the service says that it was taken.

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const ANSWER_MS = 12_000;
const LEFT = 4001;

/** A new id for an event. `crypto.randomUUID` is missing on pages without https. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Whether the browser gives back the cookie that the page brings; null when nobody answers.
async function givesCookieBack() {
  try {
    await fetch("/", { cache: "no-store" });
    const answer = await fetch("/session");
    return answer.ok ? (await answer.json()).known : null;
  } catch {
    return null;
  }
}

export class Connection {
  #kept;
  #on;
  #socket = null;
  #ready = false;
  #failures = 0;
  #flight = null;
  #refusals = 0;
  #met = false; // it was ready once
  #keepsNoCookie = false;
  #timer = 0;
  #watch = 0;
  #ended = false;

  /**
   * `on` holds what to call: `hello() -> {after, language, offers}`, `message(frame)`,
   * `ready(frame)`, `taken(id)`, `refused(id, why)`, `reminderSet()`, `left()`,
   * `state("connecting" | "ready" | "waiting" | "busy" | "no_cookie")`.
   */
  constructor(kept, on) {
    this.#kept = kept;
    this.#on = on;
    window.addEventListener("online", () => this.#wake());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#wake();
    });
  }

  open() {
    clearTimeout(this.#timer);
    if (this.#ended || this.#socket) return;
    const url = new URL("/ws", location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.#socket = socket;
    this.#expectAnswer();
    socket.onopen = () => this.#hello();
    socket.onmessage = (event) => {
      if (socket === this.#socket) this.#hear(JSON.parse(event.data));
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#lost(event.code);
    };
  }

  /** Hang up for good. */
  end() {
    this.#ended = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#watch);
    this.#socket?.close();
    this.#socket = null;
  }

  /** Say an event; it is kept, with its time, until it was taken. Returns its id. */
  say(event) {
    const said = { id: newId(), at: Date.now(), ...event };
    this.#kept.addUnsent(said);
    this.#sendNext();
    return said.id;
  }

  #hello() {
    this.#send({ t: "hello", ...this.#on.hello() });
    this.#expectAnswer();
  }

  #hear(frame) {
    clearTimeout(this.#watch);
    switch (frame.t) {
      case "message":
        this.#on.message(frame);
        if (!this.#ready || this.#flight) this.#expectAnswer();
        break;
      case "ready":
        this.#ready = true;
        this.#met = true;
        this.#keepsNoCookie = false;
        if (!this.#kept.unsent.length) this.#failures = 0;
        this.#on.state("ready");
        this.#on.ready(frame);
        if (this.#flight) this.#expectAnswer();
        this.#sendNext();
        break;
      case "taken":
        this.#failures = 0;
        this.#refusals = 0;
        this.#on.state("ready");
        this.#settle(frame.id);
        this.#on.taken(frame.id);
        break;
      case "reminder_set":
        this.#on.reminderSet();
        break;
      case "refused":
        this.#settle(frame.id, frame.why);
        this.#on.refused(frame.id, frame.why);
        break;
      case "not_taken":
        // The one that was refused stays the first, so that the order of the words stays theirs.
        this.#refusals += 1;
        this.#flight = null;
        this.#on.state("busy");
        this.#later(() => this.#sendNext(), this.#refusals);
        break;
    }
  }

  #settle(id, refused = null) {
    this.#kept.dropUnsent(id, refused);
    if (this.#flight === id) this.#flight = null;
    this.#sendNext();
  }

  #sendNext() {
    if (!this.#ready || this.#flight) return;
    const next = this.#kept.unsent[0];
    if (!next) return;
    this.#flight = next.id;
    // Its age and not its time: the service need not believe this clock.
    const { at, ...event } = next;
    this.#send(at === undefined ? event : { ...event, age: Date.now() - at });
    this.#expectAnswer();
  }

  #send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  // A connection can die without a word, when a phone changes its network for example.
  #expectAnswer() {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => {
      this.#socket?.close();
      this.#lost(0);
    }, ANSWER_MS);
  }

  #lost(code) {
    clearTimeout(this.#watch);
    this.#socket = null;
    this.#flight = null;
    this.#ready = false;
    if (this.#ended) return;
    if (code === LEFT) {
      this.#ended = true;
      this.#on.left();
      return;
    }
    this.#failures += 1;
    this.#on.state(this.#keepsNoCookie ? "no_cookie" : "waiting");
    this.#later(async () => {
      // The socket is refused without a word when the cookie is gone; the page brings a new one.
      if (navigator.onLine && (this.#failures > 2 || !this.#met)) {
        const kept = await givesCookieBack();
        if (kept !== null) this.#keepsNoCookie = !kept;
        if (kept === false) this.#on.state("no_cookie");
      }
      this.open();
    }, this.#failures);
  }

  #later(call, times) {
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** (times - 1), LONGEST_PAUSE_MS);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(call, pause * (0.8 + 0.4 * Math.random()));
  }

  #wake() {
    if (this.#ended) return;
    if (!this.#socket) this.open();
    else if (this.#ready) this.#hello(); // asks whether the other end is still there
  }
}
