// A picture of a message: in the colours of the page, and what it shows in words for whoever
// cannot see it or has a connection that does not bring it.

import { keepEnd } from "./view.js";

const WIDTH = 100; // to which the height is told

/**
 * The picture as a link to itself, which has its title and `opens` as its name; `failed()` is
 * called where it does not come.
 */
export function pictureOf({ light, dark, alt, height }, opens, failed) {
  const link = document.createElement("a");
  link.className = "picture";
  link.href = light;
  link.target = "_blank";
  link.rel = "noopener";

  const night = document.createElement("source");
  night.media = "(prefers-color-scheme: dark)";
  night.srcset = dark;

  const shown = document.createElement("img");
  shown.alt = alt;
  shown.width = WIDTH;
  shown.height = height; // its room is kept until it is here
  shown.loading = "lazy"; // of a long talk only what is looked at is drawn
  shown.decoding = "async";
  shown.addEventListener("load", () => {
    link.href = shown.currentSrc; // it opens in the colours in which it was pressed
    keepEnd();
  });
  shown.addEventListener("error", () => {
    link.remove();
    failed();
    keepEnd();
  });

  const both = document.createElement("picture");
  both.append(night, shown);
  link.append(both, opens);
  shown.src = light; // at last, so that only one of the two is fetched
  return link;
}
