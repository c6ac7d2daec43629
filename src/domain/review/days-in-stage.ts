import type {JudgeContext} from '../rules/rule.js'
import type {Deal} from './deal.js'

/** Since the last change of its stage, else since its creation: a deal that never changed it. Null where neither date is known. */
export function daysInStage(
  {lastStageChangeAt, createdAt}: Pick<Deal, 'lastStageChangeAt' | 'createdAt'>,
  {daysSince}: Pick<JudgeContext, 'daysSince'>,
): number | null {
  const since = lastStageChangeAt ?? createdAt
  return since === null ? null : daysSince(since)
}
