// What BullMQ calls for each job; its sandbox asks for a default export.
const reviews = new Map()

async function reviewOf(specifier) {
  if (!reviews.has(specifier)) {
    const [path, name] = specifier.split('#')
    reviews.set(specifier, (await import(path))[name])
  }
  return reviews.get(specifier)
}

export default async function ({data}) {
  const review = await reviewOf(data.review)
  return review(data.path)
}
