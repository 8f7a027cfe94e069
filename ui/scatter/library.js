// Plotly.js from static/, fetched once for the page; then window.Plotly (Streamlit's own copy is not there).
function loadPlotly(url) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  return (window.embeddingPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(url, document.baseURI).href;
    script.onload = () => (window.Plotly ? resolve(window.Plotly) : script.onerror());
    script.onerror = () => {
      window.embeddingPlotly = null; // the next drawing tries again
      script.remove();
      reject(new Error("Plotly.js could not be loaded"));
    };
    document.head.appendChild(script);
  }));
}
