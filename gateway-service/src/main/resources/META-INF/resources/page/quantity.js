/**
 * What a number is: its name, unit and colour, told from the path it was found under. Known keys are those the
 * MycoBrain firmwares send; a unit at the end of an unknown key (`amplitude_uv`) is understood too.
 *
 * `span` is the smallest range a curve is stretched over, in the quantity's unit: without it the last digit's noise
 * would look like an event. `digits` are those after the decimal point; without them the number decides.
 */
const QUANTITIES = {
  temperature: { name: "Temperature", unit: "°C", digits: 2, span: 0.5 },
  humidity: { name: "Humidity", unit: "%", digits: 1, span: 1 },
  pressure: { name: "Pressure", unit: "hPa", digits: 1, span: 0.5 },
  gas: { name: "Gas", unit: "Ω", digits: 0, span: 200 },
  iaq: { name: "Air quality", unit: "IAQ", digits: 1, span: 2 },
  co2: { name: "CO₂ equiv.", unit: "ppm", digits: 0, span: 10 },
  voc: { name: "VOC equiv.", unit: "ppm", digits: 2, span: 0.05 },
  soil: { name: "Soil moisture", unit: "counts", digits: 0, span: 20 },
  counts: { name: "Input", unit: "counts", digits: 0, span: 20 },
  volts: { name: "Input", unit: "V", digits: 3, span: 0.02 },
};
const ORDER = Object.keys(QUANTITIES);
const INPUTS = new Set(["soil", "counts", "volts"]);

const KEYS = new Map([
  ...["temperature_c", "temperature", "temp_c", "tC"].map((key) => [key, "temperature"]),
  ...["humidity_pct", "humidity", "humidity_rh", "rh_pct", "rh"].map((key) => [key, "humidity"]),
  ...["pressure_hpa", "pressure", "press_hpa", "p_hPa"].map((key) => [key, "pressure"]),
  ...["gas_ohm", "gas_resistance", "gas"].map((key) => [key, "gas"]),
  ...["iaq", "static_iaq", "siaq"].map((key) => [key, "iaq"]),
  ...["co2_equivalent", "co2eq"].map((key) => [key, "co2"]),
  ...["voc_equivalent", "voc"].map((key) => [key, "voc"]),
  ["soil_moisture", "soil"],
]);

const UNITS = [
  ["_c", "°C"], ["_pct", "%"], ["_hpa", "hPa"], ["_ohms", "Ω"], ["_ohm", "Ω"], ["_ppm", "ppm"], ["_ppb", "ppb"],
  ["_uv", "µV"], ["_mv", "mV"], ["_volts", "V"], ["_voltage", "V"], ["_v", "V"], ["_ma", "mA"], ["_hz", "Hz"],
  ["_dbm", "dBm"], ["_db", "dB"], ["_lux", "lx"], ["_ms", "ms"], ["_s", "s"], ["_counts", "counts"],
];

/** A key comes from outside and may be of any length; nobody reads more than this. */
const LONGEST_NAME = 60;

/** The quantity found under `path`: `{ kind, name, origin, unit, digits, span }`. */
export function quantity(path) {
  const key = path.at(-1);
  const input = /^ai(\d{1,2})(_voltage)?$/.exec(key);
  const element = /^\d+$/.test(key) && path.length > 1 ? /^ai_(counts|volts)$/.exec(path.at(-2)) : null;
  if (KEYS.has(key)) {
    return known(KEYS.get(key), path.slice(0, -1), "");
  }
  if (input) {
    return known(input[2] ? "volts" : "counts", path.slice(0, -1), ` ${input[1]}`);
  }
  if (element) {
    return known(element[1], path.slice(0, -2), ` ${Number(key) + 1}`);
  }
  return unknown(path);
}

function known(kind, origin, suffix) {
  const { name, ...rest } = QUANTITIES[kind];
  return { kind, name: name + suffix, origin: originName(origin), ...rest };
}

function unknown(path) {
  const inArray = /^\d+$/.test(path.at(-1)) && path.length > 1;
  const named = inArray ? path.slice(0, -1) : path;
  const key = named.at(-1);
  const [ending, unit] = UNITS.find(([end]) => key.toLowerCase().endsWith(end) && key.length > end.length) ?? ["", ""];
  const words = key.slice(0, key.length - ending.length).replaceAll("_", " ").trim() || key;
  const name = words.charAt(0).toUpperCase() + words.slice(1);
  return {
    kind: "other",
    name: short(inArray ? `${name} ${path.at(-1)}` : name),
    origin: originName(named.slice(0, -1)),
    unit,
    digits: undefined,
    span: 0,
  };
}

/** Orders quantities for the page: the air sensors, each together, then the inputs, then what we do not know. */
export function inOrder(one, other) {
  return family(one) - family(other)
    || one.origin.localeCompare(other.origin)
    || ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind);
}

function family({ kind }) {
  return kind === "other" ? 2 : INPUTS.has(kind) ? 1 : 0;
}

/** The sensor a value comes from: `bme688`, `a` becomes `BME688 A`. */
function originName(path) {
  const words = path
    .filter((key) => key !== "data")
    .map((key) => (key.length === 1 || /^[a-z]+\d+$/.test(key) ? key.toUpperCase() : key.replaceAll("_", " ")));
  return short(words.join(" "));
}

function short(text) {
  return text.length <= LONGEST_NAME ? text : `${text.slice(0, LONGEST_NAME - 1)}…`;
}
