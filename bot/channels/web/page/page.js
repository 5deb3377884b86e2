// The page: puts the conversation, the line, the answer box and the menu together.

import { Alerts, noteLanguage, startWorker } from "./alerts.js";
import { Storage } from "./storage.js";
import { Connection, newId } from "./connection.js";
import { Conversation } from "./conversation.js";
import { followKeyboard } from "./keyboard.js";
import { closeDialogOf, showLanguage, wireDialogs } from "./menu.js";
import { NotSendable, prepare, upload } from "./upload.js";
import { goOn, isFollowing, reveal, toEnd, watch } from "./view.js";
import { Words } from "./words.js";

const TEXT_LIMIT = 4096; // as in frames.py
const FILE_FAILED =
  "The file did not get through. Please check the connection, then press Send again.";
const NO_COOKIE =
  "This page needs a cookie to know you again, but the browser does not keep it. Please allow cookies in the settings of the browser, then open this page again.";
const TOO_LONG = "This is too long. Please shorten it to at most {most} characters.";

const find = (id) => document.getElementById(id);
const storage = new Storage();
const typing = find("text");
const words = new Words(storage);
const conversation = new Conversation(find("talk"), words, press);
const alerts = new Alerts(find, words, storage);
const mouse = window.matchMedia("(pointer: fine)");

let begun = false; // the first replay is over: from now on messages are news
let leaving = false;
let spoken = ""; // the language of the newest message
let pressed = null; // the button whose answer the focus is to follow

const connection = new Connection(storage, {
  hello: () => ({
    after: conversation.resumeAfter,
    language: words.locale,
    offers: alerts.mayOffer,
  }),
  message: hearMessage,
  ready: beginTalk,
  taken: hearTaken,
  refused: hearRefusal,
  reminderSet: offerAlerts,
  state: showConnection,
  left: () => startOver(1500),
});

// --- what the service says -----------------------------------------------------------------------

function hearMessage(frame) {
  const follow = isFollowing();
  const item = conversation.showMessage(frame);
  if (!item) return;
  find("attach").hidden = !conversation.wantsEvidence;
  find("waiting").classList.remove("shown");
  followLanguage(frame);
  if (!begun) return;
  item.classList.add("news");
  if (!follow || !reveal(item)) find("newer").hidden = false;
  focusPrompt(item, frame);
}

function beginTalk(frame) {
  if (!storage.belongsTo(frame.store)) {
    if (begun) return startOver(0);
    fillBox(""); // what another person had begun to type
  }
  for (const asks of document.querySelectorAll("[data-ask]")) asks.disabled = false;
  if (begun) return;
  begun = true;
  if (spoken && !storage.unsent.length) setLanguage(spoken);
  const unsent = new Set(storage.unsent.map((event) => event.id));
  for (const own of storage.own) {
    // A long talk is not said again from its beginning: what belongs there would stand alone.
    const waits = unsent.has(own.id);
    if (waits || conversation.reachesBackTo(own.after)) conversation.showOwn(own, waits ? "sending" : "sent");
  }
  alerts.renew();
  listen(!conversation.isEmpty);
  toEnd("auto");
  const code = codeOfInvitation();
  if (code) {
    connection.say({ t: "ask", word: "invitation", rest: code });
    find("waiting").classList.add("shown");
  } else if (conversation.isEmpty && !unsent.size) {
    connection.say({ t: "ask", word: "start", rest: "" });
    find("waiting").classList.add("shown");
  }
}

// A link with a code behind # was followed: the code reaches no server's log, and is used once.
function codeOfInvitation() {
  const found = /^#invitation=([0-9A-Z-]{16,19})$/.exec(location.hash);
  if (found) history.replaceState(null, "", location.pathname);
  return found?.[1];
}

async function offerAlerts() {
  const follow = isFollowing();
  if ((await alerts.offer()) && follow) toEnd();
}

