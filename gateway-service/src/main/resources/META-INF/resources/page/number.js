/** Writes numbers and durations for people. */

const NARROW_SPACE = "\u202f";
const RAISED = new Map([..."0123456789-"].map((digit, index) => [digit, [..."⁰¹²³⁴⁵⁶⁷⁸⁹⁻"][index]]));

/** Making a format costs far more than using it. */
const SIGNIFICANT = new Intl.NumberFormat("en", { useGrouping: "min2", maximumSignificantDigits: 4 });
const FIXED = new Map();

function fixed(digits) {
  if (!FIXED.has(digits)) {
    const style = { useGrouping: "min2", minimumFractionDigits: digits, maximumFractionDigits: digits };
    FIXED.set(digits, new Intl.NumberFormat("en", style));
  }
  return FIXED.get(digits);
}

/** With `digits` after the point, or four significant ones; the very large and very small as powers of ten. */
export function formatNumber(value, digits) {
  const size = Math.abs(value);
  if (size >= 1e9 || (digits === undefined && size > 0 && size < 1e-4)) {
    return powerOfTen(value);
  }
  const format = digits === undefined ? (size >= 1_000 ? fixed(0) : SIGNIFICANT) : fixed(digits);
  return format.format(value).replaceAll(",", NARROW_SPACE).replace("-", "−");
}

export function formatDuration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 3600) {
    return `${Math.floor(whole / 60)} min`;
  }
  if (whole < 86_400) {
    return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  }
  return `${formatNumber(Math.floor(whole / 86_400), 0)} d ${Math.floor((whole % 86_400) / 3600)} h`;
}

function powerOfTen(value) {
  const [factor, exponent] = value.toExponential(2).split("e");
  const raised = [...exponent.replace("+", "")].map((digit) => RAISED.get(digit)).join("");
  return `${factor.replace("-", "−")}${NARROW_SPACE}×${NARROW_SPACE}10${raised}`;
}
