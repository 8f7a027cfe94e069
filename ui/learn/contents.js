// The section that is open is in view in the list, which is scrolled on a phone, and is named as such to screen readers.
function placed(list, open) {
  list.querySelectorAll("[aria-current]").forEach((button) => button.removeAttribute("aria-current"));
  open.querySelectorAll("button").forEach((button) => button.setAttribute("aria-current", "true"));
  const [around, own] = [list, open].map((one) => one.getBoundingClientRect());
  list.scrollTop += (own.top + own.bottom - around.top - around.bottom) / 2;
}

export default function ({ parentElement, data }) {
  const list = parentElement.closest(".st-key-learn_contents");
  const open = list?.querySelector(`.st-key-learn_go_${CSS.escape(data.open)}`);
  if (!open) return;
  const observer = new ResizeObserver(() => placed(list, open)); // called at once, and while the page takes its form
  [list, ...list.children].forEach((one) => observer.observe(one));
  const isMoved = () => observer.disconnect();
  for (const moved of ["wheel", "touchmove", "keydown"]) list.addEventListener(moved, isMoved, { once: true, passive: true });
  return isMoved;
}
