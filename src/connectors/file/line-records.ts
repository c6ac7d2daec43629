import {RevschedError} from '../../domain/errors.js'
import {BadValue} from './bad-value.js'
import {type JsonFault, jsonFault} from './json-fault.js'
import {flattened, isObject, type JsonRecord} from './json-record.js'

const maxLineLength = 4 * 1024 * 1024

/**
 * Records of NDJSON, and what is wrong with a line that is none: the lines around it can be read all the same. Throws where the
 * file ends within its last line, since nobody knows how many are missing.
 */
export async function* lineRecords(
  texts: AsyncIterable<string>,
  path: string,
): AsyncIterable<(JsonRecord | BadValue)[]> {
  let rest = ''
  let lineNumber = 0
  for await (const text of texts) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > maxLineLength) throw tooLong(path, lineNumber + lines.length + 1)
    yield lines.flatMap(line => {
      lineNumber++
      if (line.length > maxLineLength) throw tooLong(path, lineNumber)
      return recordOf(line, lineNumber, fault => fault)
    })
  }
  if (rest.length > maxLineLength) throw tooLong(path, lineNumber + 1)
  yield recordOf(rest, lineNumber + 1, fault => {
    if (fault.isCut) throw cutOff(path, lineNumber + 1)
    return fault
  })
}

/** None of an empty line; `judge` sees a fault before it is told. */
function recordOf(
  line: string,
  lineNumber: number,
  judge: (fault: JsonFault) => JsonFault,
): (JsonRecord | BadValue)[] {
  if (line.trim() === '') return []
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    const {reason} = judge(jsonFault(line))
    return [new BadValue(null, line, `line ${lineNumber} is not JSON: ${reason}`)]
  }
  if (isObject(value)) return [flattened(value)]
  return [
    new BadValue(null, line, `line ${lineNumber} is not a deal, as {"name": "Northwind", "amount": 1200}`),
  ]
}

function tooLong(path: string, lineNumber: number): RevschedError {
  return new RevschedError('source-failed', `line ${lineNumber} of "${path}" is longer than 4 MB`, {
    hint: 'NDJSON has one object on each line',
  })
}

function cutOff(path: string, lineNumber: number): RevschedError {
  return new RevschedError(
    'source-failed',
    `the file "${path}" is cut off: it ends within line ${lineNumber}`,
    {
      hint: 'export or copy the file again',
    },
  )
}
