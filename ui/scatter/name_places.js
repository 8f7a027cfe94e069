// Where names stand: on free ground near their points, never over one another, and still while one moves the map.
const REACHES = [2, 9, 16, 24, 32, 42, 54, 68, 84, 104]; // pixels from the group's middle to its name
const TURNS = 24;
const DIRECTIONS = Array.from({ length: TURNS }, (_, turn) => [Math.cos((turn * 2 * Math.PI) / TURNS), Math.sin((turn * 2 * Math.PI) / TURNS)]);
const FARTHEST = 0.14; // of the map's shorter side
const SHARE_COST = 20_000; // pixels that a name moves rather than cover all points
const POINT_COST = 6; // the same for one point, at most
const CROSSING_COST = 60; // pixels that a name moves rather than cross a leader, or have its own cross a name
const WORSE = 150; // pixels: a place that costs so much more than the best one is no choice
const ROUNDS = 3; // of improvement
const MOST_AREA = 0.17; // of what is in sight that names may take; on a small map the less important ones come with the zoom
const STAY_WORTH = 16; // pixels: a name that has to be placed anew stays unless it gains as much
const STAYS = 1e6; // pixels: one that need not be stays if it can
const LEVEL = [0.85, 1.3]; // scales, of the one at which names were placed, at which they stay
const BEYOND = 0.4; // of the map's size: names are placed so far around what is in sight, for who pans there

const meets = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

// Where each name goes that finds a place: { index, box, from }, from the group's middle where a leader is needed.
// names: { at (pixels), width, height }, the more important first, and perhaps held: the move from its middle that it has
// now, and stays: whether it keeps it if it can. frame: what is in sight; a name is either whole in it or not at all.
// taken: boxes that are there already. ground: see Ground, or null.
// reaches: see REACHES; farthest: pixels.
function placeNames(names, { frame, taken, ground, reaches = REACHES, farthest = FARTHEST * Math.min(frame.right - frame.left, frame.bottom - frame.top) }) {
  const near = reaches.filter((reach) => reach <= Math.max(farthest, reaches[0]));
  const fits = roomFor(names, frame);
  const choices = names.map((name, index) => (fits[index] ? choicesOf(name, { frame, taken, ground, reaches: near }) : []));
  const chosen = names.map(() => null);
  const order = [...names.keys()].sort((a, b) => Boolean(names[b].stays) - Boolean(names[a].stays));
  const best = (index) => bestChoice(choices[index], chosen, index);
  for (const index of order) chosen[index] = best(index);
  for (let round = 0, changed = true; round < ROUNDS && changed; round++) {
    changed = false;
    for (const index of order) {
      const found = best(index) ?? swapped(choices, chosen, index, names);
      changed ||= found !== chosen[index];
      chosen[index] = found;
    }
  }
  return chosen.flatMap((one, index) => (one ? [{ index, box: one.box, from: one.from }] : []));
}

// Whether each name has a part of the room in sight; those that stay and the more important ones first.
function roomFor(names, frame) {
  let room = MOST_AREA * (frame.right - frame.left) * (frame.bottom - frame.top);
  for (const name of names) if (name.stays && holds(name.at, frame)) room -= name.width * name.height;
  return names.map(({ at, width, height, stays }, index) => {
    if (stays || index === 0 || !holds(at, frame)) return true;
    room -= width * height;
    return room >= 0;
  });
}

const holds = ([x, y], { left, right, top, bottom }) => x >= left && x <= right && y >= top && y <= bottom;

// Pixels that a name would move rather than cover those points, and than stand that far away.
const coverCost = (ground) => (ground?.total ? Math.min(POINT_COST, SHARE_COST / ground.total) : 0);
const moveCost = (right, down) => Math.hypot(right, down) + (right * right + down * down) / 200;

