import {createHash} from 'node:crypto'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {fileConnector} from '../../../src/connectors/file/connector.js'
import {dealSourceContract, type SourceContent, type SourceUnderTest} from '../../contracts/deal-source.js'
import {handlesOn} from '../../support/open-handles.js'

type Form = {
  name: string
  contentOf(content: SourceContent): string | Uint8Array
}

type Row = [id: string, name: string, closeDate: string]

/** Names that do not shrink: what is read before the restart must be large when it is gzipped, too. */
const nameOf = (row: number) => createHash('sha256').update(`${row}`).digest('base64')

const many: Row[] = Array.from({length: 20_000}, (_, row) => [`${row}`, nameOf(row), '2026-03-04'])

const rowsOf: Readonly<Record<SourceContent, Row[]>> = {
  some: [...many.slice(0, 3), ['', 'no id', '2026-03-04'], ...many.slice(3, 5)],
  many,
  none: [],
  cut: many,
  // Nothing before the last row says in which order day and month stand.
  restarting: [...many.slice(1), ['last', 'Last', '25/12/2026']],
}

function csv(content: SourceContent): string {
  return `id,name,close_date\n${rowsOf[content].map(row => `${row.join(',')}\n`).join('')}`
}

const forms: Form[] = [
  {name: 'deals.csv', contentOf: content => (content === 'cut' ? `${csv('cut')}last,"cut` : csv(content))},
  {
    name: 'deals.csv.gz',
    contentOf: content => (content === 'cut' ? gzipSync(csv('cut')).subarray(0, -9) : gzipSync(csv(content))),
  },
  {
    name: 'deals.utf16.csv',
    contentOf: content => {
      const bytes = Buffer.from(`\ufeff${csv(content)}`, 'utf16le')
      return content === 'cut' ? bytes.subarray(0, -1) : bytes
    },
  },
]

async function fileSource({name, contentOf}: Form, content: SourceContent): Promise<SourceUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'revsched-contract-'))
  const path = join(folder, name)
  await writeFile(path, contentOf(content))
  const settings = {path, maxRefusedShare: 0.2}
  return {
    source: fileConnector.open(settings, {timeZone: 'UTC'}),
    openHandles: () => handlesOn(path),
    remove: () => rm(folder, {recursive: true}),
  }
}

for (const form of forms) dealSourceContract(form.name, content => fileSource(form, content))
