/** A copy that stands alone: a string cut from a parser's input would keep the whole chunk of input alive. */
export function flatText(text: string): string {
  return Buffer.from(text).toString()
}
