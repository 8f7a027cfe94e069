// What one looks at on the map, in the address of the page: it comes back with a reload, in a second tab and with Back,
// without a word to the server. Whoever wrote the address, only finite numbers near the data count.
const PLACE_NAME = "at";
const PLACE_REST_MS = 300;

// A short name of the picture: a place on another one means nothing.
function pictureName(revision) {
  let hash = 0x811c9dc5;
  for (const letter of revision) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0;
  return hash.toString(36);
}

// As it stands in the address; empty where all is in sight as it is at first.
function placeWritten(camera, revision) {
  const first = new Camera(camera.bounds);
  const is = (name) => JSON.stringify(camera[name]) === JSON.stringify(first[name]);
  if (is("target") && is("zoom") && is("turn")) return "";
  const rounded = (values, digits) => values.map((value) => String(Number(value.toPrecision(digits))));
  const turn = camera.inSpace ? rounded(camera.turn.slice(0, 6), 7) : [];
  return [pictureName(revision), ...rounded([camera.zoom], 7), ...rounded(camera.target.slice(0, camera.bounds.length), 7), ...turn].join("_");
}

// Takes the camera there; whether that was a place of this picture.
function placeRead(camera, revision, written) {
  const [name, ...texts] = String(written ?? "").split("_");
  const n = camera.bounds.length;
  const numbers = texts.map((text) => (text.trim() ? Number(text) : NaN));
  if (name !== pictureName(revision) || numbers.length !== (camera.inSpace ? 1 + n + 6 : 1 + n) || !numbers.every(Number.isFinite)) return false;
  const [zoom, ...rest] = numbers;
  const target = rest.slice(0, n);
  const near = target.every((value, axis) => Math.abs(value - camera.middle[axis]) <= 2 * camera.lengths[axis]);
  if (!near || zoom < ZOOM_LIMITS[0] || zoom > ZOOM_LIMITS[1]) return false;
  if (camera.inSpace) {
    const turn = turnedBy([...rest.slice(n), 0, 0, 0], 0, 0); // of length 1 and at right angles again
    if (!turn.every(Number.isFinite)) return false;
    camera.turn = turn;
  }
  camera.zoom = zoom;
  target.forEach((value, axis) => (camera.target[axis] = value));
  return true;
}

function placeFromAddress(camera, revision) {
  placeRead(camera, revision, new URLSearchParams(window.location.search).get(PLACE_NAME));
}

// Once the hand rests, and only if the page is still the one that it moved on.
let placeTimer = null;
function placeToAddressSoon(camera, revision) {
  const { pathname } = window.location;
  clearTimeout(placeTimer);
  placeTimer = setTimeout(() => {
    if (window.location.pathname !== pathname) return;
    const now = new URLSearchParams(window.location.search);
    const written = placeWritten(camera, revision);
    if (written) now.set(PLACE_NAME, written);
    else now.delete(PLACE_NAME);
    const text = now.toString();
    window.history.replaceState(window.history.state, "", pathname + (text ? `?${text}` : "") + window.location.hash);
  }, PLACE_REST_MS);
}
