// Renews what a sending came to, while it goes on. Without this script the page has a link that
// does the same. The markup comes from the service, which escapes every value.

const SECONDS = 5;
const part = document.getElementById("progress");
const renewed = document.getElementById("renewed");

function goesOn() {
  return part.querySelector("[data-open=yes]") !== null;
}

function stop(why) {
  clearInterval(timer);
  renewed.textContent = why;
}

async function renew() {
  // Who reads a table with the keyboard would lose their place.
  if (document.hidden || part.contains(document.activeElement)) return;
  let answer;
  try {
    answer = await fetch(part.dataset.from, { redirect: "error" });
  } catch {
    return; // no connection now; the next time may be better
  }
  if (!answer.ok) {
    stop(part.dataset.stopped);
    return;
  }
  const made = new DOMParser().parseFromString(await answer.text(), "text/html");
  part.replaceChildren(...made.body.childNodes);
  if (!goesOn()) stop("");
}

renewed.hidden = false;
const timer = setInterval(renew, SECONDS * 1000);
