import {createConfiguration as associationConfiguration} from '@hubspot/api-client/lib/codegen/crm/associations/v4/configuration.js'
import {wrapHttpLibrary as associationLibrary} from '@hubspot/api-client/lib/codegen/crm/associations/v4/http/http.js'
import type {PublicAssociationMultiWithLabel} from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/PublicAssociationMultiWithLabel.js'
import {PromiseBatchApi as AssociationBatchApi} from '@hubspot/api-client/lib/codegen/crm/associations/v4/types/PromiseAPI.js'
import {createConfiguration as objectConfiguration} from '@hubspot/api-client/lib/codegen/crm/objects/configuration.js'
import {wrapHttpLibrary as objectLibrary} from '@hubspot/api-client/lib/codegen/crm/objects/http/http.js'
import type {FilterOperatorEnum} from '@hubspot/api-client/lib/codegen/crm/objects/models/Filter.js'
import {PublicObjectSearchRequest} from '@hubspot/api-client/lib/codegen/crm/objects/models/PublicObjectSearchRequest.js'
import type {SimplePublicObject} from '@hubspot/api-client/lib/codegen/crm/objects/models/SimplePublicObject.js'
import {
  PromiseBatchApi,
  PromiseSearchApi,
} from '@hubspot/api-client/lib/codegen/crm/objects/types/PromiseAPI.js'
import {createConfiguration as ownerConfiguration} from '@hubspot/api-client/lib/codegen/crm/owners/configuration.js'
import {wrapHttpLibrary as ownerLibrary} from '@hubspot/api-client/lib/codegen/crm/owners/http/http.js'
import type {PublicOwner} from '@hubspot/api-client/lib/codegen/crm/owners/models/PublicOwner.js'
import {PromiseOwnersApi} from '@hubspot/api-client/lib/codegen/crm/owners/types/PromiseAPI.js'
import {createConfiguration as pipelineConfiguration} from '@hubspot/api-client/lib/codegen/crm/pipelines/configuration.js'
import {wrapHttpLibrary as pipelineLibrary} from '@hubspot/api-client/lib/codegen/crm/pipelines/http/http.js'
import type {Pipeline} from '@hubspot/api-client/lib/codegen/crm/pipelines/models/Pipeline.js'
import {PromisePipelinesApi} from '@hubspot/api-client/lib/codegen/crm/pipelines/types/PromiseAPI.js'
import {createConfiguration as propertyConfiguration} from '@hubspot/api-client/lib/codegen/crm/properties/configuration.js'
import {wrapHttpLibrary as propertyLibrary} from '@hubspot/api-client/lib/codegen/crm/properties/http/http.js'
import type {Property} from '@hubspot/api-client/lib/codegen/crm/properties/models/Property.js'
import {PromiseCoreApi} from '@hubspot/api-client/lib/codegen/crm/properties/types/PromiseAPI.js'
import {absentIds, hasErrors, notWhole} from './batch-errors.js'
import type {CheckedSender} from './checked-sender.js'
import type {SearchFilter, SearchRequest} from './search-request.js'

/** A deal or company as HubSpot gives it. */
export type HubspotRecord = Pick<SimplePublicObject, 'id' | 'properties' | 'propertiesWithHistory'>

/** `after` leads to the next page; null on the last one. */
export type SearchPage = {total: number; records: HubspotRecord[]; after: string | null}

/** `missing` are ids that HubSpot says it does not have (any more). */
type ReadRecords = {records: HubspotRecord[]; missing: ReadonlySet<string>}

/** Ids linked to each of the ids asked for; one that has none is left out. */
type Links = ReadonlyMap<string, readonly {id: string; isPrimary: boolean; labels: readonly string[]}[]>

/** HubSpot's own label of a deal's first company. */
const primaryCompanyTypeId = 5

/**
 * The calls of HubSpot's client that are used. Each of its folders is set up by itself: its `Client` would carry limits and retries that
 * belong to the whole process.
 */
