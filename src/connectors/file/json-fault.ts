/** What keeps a text from being JSON, in words; `isCut` where more text might have made it JSON. */
export type JsonFault = {isCut: boolean; reason: string}

const shownLength = 30

/** Looks at the text again, for a person: the words of JSON.parse differ from version to version, and seldom help. */
export function jsonFault(text: string): JsonFault {
  let depth = 0
  let at = 0
  while (at < text.length) {
    const letter = text[at]!
    if (letter === '"') {
      const end = endOfText(text, at)
      if (end < 0) return cut
      if (!isJson(text.slice(at, end)))
        return fault('a text in it has a control character or an unknown escape')
      at = end
    } else if (/[\s,:{}[\]]/.test(letter)) {
      if (letter === '{' || letter === '[') depth++
      if (letter === '}' || letter === ']') depth--
      at++
    } else {
      const word = wordAt(text, at)
      at += word.length
      if (isJson(word)) continue
      // The rest of `nul` or `12e` may have been cut away.
      if (at === text.length && depth > 0) return cut
      return fault(`it holds ${shortened(word)}, which is no value of JSON${insteadOf(word)}`)
    }
  }
  return depth > 0 ? cut : fault('a comma, colon or bracket is missing or too much')
}

/** Whether every text and bracket in it that begins also ends, whatever stands between. */
export function isClosed(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!
    if (letter === '{' || letter === '[') depth++
    else if (letter === '}' || letter === ']') depth--
    else if (letter === '"') {
      const end = endOfText(text, at)
      if (end < 0) return false
      at = end - 1
    }
  }
  return depth === 0
}

const cut: JsonFault = {isCut: true, reason: 'it ends before its object does'}

function fault(reason: string): JsonFault {
  return {isCut: false, reason}
}

/** What stands there up to the next sign of JSON. */
export function wordAt(text: string, at: number): string {
  const pattern = /[^\s,:{}[\]"]+/y
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? text.slice(at, at + 1)
}

export function shortened(word: string): string {
  return word.length > shownLength ? `${word.slice(0, shownLength)}…` : word
}

/** What to write for the words that programs put where a value is missing, and for texts without their quotes. */
export function insteadOf(word: string): string {
  return /^(-?nan|[-+]?inf(inity)?|none|undefined|nil)$/i.test(word)
    ? ': write null for a missing value'
    : ': a number, true, false, null or a text in double quotes may stand there'
}

/** Behind the closing quote, or -1. */
function endOfText(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return -1
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
