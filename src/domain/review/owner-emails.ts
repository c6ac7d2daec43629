/** Addresses by the owner's name as deals have it; null where two owners of that name have different ones. */
export type OwnerEmails = Readonly<Record<string, string | null>>

/** Gathers addresses while deals are read: one entry an owner, however many deals. */
export class OwnerEmailIndex {
  /** Empty where an owner has none. */
  readonly #emails = new Map<string, string | null>()

  /** Once for each deal, or each owner. An owner without an address is not another one of that name who has one. */
  note(owner: string | null, email: string | null): void {
    if (owner === null) return
    const given = email ?? ''
    const known = this.#emails.get(owner)
    if (known === undefined) this.#emails.set(owner, given)
    else if (known !== null && known !== given && known.toLowerCase() !== given.toLowerCase())
      this.#emails.set(owner, null)
  }

  all(): OwnerEmails {
    return Object.fromEntries([...this.#emails].filter(([, email]) => email !== ''))
  }
}

/** Of the owners of a review's deals alone: what nobody is written to by is not stored. */
export function emailsOfOwners(owners: readonly {key: string | null}[], emails: OwnerEmails): OwnerEmails {
  const known = owners.flatMap(({key}) => (key !== null && Object.hasOwn(emails, key) ? [key] : []))
  return Object.fromEntries(known.map(owner => [owner, emails[owner] ?? null]))
}
