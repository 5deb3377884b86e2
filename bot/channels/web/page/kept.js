// Photos and files that the person sent before, shown again: each is a link to itself.

import { keepEnd } from "./view.js";

/** A list of them; `opens()` is the note that a link opens a new tab, of which screen readers tell. */
export function keptFiles(files, opens) {
  const list = document.createElement("ul");
  list.className = "kept";
  for (const file of files) {
    const item = document.createElement("li");
    item.append(linkTo(file, opens()));
    list.append(item);
  }
  return list;
}

function linkTo({ kind, place, name }, opens) {
  const link = document.createElement("a");
  link.href = place;
  link.target = "_blank";
  link.rel = "noopener";
  if (kind === "photo") link.append(photo(place));
  const named = document.createElement("span");
  named.textContent = name;
  link.append(named, opens);
  return link;
}

function photo(place) {
  const shown = document.createElement("img");
  shown.alt = ""; // its name stands below it
  shown.className = "photo";
  shown.decoding = "async";
  shown.addEventListener("load", keepEnd);
  shown.addEventListener("error", () => {
    shown.remove(); // a kind that this browser cannot show: the link is left
    keepEnd();
  });
  shown.src = place;
  return shown;
}
