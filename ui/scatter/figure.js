// The map as a page of its own that opens anywhere: the points as a Plotly figure with the names of its groups, and the
// library inside.
async function makeFigure(view, { title, paper }) {
  const { colouring } = view;
  const theme = paper ? paperTheme(view.theme) : view.theme;
  const styles = groupStyles(colouring, theme);
  const answer = await fetch(new URL(view.box.parts.points.plotly_url, document.baseURI));
  if (!answer.ok) throw new Error(`the drawing library was not served (${answer.status})`);
  const names = ["", "not among them", "no group", ...(colouring.names ?? styles.map(() => colouring.title))];
  const look = pointLook(view.axes[0].length, view.axes.length, 1);
  const traces = figureTraces(view.axes, view.inks, { inks: inkTable(styles, theme), names, texts: view.label.texts, look });
  const layout = figureLayout(view.camera, theme, Boolean(colouring.names));
  addTexts(layout, pageTexts(view, title, null), figureNames(view, theme), view.camera.inSpace, theme);
  return new Blob([figurePage(await answer.text(), traces, layout, title || "Map")], { type: "text/html" });
}

// Plotly reads texts as HTML, so what is special there is written as entities.
const literal = (text) => text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]).replaceAll("\n", "<br>");

// The groups' names where the map has them now; in space all of them, each at the middle of its group.
function figureNames(view, theme) {
  const { camera, content } = view;
  const size = { width: camera.width, height: camera.height, top: 0 };
  if (camera.inSpace) {
    const sizes = nameSizes(content.texts.map((label) => label.size ?? Infinity), size.width);
    return content.texts.map((label, i) => ({ text: literal(label.text), letters: sizes[i], at: label.at }));
  }
  const names = measuredNames(make("canvas", "").getContext("2d"), content.texts, { size, theme, lit: null });
  const { places, shown, groundIn } = view.naming();
  const found = places.copy().of(names, camera, { size, taken: [], shown, groundIn: (region) => groundIn(camera, region), resting: false });
  const middle = ({ left, right, top, bottom }) => camera.toPlane([(left + right) / 2, (top + bottom) / 2]);
  return found.map(({ lines, letters, box }) => ({ text: lines.map(literal).join("<br>"), letters, at: middle(box) }));
}

// The title, what is on and the source around the figure, the groups' names in it.
function addTexts(layout, { title, said, source }, names, inSpace, theme) {
  const annotations = names.map(({ text, letters, at }) => ({
    text: `<b>${text}</b>`,
    ...Object.fromEntries(at.map((value, axis) => ["xyz"[axis], value])),
    showarrow: false,
    font: { size: letters, color: theme.text },
    bgcolor: withAlpha(theme.background, 0.6),
    borderpad: 1,
  }));
  const below = { text: literal([...said, ...source].join(" · ")), xref: "paper", yref: "paper", x: 0, y: 0, xanchor: "left", yanchor: "top", yshift: -6, showarrow: false };
  layout.annotations = [...(inSpace ? [] : annotations), { ...below, font: { size: 11, color: theme.muted } }];
  if (inSpace) layout.scene.annotations = annotations;
  layout.margin = { l: 12, r: 12, t: title ? 44 : 12, b: 28 };
  if (title) layout.title = { text: `<b>${literal(title)}</b>`, x: 0.01, xanchor: "left", font: { size: 20 } };
}

// One trace for each ink that has rows.
function figureTraces(axes, inkOf, { inks, names, texts, look }) {
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
  const along = (row, length) => Object.fromEntries([0, 1, 2].map((at) => ["xyz"[at], length * camera.turn[3 * row + at]]));
  const seen = { up: along(1, 1), eye: along(2, 1.8), projection: { type: "orthographic" } }; // from where it is seen now
  const space = { scene: { aspectmode: "data", xaxis: axis, yaxis: axis, zaxis: axis, camera: seen } };
  const look = { paper_bgcolor: theme.background, plot_bgcolor: theme.background, font: { color: theme.text, family: "sans-serif" } };
  return { ...look, margin: { l: 0, r: 0, t: 0, b: 0 }, hovermode: "closest", dragmode: camera.inSpace ? "orbit" : "pan", showlegend, legend: { itemsizing: "constant" }, ...(camera.inSpace ? space : flat) };
}

function figurePage(library, traces, layout, title) {
  const data = JSON.stringify([traces, layout]).replaceAll("<", "\\u003c"); // no text ends the script
  const head = `<meta charset="utf-8"><title>${literal(title)}</title><style>html,body,#map{height:100%;margin:0}</style>`;
  const draw = `const [traces, layout] = ${data};\nPlotly.newPlot("map", traces, layout, { responsive: true, scrollZoom: true, displaylogo: false });`;
  return `<!doctype html><html><head>${head}</head><body><div id="map"></div><script>${library.replaceAll("</script", "<\\/script")}</script><script>${draw}</script></body></html>`;
}
