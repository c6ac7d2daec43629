import type {CrmConnection} from '../../domain/crm-connection.js'
import type {CrmLogin} from '../../domain/ports/crm-access.js'
import {isSameText} from './same-text.js'
import type {SecretChange} from './setup-plan.js'

type Wish = {
  settings: CrmConnection['settings']
  /** As its connector stores it; null where none was given. */
  given: string | null
  before: {settings: CrmConnection['settings']; secret: string | null} | null
}

/** What a login needs that is not there, in words; null for nothing. */
export type LoginOutcome = {change: SecretChange; lacks: string | null; needsPerson: boolean}

const nothing: LoginOutcome = {change: {kind: 'none'}, lacks: null, needsPerson: false}
const kept: LoginOutcome = {change: {kind: 'kept'}, lacks: null, needsPerson: false}

/** What a connection logs in with from then on. A stored login never goes elsewhere than where it was made for. */
export function connectionSecret(login: CrmLogin | null, {settings, given, before}: Wish): LoginOutcome {
  if (login === null) return before ? kept : nothing
  const isAlike = before !== null && login.placeOf(before.settings) === login.placeOf(settings)
  const stored = isAlike ? before.secret : null
  if (login.usesBrowser(settings)) return isAlike ? kept : {...nothing, needsPerson: true}
  const wanted = login.wantedSecret(settings)
  if (wanted === null) return isAlike ? kept : nothing
  if (given !== null) {
    const part = (secret: string) => login.givenPart?.(secret) ?? secret
    if (stored !== null && isSameText(part(stored), part(given))) return kept
    return {...nothing, change: {kind: before?.secret == null ? 'set' : 'replaced', text: given}}
  }
  return stored === null ? {...nothing, lacks: wanted.name} : kept
}
