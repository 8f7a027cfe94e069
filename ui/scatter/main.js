// Streamlit calls this when the map is mounted, and again when its message or the theme changed.
export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".embedding-map");
  const boxes = (window.embeddingMaps ??= {});
  const box = (boxes[data.key] ??= { parts: {}, owners: {}, view: null });
  box.parts.points = data;
  box.owners.points = parentElement;
  if (box.view?.root !== root) {
    box.view?.destroy();
    box.view = root.embeddingMap = new EmbeddingMapView(root, box);
  }
  const view = box.view;
  view.setState = setStateValue;
  view.update();
  return () => {
    root.embeddingMap.destroy();
    if (box.owners.points !== parentElement) return; // a newer map of this key has taken the place
    delete box.parts.points;
    box.view = null;
  };
}
