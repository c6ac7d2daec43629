import {RevschedError} from '../../domain/errors.js'

/** An answer to a batch: with `errors` about some of its ids where HubSpot has not found all that was asked for. */
type BatchAnswer = {
  results?: unknown
  numErrors?: number | undefined
  errors?: readonly BatchError[] | undefined
}

type BatchError = {
  category: string
  subCategory?: unknown
  context?: Readonly<Record<string, readonly string[]>> | undefined
}

/** E.g. the category `OBJECT_NOT_FOUND`, or the subcategory `crm.associations.NO_ASSOCIATIONS_FOUND`. */
const absence = /(^|\.)(OBJECT_NOT_FOUND|NO_ASSOCIATIONS_FOUND)$/

/**
 * Ids of which HubSpot says that it has nothing: the record is gone, or has no links. An error that means anything else throws
 * `incomplete`: what it is about may be there. `wanted` is what was asked for, in words.
 */
export function absentIds({errors = []}: BatchAnswer, wanted: string): Set<string> {
  const other = errors.find(
    ({category, subCategory}) => !absence.test(category) && !absence.test(String(subCategory)),
  )
  if (other) throw notWhole(wanted, /^[\w.]{1,60}$/.test(other.category) ? other.category : 'an error')
  // Under `ids` or `fromObjectId`, by the kind of batch; beside them are names of types, which are no ids.
  return new Set(errors.flatMap(({context = {}}) => Object.values(context).flat()))
}

/** Whether an answer says that it has not all, whatever its status. */
export function hasErrors({numErrors = 0, errors = []}: BatchAnswer): boolean {
  return numErrors > 0 || errors.length > 0
}

export function notWhole(wanted: string, why: string): RevschedError {
  return new RevschedError('incomplete', `${wanted} were not given in full: ${why}`, {
    hint: 'the run is tried again; nothing is scored from a part of the pipeline',
    canPass: true,
  })
}
