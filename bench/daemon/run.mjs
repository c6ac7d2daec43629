// The daemon under load, `npm run bench:daemon [herd|many|light|empty]`. Nothing here fails on a slow machine; it prints what was
// measured beside what is promised.
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {empty} from './empty.mjs'
import {herd} from './herd.mjs'
import {light} from './light.mjs'
import {many} from './many.mjs'

const parts = {herd, many, light, empty}
const wanted = process.argv.slice(2)
const work = mkdtempSync(join(tmpdir(), 'revsched-bench-'))

try {
  for (const [name, measure] of Object.entries(parts))
    if (wanted.length === 0 || wanted.includes(name)) await measure(work)
} finally {
  rmSync(work, {recursive: true, force: true})
}
