/** The 18 characters of an id: those of 15 are the same id without the 3 that tell which of the letters are capitals. */
export function recordId(id: string): string | null {
  if (!/^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(id)) return null
  const short = id.slice(0, 15)
  return short + suffix(short, 0) + suffix(short, 5) + suffix(short, 10)
}

const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/** One bit for each of five characters. */
function suffix(short: string, from: number): string {
  let bits = 0
  for (let at = 0; at < 5; at++) {
    const code = short.charCodeAt(from + at)
    if (code >= 65 && code <= 90) bits |= 1 << at
  }
  return signs[bits]!
}
