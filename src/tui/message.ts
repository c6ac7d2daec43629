import {messageOf, RevschedError} from '../domain/errors.js'

/** What an action came to, for a line of the screen. Texts as they came. */
export type Message = {kind: 'done' | 'error'; text: string}

/** In one line, with the next step. */
export function messageOfError(error: unknown): Message {
  const message = messageOf(error)
  const hint = error instanceof RevschedError && error.hint ? ` (${error.hint})` : ''
  return {kind: 'error', text: `${message}${hint}`}
}
