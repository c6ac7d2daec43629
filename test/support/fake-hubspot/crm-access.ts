import {RevschedError} from '../../../src/domain/errors.js'
import type {CallRate, CrmAccess, KeptRecords} from '../../../src/domain/ports/crm-access.js'
import {keptInMemory} from '../kept-in-memory.js'

type AccessOptions = {tokens?: readonly string[] | undefined; kept?: Map<string, KeptRecords> | undefined}

/** Gives out tokens one after the other, the last one for as long as it is not refused; permits come at once and are counted. */
export function accessWith(apiUrl: string, {tokens = ['token-1'], kept}: AccessOptions = {}) {
  let current = 0
  const permits = new Map<string, number>()
  const rates = new Map<string, CallRate>()
  const marks: (string | null)[] = []
  const access: CrmAccess = {
    ...keptInMemory(kept),
    async markLogin(needsLogin) {
      marks.push(needsLogin)
    },
    async grant(refused) {
      if (refused !== null && refused === tokens[current]) {
        if (current + 1 >= tokens.length)
          throw new RevschedError('auth', 'the token was refused', {
            hint: 'revsched connection login acme',
          })
        current++
      }
      return {accessToken: tokens[current]!, apiUrl}
    },
    async permit(rate) {
      rates.set(rate.bucket, rate)
      permits.set(rate.bucket, (permits.get(rate.bucket) ?? 0) + 1)
    },
  }
  return {access, permits, rates, marks}
}