export class HubspotApi {
  readonly #search: PromiseSearchApi
  readonly #batch: PromiseBatchApi
  readonly #owners: PromiseOwnersApi
  readonly #pipelines: PromisePipelinesApi
  readonly #properties: PromiseCoreApi
  readonly #associations: AssociationBatchApi
  readonly #label: string

  constructor(send: CheckedSender, label: string) {
    this.#label = label
    const objects = objectConfiguration({httpApi: objectLibrary({send}), authMethods: {}})
    this.#search = new PromiseSearchApi(objects)
    this.#batch = new PromiseBatchApi(objects)
    this.#owners = new PromiseOwnersApi(ownerConfiguration({httpApi: ownerLibrary({send}), authMethods: {}}))
    this.#pipelines = new PromisePipelinesApi(
      pipelineConfiguration({httpApi: pipelineLibrary({send}), authMethods: {}}),
    )
    this.#properties = new PromiseCoreApi(
      propertyConfiguration({httpApi: propertyLibrary({send}), authMethods: {}}),
    )
    this.#associations = new AssociationBatchApi(
      associationConfiguration({httpApi: associationLibrary({send}), authMethods: {}}),
    )
  }

  async properties(): Promise<Property[]> {
    return (await this.#properties.getAll('deals')).results
  }

  /** Stages and pipelines that were archived come with them, marked. */
  async pipelines(): Promise<Pipeline[]> {
    return (await this.#pipelines.getAll('deals')).results
  }

  async owners(page: {isArchived: boolean; after: string | undefined}): Promise<{
    owners: PublicOwner[]
    after: string | undefined
  }> {
    const {results, paging} = await this.#owners.getPage(undefined, page.after, 100, page.isArchived)
    return {owners: results, after: paging?.next?.after}
  }

  async searchDeals(request: SearchRequest): Promise<SearchPage> {
    const [{filters}] = request.filterGroups
    // Assigned, because the client's type has texts for `sorts`, where HubSpot documents objects and the client passes them on.
    const typed = Object.assign(new PublicObjectSearchRequest(), {
      ...request,
      filterGroups: [{filters: filters.map(withOperator)}],
    })
    const {total, results, paging} = await this.#search.doSearch('deals', typed)
    return {total, records: results, after: paging?.next?.after ?? null}
  }

  async read(
    objectType: 'deals' | 'companies',
    ids: readonly string[],
    wanted: {properties: string[]; propertiesWithHistory: string[]},
  ): Promise<ReadRecords> {
    const answer = await this.#batch.read(objectType, {...wanted, inputs: ids.map(id => ({id}))})
    return {records: answer.results, missing: absentIds(answer, `${objectType} of ${this.#label}`)}
  }

  /** Throws `incomplete` for an answer with an error, unless that says which of the ids have no links and the others are there. */
  async links(to: 'companies' | 'contacts', ids: readonly string[]): Promise<Links> {
    const answer = await this.#associations.getPage('deals', to, {inputs: ids.map(id => ({id}))})
    const wanted = `${to} of the deals of ${this.#label}`
    const links = linksIn(answer.results)
    const absent = absentIds(answer, wanted)
    const lost = ids.find(id => !links.has(id) && !absent.has(id))
    if (lost !== undefined && hasErrors(answer)) throw notWhole(wanted, `no word of deal "${lost}"`)
    return links
  }
}

function linksIn(results: readonly PublicAssociationMultiWithLabel[]): Links {
  return new Map(
    results.map(({_from, to}) => [
      _from.id,
      to.map(({toObjectId, associationTypes}) => ({
        id: String(toObjectId),
        isPrimary: associationTypes.some(({typeId}) => typeId === primaryCompanyTypeId),
        labels: associationTypes.flatMap(({label}) => label || []),
      })),
    ]),
  )
}

function withOperator({operator, ...filter}: SearchFilter) {
  return {...filter, operator: operator as FilterOperatorEnum}
}
