// What lies on top of the points, on a canvas of its own: a new overlay costs milliseconds, whatever the number of points.

// Draws everything and says how many group names found a place. size: width and height, and the top where it begins.
function drawOverlay(context, size, camera, content, theme) {
  const project = (at) => camera.project(at);
  context.save();
  context.beginPath();
  context.rect(0, size.top, size.width, size.height - size.top);
  context.clip();
  context.lineJoin = "round";
  if (camera.inSpace) drawCube(context, camera, theme);
  for (const shape of content.outline ?? []) drawOutline(context, cornersOf(shape, camera.middle).map(project), theme, shape.away);
  if (content.stroke) drawOutline(context, cornersOf(content.stroke), theme);
  for (const circle of content.circles) drawCircle(context, camera, circle, theme);
  for (const line of content.lines) drawLine(context, project, line, theme);
  for (const trail of content.trails) drawTrail(context, project, trail, theme);
  for (const at of content.selected) drawRing(context, project(at), content.pointSize / 2 + 2.5, 1.4, theme.text, theme);
  if (content.clicked) drawRing(context, project(content.clicked), content.pointSize / 2 + 5, 2.4, theme.primary, theme);
  for (const marker of content.markers) drawMarker(context, project(marker.at), marker, theme);
  const taken = [...(content.blocks ?? []), ...content.markers.filter((marker) => marker.text).map((marker) => boxAround(project(marker.at), marker.size / 2))];
  for (const marker of content.markers) if (marker.label) drawText(context, project(marker.at), marker.label, { theme, taken, size, below: marker.size, always: !marker.text });
  const { shown: points, resting } = content;
  const groundIn = content.groundIn && ((region) => content.groundIn(camera, region));
  const how = { size, taken, theme, shown: points, groundIn, resting };
  const shown = drawNames(context, content, camera, how);
  content.drawWords?.(context, camera, how);
  drawNearTexts(context, content.nearTexts ?? [], { size, taken, theme, project, gap: content.pointSize / 2 + 4 });
  context.restore();
  return shown;
}

function boxAround(center, radius) {
  return { left: center[0] - radius, right: center[0] + radius, top: center[1] - radius, bottom: center[1] + radius };
}

// The edges of the box that holds all points, which shows how it is turned.
function drawCube(context, camera, theme) {
  const corner = (i) => camera.project(camera.bounds.map(([low, high], axis) => ((i >> axis) & 1 ? high : low)));
  context.beginPath();
  for (let i = 0; i < 8; i++)
    for (const axis of [1, 2, 4])
      if (!(i & axis)) {
        context.moveTo(...corner(i));
        context.lineTo(...corner(i | axis));
      }
  context.lineWidth = 1;
  context.strokeStyle = theme.grid;
  context.stroke();
}

function drawLine(context, project, { from, to, color, dashed }, theme) {
  const [start, end] = [project(from), project(to)];
  context.beginPath();
  context.moveTo(...start);
  context.lineTo(...end);
  context.lineWidth = color ? 1.6 : 1.2;
  context.strokeStyle = withAlpha(color ?? theme.text, color ? 0.85 : 0.55);
  context.setLineDash(dashed ? [5, 4] : []);
  context.stroke();
  context.setLineDash([]);
}

// An arrow with a small ring where it began.
function drawTrail(context, project, { from, to, color }, theme) {
  const [start, end] = [project(from), project(to)];
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

function drawCircle(context, camera, { at, radius, color }, theme) {
  context.beginPath();
  context.arc(...camera.project(at), radius * camera.scale, 0, 2 * Math.PI);
  context.fillStyle = withAlpha(color ?? theme.primary, 0.08);
  context.fill();
  context.setLineDash([6, 4]);
  context.lineWidth = 1.5;
  context.strokeStyle = color ?? theme.primary;
  context.stroke();
  context.setLineDash([]);
}

function drawRing(context, center, radius, width, color, theme) {
  for (const [line, stroke] of [[width + 2, theme.background], [width, color]]) {
    context.beginPath();
    context.arc(...center, radius, 0, 2 * Math.PI);
    context.lineWidth = line;
    context.strokeStyle = stroke;
    context.stroke();
  }
}

function drawMarker(context, center, { symbol, size, color, text }, theme) {
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
