// What lies on top of the points, drawn on a canvas of our own: a new overlay costs milliseconds, not a new plot.

// From data units to pixels of the plot's element; null for what lies behind the camera.
function makeProjector(plot) {
  const layout = plot._fullLayout;
  if (!layout.scene) {
    const [x, y] = [layout.xaxis, layout.yaxis];
    const along = (axis, value) => (value - axis.range[0]) / (axis.range[1] - axis.range[0]);
    return (at) => [x._offset + along(x, at[0]) * x._length, y._offset + (1 - along(y, at[1])) * y._length];
  }
  const scene = layout.scene._scene;
  const { model, view, projection } = scene.glplot.cameraParams;
  const frame = plot.getBoundingClientRect();
  const box = scene.container.getBoundingClientRect();
  const times = (matrix, v) => [0, 1, 2, 3].map((i) => matrix[i] * v[0] + matrix[4 + i] * v[1] + matrix[8 + i] * v[2] + matrix[12 + i] * v[3]);
  return (at) => {
    const scaled = [0, 1, 2].map((i) => at[i] * scene.dataScale[i]);
    const clip = times(projection, times(view, times(model, [...scaled, 1])));
    if (clip[3] <= 0) return null;
    return [box.left - frame.left + (0.5 + (0.5 * clip[0]) / clip[3]) * box.width, box.top - frame.top + (0.5 - (0.5 * clip[1]) / clip[3]) * box.height];
  };
}

// From pixels of the plot's element back to data units (flat maps).
function toData(plot, [left, top]) {
  const { xaxis: x, yaxis: y } = plot._fullLayout;
  const along = (axis, ratio) => axis.range[0] + ratio * (axis.range[1] - axis.range[0]);
  return [along(x, (left - x._offset) / x._length), along(y, 1 - (top - y._offset) / y._length)];
}

// Draws everything and says how many group names found a place.
function drawOverlay(context, size, project, content, theme) {
  context.save();
  context.beginPath();
  context.rect(0, size.top, size.width, size.height - size.top);
  context.clip();
  context.lineJoin = "round";
  for (const shape of content.outline ?? []) drawOutline(context, project, shape, theme);
  if (content.stroke) drawOutline(context, (at) => at, content.stroke, theme);
  for (const circle of content.circles) drawCircle(context, project, circle, theme);
  for (const line of content.lines) drawLine(context, project, line, theme);
  for (const trail of content.trails) drawTrail(context, project, trail, theme);
  for (const at of content.selected) drawRing(context, project(at), content.pointSize / 2 + 2.5, 1.4, theme.text, theme);
  if (content.clicked) drawRing(context, project(content.clicked), content.pointSize / 2 + 5, 2.4, theme.primary, theme);
  for (const marker of content.markers) drawMarker(context, project(marker.at), marker, theme);
  const taken = content.markers.filter((marker) => marker.text).flatMap((marker) => boxAround(project(marker.at), marker.size / 2));
  for (const marker of content.markers) if (marker.label) drawText(context, project(marker.at), marker.label, { theme, taken, size, below: marker.size, always: !marker.text });
  let shown = 0;
  for (const label of content.texts) if (drawText(context, project(label.at), label.text, { theme, taken, size, color: label.faded ? theme.muted : theme.text })) shown++;
  context.restore();
  return shown;
}

function boxAround(center, radius) {
  return center ? [{ left: center[0] - radius, right: center[0] + radius, top: center[1] - radius, bottom: center[1] + radius }] : [];
}

function drawLine(context, project, { from, to, color }, theme) {
  const [start, end] = [project(from), project(to)];
  if (!start || !end) return;
  context.beginPath();
  context.moveTo(...start);
  context.lineTo(...end);
  context.lineWidth = 1.2;
  context.strokeStyle = withAlpha(color ?? theme.text, color ? 0.85 : 0.55);
  context.stroke();
}

