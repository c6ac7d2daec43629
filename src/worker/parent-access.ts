import type {AccessGrant, CrmAccess} from '../domain/ports/crm-access.js'
import {type Ask, errorOf, type FromThread, type ToThread} from './thread-messages.js'

type Asked = {resolve(grant: AccessGrant | null): void; reject(reason: unknown): void}

/** The way into a CRM of a thread that has neither secrets nor a database: it asks its parent. */
export class ParentAccess implements CrmAccess {
  readonly #tell: (message: FromThread) => void
  readonly #asked = new Map<number, Asked>()
  #numbers = 0

  constructor(tell: (message: FromThread) => void) {
    this.#tell = tell
  }

  async grant(refused: string | null): Promise<AccessGrant> {
    return (await this.#ask({kind: 'grant', refused}))!
  }

  async permit(rate: Parameters<CrmAccess['permit']>[0]): Promise<void> {
    await this.#ask({kind: 'permit', rate})
  }

  async markLogin(needsLogin: string | null): Promise<void> {
    await this.#ask({kind: 'mark', needsLogin})
  }

  take(message: Extract<ToThread, {kind: 'answer' | 'refusal'}>): void {
    const asked = this.#asked.get(message.number)
    this.#asked.delete(message.number)
    if (message.kind === 'answer') asked?.resolve(message.grant)
    else asked?.reject(errorOf(message.error))
  }

  /** When the review is stopped: nobody answers any more. */
  stop(reason: Error): void {
    for (const {reject} of this.#asked.values()) reject(reason)
    this.#asked.clear()
  }

  #ask(ask: Ask): Promise<AccessGrant | null> {
    return new Promise((resolve, reject) => {
      const number = ++this.#numbers
      this.#asked.set(number, {resolve, reject})
      this.#tell({kind: 'ask', number, ask})
    })
  }
}
