import type {CrmAccess} from '../domain/ports/crm-access.js'

/** Opened at the first call: a review of a file makes none. */
export function accessWhenUsed(open: () => Promise<CrmAccess>): CrmAccess {
  let opened: Promise<CrmAccess> | null = null
  const access = () => {
    opened ??= open()
    return opened
  }
  return {
    grant: async refused => (await access()).grant(refused),
    permit: async rate => (await access()).permit(rate),
    markLogin: async needsLogin => (await access()).markLogin(needsLogin),
    keptRecords: async shape => (await access()).keptRecords(shape),
    keepRecords: async (shape, kept) => (await access()).keepRecords(shape, kept),
  }
}
