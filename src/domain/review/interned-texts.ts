import {flatText} from './flat-text.js'

/** Texts that repeat (stages, owners, messages), each kept once; 0 stands for null, the others count from 1. */
export class InternedTexts {
  readonly texts: (string | null)[] = [null]
  #codes = new Map<string, number>()
  #lastText: string | null = null
  #lastCode = 0

  codeOf(text: string | null): number {
    if (text === null) return 0
    // Many columns hold one text over and over.
    if (text !== this.#lastText) {
      this.#lastCode = this.#codes.get(text) ?? this.#add(text)
      this.#lastText = text
    }
    return this.#lastCode
  }

  /** The code of a text that may not be there: -1 then. */
  find(text: string): number {
    return this.#codes.get(text) ?? -1
  }

  #add(text: string): number {
    const flat = flatText(text)
    const code = this.texts.length
    this.texts.push(flat)
    this.#codes.set(flat, code)
    return code
  }
}
