// The keyboard of an iPhone lies over the page and does not make it smaller: the two bars are kept
// inside what is still seen. Other phones make the page smaller by themselves.

const A_KEYBOARD = 100; // pixels; bars of the browser come and go, and are lower

/** Keep the bars in sight while a keyboard covers a part of the page; `changed()` follows each move. */
export function followKeyboard(changed) {
  const seen = window.visualViewport;
  if (!seen) return;
  let before = 0;
  const fit = () => {
    // Who looks closer with two fingers has no keyboard open, and wants nothing to move.
    const hidden = seen.scale > 1 ? 0 : window.innerHeight - seen.height;
    const open = hidden > A_KEYBOARD;
    const covered = open ? Math.max(0, hidden - seen.offsetTop) : 0;
    const style = document.documentElement.style;
    style.setProperty("--covered", `${covered}px`);
    style.setProperty("--shifted", `${open ? seen.offsetTop : 0}px`);
    document.documentElement.classList.toggle("keyboard", open);
    if (covered !== before) changed();
    before = covered;
  };
  seen.addEventListener("resize", fit);
  seen.addEventListener("scroll", fit);
  fit();
}
