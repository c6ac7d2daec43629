import type {Pipeline} from '@hubspot/api-client/lib/codegen/crm/pipelines/models/Pipeline.js'
import {RevschedError} from '../../domain/errors.js'
import type {CrmCalls} from '../crm/crm-calls.js'
import type {HubspotApi} from './api.js'
import {readAnswer} from './checked-sender.js'
import {type Account, accountShape} from './shapes.js'
import {isTimeZone} from './zone-dates.js'

type Stage = {
  label: string
  isClosed: boolean
  /** False for a stage that was archived, alone or with its pipeline. */
  isActive: boolean
  /** 0-1; null where HubSpot gives none. */
  probability: number | null
}

/** A property of the account's deals. */
type PortalProperty = {name: string; label: string; isOwn: boolean; isHidden: boolean}

/** What an account's deals refer to. */
export type Portal = {
  id: number
  uiDomain: string
  /** Days of close dates are those of this zone. */
  timeZone: string
  currency: string
  /** Amounts are in more than one currency. */
  hasCurrencies: boolean
  properties: ReadonlyMap<string, PortalProperty>
  /** Labels by id. */
  pipelines: ReadonlyMap<string, string>
  stages: ReadonlyMap<string, Stage>
  /** Labels of open stages in use, from first to last, a list for each pipeline. */
  stageOrders: readonly (readonly string[])[]
  /** Names by id, of people who left as well. */
  owners: ReadonlyMap<string, string>
  /** By id, of those who have one. */
  ownerEmails: ReadonlyMap<string, string>
  /** Ids of those who have not left. */
  activeOwners: ReadonlySet<string>
  warnings: readonly string[]
}

/** Without these no search finds open deals, or shows that it found all. */
const essential = ['hs_object_id', 'hs_is_closed', 'dealstage']

/** `timeZone` is taken where the account's own is unknown to this computer. */
export async function readAccount(
  calls: CrmCalls,
  label: string,
  timeZone: string,
): Promise<{account: Account; warnings: string[]}> {
  const account = accountShape.parse(await readAnswer(calls, 'account', label))
  if (isTimeZone(account.timeZone)) return {account, warnings: []}
  return {
    account: {...account, timeZone},
    warnings: [
      `the account's time zone "${account.timeZone.slice(0, 40)}" is unknown here; close dates are read in ${timeZone}`,
    ],
  }
}

export async function readPortal(
  api: HubspotApi,
  {account, warnings}: {account: Account; warnings: readonly string[]},
  label: string,
): Promise<Portal> {
  const properties = new Map(
    (await api.properties()).map(({name, label, hidden, hubspotDefined}) => [
      name,
      {name, label, isOwn: hubspotDefined !== true, isHidden: hidden === true},
    ]),
  )
  const absent = essential.find(name => !properties.has(name))
  if (absent)
    throw new RevschedError(
      'schema',
      `${label} has no property "${absent}", without which open deals cannot be told`,
      {
        hint: 'give the key or app the scope crm.schemas.deals.read',
      },
    )
  const pipelines = await api.pipelines()
  const stages = pipelines.flatMap(pipeline =>
    pipeline.stages.map(stage => [stage.id, stageOf(pipeline, stage)] as const),
  )
  return {
    id: account.portalId,
    uiDomain: account.uiDomain,
    timeZone: account.timeZone,
    currency: account.companyCurrency,
    hasCurrencies: (account.additionalCurrencies ?? []).some(
      currency => currency !== account.companyCurrency,
    ),
    properties,
    pipelines: new Map(pipelines.map(({id, label}) => [id, label])),
    stages: new Map(stages),
    stageOrders: pipelines.map(stageOrderOf),
    ...(properties.has('hubspot_owner_id')
      ? await readOwners(api, label)
      : {owners: new Map(), ownerEmails: new Map(), activeOwners: new Set()}),
    warnings,
  }
}

function stageOrderOf({stages}: Pipeline): readonly string[] {
  return stages
    .filter(({archived, metadata}) => !archived && metadata?.isClosed !== 'true')
    .sort((a, b) => a.displayOrder - b.displayOrder)
    .map(({label}) => label)
}

/** The values of `metadata` are texts: `"false"`, `"0.4"`. */
function stageOf(
  pipeline: Pick<Pipeline, 'archived'>,
  {label, archived, metadata = {}}: Pipeline['stages'][number],
): Stage {
  const probability = Number.parseFloat(metadata.probability ?? '')
  return {
    label,
    isClosed: metadata.isClosed === 'true',
    isActive: !archived && !pipeline.archived,
    probability: probability >= 0 && probability <= 1 ? probability : null,
  }
}

async function readOwners(
  api: HubspotApi,
  label: string,
): Promise<Pick<Portal, 'owners' | 'ownerEmails' | 'activeOwners'>> {
  const names = new Map<string, string>()
  const emails = new Map<string, string>()
  const active = new Set<string>()
  for (const isArchived of [true, false]) {
    const cursors = new Set<string>()
    let after: string | undefined
    do {
      const page = await api.owners({isArchived, after})
      for (const {id, firstName, lastName, email} of page.owners) {
        names.set(id, [firstName, lastName].filter(Boolean).join(' ').trim() || email || id)
        if (email) emails.set(id, email)
        if (!isArchived) active.add(id)
      }
      after = page.after
      if (after !== undefined && (cursors.has(after) || page.owners.length === 0))
        throw new RevschedError('incomplete', `${label} gave the same page of owners again`, {
          hint: 'the run is tried again; nothing is scored from a part of the pipeline',
          canPass: true,
        })
      if (after !== undefined) cursors.add(after)
    } while (after !== undefined)
  }
  return {owners: names, ownerEmails: emails, activeOwners: active}
}
