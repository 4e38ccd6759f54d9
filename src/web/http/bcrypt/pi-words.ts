/** The hexadecimal digits of pi behind its point, in words of 32 bits: what Blowfish's tables are filled with. */
const GUARD_BITS = 64n;

/** atan(1/x) with so many bits behind the point. */
function arcTangent(x: bigint, one: bigint): bigint {
  const square = x * x;
  let [sum, term, sign] = [0n, one / x, 1n];
  for (let divisor = 1n; term > 0n; divisor += 2n) {
    sum += (sign * term) / divisor;
    term /= square;
    sign = -sign;
  }
  return sum;
}

/** Machin: pi = 16 atan(1/5) - 4 atan(1/239). */
export function piWords(count: number): Int32Array {
  const bits = BigInt(count) * 32n;
  const one = 1n << (bits + GUARD_BITS);
  const pi = 16n * arcTangent(5n, one) - 4n * arcTangent(239n, one);
  const fraction = (pi >> GUARD_BITS) & ((1n << bits) - 1n);
  const digits = fraction.toString(16).padStart(count * 8, "0");
  return Int32Array.from({ length: count }, (_, at) => Number.parseInt(digits.slice(at * 8, at * 8 + 8), 16) | 0);
}
