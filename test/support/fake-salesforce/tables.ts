/** A record; fields of a parent stand in an object under the name of the relationship, as `Owner: {Name: 'Ann'}`. */
export type Row = {Id: string; [field: string]: unknown}

export type FakeField = {
  type: string
  custom?: boolean
  calculated?: boolean
  filterable?: boolean
  length?: number
  relationshipName?: string
  referenceTo?: readonly string[]
}

/** One object of the org: fields that the user may see, and the records. */
export type Table = {fields: Record<string, FakeField>; rows: Row[]}

export type Tables = Record<string, Table>

const text: FakeField = {type: 'string', length: 255}
const flag: FakeField = {type: 'boolean'}
const day: FakeField = {type: 'date'}
const instant: FakeField = {type: 'datetime'}
const id: FakeField = {type: 'id'}

function lookup(relationshipName: string, ...referenceTo: string[]): FakeField {
  return {type: 'reference', relationshipName, referenceTo}
}

/** The objects of a new org with one currency, without records. */
export function standardTables(): Tables {
  const table = (fields: Record<string, FakeField>): Table => ({fields: {Id: id, ...fields}, rows: []})
  return {
    Opportunity: table({
      Name: text,
      AccountId: lookup('Account', 'Account'),
      OwnerId: lookup('Owner', 'User'),
      RecordTypeId: lookup('RecordType', 'RecordType'),
      StageName: {type: 'picklist', length: 255},
      Amount: {type: 'currency'},
      Probability: {type: 'percent'},
      CloseDate: day,
      NextStep: text,
      Description: {type: 'textarea', length: 32_000, filterable: false},
      Type: {type: 'picklist', length: 255},
      IsClosed: flag,
      IsWon: flag,
      IsDeleted: flag,
      ForecastCategory: {type: 'picklist', length: 40},
      ForecastCategoryName: {type: 'picklist', length: 255},
      CreatedDate: instant,
      SystemModstamp: instant,
      LastActivityDate: day,
      LastStageChangeDate: instant,
      HasOverdueTask: {type: 'boolean', filterable: false},
      HasOpenActivity: {type: 'boolean', filterable: false},
      PushCount: {type: 'int'},
      Region__c: {type: 'string', length: 40, custom: true},
      Score__c: {type: 'double', custom: true},
    }),
    OpportunityStage: table({
      MasterLabel: text,
      ApiName: text,
      IsActive: flag,
      SortOrder: {type: 'int'},
      DefaultProbability: {type: 'percent'},
      IsClosed: flag,
      IsWon: flag,
    }),
    OpportunityContactRole: table({
      OpportunityId: lookup('Opportunity', 'Opportunity'),
      ContactId: lookup('Contact', 'Contact'),
      Role: {type: 'picklist', length: 40},
      IsPrimary: flag,
    }),
    OpportunityHistory: table({
      OpportunityId: lookup('Opportunity', 'Opportunity'),
      StageName: text,
      CloseDate: day,
      CreatedDate: instant,
    }),
    // Of fields that the org tracks.
    OpportunityFieldHistory: table({
      OpportunityId: lookup('Opportunity', 'Opportunity'),
      Field: {type: 'picklist', length: 40},
      CreatedDate: instant,
    }),
    Task: table({
      WhatId: lookup('What', 'Opportunity', 'Account'),
      ActivityDate: day,
      IsClosed: flag,
    }),
    Event: table({
      WhatId: lookup('What', 'Opportunity', 'Account'),
      ActivityDate: day,
      ActivityDateTime: instant,
      EndDateTime: instant,
    }),
    Organization: table({
      Name: text,
      IsSandbox: flag,
      TimeZoneSidKey: text,
      FiscalYearStartMonth: {type: 'int'},
    }),
    User: table({
      Name: text,
      Username: text,
      Email: {type: 'email', length: 128},
      IsActive: flag,
      DefaultCurrencyIsoCode: text,
    }),
    Account: table({Name: text}),
    RecordType: table({Name: text}),
    Contact: table({Name: text}),
  }
}

/** The `n`th id of a kind: 15 characters and the 3 that make it safe where case is lost. */
export function anId(prefix: string, n: number): string {
  const short = `${prefix}${n.toString().padStart(12, '0')}`
  return `${short}${[0, 5, 10].map(at => suffixOf(short.slice(at, at + 5))).join('')}`
}

function suffixOf(five: string): string {
  const bits = [...five].reduce((sum, letter, at) => sum + (/[A-Z]/.test(letter) ? 1 << at : 0), 0)
  return 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'[bits]!
}

/** An open opportunity, changed by what a case is about. */
export function anOpportunity(n: number, changes: Record<string, unknown> = {}): Row {
  return {
    Id: anId('006', n),
    Name: `Deal ${n}`,
    AccountId: anId('001', n),
    Account: {Name: `Account ${n}`},
    OwnerId: anId('005', 1),
    Owner: {Name: 'Ann Able', IsActive: true},
    RecordTypeId: null,
    RecordType: null,
    StageName: 'Qualification',
    Amount: 1000 + n,
    Probability: 10,
    CloseDate: '2026-12-31',
    NextStep: 'Call',
    Description: null,
    Type: null,
    IsClosed: false,
    IsWon: false,
    IsDeleted: false,
    ForecastCategory: 'Pipeline',
    ForecastCategoryName: 'Pipeline',
    CreatedDate: '2026-09-01T08:00:00.000+0000',
    SystemModstamp: '2026-11-01T08:00:00.000+0000',
    LastActivityDate: '2026-11-20',
    LastStageChangeDate: '2026-10-01T09:30:00.000+0000',
    HasOpenActivity: false,
    HasOverdueTask: false,
    PushCount: 0,
    Region__c: null,
    Score__c: null,
    ...changes,
  }
}

/** The same, closed. */
export function aClosedOpportunity(n: number, changes: Record<string, unknown> = {}): Row {
  return anOpportunity(n, {
    IsClosed: true,
    IsWon: true,
    StageName: 'Closed Won',
    Probability: 100,
    ForecastCategory: 'Closed',
    ForecastCategoryName: 'Closed',
    CloseDate: '2026-10-15',
    ...changes,
  })
}
