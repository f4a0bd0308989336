// What is behind a cell: its numbers, and its units with both mentions marked. Texts enter as text only.

const unitsAtOnce = 50;

function addMarked(parent, letters, begin, end, marks) {
  let at = begin;
  for (const [start, stop, side] of marks) {
    if (start < at || stop > end || start === stop) continue;
    parent.append(letters.slice(at, start).join(""));
    addText(parent, "mark", letters.slice(start, stop).join(""), side);
    at = stop;
  }
  parent.append(letters.slice(at, end).join(""));
}

// Of a document only the sentences that hold the two mentions; of other units all of it.
function piecesOf(unit, length, marks) {
  if (!unit.cuts) return [[0, length]];
  const around = (start) => unit.cuts.find((cut) => cut[0] <= start && start < cut[1]) || [0, length];
  const pieces = marks.map((mark) => around(mark[0]));
  return pieces[0][0] === pieces[1][0] ? pieces.slice(0, 1) : pieces;
}

function addUnit(parent, { unit, marks }) {
  const item = addText(parent, "p", "", "unit");
  addText(item, "span", unit.source.filter((part) => part !== null && part !== "").join(" · "), "source");
  const text = addText(item, "bdi", "");
  text.dir = "auto";
  const letters = Array.from(unit.text);
  piecesOf(unit, letters.length, marks).forEach(([begin, end], i) => {
    if (i > 0) text.append(" … ");
    addMarked(text, letters, begin, end, marks);
  });
}

function addUnits(parent, found, from) {
  for (const one of found.slice(from, from + unitsAtOnce)) addUnit(parent, one);
  const left = found.length - from - unitsAtOnce;
  if (left <= 0) return;
  const more = addText(parent, "button", `show ${Math.min(left, unitsAtOnce)} more of ${left}`);
  more.addEventListener("click", () => {
    more.remove();
    addUnits(parent, found, from + unitsAtOnce);
  });
}

function addNumbers(parent, row, col, at) {
  const list = document.createElement("dl");
  const add = (name, value) => {
    addText(list, "dt", name);
    addText(list, "dd", value);
  };
  const number = (name) => formatNumber(data.cells[name][at]);
  add("count", `${number("count")} ${data.unit}s in ${number("documents")} documents`);
  add("totals", `${formatNumber(data.rows[row].total)} and ${formatNumber(data.cols[col].total)} of ${formatNumber(data.n)}`);
  add("expected", number("expected"));
  add("lift", `${number("lift")} [${number("lift_low")}, ${number("lift_high")}]`);
  for (const name of Object.keys(data.measures))
    if (name !== "count" && name !== "lift") add(name, number(name));
  add("null, clusters", `${data.null}, ${data.cluster}`);
  parent.append(list);
}

function showDetail(row, col) {
  const place = document.getElementById("detail");
  place.replaceChildren();
  addText(place, "h2", `${data.rows[row].label} × ${data.cols[col].label}`);
  addNumbers(place, row, col, findCell(row, col));
  if (!data.units) return addText(place, "p", "This file holds counts only, no texts.", "hint");
  const found = unitsOf(row, col);
  const count = data.cells.count[findCell(row, col)];
  if (found.length < count)
    addText(place, "p", `${found.length} of ${count} ${data.unit}s are in this view; evidence() gives all.`, "hint");
  addUnits(place, found, 0);
  place.scrollTop = 0;
}
