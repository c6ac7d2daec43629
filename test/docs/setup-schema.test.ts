import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {parse} from 'yaml'
import * as z from 'zod'
import {setupSchema} from '../../src/cli/setup/setup-schema.js'
import {root} from '../support/program.js'

const path = join(root, 'docs/setup.schema.json')
const text = `${JSON.stringify(setupSchema(), null, 2)}\n`

if (process.env.UPDATE_DOCS === '1') writeFileSync(path, text)

const schema = z.fromJSONSchema(JSON.parse(text))

/** What an editor finds wrong, by the place of the first. */
const problemOf = (file: unknown) => schema.safeParse(file).error?.issues[0]?.path.join('.') ?? null

const page = readFileSync(join(root, 'docs/configuration-as-code.md'), 'utf8')

describe('the schema of setup files', () => {
  it('is in docs as the flags say (UPDATE_DOCS=1 writes it)', () =>
    expect(readFileSync(path, 'utf8')).toBe(text))

  it.each<[name: string, file: string]>([
    ['the example', readFileSync(join(root, 'examples/reviews.yaml'), 'utf8')],
    ['the example of the page', /```yaml\n(version[\s\S]*?)```/.exec(page)![1]!],
    ['no more than a version', 'version: 1'],
    ['sections whose lines are commented out', 'version: 1\nconnections:\nchannels:\nreviews:'],
    [
      'numbers, switches, lists and maps',
      'version: 1\nconnections: {a: {kind: file, path: x, map: {amount: Sum, owner: null}, fiscalYearStart: 2, wonStage: Won}}\nchannels: {b: {kind: email, port: 25, to: [a@b.c], allowPrivateAddress: true, secret: {file: password.txt}}}',
    ],
    [
      'JSON',
      '{"version": 1, "reviews": {"a": {"connection": "x", "schedule": "0 6 * * 1", "paused": true}}}',
    ],
  ])('takes %s', (_, file) => expect(problemOf(parse(file))).toBe(null))

  it.each<[name: string, file: string]>([
    ['no version', 'reviews: {}'],
    ['another version', 'version: 2'],
    ['another section', 'version: 1\nrules: {}'],
    ['a connection of no kind', 'version: 1\nconnections: {a: {path: x}}'],
    ['a setting of another kind', 'version: 1\nconnections: {a: {kind: file, org: x}}'],
    ['a setting with a slip in it', 'version: 1\nreviews: {a: {connection: x, schedule: y, catchup: none}}'],
    ['a choice that there is not', 'version: 1\nreviews: {a: {connection: x, schedule: y, catchUp: some}}'],
    ['a time without its unit', 'version: 1\nreviews: {a: {connection: x, schedule: y, timeout: 10}}'],
    ['a review without a schedule', 'version: 1\nreviews: {a: {connection: x}}'],
    ['a secret as it is', 'version: 1\nconnections: {a: {kind: hubspot, secret: pat-eu1}}'],
  ])('refuses %s', (_, file) => expect(problemOf(parse(file))).not.toBe(null))
})
