/** Money and quantities are whole numbers of their smallest parts, so that sums are exact; a fraction is rounded once, half up. */

/** A decimal as it is written, in units of 10^-digits: `scaled(0.106, 6)` is 106000. What is finer is rounded. */
export function scaled(value: number, digits: number): bigint {
  const [mantissa = "0", exponent = "0"] = String(Math.abs(value)).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const shift = digits + Number(exponent) - fraction.length;
  const number = BigInt(whole + fraction);
  return shift >= 0 ? number * 10n ** BigInt(shift) : divide(number, 10n ** BigInt(-shift));
}

/** Of numbers that are not negative. */
export const divide = (dividend: bigint, divisor: bigint): bigint =>
  (2n * dividend + divisor) / (2n * divisor);

/** A sum in cents as a JSON number prints it: `12.3`. */
export const dollars = (cents: bigint): number => Number(cents) / 100;

/** As a person reads it: `$1,234.50`. */
export const price = (amount: number): string =>
  `$${amount.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
