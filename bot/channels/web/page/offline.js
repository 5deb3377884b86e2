// The page that is shown without a connection: it goes back to the notebook as soon as there is one.

const PAUSE_MS = 5000;

async function look() {
  const answer = await fetch("/session", { cache: "no-store" }).catch(() => null);
  if (answer?.ok) location.reload();
}

window.addEventListener("online", look);
setInterval(look, PAUSE_MS);
