// The download: points, overlay and legend in one PNG at twice the size, on the theme's background.
async function downloadPicture(view) {
  const { frame, theme, styles, colouring } = view;
  const [width, height, scale] = [frame.clientWidth, frame.clientHeight, 2];
  const shade = (at) => styles[Math.min(styles.length - 1, Math.floor(at * styles.length))].color;
  const entries = colouring.names
    ? colouring.names.map((name, group) => ({ name, color: styles[group].color })).filter((_, group) => !view.hidden.has(group))
    : colouring.ticks.map(([at, text]) => ({ name: `${colouring.title}: ${text}`, color: shade(at) }));
  const points = await view.stage.picture(view.camera, scale);
  const canvas = make("canvas", "");
  Object.assign(canvas, { width: (width + (entries.length ? 240 : 0)) * scale, height: height * scale });
  const context = canvas.getContext("2d");
  context.fillStyle = theme.background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(points, 0, 0);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  drawOverlay(context, { width, height, top: 0 }, view.camera, { ...view.content, crowd: view.crowd, outline: view.reports.outline }, theme);
  drawLegend(context, entries, { left: width + 16, top: 34, height: height - 40, theme });
  save("map.png", await new Promise((resolve) => canvas.toBlob(resolve, "image/png")));
}

// Hands a file to the browser's downloads.
function save(name, blob) {
  const link = make("a", "");
  Object.assign(link, { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// The legend beside it; what finds no room there is counted.
function drawLegend(context, entries, { left, top, height, theme }) {
  const room = Math.floor(height / 22);
  const shown = entries.length > room ? [...entries.slice(0, room - 1), { name: `and ${entries.length - room + 1} more` }] : entries;
  context.textAlign = "left";
  context.textBaseline = "middle";
  shown.forEach(({ color, name }, index) => {
    const y = top + 22 * index + 11;
    context.fillStyle = color ?? "transparent";
    context.beginPath();
    context.arc(left + 6, y, 5, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = theme.text;
    context.font = `13px ${theme.font}`;
    context.fillText(name.length > 28 ? `${name.slice(0, 27)}…` : name, left + 18, y);
  });
}
