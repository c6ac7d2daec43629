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

/** Reads the names that Salesforce and HubSpot give to categories; null for any other. */
export function forecastCategoryOf(text: string): ForecastCategory | null {
  const key = text.toLowerCase().replace(/[^a-z]/g, '')
  return Object.hasOwn(categories, key) ? categories[key]! : null
}
