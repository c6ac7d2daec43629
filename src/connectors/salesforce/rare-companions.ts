import {idIn, instant, text} from './map-record.js'
import {eachRow, type Reader} from './query.js'
import {soqlOf} from './soql.js'

export type NextStepChanges = {
  byDeal: ReadonlyMap<string, Date>
  /** The oldest change that is kept of any deal: a deal that is younger and has none has the step it was made with. */
  trackedSince: Date
}

/** When next steps of open deals were changed last; null where the org does not track the field, or nobody has changed one. */
export async function nextStepChanges(reader: Reader): Promise<NextStepChanges | null> {
  const soql = soqlOf({
    fields: ['Id', 'OpportunityId', 'CreatedDate'],
    from: 'OpportunityFieldHistory',
    where: [`Field = 'NextStep'`, 'Opportunity.IsClosed = false'],
  })
  const byDeal = new Map<string, Date>()
  let trackedSince: Date | null = null
  await eachRow(reader, soql, {
    onRows(rows) {
      for (const row of rows) {
        const deal = idIn(row, 'OpportunityId')
        const at = instant(row, 'CreatedDate')
        if (deal === null || at === null) continue
        const known = byDeal.get(deal)
        if (!known || at > known) byDeal.set(deal, at)
        if (trackedSince === null || at < trackedSince) trackedSince = at
      }
    },
  })
  return trackedSince && {byDeal, trackedSince}
}

/** Roles of the contacts of open deals, each once; deals whose contacts have none are left out. */
export async function contactRoles(reader: Reader): Promise<ReadonlyMap<string, readonly string[]>> {
  const soql = soqlOf({
    fields: ['Id', 'OpportunityId', 'Role'],
    from: 'OpportunityContactRole',
    where: ['Opportunity.IsClosed = false'],
  })
  const roles = new Map<string, string[]>()
  await eachRow(reader, soql, {
    onRows(rows) {
      for (const row of rows) {
        const deal = idIn(row, 'OpportunityId')
        const role = text(row, 'Role')
        if (deal === null || role === null) continue
        const known = roles.get(deal) ?? []
        if (!known.includes(role)) roles.set(deal, [...known, role])
      }
    },
  })
  return roles
}

/** Codes of the currencies that the org can convert. */
export async function convertibleCurrencies(reader: Reader): Promise<ReadonlySet<string>> {
  const soql = soqlOf({fields: ['Id', 'IsoCode', 'ConversionRate'], from: 'CurrencyType', where: []})
  const codes = new Set<string>()
  await eachRow(reader, soql, {
    onRows(rows) {
      for (const {IsoCode, ConversionRate} of rows)
        if (typeof IsoCode === 'string' && Number(ConversionRate) > 0) codes.add(IsoCode)
    },
  })
  return codes
}
