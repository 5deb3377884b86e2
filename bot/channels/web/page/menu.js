// The dialogs of the page: how they open and close, and what is chosen in them.

const find = (id) => document.getElementById(id);

/**
 * Make the dialogs work. `on` holds what to call: `language(chosen)`, `leave()`,
 * `opened()` when the menu opens, and `isUnsent() -> bool`, whether leaving would lose answers.
 */
export function wireDialogs(locale, on) {
  showLanguage(locale);
  for (const radio of document.querySelectorAll("[name=language]")) {
    radio.addEventListener("change", () => on.language(radio.value));
  }
  find("more").addEventListener("click", () => {
    find("menu").showModal();
    on.opened();
  });
  for (const close of document.querySelectorAll("[data-close]")) {
    close.addEventListener("click", () => close.closest("dialog").close());
  }
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }
  find("leave").addEventListener("click", () => {
    find("menu").close();
    find("leaving-unsent").hidden = !on.isUnsent();
    find("leaving").showModal();
  });
  find("leave-now").addEventListener("click", on.leave);
}

/** Show which language is chosen. */
export function showLanguage(locale) {
  for (const radio of document.querySelectorAll("[name=language]")) {
    radio.checked = radio.value === locale;
  }
}

/** Close the dialog of an element; returns what has the focus then, or the element itself. */
export function closeDialogOf(element) {
  const dialog = element.closest("dialog");
  dialog?.close();
  return dialog ? find("more") : element;
}
