/** How a setup file names a variable of the environment in the place of a secret. */
export function variableReference(variable: string): string {
  return `\${${variable}}`
}
