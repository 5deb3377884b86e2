// Watches a page of ours from within: what is wrong with what it shows, where the focus is, and
// what a screen reader is told.

(() => {
  const UNSEEN = "input[type=file], [hidden], [hidden] *";

  function isShown(element) {
    const { width, height } = element.getBoundingClientRect();
    const seen = { opacityProperty: true, visibilityProperty: true };
    return width > 1 && height > 1 && element.checkVisibility(seen); // a pixel is for the ears only
  }

  function named(element) {
    const id = element.id ? `#${element.id}` : "";
    const kind = element.classList.length ? `.${[...element.classList].join(".")}` : "";
    return `${element.localName}${id}${kind} “${element.textContent.trim().slice(0, 30)}”`;
  }

  // --- colours, whatever their notation, as the browser paints them ----------------------------

  const brush = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const painted = new Map();

  function paint(colour) {
    if (!painted.has(colour)) {
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = "#000";
      brush.fillStyle = colour;
      brush.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
      painted.set(colour, [r, g, b, a / 255]);
    }
    return painted.get(colour);
  }

  const over = (top, below) => top.map((c, i) => (i < 3 ? c * top[3] + below[i] * (1 - top[3]) : 1));

  function luminance(colour) {
    const [r, g, b] = colour.slice(0, 3).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  // Every colour that may lie behind an element: its ground, and the lines of a drawn pattern.
  function grounds(element) {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      const lines = style.backgroundImage.match(/(?:rgba?|color|oklab|lab)\([^)]*\)/g) ?? [];
      layers.push([style.backgroundColor, ...lines].map(paint));
      if (paint(style.backgroundColor)[3] === 1) break;
    }
    let below = [[255, 255, 255, 1]];
    for (const layer of layers.reverse()) {
      const [ground, ...lines] = layer;
      const filled = below.map((colour) => over(ground, colour));
      below = [...filled, ...lines.filter((c) => c[3] > 0).map((c) => over(c, filled[0]))];
    }
    return below;
  }

  function worst(colour, element) {
    const behind = grounds(element);
    return Math.min(...behind.map((ground) => contrast(over(paint(colour), ground), ground)));
  }

  // --- findings ---------------------------------------------------------------------------------

  function texts(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (walker.currentNode.data.trim() && isShown(element)) found.push(walker.currentNode);
    }
    return found;
  }

  function* sideways() {
    const page = document.documentElement;
    if (page.scrollWidth > page.clientWidth) {
      yield `scrolls sideways: ${page.scrollWidth} px wide on ${page.clientWidth} px`;
    }
  }

  function* smallTargets(root) {
    for (const target of root.querySelectorAll("button, a[href], input, textarea, select")) {
      const area = ["radio", "checkbox"].includes(target.type) ? target.closest("label") : target;
      if (target.matches(UNSEEN) || target.matches(".skip:not(:focus)") || !isShown(area)) continue;
      const { width, height } = area.getBoundingClientRect();
      if (Math.min(width, height) < 44) {
        yield `too small to touch: ${named(target)} ${width.toFixed(0)}×${height.toFixed(0)} px`;
      }
    }
  }

  function* cut(root) {
    const width = document.documentElement.clientWidth;
    for (const text of texts(root)) {
      const element = text.parentElement;
      if (element.closest(".skip:not(:focus)")) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const box = range.getBoundingClientRect();
      if (box.left < 0 || box.right > width + 0.5) yield `beyond the edge: ${named(element)}`;
      // Spaces at the ends of wrapped lines hang over a paragraph, within the edge of its words.
      const words = element.closest(".words");
      const holder = words ?? element.closest("button, dialog, label, h1, h2, p, a, li");
      const around = holder.getBoundingClientRect();
      const slack = 0.2 * parseFloat(getComputedStyle(element).fontSize); // above and below letters
      const out = box.left < around.left - 1 || box.right > around.right + 1;
      // A dialog that is taller than the screen scrolls: what is below is not cut.
      const scrolls = holder.localName === "dialog" && holder.scrollHeight > holder.clientHeight;
      const above = box.top < around.top - slack || box.bottom > around.bottom + slack;
      if (out || (above && !scrolls)) {
        yield `text beyond its box: ${named(holder)}`;
      }
      if (getComputedStyle(element).textOverflow === "ellipsis") yield `shortened: ${named(element)}`;
    }
  }

  function* paleText(root) {
    for (const text of texts(root)) {
      const element = text.parentElement;
      if (element.closest(".skip:not(:focus)")) continue;
      const ratio = worst(getComputedStyle(element).color, element);
      if (ratio < 4.5) yield `pale text ${ratio.toFixed(2)}: ${named(element)}`;
    }
  }

  // What tells a button or a box from the paper: its edge, else its ground.
  function* paleEdges(root) {
    for (const target of root.querySelectorAll(".choice, .wide, .send, #attach, .again, textarea")) {
      if (target.matches(UNSEEN) || !isShown(target)) continue;
      const ratio = worst(getComputedStyle(target).borderTopColor, target.parentElement);
      if (ratio < 3) yield `pale edge ${ratio.toFixed(2)}: ${named(target)}`;
    }
  }

  // The bars must leave most of the screen to what is read.
  function* littleRoom() {
    const stays = (element) => getComputedStyle(element).position === "sticky";
    const bars = [...document.querySelectorAll(".top, .asks")].filter(stays);
    const top = Math.max(0, ...bars.map((bar) => bar.getBoundingClientRect().bottom));
    const answer = document.querySelector(".bottom");
    if (!answer) return;
    const bottom = stays(answer) ? answer.getBoundingClientRect().top : innerHeight;
    const share = (bottom - top) / innerHeight;
    if (share < 0.4) yield `little room to read: ${(share * 100).toFixed(0)} % of the height`;
  }

  function findings() {
    const dialog = document.querySelector("dialog[open]");
    const root = dialog ?? document.body;
    return [
      ...sideways(),
      ...smallTargets(root),
      ...cut(root),
      ...paleText(root),
      ...paleEdges(root),
      ...(dialog ? [] : littleRoom()),
    ];
  }

  /** What is wrong with how the focused element shows that it is focused. */
  function focusFindings() {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const found = [];
    const thick = parseFloat(style.outlineWidth) + (element.localName === "textarea" ? 1 : 0);
    if (style.outlineStyle === "none" || thick < 2) found.push(`no outline: ${named(element)}`);
    else if (worst(style.outlineColor, element.parentElement) < 3) {
      found.push(`pale outline: ${named(element)}`);
    }
    const { left, top, width, height } = element.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    if (!element.contains(hit)) found.push(`covered: ${named(element)} by ${hit && named(hit)}`);
    return found;
  }

  /** What a screen reader is told of the talk: every message that came while it listened. */
  const announced = [];

  document.addEventListener("DOMContentLoaded", () => {
    const talk = document.getElementById("talk");
    if (!talk) return;
    new MutationObserver((changes) => {
      if (talk.getAttribute("aria-live") !== "polite") return;
      for (const { addedNodes } of changes) {
        for (const added of addedNodes) {
          if (added.matches?.(".said")) announced.push(added.querySelector(".words").textContent);
          else if (added.matches?.(".words")) announced.push(added.textContent); // it changed
        }
      }
    }).observe(talk, { childList: true, subtree: true });
  });

  /** What moves by itself: animations that began, and scrolling that glides. */
  const motions = [];

  document.addEventListener("animationstart", (event) => motions.push(event.animationName));
  for (const name of ["scrollTo", "scrollBy"]) {
    const scroll = window[name].bind(window);
    window[name] = (options) => {
      if (options.behavior === "smooth") motions.push(name);
      scroll(options);
    };
  }

  window.watching = { findings, focusFindings, announced, motions };
})();
