import {errorOf} from '../domain/plain-error.js'
import type {AccessGrant, CrmAccess, KeptRecords} from '../domain/ports/crm-access.js'
import {type Answer, type Ask, type FromThread, movable, type ToThread} from './thread-messages.js'

type Asked = {resolve(answer: Answer[Ask['kind']]): void; reject(reason: unknown): void}

/** The way into a CRM of a thread that has neither secrets nor a database: it asks its parent. */
export class ParentAccess implements CrmAccess {
  readonly #tell: (message: FromThread, transfer?: readonly ArrayBuffer[]) => void
  readonly #asked = new Map<number, Asked>()
  #numbers = 0

  constructor(tell: (message: FromThread, transfer?: readonly ArrayBuffer[]) => void) {
    this.#tell = tell
  }

  async grant(refused: string | null): Promise<AccessGrant> {
    return this.#ask({kind: 'grant', refused})
  }

  async permit(rate: Parameters<CrmAccess['permit']>[0]): Promise<void> {
    await this.#ask({kind: 'permit', rate})
  }

  async markLogin(needsLogin: string | null): Promise<void> {
    await this.#ask({kind: 'mark', needsLogin})
  }

  keptRecords(shape: string): Promise<KeptRecords | null> {
    return this.#ask({kind: 'kept', shape})
  }

  async keepRecords(shape: string, kept: KeptRecords): Promise<void> {
    await this.#ask({kind: 'keep', shape, kept}, movable(kept.document))
  }

  take(message: Extract<ToThread, {kind: 'answer' | 'refusal'}>): void {
    const asked = this.#asked.get(message.number)
    this.#asked.delete(message.number)
    if (message.kind === 'answer') asked?.resolve(message.answer)
    else asked?.reject(errorOf(message.error))
  }

  /** When the review is stopped: nobody answers any more. */
  stop(reason: Error): void {
    for (const {reject} of this.#asked.values()) reject(reason)
    this.#asked.clear()
  }

  #ask<Kind extends Ask['kind']>(
    ask: Extract<Ask, {kind: Kind}>,
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Answer[Kind]> {
    return new Promise((resolve, reject) => {
      const number = ++this.#numbers
      // The parent answers each kind of question with its own kind of answer.
      this.#asked.set(number, {resolve: answer => resolve(answer as Answer[Kind]), reject})
      this.#tell({kind: 'ask', number, ask}, transfer)
    })
  }
}
