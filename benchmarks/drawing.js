// What the benchmark `drawing` measures inside the browser.
const frame = () => new Promise(requestAnimationFrame);

// Milliseconds from the navigation until isDrawn(), and the frame after.
async function drawnAt(isDrawn) {
  while (!isDrawn()) await frame();
  await frame();
  await frame();
  return performance.now();
}

// All traces and their canvas.
function chartIsDrawn() {
  const chart = document.querySelector(".js-plotly-plot");
  return chart?._fullData?.length && chart.querySelector("canvas");
}

const theMap = () => document.querySelector(".embedding-map[data-state=drawn]");

// Frames a second while one pans and zooms, all points painted anew for each.
async function mapFrames(seconds) {
  const view = theMap().embeddingMap, { camera } = view, start = performance.now();
  let frames = 0;
  for (; performance.now() - start < 1000 * seconds; frames++) {
    const turn = frames / 15;
    camera.reset();
    camera.zoomAt(camera.center, 1.2 + 0.2 * Math.sin(turn));
    camera.panBy(60 * Math.sin(1.3 * turn), 40 * Math.cos(turn));
    await view.stage.show(camera);
    view.drawOverlay();
    await frame();
  }
  view.move(() => camera.reset());
  return frames / ((performance.now() - start) / 1000);
}

// The same by Plotly.js on an empty page with a div #plot.
async function plotlyFrames([n, groups, width, height, seconds]) {
  const plot = document.getElementById("plot");
  const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  const traces = Array.from({ length: groups }, () => {
    const around = (center) => Float32Array.from({ length: n / groups }, () => center + 1.2 * normal());
    const [x, y] = [around(20 * Math.random() - 10), around(20 * Math.random() - 10)];
    return { type: "scattergl", mode: "markers", x, y, hoverinfo: "none", marker: { size: 3, opacity: 0.5 } };
  });
  const axis = { range: [-14, 14] };
  await Plotly.newPlot(plot, traces, { width, height, showlegend: false, margin: { l: 0, r: 0, t: 0, b: 0 }, xaxis: axis, yaxis: { ...axis } });
  const contexts = [...plot.querySelectorAll("canvas")].map((canvas) => canvas.getContext("webgl")).filter(Boolean);
  const start = performance.now();
  let frames = 0;
  for (; performance.now() - start < 1000 * seconds || frames < 2; frames++) {
    const turn = frames / 15, half = 14 / (1.2 + 0.2 * Math.sin(turn)), [x, y] = [Math.sin(1.3 * turn), Math.cos(turn)];
    await Plotly.relayout(plot, { "xaxis.range": [x - half, x + half], "yaxis.range": [y - half, y + half] });
    for (const gl of contexts) gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4)); // it waits until all is drawn
    await frame();
  }
  return frames / ((performance.now() - start) / 1000);
}

// Milliseconds from a move of the pointer onto each of so many points until its label is on the screen.
async function labelTimes(count) {
  const view = theMap().embeddingMap, box = view.frame.getBoundingClientRect(), times = [];
  for (let row = 0; times.length < count; row = (row + 7919) % view.axes[0].length) {
    const [clientX, clientY] = view.clientPosition(row);
    if (clientX < box.left + 20 || clientX > box.right - 20 || clientY < box.top + 50 || clientY > box.bottom - 20) continue;
    view.hand.hoverAt(null);
    await frame();
    const start = performance.now();
    view.frame.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY, pointerId: 1, isPrimary: true, bubbles: true }));
    while (view.label.element.hidden) await frame();
    times.push(performance.now() - start);
  }
  return times;
}

// Milliseconds from the move of a range on the time line until map, list and bars show what it leaves.
async function filterTimes(count) {
  const view = theMap().embeddingMap, times = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    view.sieve.choose(0, [i, i + 1, i + 2, i + 3, i + 4, i + 5], true);
    while (view.sieve.brushing) await frame();
    await view.stage.working;
    times.push(performance.now() - start);
  }
  view.sieve.clear();
  return times;
}

// A script that runs before a page has a scope of its own.
Object.assign(window, { drawnAt, chartIsDrawn, theMap, mapFrames, plotlyFrames, labelTimes, filterTimes });
