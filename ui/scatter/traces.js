// From the parts to Plotly's traces and layout. One trace a group: faster than a colour per point.
const SYMBOL_CYCLE = ["circle", "diamond", "square", "cross", "x"];

// Colour and shape of each group; without given colours the theme's, with another shape each time they begin again.
function groupStyles(colouring, theme) {
  const names = colouring.names ?? colouring.colors;
  const turns = theme.palette.length;
  return names.map((_, group) => ({
    color: colouring.colors.length ? colouring.colors[group] : theme.palette[group % turns],
    symbol: colouring.names ? colouring.symbols[group] ?? (colouring.colors.length ? "circle" : SYMBOL_CYCLE[Math.floor(group / turns) % SYMBOL_CYCLE.length]) : "circle",
  }));
}

// 200 points: big and nearly solid; 300,000: small and see-through, so that density shows.
function markerLook(nRows, nDims) {
  const size = Math.min(10, Math.max(2, 9 * Math.pow(200 / Math.max(nRows, 1), 0.21)));
  const opacity = Math.min(0.9, Math.max(0.5, 0.92 - 0.11 * Math.log10(Math.max(nRows, 200) / 200)));
  return { size: nDims === 3 ? Math.max(2, size * 0.8) : size, opacity };
}

// Which rows each trace shows: [grey, no group, group 0, group 1, ...]; rows of hidden groups are in none.
function rowsByTrace(labels, nGroups, inFocus, hidden) {
  const traceOf = (row) => {
    const label = labels[row];
    if (hidden.has(label)) return -1;
    return inFocus && !inFocus[row] ? 0 : label + 2;
  };
  const counts = new Int32Array(nGroups + 2);
  for (let row = 0; row < labels.length; row++) {
    const trace = traceOf(row);
    if (trace >= 0) counts[trace]++;
  }
  const rows = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  for (let row = 0; row < labels.length; row++) {
    const trace = traceOf(row);
    if (trace >= 0) rows[trace][counts[trace]++] = row;
  }
  return rows;
}

function makeTraces(axes, rows, styles, theme) {
  const look = markerLook(axes[0].length, axes.length);
  const looks = [
    { color: theme.grey, symbol: "circle", opacity: 1 },
    { color: theme.noGroup, symbol: "circle", opacity: look.opacity },
    ...styles.map((style) => ({ ...style, opacity: look.opacity })),
  ];
  return rows.map((ofTrace, index) => {
    const trace = {
      type: axes.length === 3 ? "scatter3d" : "scattergl",
      mode: "markers",
      hoverinfo: "none", // the label is ours: plain text, never HTML
      showlegend: false,
      marker: { size: look.size, line: { width: 0 }, ...looks[index] },
    };
    axes.forEach((values, axis) => (trace["xyz"[axis]] = Float32Array.from(ofTrace, (row) => values[row])));
    return trace;
  });
}

function makeLayout(axes, theme, dragmode) {
  const layout = {
    autosize: true,
    margin: { l: 0, r: 0, t: 34, b: 0 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { color: theme.text, family: theme.font },
    hovermode: "closest",
    hoverdistance: 12,
    showlegend: false,
    dragmode,
  };
  if (axes.length === 3) return { ...layout, dragmode: undefined, scene: { aspectmode: "data", ...sceneAxes(theme) } };
  const flat = { visible: false, zeroline: false };
  return {
    ...layout,
    xaxis: { ...flat, range: paddedRange(axes[0]) },
    yaxis: { ...flat, range: paddedRange(axes[1]), scaleanchor: "x" },
  };
}

function sceneAxes(theme) {
  const axis = { title: { text: "" }, showticklabels: false, ticks: "", zeroline: false, showspikes: false, showbackground: false, gridcolor: theme.grid };
  return { xaxis: { ...axis }, yaxis: { ...axis }, zaxis: { ...axis } };
}

function paddedRange(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(low <= high)) return [-1, 1];
  const padding = (high - low) * 0.05 || 1;
  return [low - padding, high + padding];
}
