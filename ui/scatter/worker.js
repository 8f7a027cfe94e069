// Begins the painter inside a worker.
function paintInWorker() {
  const painter = new Painter();
  onmessage = ({ data: { id, name, given } }) => {
    if (name !== "paint") return painter[name](given);
    const painted = painter.paint(given);
    postMessage({ id, painted }, [painted.bytes]);
    if (!painter.looksFurther) return;
    painter.lookFurther();
    postMessage({ changed: true });
  };
  postMessage({ ready: true });
}
