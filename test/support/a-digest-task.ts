import {defaultTemplate} from '../../src/domain/delivery/digest-template.js'
import type {DigestTask, Sending} from '../../src/domain/ports/channel-driver.js'
import type {Analysis} from '../../src/domain/review/analysis.js'
import {encodeAnalysis} from '../../src/domain/review/analysis-document.js'
import {aRun} from './a-run.js'
import {anAnalysis} from './an-analysis.js'

/** The sample review, for the kind of channel that `changes` says. */
export function aDigestTask({
  analysis = anAnalysis(),
  ...changes
}: Partial<DigestTask> & Pick<DigestTask, 'kind'> & {analysis?: Analysis}): DigestTask {
  return {
    settings: {},
    template: defaultTemplate,
    run: aRun(),
    document: encodeAnalysis(analysis),
    trends: [],
    owner: null,
    locale: null,
    isSample: false,
    ...changes,
  }
}

export function aSending(changes: Partial<Sending> = {}): Sending {
  const {id, reviewName, completedAt} = aRun()
  return {
    settings: {},
    secret: null,
    message: {},
    run: {id, reviewName, completedAt},
    recipient: null,
    key: '6f1b2c3d-0000-4000-8000-00000000d001',
    isRepeat: false,
    state: {},
    now: new Date('2025-04-01T12:00:05Z'),
    ...changes,
  }
}
