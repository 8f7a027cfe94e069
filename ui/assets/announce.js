// Progress is read out: that work began, each quarter of it, and that it is over. What runs is what Streamlit shows.
const LOOK_MS = 1000;

// before, now: { title, percent }, or null where nothing runs.
function progressReadOut(before, now) {
  if (!now) return before ? `${before.title}: over` : "";
  if (!before || before.title !== now.title) return `${now.title}: ${now.percent} percent`;
  return Math.floor(now.percent / 25) > Math.floor(before.percent / 25) ? `${now.title}: ${now.percent} percent` : "";
}

function shownProgress() {
  const shown = document.querySelector("[data-testid=stProgress]");
  const bar = shown?.querySelector("[role=progressbar]");
  const title = shown?.querySelector("strong")?.textContent;
  return bar && title ? { title, percent: Math.round(Number(bar.getAttribute("aria-valuenow") ?? 0)) } : null;
}

function announceProgress() {
  const region = document.createElement("div");
  region.className = "embedding-read-out";
  region.setAttribute("role", "status");
  document.body.append(region);
  let told = null;
  setInterval(() => {
    const now = shownProgress();
    const said = progressReadOut(told, now);
    if (said) region.textContent = said;
    if (said || !now) told = now;
  }, LOOK_MS);
}
