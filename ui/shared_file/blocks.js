// What the file holds: packed bytes in script elements that no browser runs.
const NUMBERS = { i1: Int8Array, u1: Uint8Array, i2: Int16Array, i4: Int32Array, u2: Uint16Array, u4: Uint32Array, f4: Float32Array, f8: Float64Array };

function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

// The bytes of a block, which are then the caller's alone.
async function unpacked(name) {
  const held = document.getElementById(`block-${name}`);
  const packed = new Blob([bytesOf(held.textContent)]);
  held.remove();
  return new Response(packed.stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

async function unpackedJson(name) {
  return JSON.parse(new TextDecoder().decode(await unpacked(name)));
}

// kind: of NUMBERS
async function unpackedNumbers(name, kind) {
  return new NUMBERS[kind](await unpacked(name));
}

// Columns as the map takes them from the server.
function tableOf(columns) {
  const [first] = Object.values(columns);
  return { numRows: first.length, getChild: (name) => (name in columns ? { toArray: () => columns[name], get: (row) => columns[name][row] } : null) };
}
