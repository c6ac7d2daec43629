import {RevschedError} from '../../domain/errors.js'
import type {ReadOptions} from '../../domain/ports/deal-source.js'
import type {DealField} from '../../domain/review/deal.js'
import type {DescribedField} from './describe.js'
import {ownerEmail} from './owner-emails.js'
import {name} from './soql.js'

/** Name of the column with the amount in the currency of the connection's user. */
export const convertedAmount = 'ConvertedAmount'

/** Whether the owner may still log in. */
const ownerIsActive = 'Owner.IsActive'

/** Which field of an opportunity fills a field of a deal, and what is selected for it. */
export const dealSources: readonly {
  field: DealField
  from: string
  select?: readonly string[]
  isForClosed?: true
  /** Computed for each deal: only where somebody looks. */
  isOnRequest?: true
}[] = [
  {field: 'name', from: 'Name'},
  {field: 'amount', from: 'Amount', isForClosed: true},
  {field: 'pipeline', from: 'RecordTypeId', select: ['RecordType.Name'], isForClosed: true},
  {field: 'stage', from: 'StageName', isForClosed: true},
  {field: 'probability', from: 'Probability'},
  {field: 'forecastCategory', from: 'ForecastCategoryName'},
  {field: 'forecastCategory', from: 'ForecastCategory'},
  // The id stands in where the user may not read the owner or the account.
  {field: 'owner', from: 'OwnerId', select: ['OwnerId', 'Owner.Name'], isForClosed: true},
  {field: 'account', from: 'AccountId', select: ['AccountId', 'Account.Name']},
  {field: 'nextStep', from: 'NextStep'},
  {field: 'closeDate', from: 'CloseDate', isForClosed: true},
  {field: 'createdAt', from: 'CreatedDate', isForClosed: true},
  {field: 'lastStageChangeAt', from: 'LastStageChangeDate'},
  {field: 'lastActivityAt', from: 'LastActivityDate'},
  {field: 'pushCount', from: 'PushCount'},
  {field: 'hasOverdueTask', from: 'HasOverdueTask', isOnRequest: true},
  {field: 'isOwnerActive', from: 'OwnerId', select: [ownerIsActive]},
]

/** Without these there is no telling what is open, won or lost, or of which months. */
const required = ['Id', 'IsClosed', 'IsWon', 'CloseDate']

/** Kinds of fields that have no one text as their value. */
const composite = ['address', 'location', 'base64', 'complexvalue']

const numeric = ['currency', 'double', 'percent', 'int', 'long']

/** Fields that follow the tasks and events of an opportunity, or who looks at it. */
const ofActivities = [
  'LastActivityDate',
  'LastActivityInDays',
  'HasOpenActivity',
  'HasOverdueTask',
  'LastViewedDate',
  'LastReferencedDate',
]

/** Of text areas that `customFields: 'all'` reads: with longer ones, Salesforce gives pages of a tenth of the size. */
const longestOfAll = 1000

export type FieldPlan = {
  /** Filled by the opportunities themselves. */
  fields: ReadonlySet<DealField>
  /** Which field of an opportunity a field of a deal is read from. */
  origins: ReadonlyMap<DealField, string>
  select: {open: readonly string[]; closed: readonly string[]}
  /** Of `select.open`, what changes without a new stamp of the opportunity: of its owner, its account, its activities, computed. */
  unstamped: readonly string[]
  /** Whether the user may see when a record was changed last. */
  hasStamps: boolean
  custom: readonly string[]
  /** Custom fields that were asked for and are not there, or hidden. */
  missingCustom: readonly string[]
  isMultiCurrency: boolean
  /** Columns that are not text, for answers that have only text. */
  kinds: ReadonlyMap<string, 'number' | 'boolean'>
}

