// An invisible part of a map: hands its data to the map of the same key, whichever of them is mounted first.
export default function ({ data, parentElement }) {
  const boxes = (window.embeddingMaps ??= {});
  const box = (boxes[data.key] ??= { parts: {}, owners: {}, view: null });
  box.parts[data.kind] = data;
  box.owners[data.kind] = parentElement;
  box.view?.update();
  return () => {
    if (box.owners[data.kind] !== parentElement) return; // a newer part has taken the place
    delete box.parts[data.kind];
    delete box.owners[data.kind];
  };
}