// A screen reader is not to read what was said before: that is on the page by the next frame.
function listen(later) {
  const begin = () => find("talk").setAttribute("aria-live", "polite");
  if (later) requestAnimationFrame(() => setTimeout(begin));
  else begin();
}

function hearTaken(id) {
  conversation.setState(id, "sent");
  setTimeout(() => find("waiting").classList.remove("shown"), 4000);
}

function hearRefusal(id, why) {
  find("waiting").classList.remove("shown");
  const own = storage.own.find((said) => said.id === id);
  if (!own) return;
  if (why === "too_long" && own.kind === "text") {
    conversation.dropOwn(id);
    storage.dropOwn(id);
    if (!typing.value) fillBox(own.text);
    words.show(find("trouble"), TOO_LONG);
    return;
  }
  conversation.setState(id, "failed");
  words.show(find("trouble"), "This could not be read. Please write it again in other words.");
}

function showConnection(state) {
  const said = {
    connecting: "Connecting…",
    waiting: "Connecting again… What you write is kept and will be sent by itself.",
    busy: "The service is busy. Your answer is kept and will be sent again by itself.",
    no_cookie: NO_COOKIE,
    ready: "",
  }[state];
  if (said) find("waiting").classList.remove("shown");
  if (find("status").dataset.word !== said) words.show(find("status"), said);
}

// --- what the person says ------------------------------------------------------------------------

function sayOwn(kind, text, event, lang) {
  const after = conversation.newestRow;
  const own = { id: connection.say(event), kind, text, after, lang };
  storage.addOwn(own);
  conversation.showOwn(own, "sending");
  toEnd();
  expectReply();
}

function expectReply() {
  words.show(find("trouble"), "");
  find("waiting").classList.toggle("shown", !find("status").dataset.word);
  find("attach").hidden = !conversation.wantsEvidence;
}

function press(button, choice) {
  pressed = choice;
  sayOwn("choice", button.label, { t: "press", data: button.data }, button.lang);
}

function submit() {
  const text = typing.value.normalize("NFC").trim();
  if (!text) return typing.focus();
  if ([...text].length > TEXT_LIMIT) {
    return words.show(find("trouble"), TOO_LONG);
  }
  fillBox("");
  sayOwn("text", text, { t: "say", text });
}

async function sendFile(file) {
  words.show(find("trouble"), "");
  let ready;
  try {
    ready = await prepare(file);
  } catch (error) {
    return words.show(find("trouble"), error instanceof NotSendable ? error.message : FILE_FAILED);
  }
  const draft = { id: newId(), kind: "file", text: file.name, after: conversation.newestRow };
  const item = conversation.showOwn(draft, "sending");
  if (ready.kind === "photo") item.querySelector(".words").before(picture(ready.body));
  toEnd();
  await tryUpload(item, draft, ready);
}

async function tryUpload(item, draft, ready) {
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", draft.text);
  item.append(bar);
  try {
    const reference = await upload(ready, (share) => (bar.value = share));
    const id = connection.say({ t: "file", kind: ready.kind, reference, caption: "" });
    conversation.renameOwn(draft.id, id);
    conversation.linkOwn(id, reference);
    storage.addOwn({ ...draft, id, reference });
    expectReply();
  } catch (error) {
    conversation.setState(draft.id, "failed");
    if (error instanceof NotSendable) {
      words.show(find("trouble"), error.message);
    } else {
      words.show(find("trouble"), FILE_FAILED);
      item.append(againButton(() => tryUpload(item, draft, ready)));
      toEnd();
    }
  } finally {
    bar.remove();
  }

  function againButton(call) {
    const again = document.createElement("button");
    again.type = "button";
    again.className = "again";
    words.show(again, "Send again");
    again.addEventListener("click", () => {
      again.remove();
      conversation.setState(draft.id, "sending");
      words.show(find("trouble"), "");
      call();
    });
    return again;
  }
}

