/** `0/1A2B3C4` as a number of bytes. */
export function parseLsn(lsn: string): bigint {
  const [, high, low] = /^([0-9A-Fa-f]{1,8})\/([0-9A-Fa-f]{1,8})$/.exec(lsn) ?? [];
  if (high === undefined || low === undefined) throw new RangeError("not an LSN");
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

export const formatLsn = (bytes: bigint): string =>
  `${(bytes >> 32n).toString(16)}/${(bytes & 0xff_ff_ff_ffn).toString(16)}`.toUpperCase();
