import {type MappableField, mappableFields} from './settings.js'

/**
 * Names of columns in Salesforce report exports, Salesforce API names, HubSpot exports and API properties, and plain names. Where several
 * columns of a file match one field, the first in this order is taken.
 */
export const columnNames: Readonly<Record<MappableField, readonly string[]>> = {
  id: ['Opportunity ID', 'Record ID', 'Deal ID', 'hs_object_id', 'id', 'Record ID - Deal'],
  name: ['Opportunity Name', 'Deal Name', 'Name', 'Deal', 'property_dealname', 'Title'],
  amount: [
    'Amount (converted)',
    'Amount in company currency',
    'amount_in_home_currency',
    'Amount',
    'property_amount',
    'Deal Amount',
    'Deal Value',
    'Value',
    'close_value',
  ],
  currency: ['CurrencyIsoCode', 'Opportunity Currency', 'Currency', 'deal_currency_code', 'Amount Currency'],
  pipeline: ['Pipeline', 'Deal pipeline ID', 'Opportunity Record Type', 'RecordType'],
  stage: ['StageName', 'Stage', 'Deal Stage', 'Deal pipeline stage ID', 'property_dealstage'],
  probability: ['Probability', 'Deal probability', 'hs_deal_stage_probability', 'Win Probability'],
  forecastCategory: ['ForecastCategoryName', 'Forecast Category', 'hs_manual_forecast_category'],
  owner: [
    'Opportunity Owner',
    'Owner.Name',
    'Deal owner',
    'Owner',
    'sales_agent',
    'hubspot_owner_id',
    'OwnerId',
  ],
  account: [
    'Account Name',
    'Associated Company',
    'Primary Associated Company',
    'Account',
    'Company',
    'Company Name',
    'Associated Company IDs',
    'AccountId',
  ],
  contactCount: [
    'Number of Associated Contacts',
    'num_associated_contacts',
    'Contact Count',
    'Contacts',
    'Number of Contacts',
  ],
  nextStep: ['Next Step', 'hs_next_step'],
  closeDate: ['Close Date', 'property_closedate', 'Closing Date', 'Expected Close Date'],
  createdAt: ['Created Date', 'Create Date', 'createdAt', 'Created', 'property_createdate', 'engage_date'],
  lastStageChangeAt: [
    'Last Stage Change Date',
    'lastStageChangeAt',
    'Last Stage Change',
    'hs_v2_date_entered_current_stage',
    'Date entered current stage',
    'stageEnteredAt',
  ],
  lastActivityAt: [
    'Last Activity Date',
    'lastActivityAt',
    'Last Activity',
    'notes_last_updated',
    'Last Contacted',
    'notes_last_contacted',
  ],
  nextActivityAt: ['Next Activity Date', 'nextActivityAt', 'Next Activity', 'notes_next_activity_date'],
  url: ['URL', 'Link', 'Record URL', 'Deal URL'],
  isOwnerActive: [
    'isOwnerActive',
    'Owner Active',
    'Owner.IsActive',
    'Deal Owner Active',
    'Opportunity Owner: Active',
  ],
  isStageActive: ['isStageActive', 'Stage Active', 'Stage is active', 'Deal Stage Active'],
  pushCount: ['Push Count', 'Close Date Pushes', 'Close Date Push Count', 'Times Pushed'],
  hasOverdueTask: ['HasOverdueTask', 'Overdue Task'],
  nextStepChangedAt: [
    'nextStepChangedAt',
    'Next Step Change Date',
    'nextStepUpdatedAt',
    'hs_next_step_updated_at',
  ],
  stageProbability: ['Stage Probability', 'DefaultProbability', 'Stage Default Probability'],
  ownerEmail: [
    'ownerEmail',
    'Owner.Email',
    'Opportunity Owner: Email',
    'Opportunity Owner Email',
    'Deal Owner Email',
  ],
  isClosed: ['IsClosed', 'Closed', 'hs_is_closed', 'Is Deal Closed'],
  isWon: ['IsWon', 'Won', 'hs_is_closed_won', 'Is closed won'],
}

const aliases = new Map(mappableFields.map(field => [field, columnNames[field].map(normalised)]))

/** The same as `normalised` writes them. */
export function headerAliases(field: MappableField): readonly string[] {
  return aliases.get(field)!
}

/** Lower case, letters and digits only: `Close Date`, `close_date` and `CloseDate` are one; "(%)" and the like fall away. */
export function normalised(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}
