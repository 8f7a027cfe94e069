// Streamlit closes the sidebar on a phone only for its own navigation; ours has to do it itself. And the map's library,
// which takes a second to start, is on its way before the first map asks for it, but not before this page is drawn.
function whenDrawn(act) {
  const app = document.querySelector("[data-testid=stApp]");
  if (app?.dataset.testScriptState === "notRunning") act();
  else setTimeout(whenDrawn, 100, act);
}

export default function ({ data }) {
  whenDrawn(() => loadPlotly(data.plotly_url).catch(() => {})); // the map itself says so where it fails
  const before = window.embeddingExplorerPage;
  window.embeddingExplorerPage = data.page;
  if (before === undefined || before === data.page || window.innerWidth > 768) return;
  const open = document.querySelector("[data-testid=stSidebar][data-collapsed=false]");
  open?.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
}
