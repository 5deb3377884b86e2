// The view: what of the talk is on the screen, between the bar at the top and the one at the bottom.

const NEAR_THE_END = 160; // pixels; whoever is this near wants to see what comes next
const AT_THE_END = 8; // pixels, for screens that round
const A_CHOICE = 60; // pixels; a row of choices that shows at least in part leads on by itself

const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const manner = () => (calm.matches ? "auto" : "smooth");

let follows = true;
let ended = true; // the end itself is in sight, or on its way there

// How much is below what is seen, in pixels.
function below() {
  return document.documentElement.scrollHeight - window.scrollY - window.innerHeight;
}

/** Whether the reader follows the talk, and has not gone back to read something older. */
export function isFollowing() {
  return follows;
}

export function toEnd(behavior = manner()) {
  follows = true;
  ended = true;
  window.scrollTo({ top: document.documentElement.scrollHeight, behavior });
}

/** Where the end was in sight, keep it there: something above it has come to another height. */
export function keepEnd() {
  if (ended) toEnd("auto");
}

/**
 * Keep the end of the talk in sight while the bar at the bottom grows, or a keyboard comes up.
 * `arrived` is called when the reader comes to the end.
 */
export function watch(arrived) {
  let before = window.scrollY;
  const look = () => {
    // Only going up leaves the end: on its way down a smooth scroll is not there yet.
    if (below() < NEAR_THE_END) follows = true;
    else if (window.scrollY < before) follows = false;
    if (below() < AT_THE_END) ended = true;
    else if (window.scrollY < before) ended = false;
    before = window.scrollY;
    if (below() < A_CHOICE) arrived();
  };
  window.addEventListener("scroll", look, { passive: true });
  const keep = () => follows && toEnd("auto");
  window.addEventListener("resize", keep);
  new ResizeObserver(keep).observe(document.querySelector(".bottom"));
}

// What the two bars leave to the talk, in pixels from the top of the window.
function room() {
  const top = Math.max(0, document.querySelector(".asks").getBoundingClientRect().bottom);
  return { top, bottom: document.querySelector(".bottom").getBoundingClientRect().top };
}

// The message before it that belongs to the same answer and leads to it: it offers no choice.
function wordsBefore(item) {
  const before = item.previousElementSibling;
  const leads = before?.matches(".theirs.news") && !before.querySelector(".choices, .picture");
  return leads ? before : null;
}

/**
 * Show the end of the talk; a message taller than the screen is shown from its first line, and
 * with the words that lead to it. Returns whether its words, and that there is something to
 * choose, are in sight.
 */
export function reveal(item) {
  const { top, bottom } = room();
  const words = wordsBefore(item);
  const together = item.getBoundingClientRect().bottom - (words?.getBoundingClientRect().top ?? 0);
  if (words && together > bottom - top) {
    follows = false;
    ended = false;
    words.scrollIntoView({ block: "start", behavior: manner() });
    return false;
  }
  if (item.offsetHeight <= bottom - top) {
    toEnd();
    return true;
  }
  follows = false;
  ended = false;
  // The first message is seen under the page's name, where that leaves room for it.
  const first = !item.previousElementSibling && item.offsetTop < window.innerHeight / 3;
  if (first) window.scrollTo({ top: 0, behavior: manner() });
  else item.scrollIntoView({ block: "start", behavior: manner() });
  return leadsOn(item, bottom - top);
}

/**
 * Show a message that changed where it stands: whole where it fits, else from its first line.
 * Returns whether its words, and that there is something to choose, are in sight.
 */
export function revealChanged(item) {
  const { top, bottom } = room();
  const there = item.getBoundingClientRect();
  if (there.top >= top && there.bottom <= bottom) return true;
  const fits = item.offsetHeight <= bottom - top;
  if (fits && !item.nextElementSibling) toEnd();
  else if (fits && there.bottom > bottom) window.scrollBy({ top: there.bottom - bottom, behavior: manner() });
  else item.scrollIntoView({ block: "start", behavior: manner() });
  return fits || leadsOn(item, bottom - top);
}

// Whether a message that is shown from its first line shows that there is something to choose.
function leadsOn(item, height) {
  const { bottom: read } = item.querySelector(".words").getBoundingClientRect();
  return read - item.getBoundingClientRect().top + A_CHOICE <= height;
}

/** Go on reading: a screenful further in the newest message, or to it when it is out of sight. */
export function goOn(newest) {
  const { top, bottom } = room();
  const begun = newest && newest.getBoundingClientRect().top < bottom;
  if (begun) window.scrollBy({ top: (bottom - top) * 0.85, behavior: manner() });
  else toEnd();
}
