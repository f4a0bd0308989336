// What the page holds: tags of both axes, cells with their numbers, and the units behind them.

const data = JSON.parse(document.getElementById("data").textContent);
const cellOf = new Map(data.cells.row.map((row, i) => [row * data.cols.length + data.cells.col[i], i]));

function findCell(row, col) {
  return cellOf.get(row * data.cols.length + col);
}

// Where a tag first stands in a unit, as [start, end], or undefined.
function mentionOf(unit, number) {
  const found = unit.tags.find((tag) => tag[0] === number);
  return found && found.slice(1);
}

// The units that hold both tags of a cell, with both mentions.
function unitsOf(row, col) {
  const found = [];
  for (const unit of data.units || []) {
    const first = mentionOf(unit, data.rows[row].number);
    const second = first && mentionOf(unit, data.cols[col].number);
    if (second) found.push({ unit, marks: [[...first, "row"], [...second, "col"]].sort((a, b) => a[0] - b[0]) });
  }
  return found;
}

function formatNumber(value, digits = 2) {
  if (value === null || value === undefined) return "–";
  if (Number.isInteger(value)) return value.toLocaleString("en");
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(digits);
}