/** What to ask for: only what the connection's user may see, for one hidden field fails a whole query. */
export function fieldPlan(
  described: ReadonlyMap<string, DescribedField>,
  {customFields, needs, needsOwnerEmails}: Pick<ReadOptions, 'customFields' | 'needs' | 'needsOwnerEmails'>,
): FieldPlan {
  const hidden = required.filter(field => !described.has(field))
  if (hidden.length > 0)
    throw new RevschedError(
      'schema',
      `opportunities have no field "${hidden.join('", "')}" that the user of the connection may see`,
      {
        hint: 'give the user read access to it (field-level security)',
      },
    )
  const isMultiCurrency = described.has('CurrencyIsoCode')
  const origins = new Map<DealField, string>()
  const select = {open: ['Id', 'IsClosed', 'IsWon'], closed: ['Id', 'IsClosed', 'IsWon']}
  const isWanted = (field: DealField) => needs?.has(field) ?? true
  for (const {field, from, select: columns = [from], isForClosed, isOnRequest} of dealSources) {
    if (origins.has(field) || !described.has(from) || (isOnRequest && !isWanted(field))) continue
    const readable = isFollowed(described.get(from))
      ? columns
      : columns.filter(column => !column.includes('.'))
    if (readable.length === 0) continue
    origins.set(field, from)
    // Amounts in several currencies can neither be summed nor compared: Salesforce converts them all to the one of the connection's user.
    const selected =
      from === 'Amount' && isMultiCurrency ? [`convertCurrency(Amount) ${convertedAmount}`] : readable
    select.open.push(...selected)
    if (isForClosed) select.closed.push(...selected)
  }
  if (needsOwnerEmails && origins.has('owner') && isFollowed(described.get('OwnerId')))
    select.open.push(ownerEmail)
  if (isMultiCurrency && isWanted('isConvertible')) select.open.push('CurrencyIsoCode')
  const custom = customNames(described, {customFields, used: new Set(origins.values())})
  select.open.push(...custom.filter(field => !select.open.includes(field)))
  return {
    fields: new Set([...origins.keys(), 'url' as const]),
    origins,
    select,
    unstamped: select.open.filter(column => isUnstamped(column, described)),
    hasStamps: described.has('SystemModstamp'),
    custom,
    missingCustom:
      customFields === 'all'
        ? []
        : customFields.filter(wanted => !custom.some(known => known.toLowerCase() === wanted.toLowerCase())),
    isMultiCurrency,
    kinds: kindsOf(described),
  }
}

function isUnstamped(column: string, described: ReadonlyMap<string, DescribedField>): boolean {
  return (
    column.includes('.') ||
    column.endsWith(convertedAmount) ||
    ofActivities.includes(column) ||
    described.get(column)?.calculated === true
  )
}

/** Whether fields of the record that a lookup leads to may be asked for: its name is null where they may not. */
function isFollowed(field: DescribedField | undefined): boolean {
  return field?.relationshipName !== null
}

type Wanted = {customFields: ReadOptions['customFields']; used: ReadonlySet<string>}

/** Names as the org spells them. */
function customNames(
  described: ReadonlyMap<string, DescribedField>,
  {customFields, used}: Wanted,
): readonly string[] {
  const readable = [...described.values()].filter(({type}) => !composite.includes(type))
  if (customFields !== 'all') {
    const wanted = new Set(customFields.map(field => field.toLowerCase()))
    return readable.filter(field => wanted.has(field.name.toLowerCase())).map(field => name(field.name))
  }
  const isShort = ({type, length = 0}: DescribedField) => type !== 'textarea' || length <= longestOfAll
  return readable
    .filter(field => isShort(field) && !used.has(field.name) && !required.includes(field.name))
    .map(field => name(field.name))
}

function kindsOf(described: ReadonlyMap<string, DescribedField>): FieldPlan['kinds'] {
  const kinds = new Map<string, 'number' | 'boolean'>([
    [convertedAmount, 'number'],
    [ownerIsActive, 'boolean'],
  ])
  for (const {name, type} of described.values()) {
    if (numeric.includes(type)) kinds.set(name, 'number')
    else if (type === 'boolean') kinds.set(name, 'boolean')
  }
  return kinds
}
