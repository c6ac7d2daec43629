/** Shorter ones are no views of what they were cut from: V8 copies them when it cuts. */
const shortestView = 13

/** A copy that stands alone: a string cut from a parser's input would keep the whole chunk of input alive. */
export function flatText(text: string): string {
  return text.length < shortestView ? text : Buffer.from(text).toString()
}
