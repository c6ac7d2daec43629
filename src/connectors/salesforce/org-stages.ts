import {PageBudget} from '../crm/page-budget.js'
import {eachRow} from './query.js'
import type {Rest} from './rest.js'
import {soqlOf} from './soql.js'

/** What an org says of one of its stages. */
export type OrgStage = {
  isActive: boolean
  isClosed: boolean
  /** 0-1, which a deal in this stage has until somebody changes it; null where the org gives none. */
  probability: number | null
}

/** The org's stages by name, from first to last: those of all record types in one order, and those that are out of use. */
export async function orgStages(rest: Rest): Promise<ReadonlyMap<string, OrgStage>> {
  const soql = soqlOf({
    fields: ['Id', 'MasterLabel', 'ApiName', 'SortOrder', 'IsActive', 'IsClosed', 'DefaultProbability'],
    from: 'OpportunityStage',
    where: [],
  })
  const found: {name: string; order: number; stage: OrgStage}[] = []
  await eachRow({rest, budget: new PageBudget(rest.label), kinds: new Map()}, soql, {
    onRows(rows) {
      for (const {ApiName, MasterLabel, SortOrder, IsActive, IsClosed, DefaultProbability} of rows)
        found.push({
          // What an opportunity has as its stage.
          name: String(ApiName ?? MasterLabel),
          order: Number(SortOrder),
          stage: {
            isActive: IsActive === true,
            isClosed: IsClosed === true,
            probability: typeof DefaultProbability === 'number' ? DefaultProbability / 100 : null,
          },
        })
    },
  })
  found.sort((a, b) => a.order - b.order)
  return new Map(found.map(({name, stage}) => [name, stage]))
}

/** Names of the stages in use that are not closed, from first to last. */
export function openStageNames(stages: ReadonlyMap<string, OrgStage>): readonly string[] {
  return [...stages].filter(([, {isActive, isClosed}]) => isActive && !isClosed).map(([name]) => name)
}
