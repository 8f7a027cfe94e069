// Finds the point nearest to a place among a million, without looking at most of them.
class PointGrid {
  // across, up: where each row lies in the plane
  constructor(across, up) {
    const n = across.length;
    const [[left, right], [bottom, top]] = boundsOf([across, up]);
    const side = Math.max(1, Math.min(512, Math.ceil(Math.sqrt(n / 4))));
    Object.assign(this, { across, up, left, bottom, side, wide: (right - left) / side || 1, high: (top - bottom) / side || 1 });
    const cells = new Int32Array(n);
    this.starts = new Int32Array(side * side + 1);
    for (let row = 0; row < n; row++) {
      cells[row] = this.line(up[row]) * side + this.column(across[row]);
      this.starts[cells[row] + 1]++;
    }
    for (let cell = 0; cell < side * side; cell++) this.starts[cell + 1] += this.starts[cell];
    this.rows = new Int32Array(n);
    const next = this.starts.slice();
    for (let row = 0; row < n; row++) this.rows[next[cells[row]]++] = row;
  }

  column(x) {
    return Math.max(0, Math.min(this.side - 1, Math.floor((x - this.left) / this.wide)));
  }

  line(y) {
    return Math.max(0, Math.min(this.side - 1, Math.floor((y - this.bottom) / this.high)));
  }

  // At most that many of the rows shown in a range (left, right, bottom, top), cell by cell.
  within([left, right, bottom, top], most, isShown) {
    const found = [];
    for (let line = this.line(bottom); line <= this.line(top); line++)
      for (let column = this.column(left); column <= this.column(right); column++) {
        const cell = line * this.side + column;
        for (let k = this.starts[cell]; k < this.starts[cell + 1]; k++) {
          const row = this.rows[k];
          const inside = this.across[row] >= left && this.across[row] <= right && this.up[row] >= bottom && this.up[row] <= top;
          if (inside && isShown(row)) found.push(row);
          if (found.length === most) return found;
        }
      }
    return found;
  }

  // The nearest row at most that far away for which isShown(row), or null. Of those nearer than near, which the pointer
  // is on, the one with the greatest depth(row), where that is given.
  nearest([x, y], most, isShown, near = 0, depth = () => 0) {
    let [best, found, front] = [most * most, null, -Infinity];
    for (let line = this.line(y - most); line <= this.line(y + most); line++)
      for (let column = this.column(x - most); column <= this.column(x + most); column++) {
        const cell = line * this.side + column;
        for (let k = this.starts[cell]; k < this.starts[cell + 1]; k++) {
          const row = this.rows[k];
          const distance = Math.max(near * near, (this.across[row] - x) ** 2 + (this.up[row] - y) ** 2);
          if (distance > best || !isShown(row)) continue;
          const deep = depth(row);
          if (distance === best && deep <= front) continue;
          [best, found, front] = [distance, row, deep];
        }
      }
    return found;
  }
}
