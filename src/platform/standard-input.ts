import {mostTextBytes} from './read-text.js'

/** All of standard input, as text; throws for more than 1 MB, which is another file by mistake. */
export async function readStandardInput(stdin: NodeJS.ReadStream): Promise<string> {
  let text = ''
  for await (const chunk of stdin.setEncoding('utf8')) {
    text += chunk
    if (text.length > mostTextBytes) throw new Error('it is larger than 1 MB')
  }
  return text
}
