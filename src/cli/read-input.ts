import {RevschedError} from '../domain/errors.js'
import type {Host} from './context.js'

/** The text of a file of at most 1 MB; `-` is standard input. Throws `config` with what is wrong with it. */
export async function readInput(
  host: Pick<Host, 'readText' | 'readStandardInput'>,
  path: string,
): Promise<string> {
  try {
    return await (path === '-' ? host.readStandardInput() : host.readText(path))
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException
    const [problem, hint] =
      code === 'ENOENT'
        ? [`there is no file "${path}"`, 'look at the path; "-" reads standard input']
        : [
            `cannot read ${path === '-' ? 'standard input' : `"${path}"`}: ${message}`,
            'give a text file of at most 1 MB',
          ]
    throw new RevschedError('config', problem, {hint, cause: error})
  }
}
