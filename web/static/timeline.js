/* Drawing the mouse over several bars of a timeline chooses all their days. A single bar is a plain link. */
"use strict";

for (const picture of document.querySelectorAll(".timeline svg")) {
  const bars = [...picture.querySelectorAll("a")];
  let first = -1;
  let last = -1;

  const at = (x) => bars.findIndex((bar) => {
    const place = bar.querySelector(".slot").getBoundingClientRect();
    return x >= place.left && x < place.right;
  });
  const paint = () => bars.forEach((bar, place) => {
    const [low, high] = first < last ? [first, last] : [last, first];
    bar.classList.toggle("brushed", first !== last && first >= 0 && place >= low && place <= high);
  });

  picture.addEventListener("dragstart", (event) => event.preventDefault());
  picture.addEventListener("pointerdown", (event) => {
    first = last = event.pointerType === "mouse" && event.button === 0 ? at(event.clientX) : -1;
  });
  addEventListener("pointermove", (event) => {
    if (first < 0) return;
    const over = event.buttons & 1 ? at(event.clientX) : first;
    if (over < 0 || over === last) return;
    last = over;
    paint();
  });
  addEventListener("pointerup", () => {
    if (first >= 0 && first !== last) {
      const url = new URL(bars[0].href.baseVal, location.href);
      url.searchParams.set("from", bars[Math.min(first, last)].dataset.first);
      url.searchParams.set("to", bars[Math.max(first, last)].dataset.last);
      addEventListener("click", (event) => { event.preventDefault(); event.stopPropagation(); }, { capture: true, once: true });
      location.assign(url);
    }
    first = -1;
  });
  picture.addEventListener("keydown", (event) => { if (event.key === "Escape") { first = -1; paint(); } });
}
