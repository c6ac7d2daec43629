import type {CrmConnection} from '../domain/crm-connection.js'
import type {Connector} from '../domain/ports/connector.js'

type Settings = CrmConnection['settings']

/** Whether what is stored of a login for some settings may be used with others. */
export function logsInAlike({login}: Pick<Connector, 'login'>, some: Settings, others: Settings): boolean {
  return login === null || login.placeOf(some) === login.placeOf(others)
}
