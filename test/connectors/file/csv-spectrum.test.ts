import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {csvBlocks} from '../../../src/connectors/file/csv-blocks.js'

const data = process.env.REVSCHED_TEST_DATA
const folder = data ? join(data, 'data/csv-spectrum') : ''
/** Its JSON has another telephone number than its CSV, and is one object instead of a list. */
const unequal = 'location_coordinates'
const names = data
  ? readdirSync(join(folder, 'csvs'))
      .map(name => name.replace('.csv', ''))
      .filter(name => name !== unequal)
  : ['(none)']

/** Records by the names of their columns, as the JSON beside each file has them. */
async function recordsIn(name: string): Promise<Record<string, string>[]> {
  const bytes = readFileSync(join(folder, 'csvs', `${name}.csv`))
  const rows: string[][] = []
  for await (const block of csvBlocks(chunkOf(bytes), ','))
    for (let row = 0; row < block.rows; row++) rows.push(block.rowOf(row))
  const [header = [], ...others] = rows
  return others.map(row => Object.fromEntries(header.map((column, index) => [column, row[index]!])))
}

async function* chunkOf(bytes: Buffer): AsyncIterable<Buffer> {
  yield bytes
}

/** A line break within quotes is LF for us, whatever it was. */
function withLf(records: Record<string, string>[]): Record<string, string>[] {
  return JSON.parse(JSON.stringify(records).replaceAll('\\r\\n', '\\n'))
}

describe.skipIf(!data)('the files of csv-spectrum, the collection of what a CSV reader must read', () => {
  it.each(names)('%s', async name => {
    const expected = JSON.parse(readFileSync(join(folder, 'json', `${name}.json`), 'utf8'))
    expect(await recordsIn(name)).toEqual(withLf(expected))
  })
})
