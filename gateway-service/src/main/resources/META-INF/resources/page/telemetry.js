/**
 * Reads a board's telemetry: any JSON object, whose numbers become readings. It comes from outside, so nothing about
 * its shape is taken for granted.
 */

/** No board nests deeper; a walk without a limit could be driven into the end of the stack. */
const DEEPEST = 16;

const UPTIME_SECONDS = new Map([
  ["uptime_s", 1],
  ["uptime_seconds", 1],
  ["uptime_ms", 0.001],
]);

/** All finite numbers in `data` as `{ path, value }`, with the path as a list of keys. Uptimes are not among them. */
export function numbers(data) {
  const found = [];
  collect(data, [], found);
  return found;
}

/** True or false as the board says; undefined when it does not say. */
export function emergencyStop(data) {
  return typeof data?.estop === "boolean" ? data.estop : undefined;
}

/** Seconds since the board started; undefined when it does not say. */
export function uptimeSeconds(data) {
  for (const [key, seconds] of UPTIME_SECONDS) {
    if (Number.isFinite(data?.[key])) {
      return data[key] * seconds;
    }
  }
  return undefined;
}

function collect(value, path, found) {
  if (Number.isFinite(value)) {
    if (path.length > 0 && !(path.length === 1 && UPTIME_SECONDS.has(path[0]))) {
      found.push({ path, value });
    }
  } else if (value !== null && typeof value === "object" && path.length < DEEPEST) {
    for (const key of Object.keys(value)) {
      collect(value[key], [...path, key], found);
    }
  }
}
