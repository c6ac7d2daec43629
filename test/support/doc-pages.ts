import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {root} from './program.js'

/** README.md and the pages of docs/ that people write, by path; those that are made from the program have tests of their own. */
export const docPages: readonly {path: string; text: string}[] = [
  'README.md',
  ...readdirSync(join(root, 'docs'), {recursive: true, encoding: 'utf8'})
    .filter(name => name.endsWith('.md') && !/^(rules|reference)\//.test(name))
    .map(name => `docs/${name}`)
    .sort(),
].map(path => ({path, text: readFileSync(join(root, path), 'utf8')}))
