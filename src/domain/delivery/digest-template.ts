/** What a digest may consist of, in the order in which it is told unless the template gives another one. */
export const digestSections = [
  'changes',
  'worst-deals',
  'rules',
  'portfolio',
  'owners',
  'stages',
  'waterfall',
  'fields',
  'checks',
] as const

export type DigestSection = (typeof digestSections)[number]

/** How the digests of a scheduled review look. */
export type DigestTemplate = {
  /** In place of the review's name; null for that. */
  title: string | null
  /** A line of the user's own above the numbers; null for none. */
  intro: string | null
  sections: readonly DigestSection[]
  /** Rows of each list, 1 to 50. */
  length: number
}

export const defaultTemplate: DigestTemplate = {
  title: null,
  intro: null,
  sections: ['changes', 'worst-deals', 'rules', 'portfolio', 'owners', 'waterfall', 'checks'],
  length: 10,
}

export const longestList = 50

/** As a scheduled review stores it: what differs from the default. What no program of ours wrote is passed over. */
export function templateOf(stored: Readonly<Record<string, unknown>> | null): DigestTemplate {
  const {title, intro, sections, length} = stored ?? {}
  const known = Array.isArray(sections) ? digestSections.filter(section => sections.includes(section)) : null
  const isLength = typeof length === 'number' && length >= 1 && length <= longestList
  return {
    title: typeof title === 'string' ? title : defaultTemplate.title,
    intro: typeof intro === 'string' ? intro : defaultTemplate.intro,
    sections: known ? inOrder(known, sections as unknown[]) : defaultTemplate.sections,
    length: isLength ? length : defaultTemplate.length,
  }
}

function inOrder(known: readonly DigestSection[], given: readonly unknown[]): DigestSection[] {
  return [...known].sort((a, b) => given.indexOf(a) - given.indexOf(b))
}
