/* The search box: suggestions while typing (WAI-ARIA combobox with a list), and "/" to go to it.

   An input method composes a syllable in the box itself. Until it has done, nothing is asked, shown or changed, and no
   key is taken from it. What was typed is replaced only when a suggestion is chosen. Without this script the box works
   as before. */
"use strict";

(() => {
  const box = document.getElementById("q");
  if (!box || !box.dataset.suggest) return;

  const WAIT_MS = 120;
  const answers = new Map();
  let composing = false;
  let timer = 0;
  let asking = null;
  let options = [];
  let active = -1;

  const list = document.createElement("ul");
  list.id = "q-list";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.label);
  box.parentNode.append(list);
  box.type = "text"; // a box of the type "search" may not be a combobox
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");

  const close = () => {
    clearTimeout(timer);
    if (asking) asking.abort();
    asking = null;
    options = [];
    active = -1;
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  const show = (suggestions) => {
    options = suggestions;
    active = -1;
    box.removeAttribute("aria-activedescendant");
    list.replaceChildren(...suggestions.map((suggestion, place) => {
      const option = document.createElement("li");
      option.id = `q-option-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const text = document.createElement("span");
      text.textContent = suggestion.text;
      option.append(text);
      const kind = box.dataset[suggestion.kind];
      if (kind) {
        const label = document.createElement("span");
        label.className = "suggestion-kind";
        label.textContent = kind;
        option.append(" ", label);
      }
      return option;
    }));
    list.hidden = !suggestions.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
  };

  const ask = async () => {
    if (asking) asking.abort();
    asking = null;
    const typed = box.value;
    if (composing || document.activeElement !== box) return;
    if (!typed.trim()) return close();
    if (answers.has(typed)) return show(answers.get(typed));
    const mine = asking = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: mine.signal });
      const suggestions = answer.ok ? (await answer.json()).suggestions : [];
      if (suggestions.length) answers.set(typed, suggestions);
      if (asking === mine && !composing && box.value === typed) show(suggestions);
    } catch (error) {
      if (asking === mine) close();
    }
  };

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  };

  const move = (step) => {
    const count = options.length;
    active = active < 0 ? (step > 0 ? 0 : count - 1) : active + step;
    if (active < 0 || active >= count) active = -1; // beyond either end: back in the box
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    if (active < 0) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", list.children[active].id);
    list.children[active].scrollIntoView({ block: "nearest" });
  };

  const choose = (place) => {
    const chosen = options[place];
    close();
    if (chosen.kind === "title") return location.assign(chosen.url);
    box.value = chosen.text;
    box.form.requestSubmit();
  };

  box.addEventListener("compositionstart", () => {
    composing = true;
    clearTimeout(timer);
    if (asking) asking.abort();
  });
  box.addEventListener("compositionend", () => {
    composing = false;
    soon();
  });
  box.addEventListener("input", (event) => {
    if (!composing && !event.isComposing) soon();
  });
  box.addEventListener("keydown", (event) => {
    if (composing || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!list.hidden) move(event.key === "ArrowDown" ? 1 : -1);
      else if (event.key === "ArrowDown") ask();
      else return;
      event.preventDefault();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(active);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  box.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus in the box
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (option) choose([...list.children].indexOf(option));
  });
  addEventListener("pageshow", close);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
})();
