/** Telemetry as a MycoBrain Side A sends it, wandering as a fruiting chamber does. `t` is in seconds. */
export function telemetry(t, seed = 0, { estop = false, sensors = ["a"] } = {}) {
  const wave = (period, phase) => Math.sin((2 * Math.PI * t) / period + phase + seed);
  const noise = (n) => Math.sin(t * 12.9898 * (n + 1) + seed * 78.233) * 0.5;
  const rounded = (value, digits) => Number(value.toFixed(digits));
  const bme688 = {};
  sensors.forEach((sensor, i) => {
    bme688[sensor] = {
      temperature_c: rounded(21.8 + seed * 0.9 + 0.6 * wave(95, i) + 0.06 * noise(i), 2),
      humidity_pct: rounded(88 - seed * 6 + 2.4 * wave(70, 1 + i) + 0.3 * noise(2 + i), 2),
      pressure_hpa: rounded(1009.7 + 0.5 * wave(160, 2) + 0.05 * noise(4), 2),
      gas_ohm: Math.round(48_000 + 2_500 * wave(120, 3 + i) + 240 * noise(5)),
      iaq: rounded(61 + 9 * wave(85, i) + noise(6), 1),
      co2_equivalent: rounded(640 + 60 * wave(85, 0.2 + i) + 6 * noise(7), 1),
      voc_equivalent: rounded(0.71 + 0.12 * wave(85, 0.1 + i) + 0.01 * noise(8), 2),
    };
  });
  const analog = {
    ai1: Math.round(627 + 40 * wave(40, 0) + 8 * noise(9)),
    ai2: Math.round(938 + 15 * noise(10)),
    ai3: 0,
    ai4: t % 30 < 15 ? 4095 : 3900,
  };
  return { type: "telemetry", uptime_s: Math.round(t) + 20, estop, analog, bme688 };
}
