// Where keys lead from a point: to the nearest one in a direction, and through a group from its middle outwards.

// The row to go to from a place in that direction: within 45 degrees of it, near, and rather ahead than aside; or null.
function nearestInDirection({ across, up }, [x, y], [right, above], isShown) {
  let [best, found] = [Infinity, null];
  for (let row = 0; row < across.length; row++) {
    const [u, v] = [across[row] - x, up[row] - y];
    const ahead = u * right + v * above;
    const aside = Math.abs(u * above - v * right);
    if (!(ahead > 0) || aside > ahead || ahead + 2 * aside >= best || !isShown(row)) continue;
    [best, found] = [ahead + 2 * aside, row];
  }
  return found;
}

// A way through rows from their middle (the median of each axis) outwards; ties in row order. Never sorted, so that a
// million rows keep nobody waiting. rows: ascending.
class Walk {
  constructor(axes, rows) {
    Object.assign(this, { rows, away: new Float64Array(rows.length) });
    const along = new Float32Array(rows.length);
    for (const values of axes) {
      for (let i = 0; i < rows.length; i++) along[i] = values[rows[i]];
      const middle = along.sort()[rows.length >> 1];
      for (let i = 0; i < rows.length; i++) this.away[i] += (values[rows[i]] - middle) ** 2;
    }
  }

  // Whether the i-th of the rows comes before the j-th.
  before(i, j) {
    return this.away[i] < this.away[j] || (this.away[i] === this.away[j] && i < j);
  }

  // The first of those for which counts(i), or with last the last; null where there is none.
  end(counts, last = false) {
    let found = null;
    for (let i = 0; i < this.rows.length; i++) if (counts(i) && (found === null || (last ? this.before(found, i) : this.before(i, found)))) found = i;
    return found;
  }

  // From 0.
  place(row) {
    const at = this.rows.indexOf(row);
    return this.away.reduce((count, _, i) => count + this.before(i, at), 0);
  }

  // The row after (step 1) or before (step -1) that one, all around; without one the first. null: there is no row.
  next(row, step) {
    const at = row === null ? -1 : this.rows.indexOf(row);
    const found = at < 0 ? null : this.end((i) => (step > 0 ? this.before(at, i) : this.before(i, at)), step < 0);
    return this.rows[found ?? this.end(() => true, step < 0 && at >= 0)] ?? null;
  }
}
