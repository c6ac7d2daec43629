import {scheduleDefaults} from '../../app/add-scheduled-review.js'
import type {Config} from '../../config/load-config.js'
import {durationText} from '../inputs.js'

/**
 * What holds where a review of the file does not say it, by key. The zone is always said, as it is another one on another machine, and so
 * are the rules where the configuration of this one has its own.
 */
export function reviewDefaults({ruleset}: Pick<Config, 'ruleset'>): Readonly<Record<string, string>> {
  const {catchUp, catchUpWindowMs, overlap, splayMs, timeoutMs, maxRetries} = scheduleDefaults
  return {
    catchUp,
    catchUpWindow: durationText(catchUpWindowMs),
    overlap,
    splay: durationText(splayMs),
    timeout: durationText(timeoutMs),
    maxRetries: String(maxRetries),
    ...(ruleset.value === 'recommended' && {rules: ruleset.value}),
  }
}
