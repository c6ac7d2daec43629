import {execFileSync, spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

export type Certificate = {key: string; cert: string}

/** Null where it is present; otherwise what a skipped test says. */
export const missingOpenssl =
  spawnSync('openssl', ['version']).status === 0 ? null : 'skipped: openssl is not installed'

/** An authority made for one test file, and what it signs. */
export function testAuthority() {
  const folder = mkdtempSync(join(tmpdir(), 'revsched-certificates-'))
  const openssl = (...args: string[]) => execFileSync('openssl', args, {cwd: folder, stdio: 'pipe'})
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=test')
  return {
    ca: read('ca.pem'),
    caFile: join(folder, 'ca.pem'),
    /** `names` as openssl writes them, e.g. `DNS:localhost,IP:127.0.0.1`; expired where `days` is below 0. */
    certificate(names: string, days = 2): Certificate {
      writeFileSync(join(folder, 'names'), `subjectAltName=${names}\n`)
      openssl('req', ...key, '-keyout', 'leaf.key', '-out', 'leaf.csr', '-subj', '/CN=leaf')
      openssl(
        ...['x509', '-req', '-in', 'leaf.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
        ...['-extfile', 'names', '-days', String(days), '-out', 'leaf.pem'],
      )
      return {key: read('leaf.key'), cert: read('leaf.pem')}
    },
    selfSigned(names: string): Certificate {
      const subject = ['-addext', `subjectAltName=${names}`, '-subj', '/CN=self']
      openssl('req', '-x509', ...key, '-keyout', 'self.key', '-out', 'self.pem', '-days', '2', ...subject)
      return {key: read('self.key'), cert: read('self.pem')}
    },
    remove: () => rmSync(folder, {recursive: true, force: true}),
  }
}
