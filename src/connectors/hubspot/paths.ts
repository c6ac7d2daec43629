/**
 * Every path of HubSpot that is called. The client sends those with `v3` and `v4`, which HubSpot supports until 2027; the dated
 * ones replace them with the same bodies and answers. `generation` is the one switch.
 */
const table = {
  account: {numbered: '/account-info/v3/details', dated: '/account-info/2026-03/details'},
  properties: {numbered: '/crm/v3/properties/deals', dated: '/crm/properties/2026-03/deals'},
  pipelines: {numbered: '/crm/v3/pipelines/deals', dated: '/crm/pipelines/2026-03/deals'},
  owners: {numbered: '/crm/v3/owners', dated: '/crm/owners/2026-03'},
  dealSearch: {numbered: '/crm/v3/objects/deals/search', dated: '/crm/objects/2026-03/deals/search'},
  dealRead: {numbered: '/crm/v3/objects/deals/batch/read', dated: '/crm/objects/2026-03/deals/batch/read'},
  companyRead: {
    numbered: '/crm/v3/objects/companies/batch/read',
    dated: '/crm/objects/2026-03/companies/batch/read',
  },
  dealCompanies: {
    numbered: '/crm/v4/associations/deals/companies/batch/read',
    dated: '/crm/associations/2026-03/deals/companies/batch/read',
  },
  dealContacts: {
    numbered: '/crm/v4/associations/deals/contacts/batch/read',
    dated: '/crm/associations/2026-03/deals/contacts/batch/read',
  },
  // Not `v1`: it does not take the verifier of the code that a browser comes back with.
  token: {numbered: '/oauth/v3/token', dated: '/oauth/2026-03/token'},
} as const satisfies Record<string, {numbered: string; dated: string}>

export type PathName = keyof typeof table

type Generation = 'numbered' | 'dated'

const generation: Generation = 'numbered'

const names = Object.keys(table) as PathName[]

export function pathOf(name: PathName, of: Generation = generation): string {
  return table[name][of]
}

/** The name of a path as the client sends it. Another one is a bug: nothing is called that is not in the table. */
export function pathNamed(path: string): PathName {
  const plain = path.replace(/\/$/, '')
  const name = names.find(candidate => table[candidate].numbered === plain)
  if (name === undefined) throw new Error(`"${plain}" is not in the table of paths`)
  return name
}
