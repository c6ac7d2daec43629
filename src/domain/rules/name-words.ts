/** The words of a deal's name in small letters, each once: those without a digit, and those with one. */
export type NameWords = {words: readonly string[]; numbers: readonly string[]}

/** Of a longer name, the first words and characters are compared. */
const mostWords = 30
const mostCharacters = 500

/** Without the words of the account, which its deals share anyway, unless there are no others. */
export function nameWords(name: string, account: string): NameWords {
  const own = wordsOf(name)
  const known = accountWords(account)
  const others = own.filter(word => !known.includes(word))
  const counted = others.length > 0 ? others : own
  return {words: counted.filter(word => !hasDigit(word)), numbers: counted.filter(hasDigit)}
}

/** The words that two names share, as a part of all their words; 0 where both have numbers (Q1, 2026) and not the same. */
export function sharedWords(one: NameWords, other: NameWords): number {
  const numbers = countShared(one.numbers, other.numbers)
  const haveBoth = one.numbers.length > 0 && other.numbers.length > 0
  if (haveBoth && numbers < Math.max(one.numbers.length, other.numbers.length)) return 0
  const shared = countShared(one.words, other.words) + numbers
  return shared === 0 ? 0 : shared / (sizeOf(one) + sizeOf(other) - shared)
}

function sizeOf({words, numbers}: NameWords): number {
  return words.length + numbers.length
}

/** Deals of one account are looked at one after the other. */
let lastAccount: {name: string; words: readonly string[]} = {name: '', words: []}

function accountWords(name: string): readonly string[] {
  if (name !== lastAccount.name) lastAccount = {name, words: wordsOf(name)}
  return lastAccount.words
}

function wordsOf(text: string): string[] {
  const words = text
    .slice(0, mostCharacters)
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu)
  return words === null ? [] : [...new Set(words)].slice(0, mostWords)
}

function hasDigit(word: string): boolean {
  return /\p{N}/u.test(word)
}

function countShared(one: readonly string[], other: readonly string[]): number {
  let count = 0
  for (const word of one) if (other.includes(word)) count++
  return count
}
