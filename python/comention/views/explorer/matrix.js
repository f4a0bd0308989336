// The matrix: which tags are shown, in which order and colour.

function axisOrder(axis, order, search, most) {
  const wanted = search.trim().toLowerCase();
  const fits = (tag) => tag.label.toLowerCase().includes(wanted) || tag.id.toLowerCase().includes(wanted);
  const places = axis.map((tag, place) => place).filter((place) => fits(axis[place]) && axis[place].total > 0);
  const byLabel = (a, b) => axis[a].label.localeCompare(axis[b].label, "en");
  places.sort((a, b) => axis[b].total - axis[a].total || byLabel(a, b));
  const shown = most > 0 ? places.slice(0, most) : places;
  return order === "alphabet" ? shown.sort(byLabel) : shown;
}

// A function from value to background: depth of blue above the measure's middle, of orange below it.
function colourScale(measure, values) {
  const { middle, log } = data.measures[measure];
  const place = (value) => (log ? Math.log2(value) - Math.log2(middle || 1) : value - middle);
  const sizes = values.filter((v) => v !== null && (!log || v > 0)).map((v) => Math.abs(place(v))).sort((a, b) => a - b);
  const most = sizes[Math.floor(0.98 * (sizes.length - 1))] || 1;
  return (value) => {
    if (value === null || (log && value <= 0)) return "";
    const depth = Math.min(1, Math.abs(place(value)) / most);
    const colour = place(value) >= 0 ? "var(--more)" : "var(--less)";
    return `rgba(${colour}, ${(0.06 + 0.69 * depth).toFixed(3)})`;
  };
}

function addText(parent, name, text, className) {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  parent.append(element);
  return element;
}

function drawHead(table, cols) {
  const line = table.createTHead().insertRow();
  addText(line, "th", "");
  for (const col of cols) {
    const head = addText(line, "th", "");
    addText(head, "span", data.cols[col].label);
    head.title = `${data.cols[col].label}: ${formatNumber(data.cols[col].total)} ${data.unit}s`;
  }
}

function drawCell(line, row, col, measure, colour) {
  const cell = line.insertCell();
  const at = findCell(row, col);
  if (data.rows[row].number === data.cols[col].number) cell.className = "self";
  if (at === undefined) return;
  const value = data.cells[measure][at];
  cell.textContent = formatNumber(data.cells.count[at]);
  cell.className = "full";
  cell.tabIndex = 0;
  cell.style.background = colour(value);
  cell.title = `${data.rows[row].label} × ${data.cols[col].label}: ${measure} ${formatNumber(value)}`;
  const open = () => {
    for (const other of document.querySelectorAll("td.chosen")) other.classList.remove("chosen");
    cell.classList.add("chosen");
    showDetail(row, col);
  };
  cell.addEventListener("click", open);
  cell.addEventListener("keydown", (event) => event.key === "Enter" && open());
}

function drawMatrix(choice) {
  const rows = axisOrder(data.rows, choice.order, choice.rowSearch, choice.most);
  const cols = axisOrder(data.cols, choice.order, choice.colSearch, choice.most);
  const colour = colourScale(choice.measure, data.cells[choice.measure]);
  const table = document.createElement("table");
  table.className = "counts";
  drawHead(table, cols);
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    const head = addText(line, "th", data.rows[row].label);
    head.title = `${data.rows[row].label}: ${formatNumber(data.rows[row].total)} ${data.unit}s`;
    for (const col of cols) drawCell(line, row, col, choice.measure, colour);
  }
  const place = document.getElementById("matrix");
  place.replaceChildren(rows.length && cols.length ? table : addText(place, "p", "No tag fits the search.", "hint"));
}
