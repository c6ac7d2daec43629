/**
 * How long after its time a review starts: always the same for one id, spread evenly over many, in [0, splayMs). Hashed by
 * FNV-1a, whose last bits a short id changes best; a 32-bit hash covers splays of up to 49 days.
 */
export function splayOffsetMs(id: string, splayMs: number): number {
  if (splayMs <= 0) return 0
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(id)) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0) % splayMs
}
