import type {ForecastCategory} from '../../domain/review/deal.js'

const categories: Readonly<Record<string, ForecastCategory>> = {
  omitted: 'omitted',
  omit: 'omitted',
  notforecasted: 'omitted',
  pipeline: 'pipeline',
  bestcase: 'best-case',
  mostlikely: 'best-case',
  commit: 'commit',
  committed: 'commit',
  forecast: 'commit',
  closed: 'closed',
  closedwon: 'closed',
}

const textsKept = 1000

/** Reads the names that Salesforce and HubSpot give to categories; null for any other. */
export function forecastCategories(): (text: string | null) => ForecastCategory | null {
  const cache = new Map<string, ForecastCategory | null>()
  return text => {
    if (text === null) return null
    const cached = cache.get(text)
    if (cached !== undefined) return cached
    const key = text.toLowerCase().replace(/[^a-z]/g, '')
    const category = Object.hasOwn(categories, key) ? categories[key]! : null
    if (cache.size < textsKept) cache.set(text, category)
    return category
  }
}
