/** Texts that repeat (stages, owners, messages), each kept once; 0 stands for null, the others count from 1. */
export class InternedTexts {
  readonly texts: (string | null)[] = [null]
  #codes = new Map<string, number>()

  codeOf(text: string | null): number {
    if (text === null) return 0
    return this.#codes.get(text) ?? this.#add(text)
  }

  /** The code of a text that may not be there: -1 then. */
  find(text: string): number {
    return this.#codes.get(text) ?? -1
  }

  #add(text: string): number {
    // A copy: a string cut from a parser's input would keep the whole chunk of input alive.
    const flat = Buffer.from(text).toString()
    const code = this.texts.length
    this.texts.push(flat)
    this.#codes.set(flat, code)
    return code
  }
}
