// The very review that revsched makes of a file, for peers that call it: rules, findings, score and the packed document.
import {accessWhenUsed} from '../../src/app/access-when-used.js'
import {fileConnector} from '../../src/connectors/file/connector.js'
import {executeReview, sourceOf} from '../../src/worker/execute-review.js'

const rules = {name: 'recommended', file: {extends: ['revsched:recommended']}}

export async function wholeReview(path: string): Promise<{score: number | null; document: string}> {
  const connection = {kind: 'file', settings: {path}} as const
  const task = {
    connection,
    label: 'file',
    stageOrder: null,
    rules,
    asOf: new Date(),
    timeZone: 'UTC',
    filter: null,
  }
  const hooks = {
    signal: new AbortController().signal,
    previous: async () => null,
    access: accessWhenUsed(never),
  }
  const source = sourceOf(fileConnector, task, {http: never, access: hooks.access})
  const {summary, document} = await executeReview(source, task, hooks)
  return {score: summary.score, document: Buffer.from(document).toString('base64')}
}

function never(): never {
  throw new Error('a file was taken for a CRM')
}
