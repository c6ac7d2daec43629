import type {MappableField} from './settings.js'

/**
 * Names of columns in Salesforce report exports, Salesforce API names, HubSpot exports and API properties, and plain names,
 * as `normalised` writes them. Where several columns of a file match one field, the first in this order is taken.
 */
export const headerAliases: Readonly<Record<MappableField, readonly string[]>> = {
  id: ['opportunityid', 'recordid', 'dealid', 'hsobjectid', 'id', 'recordiddeal'],
  name: ['opportunityname', 'dealname', 'name', 'deal', 'propertydealname', 'title'],
  amount: [
    'amountconverted',
    'amountincompanycurrency',
    'amountinhomecurrency',
    'amount',
    'propertyamount',
    'dealamount',
    'dealvalue',
    'value',
    'closevalue',
  ],
  currency: ['currencyisocode', 'opportunitycurrency', 'currency', 'dealcurrencycode', 'amountcurrency'],
  pipeline: ['pipeline', 'dealpipelineid', 'opportunityrecordtype', 'recordtype'],
  stage: ['stagename', 'stage', 'dealstage', 'dealpipelinestageid', 'propertydealstage'],
  probability: ['probability', 'dealprobability', 'hsdealstageprobability', 'winprobability'],
  forecastCategory: ['forecastcategoryname', 'forecastcategory', 'hsmanualforecastcategory'],
  owner: ['opportunityowner', 'ownername', 'dealowner', 'owner', 'salesagent', 'hubspotownerid', 'ownerid'],
  account: [
    'accountname',
    'associatedcompany',
    'primaryassociatedcompany',
    'account',
    'company',
    'companyname',
    'associatedcompanyids',
    'accountid',
  ],
  contactCount: [
    'numberofassociatedcontacts',
    'numassociatedcontacts',
    'contactcount',
    'contacts',
    'numberofcontacts',
  ],
  nextStep: ['nextstep', 'hsnextstep'],
  closeDate: ['closedate', 'propertyclosedate', 'closingdate', 'expectedclosedate'],
  createdAt: ['createddate', 'createdate', 'createdat', 'created', 'propertycreatedate', 'engagedate'],
  lastStageChangeAt: [
    'laststagechangedate',
    'laststagechangeat',
    'laststagechange',
    'hsv2dateenteredcurrentstage',
    'dateenteredcurrentstage',
    'stageenteredat',
  ],
  lastActivityAt: [
    'lastactivitydate',
    'lastactivityat',
    'lastactivity',
    'noteslastupdated',
    'lastcontacted',
    'noteslastcontacted',
  ],
  nextActivityAt: ['nextactivitydate', 'nextactivityat', 'nextactivity', 'notesnextactivitydate'],
  url: ['url', 'link', 'recordurl', 'dealurl'],
  isOwnerActive: [
    'isowneractive',
    'owneractive',
    'ownerisactive',
    'dealowneractive',
    'opportunityowneractive',
  ],
  isStageActive: ['isstageactive', 'stageactive', 'stageisactive', 'dealstageactive'],
  pushCount: ['pushcount', 'closedatepushes', 'closedatepushcount', 'timespushed'],
  hasOverdueTask: ['hasoverduetask', 'overduetask'],
  nextStepChangedAt: ['nextstepchangedat', 'nextstepchangedate', 'nextstepupdatedat', 'hsnextstepupdatedat'],
  stageProbability: ['stageprobability', 'defaultprobability', 'stagedefaultprobability'],
  isClosed: ['isclosed', 'closed', 'hsisclosed', 'isdealclosed'],
  isWon: ['iswon', 'won', 'hsisclosedwon', 'isclosedwon'],
}

/** Lower case, letters and digits only: `Close Date`, `close_date` and `CloseDate` are one; "(%)" and the like fall away. */
export function normalised(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}
