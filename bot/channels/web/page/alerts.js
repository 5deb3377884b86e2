// Notifications: whether this device can have them, how they are switched on and off, and the one
// time that the page itself offers them.

const FAILED = "Notifications could not be switched on. Please check the connection and try again.";
const NOTES = {
  on: "A notification only says that something is new. It shows nothing of what you have written.",
  off: "A notification only says that something is new. It shows nothing of what you have written.",
  blocked:
    "The browser blocks notifications of this page. To get them, allow them in the settings of the browser for this page.",
  install:
    "On an iPhone or iPad: press Share, then Add to Home Screen. Open the notebook from there, say that you have one already, and switch notifications on.",
  unable:
    "This browser cannot show notifications. To get them, open this page in Chrome, Edge or Firefox.",
};

const worker = navigator.serviceWorker;

/** Let the service worker work; nothing is asked of the person. */
export function startWorker() {
  worker?.register("/worker.js").catch(() => {
    // A private window may refuse it: the page works without.
  });
}

/** Note the language for the page that is shown without a connection. */
export function noteLanguage(locale) {
  window.caches
    ?.open("sohoctap-language")
    .then((kept) => kept.put("/language", new Response(locale)))
    .catch(() => {});
}

function isApple() {
  const tablet = navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1;
  return tablet || /iPhone|iPad|iPod/.test(navigator.userAgent);
}

function bytesOf(base64url) {
  const base64 = base64url.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

async function subscribed() {
  const registration = await worker?.getRegistration();
  return (await registration?.pushManager?.getSubscription()) ?? null;
}

async function keyOfSite() {
  const answer = await fetch("/push/key");
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).key;
}

const sameKey = (subscription, key) =>
  String(new Uint8Array(subscription.options.applicationServerKey)) === String(bytesOf(key));

export class Alerts {
  #find;
  #words;
  #kept;

  /** `find(id)` gives an element of the page. */
  constructor(find, words, kept) {
    this.#find = find;
    this.#words = words;
    this.#kept = kept;
    find("alerts").addEventListener("change", ({ target }) => this.#switch(target.checked));
    find("offer-yes").addEventListener("click", () => this.#accept());
    find("offer-no").addEventListener("click", () => this.#endOffer());
  }

  /** Whether the page may still offer notifications on this device: it does so once. */
  get mayOffer() {
    return !this.#kept.offered && window.Notification?.permission !== "granted";
  }

  /** Tell the service again what this browser subscribed to: it may have forgotten it. */
  async renew() {
    if (window.Notification?.permission !== "granted") return;
    try {
      if (await subscribed()) await this.#subscribe();
    } catch {
      // The next visit tries again.
    }
  }

  /** Show in the menu how it stands. */
  async show() {
    const key = await keyOfSite().catch(() => "");
    const place = this.#find("alerts-place");
    place.hidden = key === null;
    if (key === null) return; // this site sends none
    const state = await this.#state();
    this.#find("alerts").checked = state === "on";
    this.#find("alerts").disabled = state !== "on" && state !== "off";
    this.#words.show(this.#find("alerts-note"), NOTES[state]);
  }

  /** Offer them where a reminder has just been set; returns whether something was shown. */
  async offer() {
    if (!this.mayOffer || (await keyOfSite().catch(() => null)) === null) return false;
    const state = await this.#state();
    if (state === "on") return false;
    this.#kept.offered = true;
    const can = state === "off";
    this.#find("offer-yes").hidden = !can;
    this.#words.show(
      this.#find("offer-why"),
      can ? "Shall this device tell you when a reminder comes, also when this page is closed?" : NOTES[state],
    );
    this.#words.show(this.#find("offer-no").querySelector("span"), can ? "Not now" : "Understood");
    this.#find("offer").hidden = false;
    return true;
  }

  /** End them on this device, without a word. */
  async end() {
    this.#find("offer").hidden = true;
    const subscription = await subscribed().catch(() => null);
    await subscription?.unsubscribe().catch(() => false);
  }

  async #state() {
    if (!("PushManager" in window) || !worker || !window.Notification) {
      return isApple() && !navigator.standalone ? "install" : "unable";
    }
    if (Notification.permission === "denied") return "blocked";
    return Notification.permission === "granted" && (await subscribed()) ? "on" : "off";
  }

  async #switch(on) {
    const note = this.#find("alerts-note");
    try {
      if (on) await this.#turnOn();
      else await this.#turnOff();
      await this.show();
    } catch {
      this.#find("alerts").checked = !on;
      this.#words.show(note, FAILED);
    }
  }

  async #accept() {
    try {
      const state = (await this.#turnOn()) ? "on" : await this.#state();
      if (state === "off") return this.#endOffer(); // the browser's own question was put off
      this.#find("offer-yes").hidden = true;
      const said = state === "on" ? "This device will tell you when a reminder comes." : NOTES[state];
      this.#words.show(this.#find("offer-why"), said);
      this.#words.show(this.#find("offer-no").querySelector("span"), "Understood");
    } catch {
      this.#words.show(this.#find("offer-why"), FAILED);
    }
  }

  #endOffer() {
    this.#find("offer").hidden = true;
    this.#find("talk").focus({ preventScroll: true });
  }

  async #turnOn() {
    if ((await Notification.requestPermission()) !== "granted") return false;
    await this.#subscribe();
    return true;
  }

  async #subscribe() {
    const key = await keyOfSite();
    const { pushManager } = await worker.ready;
    const before = await pushManager.getSubscription();
    if (before && !sameKey(before, key)) await before.unsubscribe();
    const options = { userVisibleOnly: true, applicationServerKey: bytesOf(key) };
    const subscription = await pushManager.subscribe(options);
    const body = JSON.stringify(subscription);
    const answer = await fetch("/push/subscribe", { method: "POST", body });
    if (!answer.ok) {
      const nobody = answer.status === 409; // the notebook was erased: nothing of it is left
      if (!before || nobody) await subscription.unsubscribe();
      throw new Error(String(answer.status));
    }
  }

  async #turnOff() {
    const answer = await fetch("/push/unsubscribe", { method: "POST" });
    if (!answer.ok) throw new Error(String(answer.status));
    await (await subscribed())?.unsubscribe();
  }
}
