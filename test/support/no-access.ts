import {accessWhenUsed} from '../../src/app/access-when-used.js'
import type {CrmAccess} from '../../src/domain/ports/crm-access.js'
import type {HttpClientOf} from '../../src/domain/ports/http-client.js'

const never = async (): Promise<never> => {
  throw new Error('a file was taken for a CRM')
}

/** The way into a CRM of what has none. */
export const noAccess: CrmAccess = accessWhenUsed(never)

export const noHttp: HttpClientOf = () => ({send: never, stream: never, close: () => undefined})

/** What the flags of a filter and of a login give where none is there. */
export const noScheduleFlags = {
  pipeline: [],
  stage: [],
  owner: [],
  channel: [],
  deliverWhen: [],
  ownerRecipient: [],
  ownerDomain: [],
}
export const noLoginFlags = {secretStdin: false, allowPrivateAddress: false, delta: false}
