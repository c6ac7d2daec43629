import {type FieldOrigins, fieldOrigins} from '../../domain/ports/field-origins.js'
import {columnFields, type DealField} from '../../domain/review/deal.js'
import {columnNames} from './header-aliases.js'

const noHistory = 'a row tells how a deal is, not how it was; a connection to Salesforce or HubSpot reads it'

const notes = {
  amount: 'of two, that in the currency of the company',
  isOwnerActive: 'yes or no',
  isStageActive: 'yes or no',
  pushCount: 'how often the close date was moved into a later month',
  hasOverdueTask: 'yes or no',
  stageHistory: noHistory,
  closeDateHistory: `${noHistory}; for close-date-pushed a column with the count is enough`,
  isCloseDateDefault: 'a connection to HubSpot, which alone fills in close dates, reads it',
  isConvertible: 'a connection to the CRM knows its exchange rates; in a file, amounts are taken as they are',
  contactRoles: 'a deal has several; a connection to Salesforce or HubSpot reads them',
} satisfies Partial<Record<DealField, string>>

/** By which names a file's columns are known without `--map`. */
export const fileFields: FieldOrigins = fieldOrigins(
  field => (isColumnField(field) ? columnNames[field] : []),
  notes,
)

function isColumnField(field: DealField): field is (typeof columnFields)[number] {
  return (columnFields as readonly DealField[]).includes(field)
}