// The places where a name could stand, the best first: { box, from, to, cost }; none much worse than the best.
function choicesOf({ at: [x, y], width, height, held, stays }, { frame, taken, ground, reaches }) {
  const inSight = holds([x, y], frame);
  if (inSight && (width > frame.right - frame.left || height > frame.bottom - frame.top)) return [];
  const ofPoint = coverCost(ground);
  const found = [];
  let least = Infinity;
  const look = (right, down, bonus) => {
    let [left, top] = [x + right - width / 2, y + down - height / 2];
    if (inSight) {
      left = Math.min(Math.max(left, frame.left), frame.right - width);
      top = Math.min(Math.max(top, frame.top), frame.bottom - height);
    }
    let cost = moveCost(left + width / 2 - x, top + height / 2 - y) - bonus;
    if (cost > least + WORSE) return;
    const box = { left, right: left + width, top, bottom: top + height };
    if ((!inSight && meets(box, frame)) || taken.some((other) => meets(box, other))) return;
    if (ofPoint) cost += ofPoint * ground.count(box);
    if (bonus !== STAYS) least = Math.min(least, cost); // where it can't stay, the others count
    found.push({ box, cost, from: null, to: null });
  };
  look(0, 0, 0);
  if (held) look(...held, stays ? STAYS : STAY_WORTH);
  for (const reach of reaches) for (const [across, down] of DIRECTIONS) look(across * (reach + (Math.abs(across) * width) / 2), down * (reach + height / 2), 0);
  const good = found.filter(({ cost }) => cost <= least + WORSE).sort((one, other) => one.cost - other.cost);
  for (const place of good) Object.assign(place, { from: leaderFrom([x, y], place.box), to: leaderTo([x, y], place.box) });
  return good;
}

// Where a leader begins; null where the name stands at its middle anyway.
function leaderFrom([x, y], { left, right, top, bottom }) {
  const near = (bottom - top) / 4;
  return x >= left - near && x <= right + near && y >= top - near && y <= bottom + near ? null : [x, y];
}

// The end of a leader at its name.
function leaderTo([x, y], { left, right, top, bottom }) {
  return [Math.max(left, Math.min(x, right)), Math.max(top, Math.min(y, bottom))];
}

// The first of the places that is free of the others' names and has the least cost with all crossings of leaders.
function bestChoice(places, chosen, own) {
  let [best, least] = [null, Infinity];
  for (const place of places) {
    if (place.cost >= least) break;
    const all = place.cost + crowdedCost(place, chosen, own, least - place.cost);
    if (all < least) [best, least] = [place, all];
  }
  return best;
}

// What the others cost there; it is enough to know that it is most. Infinity where one of them stands there.
function crowdedCost({ box, from, to }, chosen, own, most) {
  let cost = 0;
  for (let index = 0; index < chosen.length && cost < most; index++) {
    const other = chosen[index];
    if (!other || index === own) continue;
    if (meets(box, other.box)) return Infinity;
    if (from && runsThrough(from, to, other.box)) cost += CROSSING_COST;
    if (other.from && runsThrough(other.from, other.to, box)) cost += CROSSING_COST;
    if (from && other.from && cross(from, to, other.from, other.to)) cost += CROSSING_COST;
  }
  return cost;
}

// Whether a line runs through a box.
function runsThrough([x0, y0], [x1, y1], { left, right, top, bottom }) {
  if (Math.max(x0, x1) <= left || Math.min(x0, x1) >= right || Math.max(y0, y1) <= top || Math.min(y0, y1) >= bottom) return false;
  const side = (x, y) => (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0);
  const [a, b, c, d] = [side(left, top), side(right, top), side(left, bottom), side(right, bottom)];
  return Math.min(a, b, c, d) < 0 && Math.max(a, b, c, d) > 0; // corners on both sides of it
}

// Whether two lines cross.
function cross([ax, ay], [bx, by], [cx, cy], [dx, dy]) {
  const side = (ux, uy, vx, vy, x, y) => (vx - ux) * (y - uy) - (vy - uy) * (x - ux);
  return side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) < 0 && side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) < 0;
}

// A place for a name that found none, by moving one other name that is in its way; null where that does not help.
function swapped(choices, chosen, own, names) {
  for (const place of choices[own]) {
    const others = [...chosen.keys()].filter((index) => chosen[index] && meets(place.box, chosen[index].box));
    if (others.length !== 1 || names[others[0]].stays) continue;
    const [other] = others;
    const before = chosen[other];
    chosen[own] = place;
    chosen[other] = null;
    const moved = bestChoice(choices[other], chosen, other);
    chosen[other] = moved ?? before;
    chosen[own] = null;
    if (moved) return place;
  }
  return null;
}

