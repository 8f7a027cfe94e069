// The menu as a menu: opening it leads the focus in, Tab and arrows stay in it, Escape and a change of page close it.
const BUTTON = ".st-key-frame_bar [data-testid=stPopoverButton]";
const MENU = ".st-key-frame_menu";

const menuButton = () => document.querySelector(BUTTON);
const isOpen = () => menuButton()?.getAttribute("aria-expanded") === "true";

function closeMenu() {
  if (isOpen()) menuButton().click();
  menuButton()?.focus({ preventScroll: true });
}

// Streamlit puts the menu at the end of the page, a moment after the click.
function enterMenu(page, looks = 60) {
  const menu = document.querySelector(MENU);
  const links = [...(menu?.querySelectorAll("a") ?? [])];
  if (!links.length) return looks && requestAnimationFrame(() => enterMenu(page, looks - 1));
  menu.setAttribute("role", "navigation");
  menu.setAttribute("aria-label", "Pages");
  const here = links.find((link) => link.textContent.trim().endsWith(page));
  here?.setAttribute("aria-current", "page");
  (here ?? links[0]).focus({ preventScroll: true });
}

// Where a key leads from the focused one of those that can have the focus; null where the key is not the menu's.
function nextInMenu(stops, focused, { key, shiftKey }) {
  const step = { ArrowDown: 1, ArrowUp: -1, Tab: shiftKey ? -1 : 1 }[key];
  if (step) return stops[(stops.indexOf(focused) + step + stops.length) % stops.length];
  return { Home: stops[0], End: stops.at(-1) }[key] ?? null;
}

function onMenuKey(event) {
  const menu = event.target.closest?.(MENU);
  if (!menu) return;
  if (event.key === "Escape") closeMenu();
  const stops = [...menu.querySelectorAll("a, input, button, [tabindex='0']")];
  const next = event.key === "Escape" ? null : nextInMenu(stops, document.activeElement, event);
  next?.focus();
  if (!next && event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
}

export default function ({ data, parentElement }) {
  const known = window.embeddingExplorer;
  const here = (window.embeddingExplorer ??= { page: data.page });
  menuButton()?.setAttribute("aria-label", `Menu: ${data.name}`);
  const { backgroundColor } = getComputedStyle(document.querySelector(".stApp"));
  document.documentElement.style.setProperty("--embedding-page", backgroundColor);
  const accent = getComputedStyle(parentElement).getPropertyValue("--st-primary-color");
  document.documentElement.style.setProperty("--embedding-accent", accent);
  if (!known) {
    document.addEventListener("click", (event) => event.target.closest?.(BUTTON) && requestAnimationFrame(() => isOpen() && enterMenu(here.page)));
    document.addEventListener("keydown", onMenuKey, true);
    keepFocus(menuButton);
    announceProgress();
  }
  if (here.page === data.page) return;
  here.page = data.page;
  if (isOpen()) closeMenu();
}
