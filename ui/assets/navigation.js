// The menu as a menu: opening it leads the focus in, Tab and arrows stay in it, Escape and a change of page close it.
const BUTTON = ".st-key-frame_bar [data-testid=stPopoverButton]";
const MENU = ".st-key-frame_menu";

const menuButton = () => document.querySelector(BUTTON);
const isOpen = () => menuButton()?.getAttribute("aria-expanded") === "true";

function closeMenu() {
  if (isOpen()) menuButton().click();
  menuButton()?.focus({ preventScroll: true });
}

// Whether the menu is there, and has the focus now.
function enterMenu(page) {
  const menu = document.querySelector(MENU);
  const links = [...(menu?.querySelectorAll("a") ?? [])];
  if (!links.length) return false;
  menu.setAttribute("role", "navigation");
  menu.setAttribute("aria-label", "Pages");
  const here = links.find((link) => link.textContent.trim().endsWith(page));
  here?.setAttribute("aria-current", "page");
  (here ?? links[0]).focus({ preventScroll: true });
  return true;
}

// Streamlit puts the menu at the end of the page some time after the click, on a busy machine a long time.
function enterWhenOpened(now) {
  let isAwaited = false;
  const look = () => isAwaited && isOpen() && enterMenu(now.page) && (isAwaited = false);
  document.addEventListener("click", (event) => event.target.closest?.(BUTTON) && (isAwaited = !isOpen()), true);
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributeFilter: ["aria-expanded"] });
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
    enterWhenOpened(here);
    document.addEventListener("keydown", onMenuKey, true);
    keepFocus(menuButton);
    announceProgress();
  }
  if (here.page === data.page) return;
  here.page = data.page;
  if (isOpen()) closeMenu();
}