// Keeps names where they are as one moves: they follow their points, are placed anew once the scale has changed by
// enough, and at rest those that came into sight find a place among those that stay.
class NamePlaces {
  constructor() {
    this.held = null;
  }

  // The same places, for a picture, which changes nothing on the screen.
  copy() {
    return Object.assign(new NamePlaces(), this);
  }

  // The names in sight that have a place, with box and from. names: { key, at (data), width, height }, the more important
  // first. size: width and height, and the top where the map begins. shown: anything that is another object when other
  // points are shown. groundIn(region): see Ground. resting: whether nothing moves. about: names the names; another text
  // and they are others. reaches, farthest: as for placeNames.
  of(names, camera, { size, taken, shown = null, groundIn = () => null, resting = true, about = namesOf(names, size), ...more }) {
    const frame = { left: 0, right: size.width, top: size.top, bottom: size.height };
    const now = { about, shown, turn: camera.turn, target: [...(camera.target ?? [])], scale: camera.scale, taken: JSON.stringify(taken) };
    const { held } = this;
    const ratio = held ? camera.scale / held.level : 1;
    const same = held && held.about === about && held.shown === shown && sameValues(held.turn, now.turn);
    const onLevel = same && ratio >= LEVEL[0] && ratio <= LEVEL[1];
    const still = onLevel && sameValues(held.target, now.target) && held.scale === now.scale && held.taken === now.taken;
    if (!onLevel || (resting && !still)) this.arrange(names, camera, { ...more, frame, taken, groundIn, stays: onLevel, now });
    return this.follow(names, camera, frame, taken);
  }

  arrange(names, camera, { frame, taken, groundIn, stays, now, reaches, farthest }) {
    const [wide, high] = [BEYOND * (frame.right - frame.left), BEYOND * (frame.bottom - frame.top)];
    const region = { left: frame.left - wide, right: frame.right + wide, top: frame.top - high, bottom: frame.bottom + high };
    const level = stays ? this.held.level : camera.scale;
    const moves = this.held?.moves ?? new Map();
    const by = camera.scale / (this.held?.level ?? camera.scale);
    const around = names.map((name) => ({ ...name, at: camera.project(name.at) })).filter(({ at: [x, y] }) => x >= region.left && x <= region.right && y >= region.top && y <= region.bottom);
    const asked = around.map((name) => ({ ...name, held: moves.get(name.key)?.map((value) => value * by), stays: stays && moves.has(name.key) }));
    const found = placeNames(asked, { frame, taken, ground: groundIn(region), reaches, farthest });
    const back = level / camera.scale;
    this.held = { ...now, level, moves: new Map(found.map(({ index, box }) => [asked[index].key, moveOf(asked[index].at, box).map((value) => value * back)])) };
  }

  follow(names, camera, frame, taken) {
    const by = camera.scale / this.held.level;
    const before = [...taken];
    return names.flatMap((name) => {
      const move = this.held.moves.get(name.key);
      if (!move) return [];
      const at = camera.project(name.at);
      const [x, y] = [at[0] + by * move[0], at[1] + by * move[1]];
      const box = { left: x - name.width / 2, right: x + name.width / 2, top: y - name.height / 2, bottom: y + name.height / 2 };
      if (!meets(box, frame) || before.some((other) => meets(box, other))) return [];
      before.push(box);
      return [{ ...name, box, from: leaderFrom(at, box) }];
    });
  }
}

const namesOf = (names, size) => JSON.stringify([names.map(({ key, at, width, height }) => [key, at, Math.round(width), height]), size]);
const moveOf = ([x, y], { left, right, top, bottom }) => [(left + right) / 2 - x, (top + bottom) / 2 - y];
const sameValues = (one, other) => one === other || (one?.length === other?.length && one.every((value, i) => value === other[i]));
