// What is said of the points: how many each group has, what lies on top of them, and what stands over a row's text.
function groupCounts(labels, nGroups) {
  const counts = new Int32Array(nGroups);
  for (const label of labels) if (label >= 0) counts[label]++;
  return counts;
}

// Everything on top of the points, in data units; names of groups in colour come first, then the bigger group's.
function overlayContent({ overlay, colouring, labels, inks, styles, counts, hidden, clicked, at }) {
  const inColour = new Uint8Array(styles.length + INK_GROUPS);
  for (const ink of inks) inColour[ink] = 1;
  return {
    circles: overlay.circles,
    lines: overlay.lines.flatMap(({ at: from, rows, color, dashed }) => rows.map((row) => ({ from, to: at(row), color, dashed }))),
    trails: overlay.trails,
    markers: overlay.markers,
    selected: Array.from(overlay.selected?.getChild("row").toArray() ?? [], at),
    clicked: clicked === null ? null : at(clicked),
    texts: (colouring.texts ?? [])
      .filter(({ group }) => !hidden.has(group))
      .map((label) => ({ ...label, size: label.group === null ? Infinity : counts[label.group], faded: label.group !== null && !inColour[label.group + INK_GROUPS] }))
      .sort((a, b) => a.faded - b.faded || b.size - a.size || 0),
  };
}

// Over the text of a row: its group or its value, and how many rows this point is.
function rowHeading(row, view) {
  const { heading, color } = ownHeading(row, view);
  const count = view.copies?.[view.firsts[row]] ?? 1;
  const many = count > 1 ? `${count.toLocaleString("en")} rows on this spot` : "";
  return { heading: [heading, many].filter(Boolean).join(" · "), color };
}

function ownHeading(row, { labels, colouring, styles, theme }) {
  const label = labels[row];
  const { names, title, unit } = colouring;
  const color = styles[label]?.color ?? theme.noGroup;
  if (names) return { heading: names[label] ?? "", color };
  const value = colouring.values.getChild("value").get(row);
  const text = unit === "date" ? new Date(value * 1000).toISOString().slice(0, 10) : Number(value.toPrecision(6)).toLocaleString("en", { maximumSignificantDigits: 6 });
  return { heading: `${title}: ${label < 0 ? "no value" : text}`, color };
}