// An arrow with a small ring where it began.
function drawTrail(context, project, { from, to, color }, theme) {
  const [start, end] = [project(from), project(to)];
  if (!start || !end) return;
  const stroke = color ?? theme.primary;
  const turn = Math.atan2(end[1] - start[1], end[0] - start[0]);
  const tip = [end[0] - 13 * Math.cos(turn), end[1] - 13 * Math.sin(turn)]; // the marker stands over the end
  drawRing(context, start, 6, 2.2, stroke, theme);
  if (Math.hypot(end[0] - start[0], end[1] - start[1]) < 26) return;
  const corner = (side) => [tip[0] - 10 * Math.cos(turn + side), tip[1] - 10 * Math.sin(turn + side)];
  for (const [width, line] of [[6, theme.background], [3, stroke]]) {
    context.beginPath();
    context.moveTo(start[0] + 7 * Math.cos(turn), start[1] + 7 * Math.sin(turn));
    context.lineTo(...tip);
    context.moveTo(...corner(0.5));
    context.lineTo(...tip);
    context.lineTo(...corner(-0.5));
    context.lineWidth = width;
    context.strokeStyle = line;
    context.stroke();
  }
}

function drawCircle(context, project, { at, radius, color }, theme) {
  const center = project(at);
  const edges = at.map((_, axis) => project(at.map((value, i) => (i === axis ? value + radius : value))));
  if (!center || edges.includes(null)) return;
  const pixels = Math.max(...edges.map((edge) => Math.hypot(edge[0] - center[0], edge[1] - center[1])));
  context.beginPath();
  context.arc(...center, pixels, 0, 2 * Math.PI);
  context.fillStyle = withAlpha(color ?? theme.primary, 0.08);
  context.fill();
  context.setLineDash([6, 4]);
  context.lineWidth = 1.5;
  context.strokeStyle = color ?? theme.primary;
  context.stroke();
  context.setLineDash([]);
}

function drawRing(context, center, radius, width, color, theme) {
  if (!center) return;
  for (const [line, stroke] of [[width + 2, theme.background], [width, color]]) {
    context.beginPath();
    context.arc(...center, radius, 0, 2 * Math.PI);
    context.lineWidth = line;
    context.strokeStyle = stroke;
    context.stroke();
  }
}

function drawMarker(context, center, { symbol, size, color, text }, theme) {
  if (!center) return;
  const [x, y] = center;
  const radius = size / 2;
  const corners = { diamond: 4, square: 4, star: 10, cross: 12 }[symbol];
  context.beginPath();
  if (!corners) context.arc(x, y, radius, 0, 2 * Math.PI);
  for (let i = 0; i < (corners ?? 0); i++) {
    const arm = symbol === "star" ? (i % 2 ? 0.42 : 1) : symbol === "cross" ? (i % 3 === 1 ? 0.4 : 1) : 1;
    const turn = (2 * Math.PI * i) / corners - Math.PI / 2 + (symbol === "square" ? Math.PI / 4 : symbol === "cross" ? -0.3 + 0.083 * (i % 3) : 0);
    context.lineTo(x + radius * arm * Math.cos(turn), y + radius * arm * Math.sin(turn));
  }
  context.closePath();
  context.lineWidth = 3;
  context.strokeStyle = theme.background;
  context.stroke();
  context.fillStyle = color ?? theme.text;
  context.fill();
  if (!text) return;
  context.font = `700 12px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = isLight(color ?? theme.text) ? "#10202c" : "#ffffff";
  context.fillText(text, x, y + 0.5);
}

// A text with a halo, unless its box meets one that is there already (bigger groups come first).
function drawText(context, center, text, { theme, taken, size, below = 0, always = false, color = theme.text }) {
  if (!center) return false;
  context.font = `600 13px ${theme.font}`;
  const width = context.measureText(text).width;
  const [x, y] = [center[0], below ? center[1] + below / 2 + 12 : center[1]];
  const box = { left: x - width / 2 - 4, right: x + width / 2 + 4, top: y - 10, bottom: y + 10 };
  const outside = x < 0 || x > size.width || y < size.top || y > size.height;
  const blocked = taken.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom);
  if (outside || (blocked && !always)) return false;
  taken.push(box);
  const left = Math.min(Math.max(x, width / 2 + 4), Math.max(size.width - width / 2 - 4, width / 2 + 4));
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 4;
  context.strokeStyle = theme.background;
  context.strokeText(text, left, y);
  context.fillStyle = color;
  context.fillText(text, left, y);
  return true;
}
