// Days, counted from 1970 on, as people write, say and divide them. A span { first, last } has both of its ends.
const DAY_MS = 86_400_000;
const MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// "2026-09-01" and back; NaN for what is no day.
const dayOf = (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) / DAY_MS : NaN);
const dayText = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);

const dayParts = (day) => {
  const date = new Date(day * DAY_MS);
  return { day: date.getUTCDate(), month: date.getUTCMonth(), year: date.getUTCFullYear() };
};
const monthStart = (year, month) => new Date(0).setUTCFullYear(year, month, 1) / DAY_MS; // any number of months

// As embedcore.facets.Days says it: 1 Sep to 30 Sep 2026.
function daysInWords({ first, last }) {
  const [from, to] = [dayParts(first), dayParts(last)];
  const written = ({ day, month, year }, withYear = true) => `${day} ${MONTH_NAMES[month]}${withYear ? ` ${year}` : ""}`;
  return first === last ? written(from) : `${written(from, from.year !== to.year)} to ${written(to)}`;
}

// The months (quarters, years) that days of the span are in, each whole: { first, last, name, short }.
function periodsIn({ first, last }, months) {
  const { year, month } = dayParts(first);
  const found = [];
  for (let start = month - (month % months); ; start += months) {
    const period = { first: monthStart(year, start), last: monthStart(year, start + months) - 1 };
    if (period.first > last) return found;
    const at = dayParts(period.first);
    const names = {
      1: [`${MONTH_NAMES[at.month]} ${at.year}`, MONTH_NAMES[at.month]],
      3: [`Q${at.month / 3 + 1} ${at.year}`, `Q${at.month / 3 + 1}`],
      12: [String(at.year), String(at.year)],
    };
    const [name, short] = names[months];
    found.push({ ...period, name, short });
  }
}

// Where a moment lies among parts of equal width that begin and end at these edges: 2.5 in the middle of the third.
function placeAmong(edges, moment) {
  const after = edges.findIndex((edge) => edge > moment);
  if (after < 0) return edges.length - 1;
  return after === 0 ? 0 : after - 1 + (moment - edges[after - 1]) / (edges[after] - edges[after - 1]);
}

// The parts that hold a day of the span.
function partsWithin(edges, { first, last }) {
  const most = edges.length - 2;
  const from = Math.min(most, Math.floor(placeAmong(edges, first)));
  return [from, Math.max(from, Math.min(most, Math.ceil(placeAmong(edges, last + 1)) - 1))];
}

// The days that a range of parts touches.
const daysOfParts = (edges, [first, last]) => ({ first: Math.floor(edges[first]), last: Math.ceil(edges[last + 1]) - 1 });
