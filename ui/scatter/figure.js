// The map as a page of its own that opens anywhere: the points as a Plotly figure, with the library inside.
async function downloadFigure(view) {
  const { colouring, styles, theme } = view;
  const answer = await fetch(new URL(view.box.parts.points.plotly_url, document.baseURI));
  if (!answer.ok) throw new Error(`the drawing library was not served (${answer.status})`);
  const names = ["", "others", "no group", ...(colouring.names ?? styles.map(() => colouring.title))];
  const look = pointLook(view.axes[0].length, view.axes.length, 1);
  const traces = figureTraces(view.axes, view.inks, { inks: inkTable(styles, theme), names, texts: view.label.texts, look });
  const page = figurePage(await answer.text(), traces, figureLayout(view.camera, theme, Boolean(colouring.names)));
  save("map.html", new Blob([page], { type: "text/html" }));
}

// One trace for each ink that has rows. Plotly reads texts as HTML, so what is special there is written as entities.
function figureTraces(axes, inkOf, { inks, names, texts, look }) {
  const literal = (text) => text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]).replaceAll("\n", "<br>");
  const rows = inks.map(() => []);
  inkOf.forEach((ink, row) => rows[ink].push(row));
  return inks.flatMap((ink, index) => {
    if (!ink || !rows[index].length) return [];
    const marker = { color: `rgb(${ink.channels.join(",")})`, symbol: ink.symbol, size: Math.max(2, look.size), opacity: ink.under ? 1 : look.opacity, line: { width: 0 } };
    const trace = { type: axes.length === 3 ? "scatter3d" : "scattergl", mode: "markers", name: literal(names[index]), marker };
    axes.forEach((values, axis) => (trace["xyz"[axis]] = rows[index].map((row) => Number(values[row].toPrecision(7)))));
    if (texts) Object.assign(trace, { text: rows[index].map((row) => literal(texts.get(row))), hoverinfo: "text+name" });
    else trace.hoverinfo = "name"; // so many texts stay on the server
    return [trace];
  });
}

function figureLayout(camera, theme, showlegend) {
  const axis = { visible: false };
  const [left, right, bottom, top] = camera.range;
  const flat = { xaxis: { ...axis, range: [left, right] }, yaxis: { ...axis, range: [bottom, top], scaleanchor: "x" } };
  const space = { scene: { aspectmode: "data", xaxis: axis, yaxis: axis, zaxis: axis } };
  const look = { paper_bgcolor: theme.background, plot_bgcolor: theme.background, font: { color: theme.text, family: "sans-serif" } };
  return { ...look, margin: { l: 0, r: 0, t: 0, b: 0 }, hovermode: "closest", dragmode: camera.inSpace ? "orbit" : "pan", showlegend, legend: { itemsizing: "constant" }, ...(camera.inSpace ? space : flat) };
}

function figurePage(library, traces, layout) {
  const data = JSON.stringify([traces, layout]).replaceAll("<", "\\u003c"); // no text ends the script
  const head = '<meta charset="utf-8"><title>Map</title><style>html,body,#map{height:100%;margin:0}</style>';
  const draw = `const [traces, layout] = ${data};\nPlotly.newPlot("map", traces, layout, { responsive: true, scrollZoom: true, displaylogo: false });`;
  return `<!doctype html><html><head>${head}</head><body><div id="map"></div><script>${library.replaceAll("</script", "<\\/script")}</script><script>${draw}</script></body></html>`;
}
