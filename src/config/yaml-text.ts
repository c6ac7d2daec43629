import {Document, isMap, isNode} from 'yaml'

type Comment = {path: readonly string[]; text: string}

type Wish = {
  /** Lines above all, without their `#`. */
  header: string
  /** Each stands behind the value that its path leads to. */
  comments: readonly Comment[]
}

/** Maps, lists, texts, numbers and switches as YAML 1.2: what could be read as something else than a text is in quotes. */
export function yamlText(content: Readonly<Record<string, unknown>>, {header, comments}: Wish): string {
  const document = new Document(content)
  document.commentBefore = header
  for (const {path, text} of comments) {
    const node = document.getIn(path, true)
    if (isNode(node)) node.comment = ` ${text.replace(/\s+/g, ' ')}`
  }
  // A line between the sections.
  if (isMap(document.contents))
    for (const {key} of document.contents.items.slice(1)) if (isNode(key)) key.spaceBefore = true
  return document.toString({lineWidth: 0})
}
