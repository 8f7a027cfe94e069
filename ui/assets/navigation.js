// Streamlit closes the sidebar on a phone only for its own navigation; ours has to do it itself.
export default function ({ data }) {
  const before = window.embeddingExplorerPage;
  window.embeddingExplorerPage = data.page;
  if (before === undefined || before === data.page || window.innerWidth > 768) return;
  const open = document.querySelector("[data-testid=stSidebar][data-collapsed=false]");
  open?.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
}
