import type {HubspotApi} from './api.js'
import {readByIds} from './complete-records.js'

export type LinkedContacts = {count: number; roles: readonly string[]}

/** Looks up the companies and contacts of open deals, page by page. A company's name is asked for once. */
export class LinkedRecords {
  readonly #api: HubspotApi
  readonly #label: string
  /** Null where a company is not there any more. */
  readonly #names = new Map<string, string | null>()

  constructor(api: HubspotApi, label: string) {
    this.#api = api
    this.#label = label
  }

  /** Names of companies by deal: the primary one, or the first. */
  async accounts(dealIds: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
    if (dealIds.length === 0) return new Map()
    const links = await this.#api.links('companies', dealIds)
    const companyOf = new Map(
      [...links]
        .filter(([, companies]) => companies.length > 0)
        .map(([dealId, companies]) => [
          dealId,
          (companies.find(({isPrimary}) => isPrimary) ?? companies[0]!).id,
        ]),
    )
    await this.#learnNames([...new Set(companyOf.values())].filter(id => !this.#names.has(id)))
    return new Map([...companyOf].map(([dealId, company]) => [dealId, this.#names.get(company) ?? null]))
  }

  /**
   * How many contacts each deal has, and by which labels they are linked to it; one that is not among them has none. HubSpot gives at most
   * 500, which are as good as more.
   */
  async contacts(dealIds: readonly string[]): Promise<ReadonlyMap<string, LinkedContacts>> {
    if (dealIds.length === 0) return new Map()
    const links = await this.#api.links('contacts', dealIds)
    return new Map(
      [...links].map(([dealId, contacts]) => [
        dealId,
        {
          count: new Set(contacts.map(({id}) => id)).size,
          roles: [...new Set(contacts.flatMap(({labels}) => labels))],
        },
      ]),
    )
  }

  async #learnNames(ids: readonly string[]): Promise<void> {
    const wanted = {properties: ['name'], propertiesWithHistory: []}
    const records = await readByIds(this.#api, {objectType: 'companies', ids, label: this.#label}, wanted)
    for (const id of ids) {
      const name = records.get(id)?.properties.name
      this.#names.set(id, typeof name === 'string' && name !== '' ? name : records.has(id) ? id : null)
    }
  }
}
