/* The citation of a document: a button that copies it. Without this script the line is selected by a click. */
"use strict";

(() => {
  const line = document.getElementById("cited");
  if (!line || !navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = line.dataset.copy;
  const said = document.createElement("span");
  said.className = "copied";
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(line.textContent.trim());
    said.textContent = line.dataset.copied;
    setTimeout(() => { said.textContent = ""; }, 4000);
  });
  line.after(button, " ", said);
})();
