import { lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { notAllowed } from "./source-faults.js";

/** A network that is not public and that sources may be in: an address and its number of significant bits. */
export type Network = [address: ipaddr.IPv4 | ipaddr.IPv6, bits: number];

/** Parses a network such as 10.1.0.0/16 or fd00::/8, or a single address. Null if the text is no network. */
export function networkOf(text: string): Network | null {
  const [address = "", bits] = text.split("/");
  const whole = { 0: null, 4: 32, 6: 128 }[isIP(address)] ?? null;
  // An IPv4 network written as IPv6 would match no address.
  if (whole === null || (whole === 128 && ipaddr.process(address).kind() === "ipv4")) return null;
  const cidr = `${address}/${bits ?? whole}`;
  return ipaddr.isValidCIDR(cidr) ? ipaddr.parseCIDR(cidr) : null;
}

/** Returns whether a connection may be made: the address is public, or in one of the networks. */
export function isOpenAddress(text: string, networks: readonly Network[]): boolean {
  // An IPv4 address written as IPv6 is judged as IPv4.
  const address = ipaddr.process(text);
  if (networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits)))
    return true;
  if (address.range() !== "unicast" || hostServices.has(address.toString())) return false;
  return address instanceof ipaddr.IPv4 || isGlobal(address);
}

/** Public addresses of services that a cloud offers its own machines: Azure's. */
const hostServices: ReadonlySet<string> = new Set(["168.63.129.16"]);

/**
 * Returns whether an address is in 2000::/3, the only range of public IPv6 addresses (IANA's registry of its address
 * space).
 */
function isGlobal({ parts: [first = 0] }: ipaddr.IPv6): boolean {
  return first >> 13 === 1;
}

/**
 * Throws `SOURCE_NOT_ALLOWED` if a host is an address that may not be connected to. A socket does not look up an
 * address.
 *
 * @param hostname of a URL, IPv6 in brackets
 */
export function refuseClosedHost(hostname: string, networks: readonly Network[]): void {
  if (isClosedHost(hostname, networks)) throw notAllowed();
}

/** Returns whether a host is an address that may not be connected to. For a name, the look-up decides. */
export function isClosedHost(hostname: string, networks: readonly Network[]): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return isIP(host) !== 0 && !isOpenAddress(host, networks);
}

/**
 * Returns a socket's look-up function. The socket connects to the very addresses that were checked, so that a name
 * whose addresses change between check and connection cannot evade the check. Addresses that may not be connected to
 * are removed.
 */
export function guardedLookup(networks: readonly Network[]): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "");
      const open = found.filter(({ address }) => isOpenAddress(address, networks));
      const [first] = open;
      if (!first) return callback(notAllowed(), "");
      if (options.all) callback(null, open);
      else callback(null, first.address, first.family);
    });
  };
}
