// The view: what of the talk is on the screen, between the bar at the top and the one at the bottom.

const NEAR_THE_END = 160; // pixels; whoever is this near wants to see what comes next

const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const manner = () => (calm.matches ? "auto" : "smooth");

export function isAtEnd() {
  const page = document.documentElement;
  return page.scrollHeight - window.scrollY - window.innerHeight < NEAR_THE_END;
}

export function toEnd(behavior = manner()) {
  window.scrollTo({ top: document.documentElement.scrollHeight, behavior });
}

/** Keep the end of the talk in sight while the bar at the bottom grows, or a keyboard comes up. */
export function stayAtEnd() {
  let atEnd = true;
  window.addEventListener("scroll", () => (atEnd = isAtEnd()), { passive: true });
  const keep = () => atEnd && toEnd("auto");
  window.addEventListener("resize", keep);
  new ResizeObserver(keep).observe(document.querySelector(".bottom"));
}

/** Show the end of the talk; a message taller than the screen is shown from its first line. */
export function reveal(item) {
  const bottom = document.querySelector(".bottom").getBoundingClientRect().top;
  const top = document.querySelector(".top").getBoundingClientRect().bottom;
  if (item.offsetHeight > bottom - Math.max(0, top)) {
    item.scrollIntoView({ block: "start", behavior: manner() });
  } else {
    toEnd();
  }
}
