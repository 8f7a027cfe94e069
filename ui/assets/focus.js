// The focus is never lost: where the element that has it is taken off the page, as a rerun does, its successor gets it.
const STOPS = "a[href], button:not([disabled]), input:not([disabled]), textarea, select, summary, [tabindex='0']";

// The keyed containers around an element, the nearest first, each with the element's number among its stops.
function placeOf(element) {
  const found = [];
  for (let box = element.closest("[class*='st-key-']"); box; box = box.parentElement?.closest("[class*='st-key-']")) {
    const key = [...box.classList].find((name) => name.startsWith("st-key-"));
    found.push({ key, number: [...box.querySelectorAll(STOPS)].indexOf(element) });
  }
  return found;
}

// What stands now where an element was, or null.
function successor(place) {
  for (const { key, number } of place) {
    const stops = [...(document.querySelector(`.${CSS.escape(key)}`)?.querySelectorAll(STOPS) ?? [])];
    if (stops.length) return stops[Math.min(Math.max(number, 0), stops.length - 1)];
  }
  return null;
}

// otherwise(): what gets the focus where nothing of its place is left.
function keepFocus(otherwise) {
  let last = null;
  document.addEventListener("focusin", ({ target }) => (last = { element: target, place: placeOf(target) }));
  document.addEventListener("pointerdown", () => (last = null), true); // a click beside everything lets go of it
  const isFreeAgain = ({ type, target }) => type === "attributes" && target === last.element && !target.disabled;
  new MutationObserver((changes) => {
    if (!last || document.activeElement !== document.body) return;
    const there = last.element.isConnected;
    // A button that is out of use while its work is done lets go of the focus.
    if (there && !changes.some(isFreeAgain)) return;
    (there ? last.element : (successor(last.place) ?? otherwise()))?.focus({ preventScroll: true });
  }).observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled"] });
}
