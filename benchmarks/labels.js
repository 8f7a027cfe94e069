// What the benchmark `names` measures inside the browser, beside the map's own scripts.

// Milliseconds that names and words need to be placed and followed, on a map of n points.
async function namesTimes([n, nNames, nWords, rounds]) {
  const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  const middles = Array.from({ length: nNames }, () => [10 * Math.random(), 6 * Math.random()]);
  const axes = [0, 1].map((axis) => Float32Array.from({ length: n }, (_, row) => middles[row % nNames][axis] + 0.35 * normal()));
  const inks = new Uint16Array(n).fill(INK_GROUPS);
  const camera = new Camera(boundsOf(axes));
  camera.resize(1100, 800, 0);
  const context = document.createElement("canvas").getContext("2d");
  const theme = { font: "sans-serif" }, size = { width: 1100, height: 800, top: 0 };
  const texts = middles.map((at, group) => ({ text: "some words, of a group", at, group, size: n / (group + 1) }));
  const words = Array.from({ length: nWords }, (_, i) => ({ key: String(i), text: "a word", at: middles[i % nNames].map((value) => value + normal()) }));
  const shown = {}, groundIn = (region) => groundOf(axes, inks, camera, region);
  const of = (places, names, more = {}) => places.of(names, camera, { size, taken: [], shown, groundIn, ...more });
  const took = (what) => { const start = performance.now(); what(); return performance.now() - start; };
  const times = { names: [], follow: [], words: [] };
  for (let i = -3; i < rounds; i++) {
    const places = new NamePlaces();
    const first = took(() => of(places, measuredNames(context, texts, { size, theme, lit: null })));
    camera.panBy(3, 2);
    const follow = took(() => of(places, measuredNames(context, texts, { size, theme, lit: null }), { resting: false }));
    const finer = took(() => of(new NamePlaces(), measuredWords(context, words, theme), { about: "w", reaches: WORD_REACHES, farthest: WORD_FARTHEST }));
    if (i >= 0) for (const [name, time] of Object.entries({ names: first, follow, words: finer })) times[name].push(time);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return times;
}
