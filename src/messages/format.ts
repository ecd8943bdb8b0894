/** Numbers as text: always the same number of digits, so that nothing jumps while values change. */

const MINUS = '−';
const count = new Intl.NumberFormat('en', { useGrouping: true, maximumFractionDigits: 0 });

/** An integer with thousands separators, e.g. 12,400; – if not a number. */
export function formatCount(value: number): string {
  return Number.isNaN(value) ? '–' : count.format(value).replace('-', MINUS);
}

/**
 * A hyper-parameter as one would type it: no trailing zeros, and powers of ten below 0.001 (0.1, 0.005, 5e-4).
 * `Number()` of the text gives the value back, to six digits.
 */
export function formatParameter(value: number): string {
  const rounded = Number(value.toPrecision(6));
  return rounded !== 0 && Math.abs(rounded) < 1e-3 ? rounded.toExponential() : String(rounded);
}

/** A measured value with that many significant digits; powers of ten outside 0.001 … 99,999; – if not a number. */
export function formatSignificant(value: number, digits = 3): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  const size = Math.abs(value);
  const text =
    size !== 0 && (size < 1e-3 || size >= 1e5)
      ? value.toExponential(digits - 1).replace('e+', 'e')
      : value.toPrecision(digits);
  // toPrecision answers 1.2e+4 for 12345 with two digits.
  return (text.includes('e+') ? String(Number(text)) : text).replaceAll('-', MINUS);
}

/** A value with that many decimals; – if not a number. */
export function formatFixed(value: number, decimals: number): string {
  return Number.isFinite(value) ? value.toFixed(decimals).replace('-', MINUS) : '–';
}

/** A share as a percentage with one decimal, e.g. 87.5 %. */
export function formatPercent(share: number): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : '–';
}

/** Bytes in the largest unit that leaves at least 1, e.g. 29.5 MiB. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** A number as TeX: 5e-3 becomes 5\times10^{-3}. */
export function formatTex(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return value > 0 ? '\\infty' : '\\text{–}';
  const text = String(Number(value.toPrecision(digits)));
  if (Math.abs(value) >= 1e-3 && !text.includes('e')) return text;
  if (value === 0) return '0';
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
  const factor = Number(mantissa) === 1 ? '' : `${Number(mantissa)}\\cdot`;
  return `${factor}10^{${Number(exponent)}}`;
}
