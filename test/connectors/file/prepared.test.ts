import {appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {fileConnector} from '../../../src/connectors/file/connector.js'
import type {DealSource} from '../../../src/domain/ports/deal-source.js'
import {handlesOn} from '../../support/open-handles.js'
import {readSource} from '../../support/read-file.js'

const deals = 'id,name\n1,Acme\n2,Globex\n'

let folder = ''
let path = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revsched-prepared-'))
  path = join(folder, 'deals.csv')
  writeFileSync(path, deals)
})

afterEach(() => rmSync(folder, {recursive: true, force: true}))

async function prepared(): Promise<Required<DealSource>> {
  const source = fileConnector.open({path}, {timeZone: 'UTC'}) as Required<DealSource>
  source.prepare()
  await opened()
  return source
}

/** Time in which a file is opened and its first bytes are read. */
async function opened(): Promise<void> {
  for (let turn = 0; turn < 200 && handlesOn(path) === 0; turn++) await pause(1)
  await pause(20)
}

const namesIn = async (source: DealSource) => (await readSource(source)).deals.map(({name}) => name)

describe('a file that was prepared', () => {
  it.each<[string, () => void, string[]]>([
    ['as it is', () => undefined, ['Acme', 'Globex']],
    [
      'as it was opened, where another one has taken its name',
      () => {
        writeFileSync(join(folder, 'new.csv'), 'id,name\n3,Initech\n')
        renameSync(join(folder, 'new.csv'), path)
      },
      ['Acme', 'Globex'],
    ],
  ])('is read %s, and closed', async (_, change, names) => {
    const source = await prepared()
    change()
    expect(await namesIn(source)).toEqual(names)
    source.leave()
    expect(handlesOn(path)).toBe(0)
  })

  it('is not read when it was written to since', async () => {
    const source = await prepared()
    appendFileSync(path, '3,Initech\n')
    await expect(readSource(source)).rejects.toMatchObject({
      code: 'source-failed',
      message: expect.stringContaining('changed while it was read'),
    })
  })

  it('is closed when it is left', async () => {
    const source = await prepared()
    expect(handlesOn(path)).toBe(process.platform === 'linux' ? 1 : 0)
    source.leave()
    await pause(20)
    expect(handlesOn(path)).toBe(0)
  })

  it('is opened anew by the second read', async () => {
    const source = await prepared()
    await readSource(source)
    writeFileSync(path, 'id,name\n3,Initech\n')
    expect(await namesIn(source)).toEqual(['Initech'])
  })

  it('is opened when it is read, where that failed before', async () => {
    rmSync(path)
    const source = await prepared()
    await expect(readSource(source)).rejects.toMatchObject({code: 'source-failed'})
    source.prepare()
    await pause(20)
    writeFileSync(path, deals)
    expect(await namesIn(source)).toEqual(['Acme', 'Globex'])
    source.leave()
  })

  it('has settings that can be read', () => {
    const source = fileConnector.open({path: 7}, {timeZone: 'UTC', label: 'file "emea"'})
    expect(() => source.prepare!()).toThrowError(expect.objectContaining({code: 'config'}))
  })
})
