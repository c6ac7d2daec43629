/**
 * Lower case, letters with their marks and digits only: `Closed Won`, `closed-won` and `ClosedWon` are one stage; जीत and जात are
 * two. A stage without any, as ✅, is what it is.
 */
export function plainStage(stage: string): string {
  const text = stage
    .normalize('NFC')
    .toLowerCase()
    // The dot that İ leaves, and what chooses between forms of one sign.
    .replace(/(?<=i)\u0307|[\ufe00-\ufe0f]/g, '')
  const plain = text.replace(/[^\p{L}\p{M}\p{N}]/gu, '')
  return /[\p{L}\p{N}]/u.test(plain) ? plain : text.trim()
}
