/** Thrown inside a read when a later part of the file shows that its first understanding was wrong; the read starts over. */
export class Restart extends Error {
  readonly because: 'encoding' | 'reading' | 'keys'

  constructor(because: 'encoding' | 'reading' | 'keys') {
    super(because)
    this.because = because
  }
}