function picture(body) {
  const shown = document.createElement("img");
  shown.alt = "";
  shown.className = "photo";
  shown.src = URL.createObjectURL(body);
  shown.addEventListener("load", () => {
    URL.revokeObjectURL(shown.src);
    if (isFollowing()) toEnd();
  });
  shown.addEventListener("error", () => shown.remove()); // HEIC
  return shown;
}

// After a press the focus goes on to the answer, unless the person went on to type meanwhile.
function focusPrompt(item, frame) {
  const now = document.activeElement;
  const left = now === null || now === document.body || now === pressed || find("talk").contains(now);
  if (!pressed || !left) return;
  pressed = null;
  if (!frame.buttons.length && frame.wants === "text" && mouse.matches) {
    typing.focus({ preventScroll: true });
  } else {
    item.focus({ preventScroll: true });
  }
}

function fillBox(text) {
  typing.value = text;
  storage.draft = text;
  fitBox();
}

function fitBox() {
  typing.style.height = "auto";
  typing.style.height = `${typing.scrollHeight + typing.offsetHeight - typing.clientHeight}px`;
}

// --- the language, and giving the device up ----------------------------------------------------------

function startOver(pause) {
  leaving = true;
  connection.end();
  storage.forget();
  conversation.clear();
  typing.value = "";
  setTimeout(() => location.replace("/"), pause);
}

async function leave() {
  words.show(find("leaving-trouble"), "");
  try {
    const answer = await fetch("/leave", { method: "POST" });
    if (!answer.ok) throw new Error(String(answer.status));
    await alerts.end();
    startOver(0);
  } catch {
    words.show(
      find("leaving-trouble"),
      "This did not work. Please check the connection and try again.",
    );
  }
}

// The page speaks the language of the talk: a change there is a change here.
function followLanguage({ row, lang }) {
  if (!lang || lang === spoken || row < conversation.newestRow) return;
  spoken = lang;
  if (begun) setLanguage(lang);
}

function setLanguage(chosen) {
  if (chosen === words.locale) return;
  words.locale = chosen;
  storage.language = chosen;
  noteLanguage(chosen);
  showLanguage(chosen);
  words.load();
}

function chooseLanguage(chosen) {
  if (chosen === words.locale) return;
  setLanguage(chosen);
  connection.say({ t: "ask", word: "language", rest: chosen });
}

function wire() {
  find("answer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  typing.addEventListener("input", () => {
    storage.draft = typing.value;
    fitBox();
  });
  typing.addEventListener("keydown", (event) => {
    // While a Vietnamese input method composes a syllable, Enter belongs to it. Some of them tell
    // so by the key code alone (Safari, and Windows when the composition has just ended).
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key === "Enter" && !event.shiftKey && !composing) {
      event.preventDefault();
      submit();
    }
  });
  for (const asks of document.querySelectorAll("[data-ask]")) {
    asks.addEventListener("click", () => {
      const label = asks.querySelector("[data-word]").textContent;
      pressed = closeDialogOf(asks);
      sayOwn("text", label, { t: "ask", word: asks.dataset.ask, rest: "" });
    });
  }
  find("attach").addEventListener("click", () => find("file").click());
  find("file").addEventListener("change", () => {
    const [file] = find("file").files;
    find("file").value = "";
    if (file) sendFile(file);
  });
  find("newer").addEventListener("click", () => goOn(conversation.newest));
  watch(() => (find("newer").hidden = true));
  followKeyboard(() => isFollowing() && toEnd("auto"));
  wireDialogs(words.locale, {
    language: chooseLanguage,
    leave,
    opened: () => alerts.show(),
    isUnsent: () => storage.unsent.length > 0,
  });
  storage.whenForgotten(() => leaving || startOver(1500));
  storage.whenSentElsewhere((id, why) => (why === null ? hearTaken(id) : hearRefusal(id, why)));
}

wire();
fillBox(typing.value || storage.draft);
showConnection("connecting");
words.load();
startWorker();
noteLanguage(words.locale);
connection.open();
