// Controls and start.

function readChoice() {
  const value = (id) => document.getElementById(id).value;
  return {
    measure: value("measure"),
    order: value("order"),
    rowSearch: value("row-search"),
    colSearch: value("col-search"),
    most: Number(value("most")),
  };
}

function start() {
  const measures = document.getElementById("measure");
  for (const name of Object.keys(data.measures)) measures.append(new Option(name, name, false, name === data.measure));
  document.getElementById("summary").textContent = `${data.summary}. Numbers are ${data.unit}s that hold both.`;
  const controls = document.getElementById("controls");
  controls.addEventListener("input", () => drawMatrix(readChoice()));
  controls.addEventListener("submit", (event) => event.preventDefault());
  drawMatrix(readChoice());
}

start();
