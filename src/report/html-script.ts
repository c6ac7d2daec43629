/**
 * The page's only script: it makes the table of deals sortable and filterable. Without it the page has all the same in it. What a cell is
 * sorted by is its `data` element, else its text.
 */
export const htmlScript = `(() => {
const section = document.getElementById('deals')
if (!section) return
const body = section.querySelector('tbody')
const rows = [...body.rows]
const keyOf = (row, column) => {
  const cell = row.cells[column]
  return cell.querySelector('data')?.value ?? cell.textContent.trim()
}
const numbers = new Intl.Collator('en', {numeric: true, sensitivity: 'base'})
const compare = (a, b) => {
  if (a === '' || b === '') return a === b ? 0 : a === '' ? 1 : -1
  return Number.isNaN(+a) || Number.isNaN(+b) ? numbers.compare(a, b) : a - b
}
const heads = [...section.querySelectorAll('thead th')]
heads.forEach((head, column) => {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = head.textContent
  head.replaceChildren(button)
  button.addEventListener('click', () => {
    const isUp = head.getAttribute('aria-sort') === 'descending'
    for (const other of heads) other.removeAttribute('aria-sort')
    head.setAttribute('aria-sort', isUp ? 'ascending' : 'descending')
    const sorted = rows.map(row => [keyOf(row, column), row])
    sorted.sort(([a], [b]) => a === '' || b === '' || isUp ? compare(a, b) : compare(b, a))
    body.append(...sorted.map(([, row]) => row))
  })
})
const controls = document.createElement('p')
controls.className = 'controls'
const label = document.createElement('label')
const input = document.createElement('input')
input.type = 'search'
input.placeholder = 'owner, stage, reason'
label.append('Filter deals ', input)
const shown = document.createElement('output')
controls.append(label, ' ', shown)
section.before(controls)
const texts = rows.map(row => row.textContent.toLowerCase())
input.addEventListener('input', () => {
  const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean)
  let count = 0
  rows.forEach((row, at) => {
    row.hidden = !words.every(word => texts[at].includes(word))
    if (!row.hidden) count++
  })
  shown.textContent = words.length === 0 ? '' : count + ' of ' + rows.length + ' deals'
})
})()`
