import Papa from 'papaparse'

/** The rows of a small CSV text, whatever separates its columns, by the names in its first line. Throws for a text that is no table. */
export function csvRecords(text: string): Readonly<Record<string, string>>[] {
  const {data, errors} = Papa.parse<Record<string, string>>(text, {
    header: true,
    skipEmptyLines: 'greedy',
    transformHeader: name => name.replace(/^\ufeff/, '').trim(),
  })
  // Of one column only: nothing separates what there is.
  const fault = errors.find(({type}) => type !== 'Delimiter')
  if (fault) throw new Error(`row ${(fault.row ?? 0) + 1}: ${fault.message.toLowerCase()}`)
  // Names of the object's own: a header may be "constructor".
  return data.map(row => Object.assign(Object.create(null), row))
}
