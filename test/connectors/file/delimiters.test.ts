import {describe, expect, it} from 'vitest'
import {delimiterOf} from '../../../src/connectors/file/csv-blocks.js'

const row = (width: number, delimiter: string) => Array.from({length: width}, () => 'xyz').join(delimiter)
const rows = (count: number, width: number) => Array.from({length: count}, () => row(width, ';')).join('\n')

describe('the separator of a file is the one that splits its first rows evenly', () => {
  it.each([
    {name: 'rows of a few letters', sample: 'a;b\n1,5;2,5\n', delimiter: ';'},
    {name: 'a header alone', sample: 'a|b|c', delimiter: '|'},
    {name: 'one column', sample: 'a\n1\n2\n', delimiter: ','},
    // The first 4,096 letters are looked at first: they hold all of six rows, five and a half, and no whole one.
    {name: 'many short rows', sample: rows(200, 10), delimiter: ';'},
    {name: 'rows of 700 letters', sample: rows(8, 175), delimiter: ';'},
    {name: 'a header of 10,000 letters', sample: rows(3, 2500), delimiter: ';'},
    {name: 'a quoted field that is longer', sample: `"${'x,\n'.repeat(2000)}";b\n1;2\n`, delimiter: ';'},
    {name: 'lines that end with CR alone', sample: rows(200, 10).replaceAll('\n', '\r'), delimiter: ';'},
  ])('$name', ({sample, delimiter}) => expect(delimiterOf(sample)).toBe(delimiter))
})
