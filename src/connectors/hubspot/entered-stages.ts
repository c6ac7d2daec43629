import type {StageEntry} from '../../domain/review/deal-history.js'
import type {Portal} from './portal.js'
import type {PropertyValues} from './values.js'

/** A property that tells when a deal last came into a stage. */
export type EnteredStage = {property: string; stageId: string}

const prefix = 'hs_v2_date_entered_'

/**
 * The properties of all stages that lead to a win, which HubSpot computes for accounts of Professional and Enterprise. Null where one in
 * use has none: a deal would seem to have passed it by.
 */
export function enteredStages({
  properties,
  stages,
}: Pick<Portal, 'properties' | 'stages'>): EnteredStage[] | null {
  const found: EnteredStage[] = []
  for (const [stageId, {isClosed, isActive, probability}] of stages) {
    if (isClosed && probability !== 1) continue
    const property = propertyOf(stageId, properties)
    if (property !== null) found.push({property, stageId})
    else if (isActive) return null
  }
  return found
}

/** The id is part of the name; one with other signs than letters and digits has a number behind, as `..._0a1b_2c3d_1526637184`. */
function propertyOf(stageId: string, properties: Portal['properties']): string | null {
  const plain = prefix + stageId.toLowerCase().replace(/\W/g, '_')
  if (properties.has(plain)) return plain
  if (/^\w*$/.test(stageId)) return null
  const isOfStage = (name: string) =>
    name.startsWith(`${plain}_`) && /^\d+$/.test(name.slice(plain.length + 1))
  return [...properties.keys()].find(isOfStage) ?? null
}

/** Oldest first: a stage that a deal came back to has only its last time. Throws `WrongValue`. */
export function stagesEntered(
  values: PropertyValues,
  entered: readonly EnteredStage[],
  labelOf: (stageId: string) => string,
): readonly StageEntry[] {
  const entries = entered.flatMap(({property, stageId}) => {
    const at = values.instant(property)
    return at === null ? [] : [{stage: labelOf(stageId), at}]
  })
  return entries.sort((a, b) => a.at.getTime() - b.at.getTime())
}
