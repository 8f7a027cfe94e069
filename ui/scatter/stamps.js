// Small pictures of points, made once for each shape and size, laid on the canvas for every point.
const SAMPLES = 4; // along each side of a pixel
const PLAIN_BELOW = 4.5; // pixels: smaller points are dots, whatever their group

// Whether a place, in radii from the middle, belongs to the shape.
function isInside(symbol, x, y) {
  const [across, up] = [Math.abs(x), Math.abs(y)];
  if (symbol === "diamond") return across + up <= 1.25;
  if (symbol === "square") return Math.max(across, up) <= 0.87;
  if (symbol === "cross") return Math.min(across, up) <= 0.38 && Math.max(across, up) <= 1.1;
  if (symbol === "x") return isInside("cross", (x + y) * Math.SQRT1_2, (x - y) * Math.SQRT1_2);
  return x * x + y * y <= 1;
}

// The pixels that a point covers, as [dx, dy, share covered], when its middle lies in the left or right (upper or
// lower) half of a pixel. diameter: in pixels of the canvas.
function stampOf(symbol, diameter, right, lower) {
  const radius = diameter / 2;
  const [x, y] = [right ? 0.75 : 0.25, lower ? 0.75 : 0.25];
  const reach = Math.ceil(1.25 * radius + 0.75);
  const covered = [];
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++) {
      let count = 0;
      for (let i = 0; i < SAMPLES * SAMPLES; i++) {
        const [u, v] = [(i % SAMPLES) + 0.5, Math.floor(i / SAMPLES) + 0.5];
        if (isInside(symbol, (dx + u / SAMPLES - x) / radius, (dy + v / SAMPLES - y) / radius)) count++;
      }
      if (count) covered.push([dx, dy, count / (SAMPLES * SAMPLES)]);
    }
  return covered;
}

// The stamps of all inks in one row: entries starts[s] to starts[s + 1] - 1 of offsets (pixels from the point's own) and
// alphas (0 to 256), s = 4 * (ink * nLevels + level) + 2 * lower + right. diameters: one per level, far to near.
// reaches: pixels around the middle that each ink covers.
function stampSheet(inks, diameters, opacity, ratio, width) {
  const [starts, offsets, alphas, known, reaches] = [[0], [], [], new Map(), []];
  for (const ink of inks) {
    let reach = 1;
    for (const usual of diameters) {
      const diameter = Math.min(WIDEST, usual * (ink?.grows ?? 1));
      for (let part = 0; part < 4; part++) {
        const symbol = !ink || diameter < PLAIN_BELOW ? "circle" : ink.symbol;
        const name = `${symbol} ${diameter} ${part}`;
        if (ink && !known.has(name)) known.set(name, stampOf(symbol, diameter * ratio, part % 2 === 1, part > 1));
        const strength = ink ? (ink.under ? 1 : opacity) * ink.strength : 0;
        for (const [dx, dy, share] of ink ? known.get(name) : []) {
          reach = Math.max(reach, Math.abs(dx), Math.abs(dy));
          offsets.push(dy * width + dx);
          alphas.push(Math.round(256 * share * strength));
        }
        starts.push(offsets.length);
      }
    }
    reaches.push(reach);
  }
  return { starts: Int32Array.from(starts), offsets: Int32Array.from(offsets), alphas: Int32Array.from(alphas), reaches: Int32Array.from(reaches) };
}
