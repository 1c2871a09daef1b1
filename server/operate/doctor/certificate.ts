/** Whether the certificate files are of this address, of this key, and of today. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { fault, good, look, type Finding } from './finding.ts'

export interface CertificateFacts {
  readonly certFile: string
  readonly keyFile: string
  /** null: it cannot be read. */
  readonly cert: string | null
  readonly key: string | null
  /** Rights of the key file. */
  readonly keyMode: number
  /** The name people type; null: nobody said. */
  readonly host: string | null
  readonly now: number
}

const dayMs = 24 * 60 * 60 * 1000
/** A renewal that fails should be seen before a workshop of three days begins. */
const soonDays = 14
const renew = 'Renew it, put the new files in place, and restart Fourfold.'

export function judgeCertificate(facts: CertificateFacts): Finding[] {
  const { certFile, keyFile, cert, key, keyMode, host, now } = facts
  const again = 'Look at TLS_CERT and TLS_KEY, and at who may read these files.'
  if (cert === null || key === null) return [fault(`${cert === null ? certFile : keyFile} cannot be read.`, again)]
  const parsed = parse(cert)
  if (parsed === null) return [fault(`${certFile} is no certificate in PEM form.`, again)]
  const found: Finding[] = []
  if (!belongs(parsed, key))
    found.push(fault(`${keyFile} is not the key of ${certFile}.`, 'Take both from the same place.'))
  if ((keyMode & 0o077) !== 0)
    found.push(fault(`Other users of this computer may read the key.`, `chmod 600 ${keyFile}`))
  const [from, to] = [Date.parse(parsed.validFrom), Date.parse(parsed.validTo)]
  const days = Math.floor((to - now) / dayMs)
  if (now < from) found.push(fault('The certificate is not valid yet.', 'Look at the clock of this computer.'))
  else if (now > to) found.push(fault('The certificate has expired: browsers let nobody in.', renew))
  else if (days < soonDays) found.push(look(`The certificate expires in ${days} days.`, renew))
  if (host !== null && !isFor(parsed, host))
    found.push(
      fault(`The certificate is not for ${host}, but for ${namesOf(parsed)}.`, 'Get one for the name in PUBLIC_URL.'),
    )
  if (parsed.issuer !== parsed.subject && (cert.match(/-----BEGIN CERTIFICATE-----/g)?.length ?? 0) < 2)
    found.push(
      look(
        'The certificate file holds one certificate alone; some phones need those between it and its root.',
        'Use the full chain (fullchain.pem).',
      ),
    )
  return found.length > 0
    ? found
    : [good(`The certificate is for ${host ?? namesOf(parsed)} and valid for ${days} days.`)]
}

function parse(cert: string): X509Certificate | null {
  try {
    return new X509Certificate(cert)
  } catch {
    return null
  }
}

function belongs(cert: X509Certificate, key: string): boolean {
  try {
    return cert.checkPrivateKey(createPrivateKey(key))
  } catch {
    return false
  }
}

const isFor = (cert: X509Certificate, host: string) =>
  (isIP(host) === 0 ? cert.checkHost(host) : cert.checkIP(host)) !== undefined

const namesOf = ({ subjectAltName, subject }: X509Certificate) =>
  (subjectAltName ?? subject).replace(/(DNS|IP Address):/g, '')

export function gatherCertificate(
  { cert, key }: { readonly cert: string; readonly key: string },
  host: string | null,
  now: number,
): CertificateFacts {
  return { certFile: cert, keyFile: key, cert: read(cert), key: read(key), keyMode: modeOf(key), host, now }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

const modeOf = (file: string) => (statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o777
