import {describe, expect, it} from 'vitest'
import {pathNamed, pathOf} from '../../../src/connectors/hubspot/paths.js'

const names = [
  ['account', '/account-info/v3/details', '/account-info/2026-03/details'],
  ['properties', '/crm/v3/properties/deals', '/crm/properties/2026-03/deals'],
  ['pipelines', '/crm/v3/pipelines/deals', '/crm/pipelines/2026-03/deals'],
  ['owners', '/crm/v3/owners', '/crm/owners/2026-03'],
  ['dealSearch', '/crm/v3/objects/deals/search', '/crm/objects/2026-03/deals/search'],
  ['dealRead', '/crm/v3/objects/deals/batch/read', '/crm/objects/2026-03/deals/batch/read'],
  ['companyRead', '/crm/v3/objects/companies/batch/read', '/crm/objects/2026-03/companies/batch/read'],
  [
    'dealCompanies',
    '/crm/v4/associations/deals/companies/batch/read',
    '/crm/associations/2026-03/deals/companies/batch/read',
  ],
  [
    'dealContacts',
    '/crm/v4/associations/deals/contacts/batch/read',
    '/crm/associations/2026-03/deals/contacts/batch/read',
  ],
  ['token', '/oauth/v3/token', '/oauth/2026-03/token'],
] as const

describe('a path', () => {
  it.each(names)('%s is %s, and can be %s', (name, numbered, dated) => {
    expect(pathOf(name)).toBe(numbered)
    expect(pathOf(name, 'dated')).toBe(dated)
    expect(pathNamed(numbered)).toBe(name)
    expect(pathNamed(`${numbered}/`)).toBe(name)
  })

  it('that is not in the table is not called', () => {
    expect(() => pathNamed('/crm/v3/objects/deals/batch/archive')).toThrow('not in the table')
  })
})
