/** One of what may be chosen. */
type Choice<Value extends string> = {value: Value; label: string; hint?: string}

/** Asks a person at a terminal. Every question rejects with `interrupted` when the person leaves instead of answering. */
export type Prompter = {
  choose<Value extends string>(question: string, choices: readonly Choice<Value>[]): Promise<Value>
  /** `check` says what is wrong with a text, and null of one that will do; `initial` stands there already. */
  ask(question: string, options: {initial: string; check(text: string): string | null}): Promise<string>
  confirm(question: string, initial: 'yes' | 'no'): Promise<boolean>
}
