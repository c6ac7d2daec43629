import {BlockList, isIPv6} from 'node:net'

/**
 * `public`: anybody's on the internet. `private`: of this machine or of a network behind it, to be reached only where the user
 * says so. `never`: what no service of a user has, as the addresses by which clouds tell a machine its credentials.
 */
type AddressKind = 'public' | 'private' | 'never'

/** Of the registries of special addresses of IANA. What is translated to another address (NAT64, 6to4, Teredo) could hide one. */
const neverSubnets = [
  '0.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  'fd00:ec2::/32',
]

/** 100.64.0.0/10 is what providers and overlay networks (Tailscale) put between a host and the internet. */
const privateSubnets = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1/128',
  'fc00::/7',
]

const never = listOf(neverSubnets)
const inside = listOf(privateSubnets)
/** IPv4 in the clothes of IPv6: the lists know it by its IPv4 rules. */
const mapped = listOf(['::ffff:0:0/96'])
/** All that is given out so far of IPv6. */
const globalUnicast = listOf(['2000::/3'])

/** `address` is one of IPv4 or IPv6, without brackets. */
export function addressKind(address: string): AddressKind {
  const family = isIPv6(address) ? 'ipv6' : 'ipv4'
  if (never.check(address, family)) return 'never'
  if (inside.check(address, family)) return 'private'
  if (family === 'ipv4' || mapped.check(address, family)) return 'public'
  return globalUnicast.check(address, family) ? 'public' : 'never'
}

/** To a public address only what is encrypted goes; to a private one only what the user allowed. */
export function isAddressAllowed(
  address: string,
  {protocol, isPrivateAllowed}: {protocol: string; isPrivateAllowed: boolean},
): boolean {
  const kind = addressKind(address)
  return kind === 'public' ? protocol === 'https:' : kind === 'private' && isPrivateAllowed
}

function listOf(subnets: readonly string[]): BlockList {
  const list = new BlockList()
  for (const subnet of subnets) {
    const [network = '', prefix] = subnet.split('/')
    list.addSubnet(network, Number(prefix), isIPv6(network) ? 'ipv6' : 'ipv4')
  }
  return list
}
